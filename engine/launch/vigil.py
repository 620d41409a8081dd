"""An eye on what lives, but may work no more: a service that stays silent is started again."""

import asyncio
from collections.abc import Callable, Collection, Mapping

from engine.launch.supervisor import Kept

LOOK_EVERY_S = 10.0
# Two minutes; four for what is heard of only between chores, whose last sign holds for one more.
MOST_SILENCES = {"web": 12, "worker": 24, "beat": 24}

Silent = Callable[[], Collection[str]]


class Vigil:
    """Counts how often in a row each service was silent; a new process begins from nought."""

    def __init__(
        self,
        watched: Collection[Kept],
        silent: Silent,
        *,
        most: Mapping[str, int] = MOST_SILENCES,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._watched = watched
        self._silent = silent
        self._most = most
        self._look_every_s = look_every_s
        self._silences: dict[str, tuple[int, int]] = {}

    async def keep(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            await asyncio.sleep(self._look_every_s)
            silent = await asyncio.to_thread(self._silent)
            for kept in self._watched:
                if self._is_too_long(kept, is_silent=kept.service.name in silent):
                    kept.terminal.say("gives no sign of life any more", kept.service.name)
                    await kept.renew()

    def _is_too_long(self, kept: Kept, *, is_silent: bool) -> bool:
        if kept.process is None:  # between two lives
            return False
        name, pid = kept.service.name, kept.process.pid
        before, count = self._silences.get(name, (pid, 0))
        count = count + 1 if is_silent and before == pid else int(is_silent)
        self._silences[name] = (pid, count)
        return count >= self._most[name]
