"""`manage.py journalpartitions`: the daily care of the journal, by hand or by a scheduler."""

from typing import Any

from django.core.management.base import BaseCommand

from engine.journal.retention import tend
from engine.kernel.clock import now


class Command(BaseCommand):
    """Tend the partitions once and say in one line what changed."""

    help = "Makes the journal's partitions ahead and drops those older than the retention."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once; repeating it changes nothing more."""
        done = tend(now())
        self.stdout.write(
            f"journal partitions: {done.made} made, {done.dropped} dropped; "
            f"{done.sums_forgotten} old sums forgotten"
        )
