"""A hundred processes that send are killed with SIGKILL; nothing comes twice but what was in flight."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from foundation import Home
from governance import Record, list_messages, verify_audit
from tests.governance.governance_examples import NOW
from tests.governance.mail_examples import MovingClock, many_approved, outbox, settings
from tests.governance.mail_servers import SmtpServer
from tests.governance.run_sending import OFTEN

ROUNDS, MESSAGES = 100, 160


@pytest.mark.slow
@pytest.mark.timeout(580)
def test_only_what_was_in_flight_comes_twice(
    record: Record, database: str, home: Home, smtp: SmtpServer, tmp_path: Path
) -> None:
    """Every message arrives; twice at most where a process died between the server's yes and its note."""
    ids = {each.internet_id for each in many_approved(record, MESSAGES)}
    log = tmp_path / "killed.jsonl"
    script = Path(__file__).with_name("run_sending.py")
    arguments = [database, str(home.governance_file), str(smtp.port), str(ROUNDS), "7", str(log)]
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, str(script), *arguments],
        check=True,
        timeout=280,
        cwd=root,
        env={"PYTHONPATH": str(root)},
    )
    killed = [json.loads(line) for line in log.read_text().splitlines()]
    after = MovingClock(NOW + timedelta(days=2))
    list(outbox(record, settings(port=smtp.port, **OFTEN), after).deliver(limit=10 * MESSAGES))

    came = Counter(smtp.seen)
    in_flight = Counter(each["id"] for each in killed if each["where"] == "sent")
    assert len(killed) == ROUNDS
    assert {each["where"] for each in killed} == {"claimed", "sent"}
    assert set(came) == ids
    assert {each: times for each, times in came.items() if times > 1} == {
        each: 1 + times for each, times in in_flight.items()
    }
    assert {each.state for each in list_messages(record, purpose="pivot")} == {"sent"}
    assert verify_audit(record).broken == ()
