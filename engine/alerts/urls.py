"""Addresses of alerts, their rules and channels, below `/api/v1/`."""

from django.urls import path

from engine.alerts.api.views import AlertsViewSet, ChannelsViewSet, RulesViewSet

alerts = AlertsViewSet.as_view
rules = RulesViewSet.as_view
channels = ChannelsViewSet.as_view
ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    path("alerts", alerts({"get": "list"})),
    path("alerts/<uuid:pk>/acknowledge", alerts({"post": "acknowledge"})),
    path("alerts/rules", rules({"get": "list", "post": "create"})),
    path("alerts/rules/<uuid:pk>", rules({**ONE})),
    path("alerts/rules/<uuid:pk>/mute", rules({"post": "mute"})),
    path("alerts/channels", channels({"get": "list", "post": "create"})),
    path("alerts/channels/<uuid:pk>", channels({**ONE})),
    path("alerts/channels/<uuid:pk>/test", channels({"post": "test"})),
]
