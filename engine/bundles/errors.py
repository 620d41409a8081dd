"""What a person may be told about bundles; the words are in `engine/api/strings`."""

from engine.kernel.errors import Conflict, Invalid


class DraftIsStale(Conflict):
    """Somebody saved the draft meanwhile; `revision` is the present one."""

    code = "draft_is_stale"


class DefinitionHasMistakes(Invalid):
    """The definition cannot run; `mistakes` lists everything wrong with it."""

    code = "definition_invalid"


class NotPublished(Conflict):
    """There is no published version that could run."""

    code = "not_published"


class ConnectionsAreGone(Conflict):
    """The live version uses connections that were deleted; `mistakes` says where."""

    code = "connections_are_gone"


class NotRunning(Conflict):
    """Only a running bundle takes an event."""

    code = "bundle_not_running"


class InTrash(Conflict):
    """A bundle in the trash has to be restored first."""

    code = "bundle_in_trash"


class EndHasPassed(Conflict):
    """The bundle's own end time is over."""

    code = "run_until_passed"


class MoveIsNotAllowed(Conflict):
    """The bundle cannot go from its present status to that one."""

    code = "move_not_allowed"


class BundleHasMoved(Conflict):
    """Somebody else changed the bundle's status at the same moment."""

    code = "bundle_has_moved"


class NameIsTaken(Conflict):
    """Another group of the workspace has this name."""

    code = "group_name_taken"
