"""Weights under orderings that a hidden set of weights fulfils, and hopsy's way to draw them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def planted_orderings(issues: int, count: int, seed: int) -> NDArray[np.float64]:
    """Statements a . w >= 0 with two to four entries, all true of one hidden set of weights: (statements, issues)."""
    rng = np.random.default_rng(seed)
    hidden = rng.dirichlet(np.ones(issues))
    rows = []
    for _ in range(count):
        chosen = rng.permutation(issues)[: rng.choice([2, 2, 2, 3, 4])]
        row = np.zeros(issues)
        row[chosen[: len(chosen) // 2]] = 1.0
        row[chosen[len(chosen) // 2 :]] = -1.0
        rows.append(row if row @ hidden >= 0 else -row)
    return np.array(rows)


def by_hopsy(statements: NDArray[np.float64], count: int, thin: int, seed: int) -> NDArray[np.float64]:
    """Uniform weights under the statements by coordinate hit-and-run: (worlds, issues). Raises ImportError without it.

    The last weight is 1 less the others, so that a . w >= 0 reads -(a_i - a_last) w_i <= a_last.
    """
    import hopsy

    stacked = np.vstack([statements, np.eye(statements.shape[1])])
    problem = hopsy.Problem(-(stacked[:, :-1] - stacked[:, [-1]]), stacked[:, -1].copy())
    start = hopsy.compute_chebyshev_center(problem)
    chain = hopsy.MarkovChain(problem, hopsy.UniformCoordinateHitAndRunProposal, starting_point=start)
    _, samples = hopsy.sample(chain, hopsy.RandomNumberGenerator(seed), n_samples=count, thinning=thin)
    first = np.asarray(samples[0])
    return np.column_stack([first, 1.0 - first.sum(axis=1)])
