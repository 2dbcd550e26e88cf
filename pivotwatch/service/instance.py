"""One running instance: it leads or follows, and what answers requests changes with that."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

from starlette.types import ASGIApp

from foundation import HomeBusyError, PivotwatchError, Warehouse
from governance import Lead, forget_leader, leader_of, note_leader, take_over_jobs
from pivotwatch.app import App
from pivotwatch.service.context import Service
from pivotwatch.service.job import JOBS
from pivotwatch.service.store_identity import check_store
from pivotwatch.service.tidying import Tidying
from pivotwatch.service.timetable import Timetable

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
_SIGN_OF_LIFE_SECONDS = 5.0

Face = Callable[[Service], ASGIApp]


class Instance:
    """One process of the service.

    Parameters
    ----------
    address
        URL at which other instances reach this one.
    standby
        What answers while another instance leads.
    face
        Makes what answers when this one leads.
    adopt
        Lead also with another analytics store than the one that led before.
    """

    def __init__(self, app: App, address: str, standby: ASGIApp, face: Face, *, adopt: bool = False) -> None:
        self.app = app
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.address = address
        self.answering = standby
        self.service: Service | None = None
        self.stopping = threading.Event()
        self._standby, self._face, self._adopt = standby, face, adopt
        self._lead = Lead(app.record, app.home.path / "service.lock")
        self._warehouse: Warehouse | None = None
        self._timetable: Timetable | None = None
        self._tidying: Tidying | None = None
        self._store = ""
        self._signed_at = 0.0
        self._waits_for = ""

    def leads(self) -> bool:
        """Tell whether this instance owns the store and runs the jobs."""
        return self.service is not None

    def run(self) -> None:
        """Look once a second until told to stop; then finish what runs, and let another lead."""
        while not self.stopping.is_set():
            try:
                self.look(time.monotonic())
            except Exception:
                # the next look may find the record's database back; a service does not end for a hiccup
                log.exception("The instance could not look after itself; it tries again.")
            self.stopping.wait(LOOK_SECONDS)
        self.step_down()

    def stop(self) -> None:
        """Tell it to stop; what runs ends after the transaction at hand."""
        self.stopping.set()
        if self.service is not None:
            self.service.stopping.set()

    def look(self, ticks: float) -> None:
        """Take the lead if nobody has it; else run what is due.

        Parameters
        ----------
        ticks
            Seconds that only go forward.
        """
        now = self.app.clock.now()
        if self.service is None:
            if self._lead.take():
                self._begin(now)
            return
        if ticks - self._signed_at >= _SIGN_OF_LIFE_SECONDS:
            self._signed_at = ticks
            if not self._lead.still_held():
                log.error("The lead is lost: the record's database ended the session.")
                self.step_down()
                return
            note_leader(self.app.record, self.name, self.address, self._store, now)
        if self._timetable is not None:
            self._timetable.tick(now)
        if self._tidying is not None:
            self._tidying.look(ticks)

    def step_down(self) -> None:
        """Finish what runs, close the store and let another lead."""
        if self.service is not None:
            self.answering = self._standby
            self.service.stopping.set()
            if self._timetable is not None:
                self._timetable.stop()
            self.service, self._timetable, self._tidying = None, None, None
            log.info("Leads no more.", extra={"instance": self.name})
        if self._warehouse is not None:
            self._warehouse.close()
            self._warehouse = None
        if self._lead.held:
            forget_leader(self.app.record, self.name)
            self._lead.give_back()

    def _begin(self, now: datetime) -> None:
        try:
            self._warehouse = self.app.warehouse()
            check_store(self._warehouse, leader_of(self.app.record), self.app.record, adopt=self._adopt)
            service = Service(self.app, self._warehouse)
            (self._store,) = self._warehouse.one("SELECT value FROM platform_facts WHERE name = 'store_id'")
            note_leader(self.app.record, self.name, self.address, self._store, now)
            for cut_short in take_over_jobs(self.app.record, now):
                log.warning("Job %s was cut short when its instance ended; it runs again.", cut_short)
            timetable = Timetable(service, JOBS, self.name)
            timetable.begin(now)
            answering = self._face(service)
        except BaseException as error:
            self.step_down()
            if not isinstance(error, PivotwatchError):
                raise
            self._wait(error)
            return
        self.service, self._timetable, self.answering = service, timetable, answering
        self._tidying = Tidying(service)
        self._waits_for = ""
        log.info("Leads: owns the store and runs the jobs.", extra={"instance": self.name})

    def _wait(self, error: PivotwatchError) -> None:
        shared = self.app.record.dialect.name != "sqlite"
        if not (shared or isinstance(error, HomeBusyError)):
            raise error  # no other instance will mend it
        if str(error) != self._waits_for:  # told once, not every second
            self._waits_for = str(error)
            log.warning("Cannot lead yet: %s", error)
