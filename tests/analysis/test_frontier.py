"""The frontier: against all packages side by side, by hand and in closed form, however it is computed."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonpaper.analysis import frontier_build, frontier_rows
from nonpaper.analysis.frontier import Frontier, frontier
from nonpaper.analysis.frontier_found import Method
from nonpaper.analysis.frontier_links import Link, at_least_one, excludes, from_table, implies
from nonpaper.errors import TooLargeError, UsageError

Point = tuple[int, ...]
Package = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """A small question, and every package there is."""

    values: tuple[npt.NDArray[np.int64], ...]
    links: tuple[Link, ...]
    at_least: tuple[int, ...] | None

    def allowed(self) -> dict[Package, Point]:
        """The packages that keep every link, with their worth, by plain counting."""
        found = {}
        for package in itertools.product(*(range(len(table)) for table in self.values)):
            if all(any(package[issue] in options for issue, options in link.literals) for link in self.links):
                parts = (table[option].tolist() for table, option in zip(self.values, package, strict=True))
                found[package] = tuple(sum(column) for column in zip(*parts, strict=True))
        return found

    def efficient(self) -> dict[Point, list[Package]]:
        """Undominated points that nobody would leave for no agreement, each with all its packages."""
        packages: dict[Point, list[Package]] = {}
        for package, point in self.allowed().items():
            if self.at_least is None or all(a >= b for a, b in zip(point, self.at_least, strict=True)):
                packages.setdefault(point, []).append(package)
        points = np.array(list(packages), dtype=np.int64).reshape(len(packages), self.values[0].shape[1])
        beaten = [bool(((points >= p).all(axis=1) & (points > p).any(axis=1)).any()) for p in points]
        return {p: packages[p] for p, worse in zip(list(packages), beaten, strict=True) if not worse}


@st.composite
def cases(draw: st.DrawFn, parties: int | None = None) -> Case:
    """Two to five parties, up to five issues of up to four options, few values (so many ties), links of all kinds.

    The last issue is never linked, so that a table can always take over.
    """
    width = parties or draw(st.integers(2, 5))
    options = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    highest = draw(st.sampled_from((1, 3, 9, 40)))
    cell = st.integers(-2, highest)
    values = tuple(
        np.array(draw(st.lists(st.tuples(*[cell] * width), min_size=k, max_size=k)), dtype=np.int64) for k in options
    )
    literal = st.integers(0, max(len(options) - 2, 0)).flatmap(
        lambda issue: st.tuples(st.just(issue), st.frozensets(st.integers(0, options[issue] - 1), max_size=3))
    )
    clause = st.lists(literal, min_size=1, max_size=4).map(lambda literals: Link(tuple(literals)))
    links = tuple(draw(st.lists(clause, max_size=5))) if len(options) > 1 else ()
    middle = [sum(int(table[:, party].mean()) for table in values) for party in range(width)]
    at_least = draw(st.none() | st.tuples(*(st.integers(m - 6, m + 2) for m in middle)))
    return Case(values, links, at_least)


def points(found: Frontier) -> list[Point]:
    """The points as whole numbers."""
    return [tuple(int(value) for value in row) for row in found.points.tolist()]


def ask(case: Case, **wishes: Any) -> Frontier:
    """The frontier of a case."""
    return frontier(case.values, case.links, case.at_least, **wishes)


def all_ways(case: Case) -> dict[str, Frontier]:
    """The same question by every exact method."""
    width = case.values[0].shape[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frontier_build, "kernels_at_hand", lambda candidates: False)
        plain = ask(case, method=Method.MERGED)
    found = {
        "chosen": ask(case),
        "enumerated": ask(case, method=Method.ENUMERATED),
        "plain merge": plain,
        "merged": ask(case, method=Method.MERGED),
    }
    if width <= 4:
        found["dense"] = ask(case, method=Method.DENSE)
    return found


@pytest.fixture(scope="module", autouse=True)
def _kernels() -> None:
    """Load the compiled loops, so that merges use them here."""
    import nonpaper.analysis.frontier_kernels  # noqa: F401


@given(cases())
def test_every_method_finds_what_plain_counting_finds(case: Case) -> None:
    """Points, the number of packages worth the same, and for each point a package that is really worth it."""
    truth = case.efficient()
    for name, found in all_ways(case).items():
        assert points(found) == sorted(truth, reverse=True), name
        assert found.exact
        assert not found.bound.any()
        for point, package in zip(points(found), found.packages().tolist(), strict=True):
            assert tuple(package) in truth[point], name
        assert len(truth) or found.in_words
    for method in (Method.ENUMERATED, Method.MERGED):
        counted = ask(case, method=method, count_ties=True)
        assert counted.ties == tuple(len(truth[point]) for point in points(counted))


@given(cases())
def test_without_links_every_method_names_the_same_package(case: Case) -> None:
    """Which of several packages worth the same is told does not depend on how the frontier was found."""
    free = Case(case.values, (), case.at_least)
    first, *others = (found.packages().tolist() for found in all_ways(free).values())
    assert all(other == first for other in others)


@given(cases())
def test_cutting_at_no_agreement_is_cutting_the_whole(case: Case) -> None:
    """Pruning on the way loses nothing and adds nothing."""
    least = case.at_least or tuple(0 for _ in range(case.values[0].shape[1]))
    whole = frontier(case.values, case.links, method=Method.MERGED)
    cut = frontier(case.values, case.links, least, method=Method.MERGED)
    assert points(cut) == [p for p in points(whole) if all(a >= b for a, b in zip(p, least, strict=True))]


@given(cases(), st.randoms(use_true_random=False))
def test_no_order_of_the_parties_decides(case: Case, draw: Any) -> None:
    """Parties in another order: the same points and the very same packages."""
    width = case.values[0].shape[1]
    order = list(range(width))
    draw.shuffle(order)
    least = None if case.at_least is None else tuple(case.at_least[party] for party in order)
    turned = Case(tuple(table[:, order] for table in case.values), case.links, least)
    for name, found in all_ways(case).items():
        if name == "dense" and width > 4:
            continue
        other = all_ways(turned)[name]
        here = {tuple(p[party] for party in order): tuple(k) for p, k in told(found)}
        assert here == {p: tuple(k) for p, k in told(other)}, name


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_issues_does_not_matter(case: Case, draw: Any) -> None:
    """Issues in another order: the same points."""
    order = list(range(len(case.values)))
    draw.shuffle(order)
    place = {issue: number for number, issue in enumerate(order)}
    links = tuple(Link(tuple((place[issue], options) for issue, options in link.literals)) for link in case.links)
    turned = Case(tuple(case.values[issue] for issue in order), links, case.at_least)
    assert points(ask(turned, method=Method.MERGED)) == points(ask(case, method=Method.MERGED))


def told(found: Frontier) -> list[tuple[Point, list[int]]]:
    """Points with their packages."""
    return list(zip(points(found), found.packages().tolist(), strict=True))


@given(cases(), st.integers(1, 12))
def test_what_is_not_exact_keeps_its_bound(case: Case, limit: int) -> None:
    """Every point is real, allowed, and good enough; no package beats all points by more than the bound."""
    width = case.values[0].shape[1]
    allowed = case.allowed()
    answers = {"thinned": ask(case, method=Method.THINNED, limit=limit), "wished": ask(case, limit=limit, thin=True)}
    if width <= 4:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("nonpaper.analysis.frontier_rounded.MOST_COUNTS", dict.fromkeys((1, 2, 3), 5))
            answers["rounded"] = ask(case, method=Method.ROUNDED, limit=limit)
    for name, found in answers.items():
        for point, package in told(found):
            assert allowed[tuple(package)] == point, name
            assert case.at_least is None or all(a >= b for a, b in zip(point, case.at_least, strict=True)), name
        assert len(set(points(found))) == len(found)
        if name != "rounded":
            assert len(found) <= limit
        if found.exact:
            assert points(found) == sorted(case.efficient(), reverse=True)
        margin = found.bound + 1e-9
        rows = found.points
        for point in allowed.values():
            if case.at_least is None or (np.array(point) >= case.at_least + margin).all():
                assert (rows >= np.array(point) - margin).all(axis=1).any(), (name, point, found.bound)


@given(cases())
def test_fractions_are_counted_so_that_ties_are_ties(case: Case) -> None:
    """Values in tenths, added as floats, would fall apart; in counts they are equal."""
    least = None if case.at_least is None else [value / 10 for value in case.at_least]
    tenths = frontier([table / 10 for table in case.values], case.links, least, count_ties=True, method=Method.MERGED)
    truth = case.efficient()
    assert [tuple(round(10 * v) for v in row) for row in tenths.points.tolist()] == sorted(truth, reverse=True)
    assert tenths.ties == tuple(len(truth[point]) for point in sorted(truth, reverse=True))
    assert tenths.exact
    assert (tenths.rounding < 1e-12).all()
    assert "units of 1e-06" in tenths.in_words[-1]


@given(st.data(), st.integers(2, 3))
def test_the_compiled_merge_is_the_plain_one(data: st.DataObject, width: int) -> None:
    """Kernels against numpy and moocore, on lists of several groups; values near and far apart."""
    from nonpaper.analysis import frontier_kernels

    long = data.draw(st.sampled_from((0, 50_000)))
    far = data.draw(st.sampled_from((1, 1, 10_007, 10**9 + 7)))
    cell = st.tuples(*[st.integers(0, 12)] * width)
    stretches = data.draw(st.lists(st.lists(cell, min_size=1, max_size=12), min_size=1, max_size=3))
    blocks = []
    for stretch in stretches:
        block = np.array(stretch, dtype=np.int64) * far
        block = block[frontier_rows.efficient(block)]
        blocks.append(block[frontier_rows.falling(block)])
    ends = np.cumsum([len(block) for block in blocks])
    groups = data.draw(
        st.lists(
            st.lists(st.tuples(st.integers(0, len(blocks) - 1), cell), min_size=1, max_size=4), min_size=1, max_size=3
        )
    )
    which = np.array([block for group in groups for block, _ in group])
    lists = frontier_rows.Lists(
        start=(ends - [len(block) for block in blocks])[which].astype(np.int64),
        end=ends[which].astype(np.int64),
        gain=np.array([gain for group in groups for _, gain in group], dtype=np.int64) * far,
        first=np.cumsum([0, *(len(group) for group in groups)], dtype=np.int64),
        candidates=int(sum(len(blocks[block]) for group in groups for block, _ in group)),
        highest=24 * far,
    )
    rows = np.concatenate(blocks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frontier_kernels, "LONG", long)  # the tree on short lists too
        plain, compiled = frontier_rows.merge(rows, lists), frontier_kernels.merge(rows, lists)
    for field in ("rows", "parent", "source", "ends"):
        assert getattr(plain, field).tolist() == getattr(compiled, field).tolist(), field


def test_ties_in_closed_form() -> None:
    """Who gets each of 40 equal goods: 41 points, and as many packages for each as there are ways to choose."""
    found = frontier([np.array([[1, 0], [0, 1]])] * 40, count_ties=True)
    assert points(found) == [(40 - k, k) for k in range(40, -1, -1)][::-1]
    assert found.ties == tuple(math.comb(40, k) for k in range(41))
    assert found.efficient_packages == 2**40


def test_more_packages_than_any_machine_number_holds() -> None:
    """Fifty issues of seven options that are all the same to everyone."""
    found = frontier([np.ones((7, 3), dtype=np.int64)] * 50, count_ties=True)
    assert points(found) == [(50, 50, 50)]
    assert found.ties == (7**50,)


def test_a_table_takes_over_and_says_where() -> None:
    """On many small whole numbers the merge hands over; the points and packages are those of the merge."""
    draw = np.random.default_rng(7)
    values = [draw.integers(0, 12, (4, 3)) for _ in range(14)]
    links = excludes((0, 1), (1, 2), options=[4] * 14), implies((2, [0]), (3, [1]), (0, [2, 3]), options=[4] * 14)
    dense, merged = frontier(values, links), frontier(values, links, method=Method.MERGED)
    assert dense.method is Method.DENSE
    assert dense.handover is not None
    assert dense.handover >= 4  # the linked issues are placed before
    assert told(dense) == told(merged)


def test_links_as_they_are_written() -> None:
    """An exclusion, an implication with several ways to keep it, and a table of two issues."""
    options = [3, 3, 3]
    values = [np.array([[0, 0], [1, 1], [2, 2]])] * 3
    top = (2, 2)
    assert points(frontier(values, [excludes((0, 2), (1, 2), options=options)])) == [(5, 5)]
    rule = implies((0, [2]), (1, [0]), (2, [1]), options=options)
    found = frontier(values, [rule])
    assert points(found) == [(5, 5)]
    assert found.packages().tolist() in ([[1, 2, 2]], [[2, 2, 1]])
    table = np.ones((3, 3), dtype=bool)
    table[2, :] = [True, False, False]
    assert points(frontier(values[:2], from_table(0, 1, table))) == [(3, 3)]
    assert points(frontier(values[:1], [])) == [top]


def test_when_there_is_nothing_the_answer_says_why() -> None:
    """Links that leave no package, and no agreement that is better for somebody."""
    values = [np.array([[0, 1], [1, 0]])] * 2
    never = frontier(values, [at_least_one()])
    assert (len(never), never.in_words) == (0, ("No package keeps every link.",))
    assert never.packages().shape == (0, 2)
    clash = [at_least_one((0, [0])), at_least_one((0, [1]))]
    assert frontier(values, clash).in_words == ("No package keeps every link.",)
    for method in Method.ENUMERATED, Method.MERGED, Method.DENSE:
        worse = frontier(values, at_least=(2, 1), method=method)
        assert worse.in_words == ("No allowed package is at least as good as no agreement for every party.",)
    assert len(frontier(values, at_least=(1, -math.inf))) == 2


def test_one_party_and_one_issue() -> None:
    """The best for one; the efficient options of one issue."""
    assert points(frontier([np.array([[1], [3]]), np.array([[2], [0]])])) == [(5,)]
    assert points(frontier([np.array([[1, 2], [0, 1], [2, 0]])])) == [(2, 0), (1, 2)]


def test_issues_with_many_options() -> None:
    """More options than fit into a byte; more than 65 535 is too many, and said."""
    line = np.arange(700)
    found = frontier([np.column_stack([line, 699 - line])] * 2, method=Method.MERGED)
    assert len(found) == 1399
    assert found.packages()[0].tolist() == [699, 699]
    with pytest.raises(UsageError, match="at most 65535"):
        frontier([np.zeros((70_000, 2), dtype=np.int64)])


@pytest.mark.parametrize(
    ("values", "wishes", "words"),
    [
        ([], {}, "at least one issue"),
        ([[1, 2]], {}, "options by parties"),
        ([[[1, 2]], [[1, 2, 3]]], {}, "values for 3 parties, issue 0 for 2"),
        ([[[1.0, math.nan]]], {}, "not a finite number"),
        ([[["a", "b"]]], {}, "must be numbers"),
        ([[[2**53, 0]]], {}, "too large"),
        ([[[1, 2]]], {"at_least": [1]}, "one number for each of the 2 parties"),
        ([[[1, 2]]], {"links": [at_least_one((1, [0]))]}, "issue 1; the issues are 0 to 0"),
        ([[[1, 2]]], {"links": [at_least_one((0, [1]))]}, "has no option 1"),
        ([[[1, 2]]], {"limit": 0}, "at least 1 row"),
        ([[[1, 2]]], {"method": Method.DENSE, "count_ties": True}, "exact merges only"),
        ([[[1, 2, 3, 4, 5]]], {"method": Method.DENSE}, "no table"),
        ([[[1, 2, 3, 4, 5]]], {"method": Method.ROUNDED}, "two to four parties"),
        ([[[0.5, 2.0]]], {"quantum": Fraction(0)}, "quantum"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(values: Any, wishes: dict[str, Any], words: str) -> None:
    """Each with what is wrong."""
    with pytest.raises(UsageError, match=words):
        frontier(values, **wishes)


def test_a_point_that_does_not_exist() -> None:
    """Packages are asked for by the number of their point."""
    found = frontier([np.array([[1, 0], [0, 1]])])
    assert found.packages(1).tolist() == [[1]]
    assert found.packages([-1]).tolist() == [[1]]
    with pytest.raises(UsageError, match="there are 2 points"):
        found.packages([2])


def opposed(issues: int, options: int, parties: int, seed: int) -> list[npt.NDArray[np.float64]]:
    """Values on which nearly every option is efficient: what one party wants most the next wants least."""
    draw = np.random.default_rng(seed)
    values = []
    for _ in range(issues):
        columns = [np.sort(draw.random(options)), np.sort(draw.random(options))[::-1]]
        columns += [draw.permutation(draw.random(options)) for _ in range(parties - 2)]
        values.append(np.column_stack(columns))
    return values


@pytest.mark.parametrize("parties", [3, 4, 5])
def test_beyond_the_limit_it_stops_or_says_by_how_much_it_may_be_off(parties: int) -> None:
    """An exception that tells the size, or, if asked, a smaller answer within its bound of the exact one."""
    values = opposed(9, 5, parties, 3)
    exact = frontier(values)
    with pytest.raises(TooLargeError, match=r"efficient prefixes stand, more than 200: .*thinned"):
        frontier(values, limit=200)
    rough = frontier(values, limit=200, thin=True)
    assert not rough.exact
    assert rough.method in (Method.ROUNDED, Method.THINNED)
    assert 0 < len(rough) <= 200
    assert any("bound" in words for words in rough.in_words)
    assert all((exact.points >= row - 1e-9).all(axis=1).any() for row in rough.points)  # none better than exact
    for row in exact.points:
        assert (rough.points >= row - rough.bound - 1e-9).all(axis=1).any()


@pytest.mark.parametrize("method", [Method.THINNED, Method.ROUNDED])
def test_a_rough_answer_never_claims_that_there_is_nothing(method: Method) -> None:
    """Asked for what only one package reaches, a rough set may come back empty: then it says it is not sure."""
    values = opposed(9, 5, 3, 3)
    exact = frontier(values)
    empty = 0
    for best in exact.points[:: len(exact) // 7]:
        rough = frontier(values, at_least=best, limit=20, method=method)
        assert len(frontier(values, at_least=best)) == 1
        assert len(rough) or (not rough.exact and rough.bound.any() and "may be" in rough.in_words[1])
        empty += not len(rough)
    assert empty


def test_an_interrupt_stops_between_issues() -> None:
    """What the listener raises comes through, after the issue at hand."""
    seen: list[tuple[int, int, int]] = []

    def listen(done: int, issues: int, rows: int) -> None:
        seen.append((done, issues, rows))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        frontier(opposed(12, 4, 3, 1), progress=listen)
    assert [done for done, _, _ in seen] == [1, 2, 3]
    assert all(issues == 12 and rows > 0 for _, issues, rows in seen)


def test_links_that_are_too_many_for_it_are_refused() -> None:
    """A knot of links on every pair of issues leaves too much open; the message says what to do."""
    draw = np.random.default_rng(1)
    values = [draw.random((6, 2)) for _ in range(14)]
    links = [
        link
        for first, second in itertools.combinations(range(14), 2)
        for link in from_table(first, second, draw.random((6, 6)) < 0.9)
    ]
    with pytest.raises(TooLargeError, match="states open at once"):
        frontier(values, links)


def test_small_questions_never_load_the_compiler() -> None:
    """A case of ten issues with three steps each is answered by numpy and moocore alone."""
    code = (
        "import sys, numpy as np; from nonpaper.analysis.frontier import frontier; "
        "draw = np.random.default_rng(0); "
        "found = frontier([draw.random((4, 3)) for _ in range(12)]); "
        "print(len(found) > 0, 'numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
