"""The one table of what each role may do."""

from enum import StrEnum

from engine.accounts.models import Role
from engine.kernel.errors import Forbidden


class Permission(StrEnum):
    """Kinds of work, each including those before it."""

    VIEW = "view"
    OPERATE = "operate"
    EDIT = "edit"
    MANAGE = "manage"


MAY: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.EDITOR: frozenset({Permission.VIEW, Permission.OPERATE, Permission.EDIT}),
    Role.OPERATOR: frozenset({Permission.VIEW, Permission.OPERATE}),
    Role.VIEWER: frozenset({Permission.VIEW}),
}


def allows(role: Role, permission: Permission) -> bool:
    """Say whether the role may do this kind of work."""
    return permission in MAY[role]


def demand(role: Role, permission: Permission) -> None:
    """Refuse a role that may not do this kind of work."""
    if not allows(role, permission):
        raise Forbidden(role=role.value, needs=permission.value)


def covers(role: Role, other: Role) -> bool:
    """Say whether the role may do all that the other one may."""
    return MAY[role] >= MAY[other]


def roles_above(role: Role) -> list[Role]:
    """Return the roles that may do something this one may not."""
    return [other for other in Role if not covers(role, other)]
