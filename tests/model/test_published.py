"""Published figures on unknown weights, reproduced. Each stands beside its source."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest
from tests.model.made import get, party, several

from nonpaper.model.worlds import Method, PartyWorlds, draw_worlds


def worlds(count: int, priorities: list[tuple[str, str]] | None = None) -> PartyWorlds:
    """Worlds of a party with some gets of two steps, in this order of priority where one is given."""
    made = party([get(f"i{k}", 2) for k in range(count)], priorities=priorities or [])
    return draw_worlds(several(made), seed=5, count=40_000).drawn["reds"]


@pytest.mark.parametrize(
    "published",
    [
        # Rank order centroids [BarronBarrett1996], as tabled to four digits for four criteria ...
        [0.5208, 0.2708, 0.1458, 0.0625],
        # ... and to six for five. w_k = (1/n) * sum of 1/i for i from k to n.
        [0.456667, 0.256667, 0.156667, 0.09, 0.04],
    ],
    ids=["four", "five"],
)
def test_a_complete_ranking_has_rank_order_centroids(published: list[float]) -> None:
    """The mean of uniform weights whose order is known, drawn directly: no draw is thrown away."""
    count = len(published)
    found = worlds(count, [(f"i{k}", f"i{k + 1}") for k in range(count - 1)])
    assert found.method is Method.DIRECT
    for place, figure in enumerate(published):
        weight = found.weight[f"i{place}"]
        assert weight.mean() == pytest.approx(figure, abs=4 * found.mean_error(weight) + 5e-5)
        formula = sum(1 / i for i in range(place + 1, count + 1)) / count
        assert figure == pytest.approx(formula, abs=5e-5)


def test_the_exact_triangle_of_smaa() -> None:
    """Three options under uniform weights, (1,0,0), (0,1,0), (1/2,1/2,1/2) on three criteria; all exact, by hand.

    Rank acceptabilities 1/4 1/4 1/2, 1/4 1/4 1/2, 1/2 1/2 0; central weights (2/3 1/6 1/6), (1/6 2/3 1/6),
    (1/4 1/4 1/2): the measures of SMAA-2 [LahdelmaSalminen2001] worked out for a triangle.
    """
    found = worlds(3)
    utility = np.stack([found.worth({"i0": 1}), found.worth({"i1": 1}), np.full(found.count, 0.5)])
    ranks = (-utility).argsort(axis=0).argsort(axis=0)
    published = [[1 / 4, 1 / 4, 1 / 2], [1 / 4, 1 / 4, 1 / 2], [1 / 2, 1 / 2, 0]]
    central = [[2 / 3, 1 / 6, 1 / 6], [1 / 6, 2 / 3, 1 / 6], [1 / 4, 1 / 4, 1 / 2]]
    for option in range(3):
        for rank in range(3):
            share = float((ranks[option] == rank).mean())
            assert share == pytest.approx(published[option][rank], abs=4 * found.error(share))
        first = ranks[option] == 0
        means = [found.weight[f"i{k}"][first].mean() for k in range(3)]
        assert means == pytest.approx(central[option], abs=0.01)
    assert found.acceptability({}).share == 1.0


def test_the_thrombolytics_example_agrees_with_itself_and_with_uniform_weights() -> None:
    """The figures of the `smaa` package's example (heparin, enoxaparin; three criteria; 10,000 samples).

    Its measurements are not ours to carry, so the acceptabilities cannot be drawn anew. What can be checked is what
    uniform weights imply: central weights, each by its first-rank acceptability, add up to the centroid of the simplex,
    which our worlds have too; and the printed entropy is that of the printed shares.
    """
    first = np.array([0.3504, 0.6496])
    central = np.array([[0.1865097, 0.2772205, 0.5362698], [0.40731, 0.3641477, 0.2285423]])
    found = worlds(3)
    centroid = [found.weight[f"i{k}"].mean() for k in range(3)]
    spread = np.sqrt(1 / 18 * (1 / 10_000 + 1 / 40_000))  # of their 10,000 weights and of ours
    assert first @ central == pytest.approx(centroid, abs=4 * spread)
    assert -sum(share * log2(share) for share in first) == pytest.approx(0.9344248, abs=5e-5)
