"""Names of no setting and of no service: a slip of the finger would change nothing, unsaid."""

from collections.abc import Iterable
from difflib import get_close_matches

from pydantic_settings import BaseSettings

PREFIX = "SVYAZKA_"
# Read elsewhere: by the launcher, Compose, the demo, and those who work on the product.
ELSEWHERE = ("HOME", "BIND", "DEMO_TOKEN", "DEMO_URL", "STORMS", "URL")
# A slip of the finger is above it. Below it is what Kubernetes gives to all when a service has our
# name: SVYAZKA_SERVICE_PORT and the like.
ALIKE = 0.86


def mistyped(settings: type[BaseSettings], variables: Iterable[str]) -> list[str]:
    """Return a line for each variable that resembles a setting; what resembles none is let be."""
    meant = {f"{PREFIX}{name}": f"{PREFIX}{name}" for name in ELSEWHERE}
    for name, field in settings.model_fields.items():
        written = f"{PREFIX}{name.upper()}"
        meant[written] = str(field.validation_alias or written)
    known = set(meant.values())
    lines = []
    for name in sorted(variables):
        said = name.upper()
        if said.startswith(PREFIX) and said not in known:
            near = get_close_matches(said, meant, n=1, cutoff=ALIKE)
            lines += [
                f"{name}: there is no such setting, did you mean {meant[one]}?" for one in near
            ]
    return lines


def mistyped_services(named: Iterable[str], installed: Iterable[str]) -> list[str]:
    """Return a line for each service that resembles an installed one; another may come yet."""
    known = sorted(installed)
    lines = []
    for slug in named:
        near = [] if slug in known else get_close_matches(slug, known, n=1, cutoff=ALIKE)
        lines += [f"there is no service {slug!r}, did you mean {one}?" for one in near]
    return lines
