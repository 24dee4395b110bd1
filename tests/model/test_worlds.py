"""Worlds: neutral, the same twice, independent, and never a figure where none is left."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given as drawn_by
from hypothesis import strategies as st
from tests.build import build_case
from tests.model.made import FREE, get, give, party, plain_agrees, plain_world, several

from nonpaper.model.none_left import any_left
from nonpaper.model.preferences import Cost, PartyPreferences, preferences
from nonpaper.model.prior import layout
from nonpaper.model.worlds import (
    Method,
    NoWorlds,
    PartyWorlds,
    complete_orders,
    constraints,
    draw_worlds,
    party_worlds,
    product,
)
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Basis

PARTIES = {
    "reds": "{name: Reds}",
    "blues": "{name: Blues}",
    "usher": "{name: Usher, role: mediator}",
}
ISSUES = {
    "truce": "{title: Truce, steps: [none, some, all], by: [@reds, @blues]}",
    "list": "{title: List, steps: [withheld, given], by: @reds, part_of: people}",
    "homes": "{title: Homes, steps: [none, some, most, all], by: @reds, part_of: people}",
    "aid": "{title: Aid, steps: [none, few, most, all], by: @blues}",
    "seat": "{title: Seat, steps: [undecided, Elm, Oak], kind: choice, by: all}",
}
ROWS = [
    "2024-03-01,@reds,demands,aid >= most",
    "2024-03-02,@reds,insists,list = given after truce >= some",
    "2024-03-03,@blues,demands,list = given",
    "2024-03-04,@blues,offers,aid = few",
    "2024-03-05,@blues,prioritises,list > truce",
    "2024-03-05,@blues,demands,seat = Elm",
    "2024-03-06,@reds,demands,seat = Oak",
    "2024-03-06,@reds,prioritises,aid > truce",
]


def told(parties: list[str], issues: list[str], rows: list[str], names: dict[str, str]) -> dict[str, PartyWorlds]:
    """Worlds of the case with its parts in this order and its parties under these names."""

    def renamed(text: str) -> str:
        return text.replace("@reds", names["reds"]).replace("@blues", names["blues"])

    case = "title: A case\nparties:\n"
    case += "".join(f"  {names.get(name, name)}: {PARTIES[name]}\n" for name in parties)
    case += "issues:\n" + "".join(f"  {name}: {renamed(ISSUES[name])}\n" for name in issues)
    built = build_case(case, ["date,party,stance,claim", *(renamed(row) for row in rows)])
    return dict(draw_worlds(preferences(fold(built)), seed=7, count=2_000).drawn)


def same(one: PartyWorlds, other: PartyWorlds) -> bool:
    """Byte for byte."""
    return (
        one.value.keys() == other.value.keys()
        and all(one.value[issue].tobytes() == other.value[issue].tobytes() for issue in one.value)
        and one.no_agreement.tobytes() == other.no_agreement.tobytes()
        and (one.method, one.drawn, one.kept, one.stream) == (other.method, other.drawn, other.kept, other.stream)
    )


@cache
def as_written() -> dict[str, PartyWorlds]:
    """Worlds of the case as it stands above."""
    return told(list(PARTIES), list(ISSUES), ROWS, {"reds": "reds", "blues": "blues"})


@drawn_by(
    parties=st.permutations(list(PARTIES)),
    issues=st.permutations(list(ISSUES)),
    rows=st.permutations(ROWS),
    names=st.sampled_from([("reds", "blues"), ("blues", "reds"), ("zulu", "alpha"), ("a", "b")]),
)
def test_no_name_and_no_order_changes_a_figure(
    parties: list[str], issues: list[str], rows: list[str], names: tuple[str, str]
) -> None:
    """Renamed, swapped or reordered, each side keeps its worlds to the byte."""
    plain = as_written()
    moved = told(parties, issues, rows, {"reds": names[0], "blues": names[1]})
    assert same(plain["reds"], moved[names[0]])
    assert same(plain["blues"], moved[names[1]])


def test_a_seed_repeats_a_run_and_another_does_not() -> None:
    made = party([get("a"), get("b"), give("c")], [{"a": 1, "c": 2}])
    one, again, other = (party_worlds(made, seed=seed, count=500) for seed in (3, 3, 4))
    assert isinstance(one, PartyWorlds)
    assert isinstance(again, PartyWorlds)
    assert isinstance(other, PartyWorlds)
    assert same(one, again)
    assert not same(one, other)


def test_the_chain_repeats_to_the_byte_too() -> None:
    names = [f"i{k}" for k in range(8)]
    pairs = [pair for pair in combinations(names, 2) if pair != ("i3", "i4")]
    made = party([get(name) for name in names] + [give("z")], [{"i7": 1, "z": 2}], pairs)
    one, again = (party_worlds(made, seed=3, count=1_000) for _ in range(2))
    assert isinstance(one, PartyWorlds)
    assert isinstance(again, PartyWorlds)
    assert one.method is Method.CHAIN
    assert one.r_hat is not None
    assert same(one, again)


def test_more_worlds_begin_with_the_fewer() -> None:
    """Asking for more does not change what was there: figures only get sharper."""
    made = party([get("a"), give("c")], [{"a": 1, "c": 1}])
    few, many = party_worlds(made, count=200), party_worlds(made, count=5_000)
    assert isinstance(few, PartyWorlds)
    assert isinstance(many, PartyWorlds)
    assert many.value["a"][:200].tobytes() == few.value["a"].tobytes()


def test_every_world_agrees_with_what_was_said() -> None:
    made = party([get("a"), get("b", 4), give("c"), give("d")], [{"a": 1, "c": 2}, {"b": 2, "d": 1}], [("d", "c")])
    found = party_worlds(made, count=5_000)
    assert isinstance(found, PartyWorlds)
    for term in made.terms:
        assert found.acceptability(term.steps).share == 1.0
    assert (found.weight["d"] >= found.weight["c"]).all()
    assert found.worth({"a": 2, "b": 3}) == pytest.approx(np.ones(5_000))
    assert found.worth({"c": 2, "d": 2}) == pytest.approx(np.zeros(5_000))


@pytest.mark.parametrize(
    ("priorities", "orders"),
    [
        ([("a", "b"), ("b", "c"), ("a", "c")], 1),  # complete: sorted
        ([("a", "b"), ("a", "c")], 0),  # b and c are open: kept where they agree
        ([("a", "b"), ("d", "e"), ("d", "c")], 2),  # one order of gets, one of gives, and one across
    ],
)
def test_sorting_a_complete_order_is_keeping_what_agrees(priorities: list[tuple[str, str]], orders: int) -> None:
    """Against draws in plain Python that are kept where they agree: means of all weights."""
    made = party([get("a"), get("b"), get("c", 4), give("d"), give("e")], [{"a": 1, "e": 2}], priorities)
    columns = layout(made)
    rows, _ = constraints(made, columns)
    sorted_, rest = complete_orders(columns, rows)
    assert len(sorted_) == orders
    assert len(rest) == len(rows) - {0: 0, 1: 3, 2: 2}[orders]
    found = party_worlds(made, count=10_000)
    assert isinstance(found, PartyWorlds)
    rng = random.Random(6)
    plain = [plain_world(list(made.issues.values()), rng) for _ in range(30_000)]
    kept = [weights for weights, steps in plain if plain_agrees((weights, steps), made, 0.0)]
    for issue in made.issues:
        theirs = np.array([weights[issue] for weights in kept])
        error = np.hypot(theirs.std() / np.sqrt(len(kept)), found.mean_error(found.weight[issue]))
        assert found.weight[issue].mean() == pytest.approx(theirs.mean(), abs=4 * error)


def test_twins_see_the_same_worlds_and_their_joint_share_is_a_product() -> None:
    """Two parties with the same stakes share a stream; the shares multiply all the same, and their errors add."""
    values = [get("a"), give("b")]
    twins = several(party(values, name="reds"), party(values, name="blues"))
    found = draw_worlds(twins, count=2_000)
    package = {"a": 1, "b": 1}
    reds, blues = (found.drawn[name].acceptability(package) for name in ("reds", "blues"))
    assert reds == blues
    joint = found.joint(package)
    assert joint.share == pytest.approx(reds.share**2)
    assert joint.error == pytest.approx(2 * reds.share * reds.error)
    apart = product([[(0.5, 0.01)], [(0.8, 0.02)]])
    assert apart.share == pytest.approx(0.4)
    assert apart.error == pytest.approx(np.hypot(0.8 * 0.01, 0.5 * 0.02))


def test_the_error_is_that_of_repeated_runs() -> None:
    """Over forty seeds the shares spread as much as the printed error says."""
    made = party([get("a"), get("b"), give("c")], [{"a": 2, "c": 2}])
    found = [party_worlds(made, seed=seed, count=400) for seed in range(40)]
    shares = [one.acceptability({"b": 1, "c": 1}) for one in found if isinstance(one, PartyWorlds)]
    assert len(shares) == 40
    spread = float(np.std([share.share for share in shares], ddof=1))
    assert spread == pytest.approx(shares[0].error, rel=0.35)
    assert 0 < found[0].error(1.0) < 0.01  # type: ignore[union-attr]


def test_a_dearer_no_agreement_makes_more_acceptable() -> None:
    shares = []
    for cost in (0, 0.1, 0.3):
        given = Cost(Fraction(cost), Fraction(cost), Basis.SAID) if cost else FREE
        found = party_worlds(party([get("a"), give("b")], cost=given))
        assert isinstance(found, PartyWorlds)
        shares.append(found.acceptability({"a": 1, "b": 2}).share)
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def no_worlds(made: PartyPreferences) -> NoWorlds:
    """The answer of a party that no world agrees with, with each cause checked for being needed."""
    found = party_worlds(made, count=200)
    assert isinstance(found, NoWorlds)
    assert found.proved
    columns = layout(made)
    rows, causes = constraints(made, columns)
    cost = (float(made.cost.low), float(made.cost.high))
    chosen = [row for row in rows if causes[row.source].words in found.causes]
    assert len(chosen) == len(found.causes)
    assert not any_left(columns, chosen, cost).world
    for row in chosen:
        assert any_left(columns, [other for other in chosen if other is not row], cost).world
    return found


def test_priorities_in_a_ring_leave_no_world() -> None:
    values = [get(name) for name in "abcde"]
    found = no_worlds(party(values, [], [("a", "b"), ("b", "c"), ("d", "e"), ("c", "a")]))
    assert set(found.statements) == {"p1", "p2", "p4"}
    assert "cannot all be true" in found.words


def test_a_term_and_the_weights_of_the_case_may_leave_none() -> None:
    values = [get("a", 2, weight=1), give("b", 2, weight=3)]
    found = no_worlds(party(values, [{"a": 1, "b": 1}]))
    assert found.statements == ("t1",)
    free = Cost(Fraction(1, 2), Fraction(1, 2), Basis.SAID)
    assert isinstance(party_worlds(party(values, [{"a": 1, "b": 1}], cost=free), count=200), PartyWorlds)


def test_a_tie_that_the_case_settles_is_a_tie() -> None:
    """A gain of a third against a give of a third is worth exactly no agreement, whatever a float makes of it."""
    third = [get("a", 2, weight=1), give("b", 2, weight=1), get("c", 2, weight=1)]
    found = party_worlds(party(third, [{"a": 1, "b": 1}], [("a", "b"), ("b", "a")]), count=200)
    assert isinstance(found, PartyWorlds)
    assert found.acceptability({"a": 1, "b": 1}).share == 1.0
    assert found.acceptability({"b": 1}).share == 0.0


def test_terms_that_exclude_each_other() -> None:
    """It would give b for a, and c for b only if that is worth more: with the priorities, a below b below c below a."""
    values = [get("a", 2), give("b", 2), get("c", 2), give("d", 2)]
    made = party(values, [{"a": 1, "b": 1}], [("b", "c"), ("c", "a"), ("d", "c")])
    assert set(no_worlds(made).statements) == {"t1", "p1", "p2"}


@drawn_by(seed=st.integers(0, 10**6))
def test_the_programme_and_the_draws_never_contradict_each_other(seed: int) -> None:
    """Whether a world is left, by linear programming; and by looking: what is denied is never drawn, else one is found.

    Crowded on purpose: up to three terms and five priorities on four issues, so that many leave none.
    """
    rng = random.Random(seed)
    values = [get("a", rng.randint(2, 3)), give("b", rng.randint(2, 3)), get("c", 4, best=(rng.randint(1, 2),))]
    values.append(give("d"))
    terms = [{v.issue: rng.randrange(v.steps) for v in values if rng.random() < 0.7} for _ in range(rng.randint(0, 3))]
    pairs = [(more, less) for more, less in (rng.sample("abcd", 2) for _ in range(rng.randint(2, 5)))]
    made = party(values, terms, pairs)
    columns = layout(made)
    rows, _ = constraints(made, columns)
    left = any_left(columns, rows, (0.0, 0.0))
    assert left.proved
    found = party_worlds(made, seed=seed, count=200)
    assert isinstance(found, PartyWorlds) is left.world
    if not left.world:
        no_worlds(made)
        assert not any(plain_agrees(plain_world(values, rng), made, 0.0) for _ in range(2_000))


def test_without_worlds_there_is_no_joint_figure() -> None:
    bad = party([get("a"), get("b")], [], [("a", "b"), ("b", "a")])
    found = draw_worlds(several(bad, party([get("a"), give("b")], name="blues")), count=200)
    assert [none.party for none in found.none_left] == ["reds"]
    with pytest.raises(ValueError, match="reds has no worlds"):
        found.joint({"a": 1})
    assert found.joint({"a": 1}, ["blues"]).share == 1.0


def test_bad_input_is_told() -> None:
    made = several(party([get("a"), give("b")]))
    with pytest.raises(ValueError, match="at least 100"):
        draw_worlds(made, count=5)
    with pytest.raises(ValueError, match="from 0 up"):
        draw_worlds(made, seed=-1)
    found = draw_worlds(made, count=100).drawn["reds"]
    with pytest.raises(IndexError, match="steps 0 to 2"):
        found.worth({"a": 7})
    with pytest.raises(KeyError):
        found.worth({"nothing": 0})


def test_a_party_without_a_stake_says_so() -> None:
    found = party_worlds(party([]), count=100)
    assert isinstance(found, PartyWorlds)
    assert "no stake" in found.notes[-1]
