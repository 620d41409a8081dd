"""Which rows are whose, told by the models; what models cannot tell stands in these tables."""

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db.models import ForeignKey, Model

from engine.accounts.models import Workspace

SETTING = "svyazka.workspace"
# Nobody's when it is not set, and after RESET, which leaves an empty text behind.
HERE = f"nullif(current_setting('{SETTING}', true), '')::uuid"

# Rows that carry the id of what they belong to without a foreign key: the column, and its table.
LOOSE = {
    "health_penalty": ("bundle_id", "bundles_bundle"),
    "queue_checkpoint": ("run_id", "queue_run"),
    "queue_memory": ("bundle_id", "bundles_bundle"),
    "queue_seenevent": ("bundle_id", "bundles_bundle"),
}
# Members use these tables, and their rows belong to no single workspace; the reason of each.
OPEN = {
    "accounts_user": "a person is a member of several workspaces, and let in by e-mail",
    "account_emailaddress": "belongs to a person",
    "django_session": "belongs to a browser, from before it has a workspace",
    "journal_key": "holds hashes that the workspace is part of, and leads to journal_entry",
}
# No call within a workspace uses these tables: its role has no right to them at all.
SHUT = frozenset(
    {
        "account_emailconfirmation",
        "accounts_cache",
        "alerts_watch",
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "mfa_authenticator",
        "usersessions_usersession",
    }
)
# What their rows are numbered from.
SEQUENCES = ("queue_arrival",)


def models_by_table() -> Mapping[str, type[Model]]:
    """Return every table that a model stands for."""
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def conditions() -> Mapping[str, str]:
    """Return for each table behind the wall, in SQL, which of its rows belong to the workspace."""
    found = {table: condition_of(model) for table, model in models_by_table().items()}
    return {table: condition for table, condition in found.items() if condition}


def condition_of(model: type[Model]) -> str:
    """Return which rows belong to the workspace; empty where no row belongs to any."""
    table = model._meta.db_table
    if model is Workspace:
        return f"id = {HERE}"
    if any(field.column == "workspace_id" for field in model._meta.concrete_fields):
        return f"workspace_id = {HERE}"
    return " AND ".join(
        # The owner's row is looked for from behind the wall, too.
        f"EXISTS (SELECT FROM {owner} AS owner WHERE owner.{key} = {table}.{column})"
        for column, owner, key in _owners(model)
    )


def _owners(model: type[Model]) -> Iterator[tuple[str, str, str]]:
    if model._meta.db_table in LOOSE:
        column, owner = LOOSE[model._meta.db_table]
        yield column, owner, "id"
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and condition_of(field.related_model):
            key = field.target_field
            yield str(field.column), key.model._meta.db_table, str(key.column)
