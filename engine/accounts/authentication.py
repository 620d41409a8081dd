"""Who is calling: a program with a token, or a person with a session."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from engine.accounts import tokens
from engine.accounts.models import ApiToken, User
from engine.kernel.errors import DomainError

if TYPE_CHECKING:  # the framework loads this module before its views
    from rest_framework.views import APIView


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer svz_…`; the token is `request.auth`, its maker `request.user`."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User | AnonymousUser, ApiToken] | None:
        """Return the token and its maker; None when the header is absent."""
        header = request.headers.get("Authorization")
        if header is None:
            return None
        keyword, _, text = header.partition(" ")
        if keyword.lower() != self.keyword.lower():
            raise AuthenticationFailed(code="token_unknown")
        try:
            token = tokens.check(text.strip())
        except DomainError as error:
            raise AuthenticationFailed(code=error.code) from error
        return token.created_by or AnonymousUser(), token

    def authenticate_header(self, request: Request) -> str:
        """Tell an anonymous caller how to come in."""
        return self.keyword


class Session(SessionAuthentication):
    """The browser's session; writes need the CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a write that does not come from our own page."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(code="csrf_failed") from error


class SignedIn(BasePermission):
    """Somebody known is calling, a person or a program."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Say whether one of the ways to sign in has let the caller in."""
        return request.successful_authenticator is not None
