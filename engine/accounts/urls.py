"""Addresses of the accounts room below `/api/v1/`."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from engine.accounts import documentation  # noqa: F401 - describes our ways to sign in
from engine.accounts.api import MembersView, MeView, TokensView, WorkspacesView

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("workspaces", WorkspacesView, basename="workspace")
router.register("members", MembersView, basename="member")
router.register("tokens", TokensView, basename="token")

urlpatterns = [
    path("me", MeView.as_view(), name="me"),
    path("", include(router.urls)),
]
