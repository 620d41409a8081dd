"""The only writers of bundles, versions and groups."""

from engine.bundles.services.adoption import adopt_late
from engine.bundles.services.bulk import Deed, Result, bulk
from engine.bundles.services.connections import delete_connection, remove_connection
from engine.bundles.services.drafts import Changes, bring_back, change, copy, create
from engine.bundles.services.groups import create_group, delete_group, rename_group
from engine.bundles.services.hidden import forget_hidden, keep_hidden
from engine.bundles.services.life import block, pause, restore, run_now, start, stop_expired, trash
from engine.bundles.services.migration import begin_migration, end_migration
from engine.bundles.services.publishing import check, publish
from engine.bundles.services.review import block_silent, review

__all__ = [
    "Changes",
    "Deed",
    "Result",
    "adopt_late",
    "begin_migration",
    "block",
    "block_silent",
    "bring_back",
    "bulk",
    "change",
    "check",
    "copy",
    "create",
    "create_group",
    "delete_connection",
    "delete_group",
    "end_migration",
    "forget_hidden",
    "keep_hidden",
    "pause",
    "publish",
    "remove_connection",
    "rename_group",
    "restore",
    "review",
    "run_now",
    "start",
    "stop_expired",
    "trash",
]
