"""Addresses of jobs, and of resending below the journal's, relative to `/api/v1/`."""

from django.urls import path

from engine.jobs.api import JobsViewSet, RefreshView, ResendPreviewView, ResendView, ResultsViewSet
from engine.jobs.completeness.api import CompletenessView

jobs = JobsViewSet.as_view

urlpatterns = [
    path("journal/resend", ResendView.as_view()),
    path("journal/refresh", RefreshView.as_view()),
    path("journal/<uuid:pk>/resend", ResendPreviewView.as_view()),
    path("bundles/<uuid:pk>/completeness", CompletenessView.as_view()),
    path("jobs", jobs({"get": "list"})),
    path("jobs/<uuid:pk>", jobs({"get": "retrieve"})),
    path("jobs/<uuid:pk>/results", ResultsViewSet.as_view({"get": "list"})),
    *(path(f"jobs/<uuid:pk>/{deed}", jobs({"post": deed})) for deed in ("pause", "resume", "stop")),
]
