"""A test that commits leaves the next one an empty database."""

import pytest
from django.contrib.contenttypes.models import ContentType

from engine.accounts.models import Workspace
from engine.journal.models import Entry
from tests.clean_slate import CleanSlate
from tests.factories import a_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_written_is_gone_and_what_migrations_wrote_is_not() -> None:
    slate = CleanSlate()
    workspace = a_workspace()
    Entry.objects.create(workspace_id=workspace.pk, status=Entry.Status.SUCCEEDED)

    slate.wipe()

    assert not Workspace.objects.exists()
    assert not Entry.objects.exists()
    assert ContentType.objects.exists()
