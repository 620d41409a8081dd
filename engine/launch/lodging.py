"""Where the rows live: in the installation, or where PostgreSQL's user can get at them.

Then a link in the installation leads there. So the rows follow it when it is moved, and a new one
where another was removed does not find the rows of the old, which its keys could not open.
"""

from pathlib import Path

from engine.launch.errors import CannotStart
from engine.launch.owner import owner_for
from engine.launch.places import Places
from engine.launch.records import PREPARED_FILE

SHELTER = Path("/var/lib")
GUEST = "guest"  # a file beside the rows that says which link leads to them


def rows_of(places: Places) -> Path:
    """Return the folder of the rows, whether it is there yet or not."""
    inside = places.home / "postgres"
    if inside.is_symlink():
        return inside.readlink()
    owner = owner_for(inside)
    if owner is None or owner.can_enter(places.home):
        return inside
    if inside.exists():
        raise CannotStart(
            f"the user of {inside} cannot get there any more: let others pass through the folders "
            f"above it (chmod o+x)"
        )
    return _outside(places) / "postgres"


def settle(places: Places) -> Path:
    """Return the folder of the rows; one that is elsewhere is tied to this installation alone."""
    rows, inside = rows_of(places), places.home / "postgres"
    if rows == inside:
        return rows
    rows.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    guest = rows.parent / GUEST
    known = Path(guest.read_text("utf-8")) if guest.exists() else inside
    if known != inside and known.is_symlink() and known.readlink() == rows:
        raise CannotStart(f"{rows} belongs to {known.parent}: remove {inside} to begin without it")
    guest.write_text(str(inside), "utf-8")
    if not inside.is_symlink():
        inside.symlink_to(rows)
    return rows


def _outside(places: Places) -> Path:
    usual = SHELTER / places.sockets.name
    if not usual.exists() or (places.home / PREPARED_FILE).exists():  # ours, from before the links
        return usual
    number = 2
    while (other := usual.with_name(f"{usual.name}-{number}")).exists():
        number += 1
    return other
