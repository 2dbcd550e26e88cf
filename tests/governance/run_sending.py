"""Sends in processes that kill themselves with SIGKILL, between claim and send or between send and note.

Run by test_killed_sending.py: `run_sending.py RECORD_URL SQLITE_FILE SMTP_PORT ROUNDS SEED LOG`. One line of
JSON a killed process goes to LOG: which message was in flight, and where it died.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from governance import Message, Outbox, Record, open_record
from tests.governance.governance_examples import NOW
from tests.governance.mail_examples import MovingClock, outbox, settings

_NEVER_QUIET = {"quiet_from": "00:00", "quiet_until": "00:00", "quiet_weekends": False}
OFTEN = {"per_minute": 10**6, "per_partner_a_day": 10**6, "attempts": 50, "lease_minutes": 15, **_NEVER_QUIET}


class DyingOutbox(Outbox):
    """Dies at its n-th message.

    Attributes
    ----------
    left
        How many messages it still sends before.
    where
        `claimed`: after the claim; `sent`: after the server took it.
    """

    left: int
    where: str
    log: Path

    def _send(self, message: Message) -> None:
        if self.left == 0 and self.where == "claimed":
            self._die(message)
        super()._send(message)
        if self.left == 0:
            self._die(message)
        object.__setattr__(self, "left", self.left - 1)

    def _die(self, message: Message) -> NoReturn:
        handle = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, json.dumps({"id": message.internet_id, "where": self.where}).encode() + b"\n")
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


def send_and_die(record: Record, port: int, round_: int, seed: int, log: Path) -> None:
    """Send one or two messages, then die."""
    chance = random.Random(f"{seed} {round_}")
    record.dispose(close=False)  # connections are the parent's; this process makes its own
    given = settings(port=port, **OFTEN)
    plain = outbox(record, given, MovingClock(NOW + round_ * timedelta(minutes=16)))
    dying = DyingOutbox(**{name: getattr(plain, name) for name in Outbox.__dataclass_fields__})
    chosen = {"left": chance.randrange(2), "where": chance.choice(["claimed", "sent"]), "log": log}
    for name, value in chosen.items():
        object.__setattr__(dying, name, value)
    list(dying.deliver())


def main() -> None:
    url, file, port, rounds, seed, log = sys.argv[1:]
    record = open_record(url, Path(file))
    # what is imported once need not be in each child
    list(outbox(record, settings(port=int(port), **OFTEN), MovingClock()).deliver(limit=0))
    for round_ in range(int(rounds)):
        child = os.fork()
        if child == 0:
            send_and_die(record, int(port), round_, int(seed), Path(log))
            os._exit(0)
        os.waitpid(child, 0)
    record.dispose()


if __name__ == "__main__":
    main()
