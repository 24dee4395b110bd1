"""Does what the worlds call 70 % happen seven times in ten? `python -m benchmarks.calibration [CASES]` (10,000)."""

from __future__ import annotations

import sys

from tests.model.calibration import bins, told


def main() -> int:
    """Plant that many negotiations and print, for each band of shares, what was told and what was true."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    cases = list(told(count, seed=2024, worlds=1_000))
    print("| told | true | packages | error in points |")
    print("|---|---|---|---|")
    for mean, true, number in bins(cases, tuple(k / 10 for k in range(10)) + (1.01,)):
        print(f"| {mean:.3f} | {true:.3f} | {number} | {100 * (true - mean):+.1f} |")
    error = sum(case.true - case.share for case in cases) / len(cases)
    print(f"\n{count} negotiations, {len(cases)} packages; on the whole {100 * error:+.2f} points")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
