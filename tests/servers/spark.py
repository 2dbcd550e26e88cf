"""A Spark standalone cluster for tests: a master and two workers on loopback, gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SECONDS = 60


@contextmanager
def running_spark(folder: Path, port: int) -> Iterator[str]:
    """Start the cluster from the programs of the installed pyspark; give the master's URL.

    The environment of this process is set so that a driver in it listens on loopback alone.
    """
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    program = Path(spec.origin).parent / "bin" / "spark-class"
    local = {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "localhost",
        "SPARK_DAEMON_MEMORY": "256m",
    }
    os.environ |= local
    log = folder / "spark.log"
    common = ["--host", "127.0.0.1", "--webui-port", "0"]
    deploy = "org.apache.spark.deploy"
    url = f"spark://127.0.0.1:{port}"
    commands = [[f"{deploy}.master.Master", *common, "--port", str(port)]]
    commands += [
        [f"{deploy}.worker.Worker", *common, "-c", "1", "-m", "1200M", "-d", str(folder / f"worker{n}"), url]
        for n in (1, 2)
    ]
    running: list[subprocess.Popen[bytes]] = []
    try:
        with log.open("wb") as out:
            for number, command in enumerate(commands):
                running.append(
                    subprocess.Popen([str(program), *command], stdout=out, stderr=out, start_new_session=True)
                )
                _wait(
                    log, "I have been elected leader" if number == 0 else "Registering worker", max(number, 1)
                )
        yield url
    finally:
        for process in reversed(running):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(log: Path, text: str, times: int) -> None:
    until = time.monotonic() + _SECONDS
    while log.read_text(errors="replace").count(text) < times:
        assert time.monotonic() < until, f"no {text!r} in {log.read_text(errors='replace')[-2000:]}"
        time.sleep(0.1)
