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


class LogFile(RotatingFileHandler):
    """A log that loses lines while they cannot be written, and keeps nobody from going on."""

    loses = False

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8", delay=True)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Remember that a line was lost; logging would print the way through its own code."""
        self.loses = True


@dataclass
class Terminal:
    """Speaks to the person and files what each service says."""

    logs: Path
    _files: dict[str, LogFile] = field(default_factory=dict)

    def say(self, text: str, who: str = "svyazka") -> None:
        """Print one line or more, each with the name of the one who speaks."""
        with suppress(OSError):  # a closed terminal is no reason to stop
            known = sys.stdout.encoding
            for line in text.encode(known, "replace").decode(known).splitlines():
                sys.stdout.write(f"{who:<{PREFIX_WIDTH}}| {line}\n")
            sys.stdout.flush()

    def hear(self, who: str, line: str, trouble: re.Pattern[str] = TROUBLE) -> None:
        """File a line of a service; print it, too, when it means trouble."""
        log = self._file(who)
        lost, log.loses = log.loses, False
        log.emit(logging.LogRecord(who, logging.INFO, "", 0, line, None, None))
        if log.loses and not lost:
            self.say(f"{self.log_of(who)} cannot be written: is the disk full?", who)
        if trouble.search(line):
            self.say(f"{line}  ({self.log_of(who)})", who)

    def log_of(self, who: str) -> Path:
        """Return the log file of a service."""
        return self.logs / f"{who}.log"

    def close(self) -> None:
        """Close the log files."""
        for handler in self._files.values():
            with suppress(OSError):
                handler.close()

    def _file(self, who: str) -> LogFile:
        if who not in self._files:
            self._files[who] = LogFile(self.log_of(who))
        return self._files[who]
