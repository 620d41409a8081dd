"""Addresses of trying a bundle out, below `/api/v1/`."""

from django.urls import path

from engine.rehearsal.api import RehearsalViewSet

bundles = RehearsalViewSet.as_view

urlpatterns = [
    path("bundles/<uuid:pk>/samples", bundles({"get": "samples"})),
    path("bundles/<uuid:pk>/samples/trigger", bundles({"put": "choose", "delete": "forget"})),
    path("bundles/<uuid:pk>/rehearse", bundles({"post": "rehearse"})),
    path("bundles/<uuid:pk>/steps/<str:step>/test", bundles({"post": "test"})),
    path("bundles/<uuid:pk>/preview", bundles({"post": "preview"})),
]
