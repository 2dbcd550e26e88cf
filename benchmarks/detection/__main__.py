"""`python -m benchmarks.detection`: the figures of docs/detection.md, as Markdown on stdout."""

from __future__ import annotations

import argparse

from benchmarks.detection.calibrating import calibrate, reliability
from benchmarks.detection.runs import DEVELOPMENT_SEEDS, HELD_OUT_SEEDS, OURS, run
from benchmarks.detection.scoring import Score
from benchmarks.detection.tables import kind_table, method_table, reliability_table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detection", description=__doc__)
    parser.add_argument("--partners", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--difficulty", nargs="+", choices=["std", "hard"], default=["std", "hard"])
    parser.add_argument("--seeds", choices=["dev", "held-out"], default="held-out")
    parser.add_argument("--count", type=int, default=3, help="platforms of each size and difficulty")
    parser.add_argument("--no-baselines", action="store_true")
    parser.add_argument("--calibrate", action="store_true", help="fit the constants of confidence instead")
    parser.add_argument("--reliability", action="store_true", help="confidence with bounds let loose instead")
    arguments = parser.parse_args()
    if arguments.calibrate:
        print(calibrate(arguments.count))
        return
    if arguments.reliability:
        print(reliability(arguments.count))
        return
    seeds = (DEVELOPMENT_SEEDS if arguments.seeds == "dev" else HELD_OUT_SEEDS)[: arguments.count]
    everything = Score()
    for difficulty in arguments.difficulty:
        for partners in arguments.partners:
            scores = run(partners, difficulty, seeds, baselines=not arguments.no_baselines)
            everything += scores[OURS]
            print(f"### {difficulty}, {partners:,} partners, {len(seeds)} {arguments.seeds} seeds\n")
            print(method_table(scores), kind_table(scores[OURS]), sep="\n\n", end="\n\n", flush=True)
    print("### Confidence, all of the above\n")
    print(reliability_table(everything.outcomes))


if __name__ == "__main__":
    main()
