"""Addresses of changes, relative to `/api/v1/`."""

from django.urls import path

from engine.live.api import ChangesView, EventsView

urlpatterns = [
    path("events", EventsView.as_view()),
    path("changes", ChangesView.as_view()),
]
