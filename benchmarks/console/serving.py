"""`python -m benchmarks.console.serving HOME WEEKS PORT`: the console; on a line of input, the weekly run."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import uvicorn

from benchmarks.console.platform import app_at
from pivotwatch.cycle import process
from pivotwatch.service.application import application
from pivotwatch.service.context import Service


def main() -> None:
    folder, weeks, port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    app = app_at(folder, weeks)
    with app.warehouse() as warehouse:
        service = Service(app, warehouse)
        threading.Thread(target=_run_when_told, args=(service,), daemon=True).start()
        uvicorn.run(application(service), port=port, log_level="error", access_log=False)


def _run_when_told(service: Service) -> None:
    """Process what waits, as the service's job does, and tell how long it took."""
    for _ in sys.stdin:
        began = time.perf_counter()
        with service.writing() as warehouse:
            windows = [each.window for each in process(service.app, warehouse)]
        print(f"{len(windows)} windows in {time.perf_counter() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
