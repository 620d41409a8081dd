"""Addresses of the catalogue, below `/api/v1/`."""

from django.urls import path

from engine.catalog.api import ConnectorsView, ConnectorView, IconView

urlpatterns = [
    path("connectors", ConnectorsView.as_view()),
    path("connectors/<str:slug>", ConnectorView.as_view()),
    path("connectors/<str:slug>/icon", IconView.as_view()),
]
