"""`python -m benchmarks.scale.sampling`: what a fit on a sample costs, beside the fit on all partners.

Prints a line for each size of the sample: the share of all partners that its groups put elsewhere than those
of the whole (groups matched one to one), the error that the product itself tells of the sample, and the time.
Both fits choose their parameters by themselves unless `--k` or `--eps` fixes them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from benchmarks.scale.commands import moment_after
from benchmarks.scale.platforms import GROUPS, make_names, make_weeks
from clustering import Proposal, assign, propose
from clustering.sampling import disagreement
from clustering.settings import ClusteringSettings
from features import usage_matrix
from foundation import FixedClock, Home, changed
from pivotwatch.app import App

SIZES = (250, 500, 1_000, 2_000, 3_000)
SEEDS = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale.sampling", description=__doc__)
    parser.add_argument("--partners", type=int, default=6_000)
    parser.add_argument("--endpoints", type=int, default=300)
    parser.add_argument("--method", default="kmeans")
    parser.add_argument("--k", type=int, help=f"the platform has {GROUPS} use cases")
    parser.add_argument("--eps", type=float, help="of dbscan")
    options = parser.parse_args()
    profiles = platform_profiles(options.partners, options.endpoints)
    settings = changed(ClusteringSettings(), method=options.method, resamples=2)
    by_hand = {name: getattr(options, name) for name in ("k", "eps") if getattr(options, name)}
    settings = changed(settings, **by_hand)
    began = time.process_time()
    whole = _fit(profiles, settings, options.partners, seed=0)
    _show("whole", options.partners, whole, 0.0, None, time.process_time() - began)
    groups = assign(whole.best.model, profiles).groups
    for size in (one for one in SIZES if one < options.partners):
        _compare(profiles, settings, size, groups)
    return 0


def platform_profiles(partners: int, endpoints: int) -> csr_array:
    """Return one week's profiles of a made platform, (n_partners, n_endpoints)."""
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        app = App(Home(Path(folder)), FixedClock(moment_after(1)))
        with app.warehouse() as warehouse:
            make_names(warehouse, partners, endpoints)
            make_weeks(warehouse, partners, endpoints, range(1))
            usage = warehouse.frame("SELECT partner_id, endpoint_id, calls, errors FROM usage")
    return usage_matrix(usage, np.arange(1, endpoints + 1)).profiles()


def _compare(profiles: csr_array, settings: ClusteringSettings, size: int, groups: np.ndarray) -> None:
    found, told, fits = [], [], []
    began = time.process_time()
    for seed in range(SEEDS):
        fits.append(_fit(profiles, settings, size, seed))
        found.append(disagreement(groups, assign(fits[-1].best.model, profiles).groups))
        told.append(fits[-1].best.scores["sample_error"])
    seconds = (time.process_time() - began) / SEEDS
    _show("sample", size, fits[0], float(np.mean(found)), float(np.mean(told)), seconds)


def _fit(profiles: csr_array, settings: ClusteringSettings, size: int, seed: int) -> Proposal:
    # sizes beyond the setting's bound would be refused by it; the whole is looked at here all the same
    return propose(profiles, settings.model_copy(update={"sample_partners": size, "seed": seed}))


def _show(kind: str, size: int, fit: Proposal, elsewhere: float, told: float | None, seconds: float) -> None:
    print(
        json.dumps(
            {
                "kind": kind,
                "profiles": size,
                "parameters": fit.best.parameters.model_dump(),
                "elsewhere": round(elsewhere, 4),
                "told": told if told is None else round(told, 4),
                "processor_seconds": round(seconds, 1),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
