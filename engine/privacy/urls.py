"""Addresses of privacy, below `/api/v1/`."""

from django.urls import path

from engine.privacy.api import EraseView, MaskTrialView, WorkspaceSettingsView

urlpatterns = [
    path("workspace", WorkspaceSettingsView.as_view()),
    path("privacy/erase", EraseView.as_view()),
    path("privacy/try", MaskTrialView.as_view()),
]
