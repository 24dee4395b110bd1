"""Plain exchanges: published cases, the seller's rule, and four exact engines against going through all orders."""

from __future__ import annotations

import json
import os
from itertools import pairwise, permutations, product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from nonpaper.analysis.exchange import Exchange, divided, one_at_a_time, sellers_order, staged
from nonpaper.errors import TooLargeError, UsageError

SHARED = Path(os.environ.get("NONPAPER_SHARED", Path(__file__).parents[3] / "shared"))
PUBLISHED = SHARED / "published" / "safe_exchange_ordering.json"


def drawn(dice: Random, size: int, parties: int = 2, waits: float = 0.2) -> Exchange:
    giver = [dice.randrange(parties) for _ in range(size)]
    receiver = [(one + 1 + dice.randrange(parties - 1)) % parties for one in giver]
    return Exchange(
        np.array(giver),
        np.array(receiver),
        np.array([dice.randrange(20) for _ in range(size)]),
        np.array([dice.randrange(25) for _ in range(size)]),
        np.array([dice.randrange(5) for _ in range(parties)]),
        tuple(tuple(j for j in range(i) if dice.random() < waits) for i in range(size)),
    )


def orders(exchange: Exchange) -> list[tuple[int, ...]]:
    """Every order, one at a time, that keeps the waits: the stage of each obligation."""
    found = []
    for order in permutations(range(exchange.size)):
        at = {number: place for place, number in enumerate(order, 1)}
        if all(at[j] < at[i] for i, before in enumerate(exchange.before) for j in before):
            found.append(tuple(at[number] for number in range(exchange.size)))
    return found


def slack_of(cost: list[int], value: list[int], order: tuple[int, ...]) -> int:
    """What an order of one seller's items needs: before each delivery all that is left has to be worth that item."""
    left = sum(value) - sum(cost)
    need = 0
    for number in order:
        need = max(need, value[number] - left)
        left -= value[number] - cost[number]
    return need


@pytest.mark.parametrize(
    ("value", "cost", "slack"),
    [([5, 4, 3], [2, 1, 0], 0), ([5, 4, 3], [2, 1, 1], 1), ([2, 6, 3], [4, 1, 0], 0)],
)
def test_the_cases_of_safe_exchange_planning(value: list[int], cost: list[int], slack: int) -> None:
    """After Sandholm and Ferrandon (2000): which deliveries are safe, and how much slack the others need."""
    need, order = sellers_order(cost, value)
    assert need == slack
    assert slack_of(cost, value, order) == slack
    assert order == (0, 1, 2)


def test_the_published_file_agrees() -> None:
    if not PUBLISHED.is_file():
        pytest.skip("the collection of published results is not here")
    held = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    for name, case in held["inputs"]["cases"].items():
        need, order = sellers_order(case["c"], case["v"])
        expected = held["expected"][name]
        assert (need <= case["e"]) is expected["safe"]
        assert need == expected.get("min_slack", need)
        assert list(order) == expected.get("order", list(order))


def test_no_isolated_exchange_of_costly_items_is_safe() -> None:
    """Sandholm and Wang (2002): whoever delivers last has nothing to gain any more, so a bond has to cover the cost."""
    dice = Random(5)
    for _ in range(300):
        size = dice.randrange(1, 6)
        cost = [dice.randrange(1, 20) for _ in range(size)]
        value = [each + dice.randrange(0, 20) for each in cost]
        assert sellers_order(cost, value)[0] >= min(cost)


def test_the_sellers_rule_is_as_good_as_every_order() -> None:
    dice = Random(1)
    for _ in range(3_000):
        size = dice.randrange(1, 6)
        cost = [dice.randrange(20) for _ in range(size)]
        value = [max(0, each + dice.randrange(-8, 12)) for each in cost]
        need, order = sellers_order(cost, value)
        assert need == slack_of(cost, value, order)
        assert need == min(slack_of(cost, value, other) for other in permutations(range(size)))


def test_one_at_a_time_is_the_best_of_all_orders() -> None:
    dice = Random(2)
    for _ in range(300):
        exchange = drawn(dice, dice.randrange(1, 7), dice.choice((2, 3)))
        need, order = one_at_a_time(exchange)
        at = {number: place for place, number in enumerate(order, 1)}
        ours = tuple(at[number] for number in range(exchange.size))
        assert need == exchange.need(ours, within=False)
        assert need == min(exchange.need(other, within=False) for other in orders(exchange))


def test_stages_are_the_best_of_all_plans() -> None:
    dice = Random(3)
    for _ in range(60):
        exchange = drawn(dice, dice.randrange(1, 5), dice.choice((2, 3)))
        count = dice.randrange(1, 4)
        possible = [
            plan
            for plan in product(range(1, count + 1), repeat=exchange.size)
            if all(plan[j] < plan[i] for i, before in enumerate(exchange.before) for j in before)
        ]
        found = staged(exchange, count)
        if not possible:
            assert found is None
            continue
        assert found is not None and found.proved
        assert found.need == exchange.need(found.stages) == min(exchange.need(plan) for plan in possible)


def test_what_is_done_together_stays_together() -> None:
    exchange = Exchange(
        np.array([0, 1]), np.array([1, 0]), np.array([3, 3]), np.array([5, 5]), np.array([0, 0]), ((), ()), ((0, 1),)
    )
    found = staged(exchange, 2)
    assert found is not None
    assert found.stages[0] == found.stages[1]
    with pytest.raises(UsageError):
        one_at_a_time(exchange)


def test_the_more_stages_the_less_a_divided_exchange_needs() -> None:
    """Two equal gives: half of what is given at once is what remains to be held; with ever smaller parts, nothing."""
    exchange = Exchange(
        np.array([0, 1]), np.array([1, 0]), np.array([12, 12]), np.array([18, 18]), np.array([0, 0]), ((), ())
    )
    needs = [divided(exchange, count)[0] for count in (1, 2, 3, 6)]
    assert needs[0] == pytest.approx(12)
    assert all(more >= less - 1e-9 for more, less in pairwise(needs))
    for count in (1, 2, 3, 6):
        need, done = divided(exchange, count)
        before = np.column_stack([np.zeros(2), done[:, :-1]])
        for party in (0, 1):
            leaving = 12 * (1 - before[party]) - 18 * (1 - done[1 - party])
            assert leaving.max() <= need + 1e-6


def test_a_divided_exchange_needs_no_more_than_a_whole_one() -> None:
    dice = Random(4)
    for _ in range(30):
        exchange = drawn(dice, dice.randrange(1, 6), waits=0)
        found = staged(exchange, 3)
        assert found is not None
        assert divided(exchange, 3)[0] <= found.need + 1e-6


def test_a_search_that_runs_out_says_how_far_it_got() -> None:
    """Sums as in a knapsack: the plan is what it says it is, and the bound below it is one, though far from proved."""
    dice = Random(6)
    cost = [dice.randrange(500, 2_000) for _ in range(20)]
    giver = [number % 4 for number in range(20)]
    receiver = [(one + 1 + dice.randrange(3)) % 4 for one in giver]
    exchange = Exchange(
        np.array(giver + receiver),
        np.array(receiver + giver),
        np.array(cost * 2),
        np.array([each + dice.randrange(1, 40) for each in cost * 2]),
        np.zeros(4, np.int64),
        ((),) * 40,
    )
    found = staged(exchange, 8, effort=0.2)
    assert found is not None and not found.proved
    assert divided(exchange, 8)[0] - 1 <= found.bound < found.need == exchange.need(found.stages)
    assert str(found.need) in found.gap and str(found.bound) in found.gap


def test_too_much_is_said() -> None:
    with pytest.raises(TooLargeError):
        one_at_a_time(drawn(Random(1), 25))
    circle = Exchange(
        np.array([0, 1]), np.array([1, 0]), np.array([1, 1]), np.array([1, 1]), np.array([0, 0]), ((1,), (0,))
    )
    with pytest.raises(UsageError):
        one_at_a_time(circle)
    assert staged(circle, 2) is None
