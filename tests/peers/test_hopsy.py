"""hopsy, a sampler of polytopes by others, and our chain give the same worlds."""

from __future__ import annotations

import numpy as np
import pytest
from tests.model.made import get, party
from tests.peers.orderings import by_hopsy, planted_orderings

from nonpaper.model.cone import Row, run_chain, weights
from nonpaper.model.prior import layout


@pytest.mark.parametrize(("issues", "count"), [(6, 5), (12, 12)])
def test_the_chain_agrees_with_hopsy(issues: int, count: int) -> None:
    """Uniform weights under orderings: means, spreads and quartiles within what both chains allow."""
    pytest.importorskip("hopsy", reason="hopsy is not installed: make peers")
    statements = planted_orderings(issues, count, seed=issues)
    columns = layout(party([get(f"i{k:02}", 2) for k in range(issues)]))
    rows = [Row(weights=tuple((int(k), float(row[k])) for k in np.flatnonzero(row))) for row in statements]
    drawn = run_chain(columns, rows, (0.0, 0.0), 20_000, np.random.default_rng(1))
    assert drawn is not None
    ours = weights(columns, drawn.lanes).T
    theirs = by_hopsy(statements, 20_000, 20 * issues, seed=7)
    spread = theirs.std(axis=0)
    assert np.abs((ours.mean(axis=0) - theirs.mean(axis=0)) / spread).max() < 0.06
    assert np.abs(ours.std(axis=0) / spread - 1.0).max() < 0.06
    for share in (0.25, 0.5, 0.75):
        apart = np.quantile(ours, share, axis=0) - np.quantile(theirs, share, axis=0)
        assert np.abs(apart / spread).max() < 0.1
