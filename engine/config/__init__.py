"""How the rooms are put together: settings, URLs, the ASGI door and the Celery app."""
