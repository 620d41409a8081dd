"""How a worker works."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.health.breakers import PROBES, Probes
from engine.runs.own import OwnLogin


@dataclass(frozen=True, slots=True)
class Settings:
    """How a worker works; see `engine.config.environment` for each."""

    valkey_url: str
    allowed_networks: tuple[str, ...]
    service_urls: Mapping[str, str]
    lease_s: float
    in_flight: int
    per_bundle: int
    payload_cap: int
    linger_s: float = 1.0
    lull_s: float = 2.0
    probes: Probes = PROBES
    own_logins: Mapping[str, OwnLogin] = field(default_factory=dict)
