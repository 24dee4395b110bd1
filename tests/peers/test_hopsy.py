"""hopsy, a sampler of polytopes by others, and our chain give the same worlds."""

from __future__ import annotations

import numpy as np
import pytest
from tests.model.made import get, party

from nonpaper.model.cone import Row, run_chain, weights
from nonpaper.model.prior import layout

hopsy = pytest.importorskip("hopsy", reason="hopsy is not installed: make peers")


def planted_orderings(issues: int, count: int, seed: int) -> np.ndarray:
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


@pytest.mark.parametrize(("issues", "count"), [(6, 5), (12, 12)])
def test_the_chain_agrees_with_hopsy(issues: int, count: int) -> None:
    """Uniform weights under orderings: means, spreads and quartiles within what both chains allow."""
    statements = planted_orderings(issues, count, seed=issues)
    columns = layout(party([get(f"i{k:02}", 2) for k in range(issues)]))
    rows = [Row(weights=tuple((int(k), float(row[k])) for k in np.flatnonzero(row))) for row in statements]
    drawn = run_chain(columns, rows, (0.0, 0.0), 20_000, np.random.default_rng(1))
    assert drawn is not None
    ours = weights(columns, drawn.lanes).T

    # The last weight is 1 less the others: -(a_i - a_last) w_i <= a_last.
    stacked = np.vstack([statements, np.eye(issues)])
    problem = hopsy.Problem(-(stacked[:, :-1] - stacked[:, [-1]]), stacked[:, -1].copy())
    start = hopsy.compute_chebyshev_center(problem)
    chain = hopsy.MarkovChain(problem, hopsy.UniformCoordinateHitAndRunProposal, starting_point=start)
    _, samples = hopsy.sample(chain, hopsy.RandomNumberGenerator(7), n_samples=20_000, thinning=20 * issues)
    first = np.asarray(samples[0])
    theirs = np.column_stack([first, 1.0 - first.sum(axis=1)])

    spread = theirs.std(axis=0)
    assert np.abs((ours.mean(axis=0) - theirs.mean(axis=0)) / spread).max() < 0.06
    assert np.abs(ours.std(axis=0) / spread - 1.0).max() < 0.06
    for share in (0.25, 0.5, 0.75):
        apart = np.quantile(ours, share, axis=0) - np.quantile(theirs, share, axis=0)
        assert np.abs(apart / spread).max() < 0.1
