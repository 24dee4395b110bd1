"""What the worlds call 70 % happens seven times in ten: a few hundred here, ten thousand under the long profile."""

from __future__ import annotations

from math import sqrt

from hypothesis import settings
from tests.model.calibration import PACKAGES, bins, told


def test_shares_are_chances() -> None:
    """In each band of shares what is told and what is true differ by no more than chance allows."""
    long = settings.default is not None and settings.default.max_examples >= 1_000
    cases = list(told(10_000 if long else 200, seed=2024, worlds=1_000))
    for mean, true, count in bins(cases, (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)):
        chance = sqrt(max(mean * (1 - mean), 0.002) / count * PACKAGES / 2)  # packages of one negotiation go together
        assert abs(true - mean) < max(3.5 * chance, 0.02), f"told {mean:.3f}, true {true:.3f} of {count}"
    mean = sum(case.share for case in cases) / len(cases)
    true = sum(case.true for case in cases) / len(cases)
    spread = sqrt(sum(case.share * (1 - case.share) for case in cases)) / len(cases) * sqrt(PACKAGES / 2)
    assert abs(mean - true) < (0.02 if long else 3.5 * spread)
