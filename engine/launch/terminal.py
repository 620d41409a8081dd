"""What a person sees of a running installation; everything else goes to the log files."""

import logging
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 5_000_000
PREFIX_WIDTH = 9
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b")
DISASTER = re.compile(r"\bPANIC\b")  # a refused statement is daily bread for a database


@dataclass
class Terminal:
    """Speaks to the person and files what each service says."""

    logs: Path
    _files: dict[str, RotatingFileHandler] = field(default_factory=dict)

    def say(self, text: str, who: str = "svyazka") -> None:
        """Print one line or more, each with the name of the one who speaks."""
        with suppress(OSError):  # a closed terminal is no reason to stop
            for line in text.splitlines():
                sys.stdout.write(f"{who:<{PREFIX_WIDTH}}| {line}\n")
            sys.stdout.flush()

    def hear(self, who: str, line: str, trouble: re.Pattern[str] = TROUBLE) -> None:
        """File a line of a service; print it, too, when it means trouble."""
        record = logging.LogRecord(who, logging.INFO, "", 0, line, None, None)
        self._file(who).emit(record)
        if trouble.search(line):
            self.say(f"{line}  ({self.log_of(who)})", who)

    def log_of(self, who: str) -> Path:
        """Return the log file of a service."""
        return self.logs / f"{who}.log"

    def close(self) -> None:
        """Close the log files."""
        for handler in self._files.values():
            handler.close()

    def _file(self, who: str) -> RotatingFileHandler:
        if who not in self._files:
            path = self.log_of(who)
            self._files[who] = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=2)
        return self._files[who]
