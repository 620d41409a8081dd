"""Shape of people, workspaces, memberships and tokens."""

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from engine.kernel.clock import now
from engine.kernel.ids import new_id


class Role(models.TextChoices):
    """What a member or a token may do, from most to least; `policy` holds the table."""

    OWNER = "owner"
    EDITOR = "editor"
    OPERATOR = "operator"
    VIEWER = "viewer"


class UserManager(BaseUserManager["User"]):
    """Makes users; sign-in ignores the case of the address."""

    def create_user(self, email: str, password: str | None = None) -> "User":
        """Save a new person who signs in with this address."""
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a person by e-mail in any case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person, known by e-mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about who is where."""

    def of(self, workspace: "Workspace") -> "MembershipQuerySet":
        """Return the members of the workspace, with the people."""
        return self.filter(workspace=workspace).select_related("user")

    def of_user(self, user: User) -> "MembershipQuerySet":
        """Return where the person is a member, the oldest membership first."""
        return self.filter(user=user).select_related("workspace").order_by("id")

    def in_workspace(self, workspace_id: UUID | None) -> "MembershipQuerySet":
        """Narrow down to one workspace when it is named."""
        return self if workspace_id is None else self.filter(workspace_id=workspace_id)

    def owners(self) -> "MembershipQuerySet":
        """Return the owners."""
        return self.filter(role=Role.OWNER)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Questions about tokens."""

    def of(self, workspace: "Workspace") -> "ApiTokenQuerySet":
        """Return the workspace's tokens that nobody has switched off."""
        return self.filter(workspace=workspace, revoked_at=None).select_related("created_by")

    def with_workspace(self) -> "ApiTokenQuerySet":
        """Bring workspace and maker along in the same query."""
        return self.select_related("workspace", "created_by")


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    """Questions about workspaces; the answers carry the asker's `role`."""

    def open_to(self, user: User) -> "WorkspaceQuerySet":
        """Return where the person is a member."""
        return self.filter(memberships__user=user).annotate(role=models.F("memberships__role"))

    def open_with(self, token: "ApiToken") -> "WorkspaceQuerySet":
        """Return the one workspace of the token."""
        role = models.Value(token.role, models.CharField())
        return self.filter(pk=token.workspace_id).annotate(role=role)


class Workspace(models.Model):
    """The tenant: owns connections, bundles, journal and everything else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, default="en")
    # Names of fields whose values the journal does not keep: rules of `journal.telling.masking`.
    masked_fields = ArrayField(models.CharField(max_length=100), default=list, db_default=[])
    created_at = models.DateTimeField(default=now, editable=False)
    members = models.ManyToManyField(User, through="Membership", related_name="workspaces")

    objects = WorkspaceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in one workspace."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.workspace_id}: {self.role}"


class ApiToken(models.Model):
    """A program's way in: shown once, kept as a SHA-256 hash, bound to one workspace and role."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=Role.choices)
    hash = models.BinaryField(max_length=32, unique=True)
    hint = models.CharField(max_length=16)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="tokens")
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="token_role"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class CacheEntry(models.Model):
    """A row of Django's cache: counters of sign-in attempts, which outlive a loss of Valkey."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"

    def __str__(self) -> str:
        return self.cache_key
