"""Who is in a workspace, as what, and that somebody always owns it."""

import threading

import pytest
from django.core import mail
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from engine.accounts import services, tokens
from engine.accounts.errors import AlreadyMember, LastOwner, TokenIsRevoked
from engine.accounts.models import Membership, Role
from tests.factories import a_client, a_member, a_token, a_user, a_workspace


@pytest.mark.django_db
def test_whoever_makes_a_workspace_owns_it() -> None:
    owner = a_user()

    workspace = services.create_workspace(owner, name="Shop")

    member = Membership.objects.get(workspace=workspace)
    assert (member.user, member.role) == (owner, Role.OWNER)


@pytest.mark.django_db
def test_a_known_person_is_let_in_whatever_the_case_of_the_address() -> None:
    user, workspace = a_user("ann@example.com"), a_workspace()

    member = services.add_member(workspace, email="Ann@Example.com", role=Role.VIEWER)

    assert (member.user, member.role) == (user, Role.VIEWER)
    assert mail.outbox == []


@pytest.mark.django_db
def test_a_new_person_is_mailed_a_link_to_set_a_password(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    workspace = a_workspace("Shop\r\nBcc: x@example.com")

    with django_capture_on_commit_callbacks(execute=True):
        member = services.add_member(workspace, email="new@example.com", role=Role.EDITOR)

    assert not member.user.has_usable_password()
    assert mail.outbox[0].to == ["new@example.com"]
    assert "/reset-password/" in mail.outbox[0].body


@pytest.mark.django_db
def test_nobody_is_a_member_twice() -> None:
    member = a_member()

    with pytest.raises(AlreadyMember):
        services.add_member(member.workspace, email=member.user.email, role=Role.OWNER)


@pytest.mark.django_db
def test_the_last_owner_can_neither_go_nor_become_less() -> None:
    workspace = a_workspace()
    owner = Membership.objects.get(workspace=workspace)

    with pytest.raises(LastOwner):
        services.remove_member(workspace, owner.pk)
    with pytest.raises(LastOwner):
        services.change_role(workspace, owner.pk, Role.EDITOR)

    owner.refresh_from_db()
    assert owner.role == Role.OWNER


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_at_once_leave_one() -> None:
    workspace = a_workspace()
    a_member(Role.OWNER, workspace=workspace)
    start = threading.Barrier(2)

    def remove(member: Membership) -> None:
        start.wait()
        try:
            services.remove_member(workspace, member.pk)
        except LastOwner:
            pass
        finally:
            connection.close()

    threads = [
        threading.Thread(target=remove, args=[member])
        for member in Membership.objects.of(workspace)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Membership.objects.of(workspace).owners().count() == 1


@pytest.mark.django_db
def test_tokens_go_with_the_member_who_made_them() -> None:
    member = a_member(Role.EDITOR)
    issued = a_token(Role.EDITOR, workspace=member.workspace, made_by=member.user)

    services.remove_member(member.workspace, member.pk)

    with pytest.raises(TokenIsRevoked):
        tokens.check(issued.text.reveal())


@pytest.mark.django_db
def test_tokens_lose_what_their_maker_loses() -> None:
    member = a_member(Role.EDITOR)
    issued = a_token(Role.EDITOR, workspace=member.workspace, made_by=member.user)

    services.change_role(member.workspace, member.pk, Role.VIEWER)

    issued.token.refresh_from_db()
    assert issued.token.role == Role.VIEWER


@pytest.mark.django_db
def test_members_are_added_changed_and_removed_over_http() -> None:
    client = a_client(a_workspace())

    made = client.post("/api/v1/members", {"email": "b@example.com", "role": "editor"}, "json")
    address = f"/api/v1/members/{made.json()['id']}"
    changed = client.patch(address, {"role": "viewer"}, "json")
    gone = client.delete(address)

    assert [made.status_code, changed.status_code, gone.status_code] == [201, 200, 204]
    assert changed.json()["role"] == "viewer"
    assert len(client.get("/api/v1/members").json()["results"]) == 1
