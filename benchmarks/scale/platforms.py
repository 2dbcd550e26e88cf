"""Platforms of any size, made inside DuckDB: what a generator in Python would take hours for."""

from __future__ import annotations

from datetime import date

from foundation import Warehouse

FIRST_DAY = date(2026, 1, 5)
GROUPS = 12
ENDPOINTS_EACH = 24
"""Endpoints that a partner uses, at most, if nothing else is said: it does not grow with the platform."""
PIVOT_WEEK = 8
ONE_IN = 500
"""So many partners share one that takes up another use case in PIVOT_WEEK."""

# a share in [0, 1) that is the same wherever it is asked for
_SHARE = "(hash({}) % 1000003) / 1000003.0"


def make_names(warehouse: Warehouse, partners: int, endpoints: int) -> None:
    """Write the endpoints and credentials, numbered from 1."""
    warehouse.execute(
        """
        INSERT INTO endpoints BY NAME
        SELECT n AS endpoint_id, '' AS api, 'GET' AS method, '/v1/things' || n AS template,
            'GET /v1/things' || n AS label, 'import' AS source, true AS counted, $day AS first_day
        FROM range(1, $count + 1) AS numbers(n)
        """,
        {"count": endpoints, "day": FIRST_DAY},
    )
    warehouse.execute(
        """
        INSERT INTO credentials BY NAME
        SELECT n AS credential_id, format('p{:07d}', n) AS shown, 'import' AS kind, $day AS first_day,
            $day AS last_day
        FROM range(1, $count + 1) AS numbers(n)
        """,
        {"count": partners, "day": FIRST_DAY},
    )


def make_weeks(
    warehouse: Warehouse,
    partners: int,
    endpoints: int,
    weeks: range,
    pivot_week: int = PIVOT_WEEK,
    each: int = ENDPOINTS_EACH,
) -> int:
    """Write one row of usage for each partner, endpoint in use and week; return how many there are.

    A partner belongs to one of GROUPS use cases, each with endpoints of its own; calls are its size times the
    endpoint's weight, with noise.
    """
    if endpoints < GROUPS * 4:
        raise ValueError(f"{endpoints} endpoints are too few for {GROUPS} use cases; take {GROUPS * 4}")
    pool = endpoints // GROUPS
    warehouse.execute(
        f"""
        INSERT INTO credential_usage BY NAME
        WITH who AS (
            SELECT p, w,
                (hash(p, 'group') + CASE WHEN p % {ONE_IN} = 0 AND w >= {pivot_week} THEN 1 ELSE 0 END)
                % {GROUPS} AS use_case,
                exp(4 + 3 * {_SHARE.format("p, 'size'")}) AS size
            FROM range(1, $partners + 1) AS people(p), range($first, $last) AS times(w)
        ), counted AS (
            SELECT p, w, 1 + use_case * {pool} + (hash(p, i, 'which') % least({pool}, 4 + i * 4)) AS e,
                (size / (1 + i) * (0.7 + 0.6 * {_SHARE.format("p, i, w")}))::BIGINT AS n
            FROM who, range({each}) AS places(i)
        )
        SELECT $day + (7 * w)::INTEGER AS day, p AS credential_id, e::BIGINT AS endpoint_id,
            sum(n)::BIGINT AS calls, sum(n // 50)::BIGINT AS errors, 1 + w AS load_id
        FROM counted
        WHERE n > 0
        GROUP BY ALL
        """,  # noqa: S608 - numbers of this file
        {"partners": partners, "first": weeks.start, "last": weeks.stop, "day": FIRST_DAY},
    )
    rows: int = warehouse.one("SELECT count(*) FROM credential_usage")[0]
    return rows
