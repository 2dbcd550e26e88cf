"""Large log files of a platform with 2,000 partners: each uses some of 40 endpoints, over four weeks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import duckdb

LINES_IN_A_SMALL_FILE = 200

_CALLS = """
CREATE TABLE ways AS
SELECT i AS way, CASE i % 4 WHEN 0 THEN 'POST' WHEN 1 THEN 'PUT' ELSE 'GET' END AS method,
    '/v' || (1 + i % 3) || '/' || ['contacts', 'invoices', 'inventory', 'orders', 'users', 'payments', 'reports',
        'shipments', 'products', 'quotes'][1 + i // 4] AS base
FROM range(40) AS ways(i);
CREATE TABLE calls AS
SELECT
    n, partner, method,
    CASE way % 5
        WHEN 0 THEN base || '?page=' || n % 100 || '&limit=50'
        WHEN 1 THEN base || '/' || (n * 7919) % 1000003
        WHEN 2 THEN base || '/' || (n * 104729) % 1000003 || '/lines/' || n % 50
        WHEN 3 THEN base || '/' || uuid() || '/items'
        ELSE base || '/search'
    END AS target,
    TIMESTAMP '2026-10-19' + to_microseconds(n * (2419200000000 // $lines)) AS ts,
    CASE WHEN n % 50 = 0 THEN 404 WHEN n % 333 = 0 THEN 500 ELSE 200 END AS status
FROM (
    SELECT n, partner, (partner * 13 + (hash(n * 3) % 6)::INTEGER * 7) % 40 AS way
    FROM (SELECT n, (hash(n) % 2000)::INTEGER AS partner FROM range($lines) AS numbers(n))
) JOIN ways USING (way)
ORDER BY n
"""

_COMBINED = """
COPY (
    SELECT printf('10.%d.%d.%d - partner-%04d [%s +0000] "%s %s HTTP/1.1" %d %d "-" "%s"',
        partner % 250, n % 250, n % 199, partner, strftime(ts, '%d/%b/%Y:%H:%M:%S'), method, target, status, 80 + n % 5000,
        ['acme-sdk/1.2', 'python-requests/2.31.0', 'okhttp/4.12.0',
         'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'][1 + partner % 4])
    FROM calls
    ORDER BY n
) TO '{file}' (FORMAT csv, HEADER false, DELIMITER e'\\x01', QUOTE '', ESCAPE '')
"""

_KONG = """
COPY (
    SELECT to_json({{
        request: {{id: md5(n::VARCHAR), uri: target, method: method, size: 212,
            headers: {{"user-agent": 'acme-sdk/1.2', host: 'api.test'}}}},
        response: {{status: status, size: 80 + n % 5000}},
        latencies: {{request: n % 90, kong: 1, proxy: n % 80}},
        route: {{id: 'r1', name: 'all'}},
        consumer: {{id: 'c' || partner, username: 'partner-' || partner}},
        client_ip: '203.0.113.7',
        started_at: epoch_ms(ts)
    }})
    FROM calls
    ORDER BY n
) TO '{file}' (FORMAT csv, HEADER false, DELIMITER e'\\x01', QUOTE '', ESCAPE '')
"""


def _write(copy: str, file: Path, lines: int) -> Path:
    with duckdb.connect() as connection:
        ways, calls = _CALLS.split(";", 1)
        connection.execute(ways)
        connection.execute(calls.replace("$lines", str(int(lines))))
        connection.execute(copy.format(file=str(file).replace("'", "''")))
    return file


def write_combined(file: Path, lines: int) -> Path:
    """Write nginx's combined format; about 140 bytes a line."""
    return _write(_COMBINED, file, lines)


def write_kong(file: Path, lines: int) -> Path:
    """Write Kong's log records; about 400 bytes a line."""
    return _write(_KONG, file, lines)


def _batched(lines: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    """Return what `itertools.batched` of Python 3.12 does."""
    coming = iter(lines)
    while batch := list(islice(coming, size)):
        yield batch


def write_small(folder: Path, lines: int) -> Path:
    """Write nginx's combined format into files of 200 lines, as clouds leave them in their buckets."""
    folder.mkdir()
    whole = write_combined(folder / "whole.log", lines)
    with whole.open("rb") as text:
        for number, part in enumerate(_batched(text, LINES_IN_A_SMALL_FILE)):
            (folder / f"{number:06}.log").write_bytes(b"".join(part))
    whole.unlink()
    return folder
