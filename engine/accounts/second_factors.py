"""Second factors: sealed anew after a change of keys, dropped for who has lost theirs."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings

from engine.accounts.models import User

SECRETS = ("secret", "seed")


def reseal() -> int:
    """Seal with the active key what another has sealed; returns how many rows were changed."""
    return sum(_reseal(row) for row in Authenticator.objects.order_by("pk").iterator())


def drop(user: User) -> bool:
    """Let a person in by password alone, until they set up another; False when they were let."""
    dropped, _ = Authenticator.objects.filter(user=user).delete()
    return bool(dropped)


def _reseal(row: Authenticator) -> bool:
    prefix = f"v1.{next(iter(settings.VAULT_KEYS))}."
    adapter = get_adapter()
    stale: dict[str, Any] = {
        name: row.data[name]
        for name in SECRETS
        if isinstance(row.data.get(name), str) and not row.data[name].startswith(prefix)
    }
    if not stale:
        return False
    fresh = {name: adapter.encrypt(adapter.decrypt(text)) for name, text in stale.items()}
    # Compared with what was read: a factor that was set up anew meanwhile has the active key.
    unchanged = Authenticator.objects.filter(pk=row.pk, data=row.data)
    return bool(unchanged.update(data={**row.data, **fresh}))
