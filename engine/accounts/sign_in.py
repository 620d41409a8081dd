"""How people come in: allauth, with our rules about signing up and keeping secrets."""

import base64
import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from engine.accounts import services
from engine.accounts.models import User
from engine.api.words import say

STRANGER = "account/email/unknown_account"
_NONCE_BYTES = 12
_PURPOSE = b"mfa_authenticator.data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing up can be switched off; who signs up gets a workspace of their own."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say whether strangers may sign up here."""
        return bool(settings.SIGN_UP)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; nobody is invited to sign up where that is switched off."""
        if template_prefix != STRANGER or settings.SIGN_UP:
            super().send_mail(template_prefix, email, context)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Save the person together with their first workspace."""
        with transaction.atomic():
            super().save_user(request, user, form, commit=True)
            services.create_workspace(user, name=say("own_workspace"))
        return user


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor stand encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Return `v1.<key id>.<nonce and ciphertext>` under the active key."""
        key_id, key = next(iter(settings.VAULT_KEYS.items()))
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), _PURPOSE)
        return f"v1.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text again; the key may be any of the ring."""
        _, key_id, encoded = encrypted_text.split(".")
        sealed = base64.urlsafe_b64decode(encoded)
        cipher = AESGCM(settings.VAULT_KEYS[key_id])
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _PURPOSE).decode()
