"""The mail that tells a new person they were let in, and where to set a password."""

from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from engine.accounts.models import User, Workspace
from engine.api.words import say


def send(user: User, workspace: Workspace) -> None:
    """Mail the invitation once the membership is really there."""
    transaction.on_commit(partial(_send, user, workspace), robust=True)


def _send(user: User, workspace: Workspace) -> None:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    params = {"workspace": workspace.name, "link": f"{settings.BASE_URL}/reset-password/{key}"}
    subject = say("invitation_subject", params, language=workspace.language)
    text = say("invitation_text", params, language=workspace.language)
    send_mail(" ".join(subject.split()), text, None, [user.email])
