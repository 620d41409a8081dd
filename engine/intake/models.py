"""Shape of the memory of accepted events."""

from typing import ClassVar

from django.db import models


class SeenEvent(models.Model):
    """That a bundle accepted an event with this key (a SHA-256 digest); kept 62 days."""

    id = models.BigAutoField(primary_key=True)
    bundle_id = models.UUIDField()
    key = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bundle_id", "key"], name="seen_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["seen_at"], name="seen_by_age")]

    def __str__(self) -> str:
        return f"{self.bundle_id} saw {bytes(self.key).hex()}"
