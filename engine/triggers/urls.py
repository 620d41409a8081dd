"""Addresses of triggers, below `/api/v1/`."""

from django.urls import path

from engine.triggers.api import SamplesView

urlpatterns = [path("connectors/<str:slug>/samples", SamplesView.as_view())]
