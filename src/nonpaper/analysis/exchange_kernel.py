"""The path through all states of an exchange whose worst state is best, compiled."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

NEVER = 1 << 30  # no path


@numba.njit(cache=True, nogil=True)
def best_path(
    change: NDArray[np.int32], allowed: NDArray[np.int32], before: NDArray[np.int64]
) -> tuple[int, NDArray[np.int64]]:
    """The worst state on the best path from nothing done to all done, and that path.

    `change` (parties, obligations) is what each obligation takes off what a party gains by leaving; with nothing done
    it gains the sum of its row. `before` has a bit for each obligation that comes earlier.
    """
    parties, size = change.shape
    states = 1 << size
    worst = np.zeros(states, np.int32)
    gains = np.empty(states, np.int32)
    for party in range(parties):
        gains[0] = change[party].sum()
        for number in range(size):
            bit = 1 << number
            step = change[party, number]
            for state in range(bit):
                gains[state | bit] = gains[state] - step
        limit = allowed[party]
        for state in range(states):
            figure = gains[state] - limit
            worst[state] = max(worst[state], figure)
    for state in range(states - 2, -1, -1):
        best = NEVER
        for number in range(size):
            bit = 1 << number
            if state & bit == 0 and before[number] & state == before[number] and worst[state | bit] < best:
                best = worst[state | bit]
        worst[state] = max(worst[state], best)
    order = np.empty(size, np.int64)
    state = 0
    if worst[0] < NEVER:
        for place in range(size):
            for number in range(size):
                bit = 1 << number
                free = state & bit == 0 and before[number] & state == before[number]
                if free and worst[state | bit] <= worst[0]:
                    order[place] = number
                    state |= bit
                    break
    return int(worst[0]), order
