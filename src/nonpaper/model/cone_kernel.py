"""The same sweep over masses as in `nonpaper.model.cone`, compiled: for many issues or statements.

Loops over lanes stand inside, so that memory is read in order. Imported only where compiling pays.
"""

from __future__ import annotations

from math import expm1, log1p
from typing import TYPE_CHECKING

import numpy as np

from nonpaper.compiled import compiled

if TYPE_CHECKING:
    from nonpaper.model.prior import Floats, Ints


def _sweep(
    masses: Floats,
    sums: Floats,
    rates: Floats,
    rate_of: Ints,
    uniform: Floats,
    begins: Ints,
    rows: Ints,
    factors: Floats,
    lane_begins: Ints,
    lane_rows: Ints,
    lane_factors: Floats,
) -> None:
    """Each mass once, in place.

    `masses` and `uniform` are (issues, lanes), `sums` zeros (rows, lanes); the rate of issue j is `rates[rate_of[j]]`,
    (lanes,). The rows of issue j are `rows[begins[j] : begins[j + 1]]` with `factors`; those whose factors differ by
    lane likewise, their factors (entries, lanes).
    """
    issues, lanes = masses.shape
    low = np.empty(lanes)
    high = np.empty(lanes)
    for issue in range(issues):
        for entry in range(begins[issue], begins[issue + 1]):
            for lane in range(lanes):
                sums[rows[entry], lane] += factors[entry] * masses[issue, lane]
        for entry in range(lane_begins[issue], lane_begins[issue + 1]):
            for lane in range(lanes):
                sums[lane_rows[entry], lane] += lane_factors[entry, lane] * masses[issue, lane]
    for issue in range(issues):
        for lane in range(lanes):
            low[lane] = -masses[issue, lane]
            high[lane] = np.inf
        for entry in range(begins[issue], begins[issue + 1]):
            row, over = rows[entry], -1.0 / factors[entry] if factors[entry] != 0.0 else 0.0
            if over < 0.0:
                for lane in range(lanes):
                    low[lane] = max(low[lane], max(sums[row, lane], 0.0) * over)
            elif over > 0.0:
                for lane in range(lanes):
                    high[lane] = min(high[lane], max(sums[row, lane], 0.0) * over)
        for entry in range(lane_begins[issue], lane_begins[issue + 1]):
            row = lane_rows[entry]
            for lane in range(lanes):
                factor = lane_factors[entry, lane]
                if factor > 0.0:
                    low[lane] = max(low[lane], -max(sums[row, lane], 0.0) / factor)
                elif factor < 0.0:
                    high[lane] = min(high[lane], -max(sums[row, lane], 0.0) / factor)
        for lane in range(lanes):
            least = min(low[lane], 0.0)
            most = max(high[lane], 0.0)
            rate = rates[rate_of[issue], lane]
            moved = least - log1p(uniform[issue, lane] * expm1(-rate * (most - least))) / rate
            low[lane] = max(min(moved, most), -masses[issue, lane])
            masses[issue, lane] += low[lane]
        for entry in range(begins[issue], begins[issue + 1]):
            row, factor = rows[entry], factors[entry]
            for lane in range(lanes):
                sums[row, lane] += factor * low[lane]
        for entry in range(lane_begins[issue], lane_begins[issue + 1]):
            row = lane_rows[entry]
            for lane in range(lanes):
                sums[row, lane] += lane_factors[entry, lane] * low[lane]


sweep = compiled(_sweep)
