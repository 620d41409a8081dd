"""The Celery app: wake-ups and upkeep; no task carries an event."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engine.config.settings")

from engine.config.environment import environment

app = Celery("svyazka")
app.conf.update(
    broker_url=environment().broker,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 3600, "socket_timeout": 5},
    task_ignore_result=True,
    task_default_queue="maintenance",
    task_routes={"engine.runs.tasks.drain": {"queue": "live"}},
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_max_memory_per_child=500_000,
    timezone="UTC",
    beat_schedule={
        "tick": {"task": "engine.runs.tasks.tick", "schedule": 1.0, "options": {"expires": 5}},
        "watch": {"task": "engine.runs.tasks.watch", "schedule": 5.0, "options": {"expires": 5}},
        "mend": {"task": "engine.runs.tasks.mend", "schedule": 60.0, "options": {"expires": 50}},
        "review": {
            "task": "engine.runs.tasks.review",
            "schedule": 15.0,
            "options": {"expires": 14},
        },
        "upkeep": {
            "task": "engine.runs.tasks.upkeep",
            "schedule": 600.0,
            "options": {"expires": 500},
        },
    },
)
app.autodiscover_tasks(["engine.runs"])
