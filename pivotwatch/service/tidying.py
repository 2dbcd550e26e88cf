"""When an idle service gives back what pages and jobs have left behind."""

from __future__ import annotations

from pivotwatch.service.context import Service
from pivotwatch.service.memory import give_back_memory

IDLE_SECONDS = 2.0
"""Nobody asked the store for so long: it need not keep anything for the next one."""
MOST_SECONDS = 60.0
"""Where somebody always asks, it is tidied between two of them after so long."""


class Tidying:
    """Gives memory back once after each time of use; `look` is called once a second."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._uses = self._tidied_uses = service.uses
        self._used_at = self._tidied_at = 0.0

    def look(self, ticks: float) -> bool:
        """Give memory back if it is time to; tell whether that was done.

        Parameters
        ----------
        ticks
            Seconds that only go forward.
        """
        uses = self._service.uses
        if uses != self._uses:
            self._uses, self._used_at = uses, ticks
        if uses == self._tidied_uses:
            return False
        waited = ticks - self._used_at >= IDLE_SECONDS or ticks - self._tidied_at >= MOST_SECONDS
        if not (waited and self._service.shed()):
            return False
        give_back_memory()
        self._tidied_uses, self._tidied_at = uses, ticks
        return True
