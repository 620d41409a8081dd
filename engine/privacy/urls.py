"""Addresses of privacy, below `/api/v1/`."""

from django.urls import path

from engine.privacy.api import WorkspaceSettingsView

urlpatterns = [
    path("workspace", WorkspaceSettingsView.as_view()),
]
