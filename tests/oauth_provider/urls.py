"""The provider's addresses: OAuth 2.0, one resource behind it, and levers for tests below `/_`."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken
from oauth2_provider.views import AuthorizationView, TokenView
from oauth2_provider.views.generic import ProtectedResourceView

from tests.oauth_provider import weather


class Behind(ProtectedResourceView):  # type: ignore[misc]  # the library has no types
    """A resource that answers a bad token as the standard says, not with the library's 403."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        answer = super().dispatch(request, *args, **kwargs)
        return HttpResponse(status=401) if answer.status_code == 403 else answer


class Me(Behind):
    """Whose token it is."""

    def get(self, request: Any) -> HttpResponse:
        return JsonResponse({"name": request.resource_owner.username})

    def post(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"stored": True})


class Shelves(Behind):
    """What the account has."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"shelves": ["rye", "oats"]})


def refuse(_request: HttpRequest) -> HttpResponse:
    """Let nobody in, whatever the token."""
    return HttpResponse(status=401)


def expire(_request: HttpRequest) -> HttpResponse:
    """End every access token now; refresh tokens stay."""
    AccessToken.objects.update(expires=timezone.now())
    return JsonResponse({})


def revoke(_request: HttpRequest) -> HttpResponse:
    """Take everything back, as a person may in the service."""
    RefreshToken.objects.update(revoked=timezone.now())
    AccessToken.objects.all().delete()
    return JsonResponse({})


urlpatterns = [
    path("o/authorize/", AuthorizationView.as_view()),
    path("o/token/", TokenView.as_view()),
    path("me", Me.as_view()),
    path("shelves", Shelves.as_view()),
    path("picky", refuse),
    path("_expire", expire),
    path("_revoke", revoke),
    path("_plan", weather.plan),
    path("_log", weather.log),
]
