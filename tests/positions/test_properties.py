"""What holds for every record: of a past day, of another order, of other names, of a correction, of a bloc."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.records import SIDES, Record, nth_record, records, reordered, with_parties

from nonpaper.case.case import Case
from nonpaper.case.issues import Issue
from nonpaper.case.statements import Grade
from nonpaper.positions.fold import fold
from nonpaper.positions.history import history
from nonpaper.positions.position import Bound, BoundKind, Effect, Literal, MarkKind, Side, Table
from nonpaper.positions.status import status

SEEDS = st.integers(0, 2**32 - 1)


def told(table: Table, names: Mapping[str, str] | None = None, ids: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything a table says, in labels and without any order; parties and statements under other names if asked."""
    issues = table.case.issues

    def who(party: str) -> str:
        return (names or {}).get(party, party)

    def said(statements: tuple[str, ...]) -> list[str]:
        return sorted({(ids or {}).get(id_, id_) for id_ in statements})

    def literal(one: Literal) -> tuple[str, str, str]:
        return (one.issue, one.reach.value, issues[one.issue].steps[one.step])

    def bound(one: Bound) -> tuple[Any, ...]:
        steps = issues[one.issue].steps
        allowed = sorted(steps[k] for k in one.allowed) if one.allowed is not None else None
        step = steps[one.step] if one.step is not None else None
        return (one.side, one.kind, one.firmness, step, allowed, said(one.statements), one.since, one.hearsay)

    found: dict[str, Any] = {}
    for (party, issue), position in table.positions.items():
        steps = issues[issue].steps
        direction = position.direction
        best = steps[direction.best] if direction.best is not None else None
        found[f"{who(party)} on {issue}"] = {
            "direction": (direction.way, direction.basis, best, said(direction.statements), said(direction.turned_by)),
            "bounds": [bound(one) for one in position.bounds],
            "marks": [(k, m.kind, m.basis, said(m.statements)) for k, m in zip(steps, position.marks, strict=True)],
            "live": said(position.live),
            "sources": (position.last_said, position.sources, position.best_grade, position.second_hand_only),
            "history": sorted(
                ((ids or {}).get(e.statement, e.statement), e.effect.value, said(e.retired)) for e in position.history
            ),
        }
    found["conditions"] = sorted(
        (who(c.party), literal(c.act), c.link.value, sorted(map(literal, c.clause)), c.firmness, said(c.statements))
        for c in table.conditions
    )
    found["wholes"] = sorted(
        (who(w.party), sorted(map(literal, w.literals)), w.firmness, w.red_line, said(w.statements))
        for w in table.wholes
    )
    found["priorities"] = sorted((who(p.party), p.more, p.less, said(p.statements)) for p in table.priorities)
    found["contradictions"] = sorted((who(c.party), said(c.statements), said((c.binds,))) for c in table.contradictions)
    found["disputes"] = sorted(
        (d.kind, who(d.party or ""), said((d.statement,)), sorted(d.about), said(d.answers)) for d in table.disputes
    )
    found["not heard"] = {(who(n.party), n.issue, n.demand is not None) for n in table.not_heard}
    found["asked"] = {
        issue: sorted({(who(party), (ids or {}).get(id_, id_)) for party, id_ in pairs})
        for issue, pairs in table.asked.items()
    }
    found["status quo"] = {issue: issues[issue].steps[step] for issue, step in table.status_quo.items()}
    found["drafted"] = {issue: issues[issue].steps[step] for issue, step in table.drafted.items()}
    return found


def matrix(table: Table) -> dict[str, Any]:
    """The rows of the status without any order."""
    return {row.issue: (row.state, row.distance, row.common, row.agreed, row.conditions) for row in status(table).rows}


# --- the day ----------------------------------------------------------------------------------------------------------


@given(records(rows=(2, 14)), st.integers(1, 8))
def test_the_fold_at_a_date_is_the_fold_of_the_record_cut_at_that_date(record: Record, day: int) -> None:
    case = record.build()
    at = date(2024, 3, day)
    cut = replace(
        case,
        statements=tuple(statement for statement in case.statements if statement.day <= at),
        drafts={id_: draft for id_, draft in case.drafts.items() if draft.on <= at},
    )
    assert told(fold(case, at)) == told(fold(cut, at))


# --- order and names --------------------------------------------------------------------------------------------------


@given(records(rows=(2, 14)), SEEDS)
def test_the_order_of_rows_of_one_day_of_parties_and_of_issues_changes_nothing(record: Record, seed: int) -> None:
    one, other = fold(record.build()), fold(reordered(record, Random(seed)).build())
    assert told(one) == told(other)
    assert matrix(one) == matrix(other)


@given(records(rows=(2, 14)), st.permutations(SIDES))
def test_the_names_of_the_parties_change_nothing(record: Record, names: list[str]) -> None:
    renamed = dict(zip(SIDES, names, strict=True))
    back = {new: old for old, new in renamed.items()}
    one, other = fold(record.build()), fold(with_parties(record, renamed).build())
    assert told(one) == told(other, back)
    assert [row.issue for row in status(one).rows] == [row.issue for row in status(other).rows]


# --- a word that says less --------------------------------------------------------------------------------------------


def shape(table: Table) -> dict[str, Any]:
    """What binds and what is marked, without who said it."""
    labels = {issue.id: issue.steps for issue in table.case.issues.values()}

    def at(bound: Bound) -> tuple[Any, ...]:
        steps = labels[bound.issue]
        allowed = sorted(steps[k] for k in bound.allowed) if bound.allowed is not None else None
        return (bound.side, bound.kind, bound.firmness, steps[bound.step] if bound.step is not None else None, allowed)

    return {
        "bounds": {key: [at(bound) for bound in p.bounds] for key, p in table.positions.items()},
        "marks": {
            key: {label: mark.kind for label, mark in zip(labels[key[1]], p.marks, strict=True)}
            for key, p in table.positions.items()
        },
        "conditions": {(c.party, c.act, c.link, c.clause, c.firmness) for c in table.conditions},
        "wholes": {(w.party, w.literals, w.firmness, w.red_line) for w in table.wholes},
    }


def with_row(record: Record, **row: str) -> Record:
    """The record with one more row, the last of all."""
    return Record(record.case, (*record.rows, {"id": "last", "date": "2024-03-20", "named": "true", **row}))


@given(records(rows=(2, 14)), SEEDS)
def test_what_is_called_saying_less_changes_nothing(record: Record, seed: int) -> None:
    dice = Random(seed)
    before = fold(record.build())
    for _ in range(4):
        issue = dice.choice(list(record.case["issues"]))
        step = dice.choice(record.case["issues"][issue]["steps"])
        ladder = record.case["issues"][issue].get("kind") != "choice"
        operator = dice.choice((">=", "<=", "=")) if ladder else "="
        stance = dice.choice(("demands", "rejects", "accepts", "offers", "rules out"))
        party = dice.choice([name for name in record.case["parties"] if name in SIDES])
        after = fold(with_row(record, party=party, stance=stance, claim=f"{issue} {operator} {step}").build())
        entries = [e for key in after.positions for e in after.positions[key].history if e.statement == "last"]
        one, other = before.positions[party, issue].direction, after.positions[party, issue].direction
        # It may still turn which way the party is taken to lean, and then it has said something.
        if one.way is other.way and all(entry.effect is Effect.SAYS_LESS for entry in entries):
            assert shape(before) == shape(after)


@given(st.builds(nth_record, SEEDS, st.integers(3, 12), st.just(2), st.just(4)))
def test_refusing_a_step_beyond_what_is_refused_already_changes_nothing(record: Record) -> None:
    """A plain refusal, less strict and less firm than the bound that stands, whoever says it."""
    before = fold(record.build())
    for bound in before.bounds():
        issue = before.case.issues[bound.issue]
        beyond = [k for k in range(len(issue.steps)) if not bound.admits(k)]
        if bound.side is Side.SET or bound.soft or bound.firmness < 2 or bound.party not in SIDES or len(beyond) < 2:
            continue
        lower = bound.side is Side.LOWER
        claim = f"{issue.id} <= {issue.steps[beyond[-2]]}" if lower else f"{issue.id} >= {issue.steps[beyond[1]]}"
        after = fold(with_row(record, party=bound.party, stance="rejects", claim=claim, firmness="1").build())
        key = (bound.party, issue.id)
        if before.positions[key].direction.way is after.positions[key].direction.way:
            assert shape(before) == shape(after)


# --- corrections and blocs --------------------------------------------------------------------------------------------


@given(records(rows=(2, 12)), SEEDS)
def test_a_corrected_row_is_as_good_as_absent(record: Record, seed: int) -> None:
    dice = Random(seed)
    wrong = dice.choice(record.rows)
    right = {**dice.choice(record.rows), "id": "right", "date": f"2024-03-{int(wrong['date'][-2:]) + 1:02}"}
    rows = tuple(row for row in record.rows if row is not wrong)
    blank = tuple({**row, "corrects": ""} for row in record.rows)
    corrected = fold(Record(record.case, (*blank, {**right, "corrects": wrong["id"]})).build())
    absent = fold(Record(record.case, (*rows, right)).build())
    one, other = told(corrected), told(absent)
    for about in one.values():
        if isinstance(about, dict) and "history" in about:
            about["history"] = [entry for entry in about["history"] if entry[0] != wrong["id"]]
    assert one == other


@given(records(rows=(1, 10)), SEEDS)
def test_a_bloc_statement_is_one_of_each_member(record: Record, seed: int) -> None:
    dice = Random(seed)
    sides = [name for name in record.case["parties"] if name in SIDES]
    inside = dice.sample(sides, 2)
    spoken = dict(dice.choice(record.rows), speaker="", reported_by="", grade="", named="true", date="2024-03-08")
    if spoken["stance"] == "carries out":
        spoken["stance"] = "demands"
    case = {**record.case, "parties": {**record.case["parties"], "bloc": {"name": "Bloc", "members": inside}}}
    together = Record(case, (*record.rows, {**spoken, "id": "bloc", "party": "bloc"}))
    apart = Record(case, (*record.rows, *({**spoken, "id": f"by-{p}", "party": p} for p in inside)))
    ids = {f"by-{party}": "bloc" for party in inside}
    one, other = told(fold(together.build())), told(fold(apart.build()), ids=ids)
    for about in (one, other):
        del about["disputes"]  # one blames or denies once for all
    assert one == other


# --- what every table keeps -------------------------------------------------------------------------------------------


@given(records(rows=(2, 16)))
def test_every_statement_is_in_the_history_and_each_entry_follows_on_the_last(record: Record) -> None:
    table = fold(record.build())
    for (party, issue), position in table.positions.items():
        before: tuple[Bound, ...] = ()
        for entry in position.history:
            assert entry.before == before
            assert entry.words.endswith(".")
            before = entry.after
        stands = [(b.side, b.step, b.allowed, b.kind, b.firmness) for b in before]
        now = [(b.side, b.step, b.allowed, b.kind, b.firmness) for b in position.bounds]
        assert [b for b in now if b[3] not in (BoundKind.STANDING, BoundKind.SOFT)] == [
            b for b in stands if b[3] is not BoundKind.SOFT
        ]
        assert history(table, party, issue).entries == position.history
        named = {
            s.id for s in table.case.statements if s.party == party and s.claim is not None and issue in s.claim.issues
        }
        assert named <= {entry.statement for entry in position.history}


@given(records(rows=(2, 16)))
def test_marks_say_what_the_bounds_say(record: Record) -> None:
    outside = {MarkKind.RULED_OUT, MarkKind.REFUSES, MarkKind.ASKS_MORE, MarkKind.HAS_NOT_OFFERED}
    table = fold(record.build())
    known = {statement.id for statement in table.case.statements} | {f"draft:{id_}" for id_ in table.case.drafts}
    for position in table.positions.values():
        assert len(position.marks) == len(table.case.issues[position.issue].steps)
        for step, mark in enumerate(position.marks):
            assert (mark.kind in outside) is not position.admits(step)
            assert mark.kind is not MarkKind.NOT_SAID or not mark.statements
            assert known.issuperset(mark.statements)
        assert any(position.admits(step) for step in range(len(position.marks))), "a party refuses every step"


@given(records(rows=(2, 16)), st.sampled_from(("A2", "B2", "C3", "D4")))
def test_a_grade_leaves_out_what_is_worse_and_no_more(record: Record, grade: str) -> None:
    case = record.build()
    least = Grade(grade[0], int(grade[1]))
    good = tuple(s for s in case.statements if s.grade is not None and s.grade.at_least(least))
    at = date(2024, 3, 20)
    assert told(fold(case, at, least)) == told(fold(replace(case, statements=good), at))


# --- an oracle --------------------------------------------------------------------------------------------------------


def plainly(issue: Issue, way: str, rows: list[tuple[str, int]]) -> set[int]:
    """The steps a party would sign, as sets: a demand says which, a refusal takes some away, an offer adds some."""
    every = set(range(len(issue.steps)))

    def better(step: int) -> set[int]:
        return {k for k in every if (k >= step if way == "up" else k <= step)}

    signs: set[int] | None = None
    for stance, step in rows:
        if stance in ("accepts", "offers"):
            signs = better(step) if signs is None else signs | better(step)
        elif stance == "demands":
            signs = better(step)
        else:
            left = better(step) - {step}
            left = left or {max(every) if way == "up" else 0}  # the last step cannot be refused
            signs = left if signs is None else signs & left
    return every if signs is None else signs


def by_reds(issue: str, labels: list[str], drawn: list[tuple[str, int]]) -> tuple[dict[str, str], ...]:
    """Rows of one party about one issue, one a day."""
    return tuple(
        {
            "id": f"s{k}",
            "date": f"2024-03-{k + 1:02}",
            "party": "reds",
            "stance": stance,
            "claim": f"{issue} = {labels[step]}",
        }
        for k, (stance, step) in enumerate(drawn)
    )


@given(SEEDS, st.sampled_from(("up", "down")), st.integers(1, 8))
def test_one_speaker_on_one_ladder_against_plain_sets(seed: int, way: str, count: int) -> None:
    dice = Random(seed)
    labels = ["a", "b", "c", "d", "e"][: dice.randrange(2, 6)]
    case = {
        "title": "One ladder",
        "parties": {"reds": {"name": "Reds"}, "blues": {"name": "Blues"}},
        "issues": {"aid": {"title": "Aid", "steps": labels, "by": "blues", "favours": {"reds": way}}},
    }
    drawn = [
        (dice.choice(("demands", "rejects", "rules out", "accepts", "offers")), dice.randrange(len(labels)))
        for _ in range(count)
    ]
    table = fold(Record(case, by_reds("aid", labels, drawn)).build())
    position = table.positions["reds", "aid"]
    assert {k for k in range(len(labels)) if position.admits(k)} == plainly(table.case.issues["aid"], way, drawn)


@given(SEEDS, st.integers(1, 8))
def test_one_speaker_on_one_choice_against_plain_sets(seed: int, count: int) -> None:
    dice = Random(seed)
    labels = ["none", "elm", "oak", "ash"]
    case = {
        "title": "One choice",
        "parties": {"reds": {"name": "Reds"}, "blues": {"name": "Blues"}},
        "issues": {"seat": {"title": "Seat", "steps": labels, "kind": "choice", "by": "all"}},
    }
    drawn = [(dice.choice(("demands", "rejects", "accepts")), dice.randrange(4)) for _ in range(count)]
    signs: set[int] | None = None
    refused: set[int] = set()
    for stance, step in drawn:
        if stance == "demands":
            signs, refused = {step}, refused - {step}
        elif stance == "accepts":
            if signs is None and not refused:
                signs = {step}
            elif signs is not None:
                signs = signs | {step}
            refused = refused - {step}
        elif signs is None or signs == {step}:
            signs = None
            refused |= {step} if len(refused | {step}) < 4 else set()
        else:
            signs, refused = signs - {step}, refused | {step}
    expected = (set(range(4)) if signs is None else signs) - (refused if signs is None else set())
    position = fold(Record(case, by_reds("seat", labels, drawn)).build()).positions["reds", "seat"]
    assert {k for k in range(4) if position.admits(k)} == expected


def test_a_case_without_a_record_has_a_table() -> None:
    record = nth_record(1, 1)
    case: Case = replace(record.build(), statements=())
    sides = [position for position in fold(case).positions.values() if position.party in SIDES]
    assert sides
    assert not any(position.live or position.history for position in sides)
    assert {row.state.value for row in status(fold(case)).rows} <= {"silent", "open"}
