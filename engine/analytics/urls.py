"""Addresses of the analytics, relative to `/api/v1/`."""

from django.urls import path

from engine.analytics.api import TopView, TransactionsView, VolumeView

urlpatterns = [
    path("analytics/transactions", TransactionsView.as_view()),
    path("analytics/volume", VolumeView.as_view()),
    path("analytics/top", TopView.as_view()),
]
