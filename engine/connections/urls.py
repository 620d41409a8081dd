"""Addresses of connections, below `/api/v1/`."""

from django.urls import path

from engine.connections.api.oauth import AuthorizeView, CallbackView
from engine.connections.api.views import ChoicesView, ConnectionsViewSet

one = ConnectionsViewSet.as_view

urlpatterns = [
    path("connections", one({"get": "list", "post": "create"})),
    path("connections/try", one({"post": "attempt"})),
    path("connections/<uuid:pk>", one({"get": "retrieve", "patch": "partial_update"})),
    path("connections/<uuid:pk>/test", one({"post": "test"})),
    path("connections/<uuid:pk>/refresh", one({"post": "refresh"})),
    path("connections/<uuid:pk>/reconnect", one({"post": "reconnect"})),
    path("connections/<uuid:pk>/samples", one({"get": "samples", "delete": "forget_samples"})),
    path("connectors/<str:slug>/choices", ChoicesView.as_view()),
    path("oauth/authorize/<uuid:pk>", AuthorizeView.as_view()),
    path("oauth/callback", CallbackView.as_view()),
]
