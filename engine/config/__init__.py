"""How the rooms are put together: settings, URLs, the ASGI door and the Celery app."""

from engine.config.celery import app as celery_app

__all__ = ["celery_app"]
