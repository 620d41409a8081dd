"""Shape of the samples that are kept for a bundle."""

from typing import ClassVar

from django.db import models

from engine.bundles.models import Bundle
from engine.kernel.clock import now
from engine.kernel.ids import new_id


class Sample(models.Model):
    """A value that everybody who edits the bundle builds with: of its trigger, or of a step.

    `about` names the trigger or the action it came from; once that is another, it counts no more.
    """

    class Origin(models.TextChoices):
        """How it got here: the first three are chosen for the trigger, the last is of a step."""

        CAUGHT = "caught"
        FETCHED = "fetched"
        GIVEN = "given"
        TESTED = "tested"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="samples")
    step = models.CharField(max_length=63)
    about = models.CharField(max_length=200)
    output = models.TextField()
    cut = models.BooleanField(default=False)
    origin = models.CharField(max_length=16, choices=Origin.choices)
    at = models.DateTimeField(default=now)
    by = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bundle", "step"], name="sample_once_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} sample of {self.step}"
