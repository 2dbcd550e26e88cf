"""Small deterministic histories for the pivot detector's tests: three use cases with ten partners each."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from scipy.sparse import csr_array

from detectors import History
from foundation import window_of

ENDPOINTS = (
    *(f"{verb} /v1/contacts" for verb in ("GET", "POST", "PATCH")),
    *(f"{verb} /v1/inventory" for verb in ("GET", "POST", "PATCH")),
    *(f"{verb} /v1/invoices" for verb in ("GET", "POST", "PATCH")),
    *(f"{verb} /v1/reports" for verb in ("GET", "POST", "PATCH")),
    "GET /v2/contacts",
    "POST /v1/contacts/batch",
)
MIX = np.array([0.5, 0.3, 0.2])
NAMES = {0: "Contact sync", 1: "Inventory sync", 2: "Invoice sync"}


def home_shares(windows=14, per_group=10):
    """Return shares (windows, partners, endpoints): partner p works in use case p // per_group."""
    shares = np.zeros((windows, 3 * per_group, len(ENDPOINTS)))
    for group in range(3):
        rows = slice(group * per_group, (group + 1) * per_group)
        shares[:, rows, 3 * group : 3 * group + 3] = MIX
    return shares


def use_case(group):
    """Return one use case's shares; group 3 is a mix that nobody has."""
    mix = np.zeros(len(ENDPOINTS))
    mix[3 * group : 3 * group + 3] = MIX
    return mix


def history_from(shares, calls=2000, seed=1, learning=8, **more):
    """Draw counts and return a history; groups are those of `home_shares`."""
    windows, partners, _ = shares.shape
    rng = np.random.default_rng(seed)
    volume = np.broadcast_to(np.asarray(calls), (windows, partners))
    # drawn window by window, so that a shorter history is the beginning of a longer one
    counts = [
        np.array([rng.multinomial(volume[window, row], shares[window, row]) for row in range(partners)])
        for window in range(windows)
    ]
    homes = np.repeat(np.arange(3), partners // 3)
    given = {
        "windows": [
            window_of(date(2026, 1, 5) + timedelta(weeks=week), "week").key for week in range(windows)
        ],
        "partners": [f"partner-{row:02d}" for row in range(partners)],
        "endpoints": ENDPOINTS,
        "successes": [csr_array(one) for one in counts],
        "errors": [csr_array(one.shape, dtype=np.int64) for one in counts],
        "groups": np.tile(homes, (windows, 1)),
        "group_names": NAMES,
        "learning": learning,
    }
    return History(**(given | more))


def cut(history, end, **more):
    """Return the history as it was when window `end - 1` had just closed."""
    return replace(
        history,
        windows=history.windows[:end],
        successes=history.successes[:end],
        errors=history.errors[:end],
        groups=history.groups[:end],
        **more,
    )
