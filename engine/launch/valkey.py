"""An embedded Valkey: the doorbell and the shared counters, never the only copy of anything."""

import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.launch.binaries import valkey_program
from engine.launch.places import Places
from engine.launch.processes import Program, clear_left_overs

NAMES = frozenset({"valkey-server", "redis-server"})


@dataclass(frozen=True)
class Valkey:
    """One Valkey server of ours on a unix socket."""

    places: Places
    durable: bool = True
    name: ClassVar[str] = "valkey"

    @property
    def socket(self) -> Path:
        """The path of its socket."""
        return self.places.sockets / "kv.sock"

    @property
    def url(self) -> str:
        """The address as redis-py and Django's cache write it."""
        return f"unix://{self.socket}?db=0"

    def prepare(self) -> Program:
        """Clear what an earlier start left and return what to run."""
        self.places.make()
        data = self.places.home / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        clear_left_overs(data, NAMES, signal.SIGTERM)
        return Program(
            "valkey", self._command(data), cwd=data, orphan_signal=signal.SIGTERM, patience_s=5
        )

    def is_ready(self) -> bool:
        """Tell whether it answers and has its data loaded."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
                door.settimeout(5)
                door.connect(str(self.socket))
                door.sendall(b"PING\r\n")
                return door.recv(5) == b"+PONG"
        except OSError:
            return False

    def _command(self, data: Path) -> list[str]:
        where = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        keep = ["--appendonly", "yes" if self.durable else "no", "--appendfsync", "everysec"]
        limits = ["--save", "", "--maxmemory-policy", "noeviction", "--databases", "64"]
        quiet = ["--loglevel", "warning", "--dir", str(data)]
        return [str(valkey_program()), *where, *keep, *limits, *quiet]
