"""The prior says what DESIGN's sentences say: moments that can be worked out by hand, one sentence each."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from tests.model.made import get, give, party, plain_steps, several

from nonpaper.model.preferences import IssueValue
from nonpaper.model.worlds import Method, PartyWorlds, draw_worlds

COUNT = 10_000


def drawn(*values: IssueValue, seed: int = 1) -> PartyWorlds:
    """The worlds of one party of which nothing is known but its stakes."""
    found = draw_worlds(several(party(values)), seed=seed, count=COUNT).drawn["reds"]
    assert found.method is Method.DIRECT
    assert found.effective == COUNT
    return found


def near(figures: np.ndarray, mean: float, variance: float) -> None:
    """Mean and variance within four standard errors."""
    assert abs(figures.mean() - mean) < 4 * np.sqrt(variance / COUNT) + 1e-12
    assert abs(figures.var() - variance) < 4 * figures.std() ** 2 * np.sqrt(2 / COUNT) + 0.004


@pytest.mark.parametrize(("gets", "gives"), [(1, 1), (1, 4), (5, 2)])
def test_the_share_of_gets_is_uniform_however_many_there_are(gets: int, gives: int) -> None:
    """No list of issues tilts a party: mean 1/2, variance 1/12, and quartiles where they should be."""
    found = drawn(*(get(f"g{k}") for k in range(gets)), *(give(f"v{k}") for k in range(gives)))
    share = sum(found.weight[f"g{k}"] for k in range(gets))
    near(np.asarray(share), 1 / 2, 1 / 12)
    assert np.quantile(share, [0.25, 0.75]) == pytest.approx([0.25, 0.75], abs=0.02)


def test_weights_inside_are_uniform_on_the_simplex() -> None:
    """Of n weights each has mean 1/n and variance (n - 1) / (n^2 (n + 1)); all sum to 1."""
    found = drawn(*(get(f"g{k}") for k in range(4)))
    for weight in found.weight.values():
        near(weight, 1 / 4, 3 / 80)
    assert sum(found.weight.values()) == pytest.approx(np.ones(COUNT))


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_parts_of_one_thing_share_one_weight(parts: int) -> None:
    """Splitting an issue into parts leaves the weight of the whole as it was: beside one other get, uniform."""
    found = drawn(get("other"), *(get(f"part{k}", group="thing") for k in range(parts)))
    whole = sum(found.weight[f"part{k}"] for k in range(parts))
    near(np.asarray(whole), 1 / 2, 1 / 12)


def test_a_part_that_is_a_give_takes_no_weight_from_the_parts_that_are_gets() -> None:
    found = drawn(get("a", group="thing"), get("b"), give("c", group="thing"))
    near(found.weight["c"], 1 / 2, 1 / 12)
    near(found.weight["a"], 1 / 4, 1 / 9 - 1 / 16)


@pytest.mark.parametrize("steps", [3, 5, 8])
def test_inner_steps_are_uniform_order_statistics(steps: int) -> None:
    """The k-th of n inner steps has mean k / (n + 1) and the variance of Beta(k, n + 1 - k)."""
    found = drawn(get("a", steps), give("b", steps))
    inner = steps - 2
    for step in range(1, steps - 1):
        up = found.value["a"][:, step] / found.weight["a"]
        down = found.value["b"][:, steps - 1 - step] / found.weight["b"]
        for values in (up, down):
            near(values, step / (inner + 1), step * (inner + 1 - step) / ((inner + 1) ** 2 * (inner + 2)))
    assert (found.value["a"][:, 0] == 0).all()
    assert found.value["a"][:, -1] == pytest.approx(found.weight["a"])


def test_a_best_step_between_has_one_end_at_nothing_and_the_other_drawn() -> None:
    found = drawn(get("a", 4, best=(1,)), give("b"))
    value = found.value["a"] / found.weight["a"][:, None]
    assert value[:, 1] == pytest.approx(np.ones(COUNT))
    assert ((value[:, 0] == 0) != (value[:, 3] == 0)).all()
    first = value[:, 0] == 0
    assert first.mean() == pytest.approx(0.5, abs=0.02)
    assert value[first, 3].mean() == pytest.approx(1 / 2, abs=0.02)
    assert ((value[:, 2] > value[:, 3]) & (value[:, 2] < 1)).all()


def test_on_a_choice_one_other_is_worth_nothing_and_the_rest_are_even() -> None:
    found = drawn(get("a", 4, best=(2,), choice=True), give("b"))
    value = found.value["a"] / found.weight["a"][:, None]
    assert ((value == 0).sum(axis=1) == 1).all()
    for other in (0, 1, 3):
        assert (value[:, other] == 0).mean() == pytest.approx(1 / 3, abs=0.02)
        assert value[value[:, other] > 0, other].mean() == pytest.approx(1 / 2, abs=0.02)


@pytest.mark.parametrize(
    "value",
    [
        get("a", 5),
        give("a", 4),
        get("a", 5, best=(2,)),
        get("a", 5, best=(1, 3)),
        get("a", 4, best=(1, 2), choice=True),
    ],
    ids=["up", "down", "between", "between, not known where", "choice"],
)
def test_each_shape_is_the_one_written_down_from_the_definition(value: IssueValue) -> None:
    """Against a second drawing, in plain Python: quartiles of every step, and of sums of neighbours."""
    found = drawn(value, give("b") if value.issue == "a" and value.best != (0,) else get("b"))
    ours = found.value["a"] / found.weight["a"][:, None]
    rng = random.Random(3)
    theirs = np.array([plain_steps(value, rng) for _ in range(COUNT)])
    grid = [0.1, 0.25, 0.5, 0.75, 0.9]
    for step in range(value.steps):
        assert np.quantile(ours[:, step], grid) == pytest.approx(np.quantile(theirs[:, step], grid), abs=0.03)
        together = (ours + np.roll(ours, 1, axis=1))[:, step], (theirs + np.roll(theirs, 1, axis=1))[:, step]
        assert np.quantile(together[0], grid) == pytest.approx(np.quantile(together[1], grid), abs=0.045)


def test_what_the_case_gives_is_taken_as_given() -> None:
    """Weights for some issues fix their proportions; for all, everything."""
    found = drawn(get("a", weight=3), get("c"), give("b", weight=1))
    assert found.weight["a"] == pytest.approx(3 * found.weight["b"])
    assert found.weight["c"].std() > 0.1
    found = drawn(get("a", weight=3), give("b", weight=1))
    assert found.weight["a"] == pytest.approx(np.full(COUNT, 0.75))


def test_a_cost_that_is_an_interval_is_drawn_evenly() -> None:
    from nonpaper.model.preferences import Cost
    from nonpaper.positions.position import Basis

    made = party([get("a"), give("b")], cost=Cost(Fraction(1, 10), Fraction(3, 10), Basis.SAID))
    found = draw_worlds(several(made), count=COUNT).drawn["reds"]
    cost = found.worth({}) - found.no_agreement
    near(cost, 0.2, 0.04 / 12)
    assert cost.min() >= 0.1 - 1e-12
    assert cost.max() <= 0.3 + 1e-12
