"""From a record to `why`: random records go down the whole line, and a plain reading of them judges the answer."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from tests.analysis.judging import judge, space, told
from tests.build import build_case
from tests.oracle import plain
from tests.oracle.records import Record, nth_record, records, reordered, with_parties

from nonpaper.analysis.results import Conflict, Why
from nonpaper.analysis.why import why
from nonpaper.case.claims import Comparison, Op
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.fold import fold
from nonpaper.positions.position import Hearsay, Literal, Reach, Table


def answer(record: Record, *, bare: bool = False) -> Why:
    return why(fold(record.build()), top=1_000, bare=bare)


def as_read(table: Table, said: Comparison) -> Literal:
    """How a comparison in a condition is read: `=` on a ladder from that step up, but for the first step."""
    issue = table.case.issues[said.issue]
    step = issue.index(said.step)
    if issue.is_choice:
        return Literal(issue.id, Reach.EXACT, step)
    if said.op in (Op.AT_MOST, Op.BELOW) or (said.op is Op.EQUAL and step == 0):
        return Literal(issue.id, Reach.DOWN, step - (said.op is Op.BELOW))
    return Literal(issue.id, Reach.UP, step + (said.op is Op.ABOVE))


def plainly(table: Table, *, bare: bool = False) -> Model:
    """The rules as the table has them, one by one and nothing merged, and what a deal has to move."""
    rules: list[Rule] = []
    for bound in table.bounds():
        rules.append(
            Rule(
                id=f"b{len(rules)}",
                kind=RuleKind.BOUND,
                party=bound.party,
                firmness=bound.firmness,
                statements=bound.statements,
                issue=bound.issue,
                side=bound.side,
                bound_kind=bound.kind,
                step=bound.step,
                allowed=bound.allowed,
            )
        )
    for held in table.conditions:
        rules.append(
            Rule(
                id=f"c{len(rules)}",
                kind=RuleKind.CONDITION,
                party=held.party,
                firmness=held.firmness,
                statements=held.statements,
                act=held.act,
                link=held.link,
                clause=held.clause,
            )
        )
    for line in table.case.procedure:
        assert line.claim.condition is not None
        link = line.claim.condition.link
        for act in line.claim.comparisons:
            for clause in line.claim.condition.clauses:
                rules.append(
                    Rule(
                        id=line.id + str(len(rules)),
                        kind=RuleKind.PROCEDURE,
                        party=None,
                        firmness=0,
                        statements=(line.id,),
                        act=as_read(table, act),
                        link=link,
                        clause=tuple(as_read(table, each) for each in clause),
                    )
                )
    for whole in table.wholes:
        rules.append(
            Rule(
                f"w{len(rules)}", RuleKind.WHOLE, whole.party, whole.firmness, whole.statements, literals=whole.literals
            )
        )
    must_move: list[str] = []
    groups: dict[str, list[str]] = {}
    if not bare:
        for issue, step in table.drafted.items():
            start, now = table.case.issues[issue].start, table.status_quo[issue]
            if step != now and not (start < step <= now or now <= step < start):
                must_move.append(issue)
        if not must_move:
            for issue, asking in table.asked.items():
                for party, _ in asking:
                    groups.setdefault(party, []).append(issue)
    return Model(
        issues=dict(table.case.issues),
        status_quo=dict(table.status_quo),
        rules=tuple(rules),
        must_move=tuple(must_move),
        one_of=tuple(tuple(group) for group in groups.values()),
        deal_by="draft" if must_move else "asked",
        draft=table.draft,
    )


@given(records(rows=(2, 12), issues=(2, 3)))
def test_every_answer_on_random_records(record: Record) -> None:
    found = answer(record)
    judge(found)
    again = answer(record)
    assert (found.model, found.deal, found.knots, found.whole) == (again.model, again.deal, again.knots, again.whole)


@example(nth_record(2799, 11, 3))  # where the reports are wrong, ten conflicts of the other knot are still there
@given(records(rows=(8, 24), issues=(3, 4)))
def test_every_answer_where_much_is_said(record: Record) -> None:
    judge(answer(record))


@given(records(rows=(2, 14), issues=(2, 3)), st.booleans())
def test_the_rules_are_what_the_positions_say(record: Record, bare: bool) -> None:
    """Merging equal rules and leaving out those that exclude nothing has changed no deal."""
    table = fold(record.build())
    found = why(table, bare=bare)
    if space(found.model) <= 1_024 and not found.nothing_asked:
        assert plain.projection(found.model) == plain.projection(plainly(table, bare=bare))


@given(records(rows=(2, 14), issues=(2, 3)))
def test_what_nobody_asks_for(record: Record) -> None:
    table = fold(record.build())
    found = why(table)
    asked = {issue for issue, by in table.asked.items() if by}
    waiting = [rule for rule in found.model.rules if rule.act is not None]
    moved = set(table.drafted) | {literal.issue for rule in waiting for literal in (rule.act, *rule.clause) if literal}
    assert not asked & set(found.nobody_asked)
    assert set(found.nobody_asked) <= moved
    assert found.not_heard == table.not_heard
    if found.nothing_asked:
        assert not asked and not found.knots and found.deal is None


@given(records(rows=(2, 14), issues=(2, 4)), st.integers(0, 2**16))
def test_other_names_and_another_order_change_no_answer(record: Record, seed: int) -> None:
    dice = Random(seed)
    sides = [name for name in record.case["parties"] if name not in ("usher", "panel")]
    parties = dict(zip(sides, dice.sample(sides, len(sides)), strict=True))
    if dice.random() < 0.5:
        parties = {old: f"{new}wood" for old, new in parties.items()}
    other = reordered(with_parties(record, parties), dice)
    assert told(answer(other), {new: old for old, new in parties.items()}) == told(answer(record), {})


@given(records(rows=(3, 12), issues=(2, 3)))
def test_a_report_that_is_denied_takes_its_knot_along(record: Record) -> None:
    """Without the rows in question the record has no conflict on those issues, but for those of other knots."""
    found = answer(record)
    for knot in found.knots:
        elsewhere = {rules(c) for other in found.knots if other is not knot for c in other.conflicts}
        denials = [ask.statements for ask in knot.asks if ask.kind == "confirm"]
        if knot.if_wrong == ():
            heard = [r for c in knot.conflicts for r in c.rules if r.party and r.hearsay is not Hearsay.FIRST_HAND]
            denials.append(tuple(statement for rule in heard for statement in rule.statements))
        for denied in denials:
            rows = tuple(row for row in record.rows if row["id"] not in denied)
            if rows:
                again = why(fold(Record(record.case, rows).build(), at=found.table.at), top=1_000)
                left = [c for other in again.knots for c in other.conflicts if rules(c) not in elsewhere]
                assert not [c for c in left if set(c.issues) & set(knot.issues)]


def rules(conflict: Conflict) -> frozenset[str]:
    return frozenset(rule.id for rule in conflict.rules)


def standing(table: Table) -> tuple[object, ...]:
    """What a table says about the talks, the record itself left aside."""
    return (
        *(table.at, table.status_quo, table.status_quo_by, table.positions, table.conditions, table.wholes),
        *(table.priorities, table.contradictions, table.disputes, table.not_heard, table.drafted, table.draft),
        table.asked,
    )


@given(records(rows=(4, 16), issues=(2, 3)), st.integers(1, 7))
def test_the_past_is_the_record_cut_at_that_day(record: Record, day: int) -> None:
    at = date(2024, 3, day)
    rows = tuple(row for row in record.rows if row["date"] <= at.isoformat())
    assume(rows)
    cut, whole = fold(Record(record.case, rows).build(), at=at), fold(record.build(), at=at)
    assert standing(cut) == standing(whole)
    assert whole.unseen == len(record.rows) - len(rows)
    assert told(why(cut), {}) == told(why(whole), {})


@given(records(rows=(2, 12), issues=(2, 3)), st.booleans(), st.integers(0, 2**16))
def test_a_statement_that_says_less_changes_no_answer(record: Record, upwards: bool, seed: int) -> None:
    """Whoever refuses a step has refused those beyond; saying that of a further one, more softly, moves nothing."""
    dice = Random(seed)
    ladders = {name: each["steps"] for name, each in record.case["issues"].items() if each.get("kind") != "choice"}
    issue = dice.choice([name for name, steps in ladders.items() if len(steps) > 2] or [""])
    assume(issue)
    steps = ladders[issue]
    party = dice.choice([name for name in record.case["parties"] if name not in ("usher", "panel")])
    word = dict.fromkeys(record.rows[0], "") | {"party": party, "stance": "rejects"}
    beyond = dice.choice(range(2, len(steps))) if upwards else 0
    near, far = (f">= {steps[1]}", f">= {steps[beyond]}") if upwards else (f"<= {steps[-2]}", f"<= {steps[0]}")
    firm = word | {"id": "firm", "date": "2024-03-08", "claim": f"{issue} {near}", "firmness": "5"}
    less = word | {"id": "less", "date": "2024-03-09", "claim": f"{issue} {far}", "firmness": "1"}
    before = fold(Record(record.case, (*record.rows, firm)).build())
    worst = beyond - 1 if upwards else 1
    assume(
        all(bound.step != worst for bound in before.positions[party, issue].bounds)
    )  # else it would confirm that one
    after = fold(Record(record.case, (*record.rows, firm, less)).build())
    assert before.bounds() == after.bounds()
    assert why(before).deal == why(after).deal
    assert why(before).knots == why(after).knots


CASE = """
title: A made case
parties: {reds: {name: Reds}, blues: {name: Blues}, host: {name: Host, role: host}}
issues:
  truce: {title: Truce, steps: [none, short, lasting], by: [reds, blues]}
  list: {title: List, steps: [withheld, given], by: blues}
  pay: {title: Pay, steps: [low, high], by: reds}
"""


def why_of(rows: str, more: str = "") -> Why:
    numbered = [f"s{place}, {row.strip()}" for place, row in enumerate(rows.splitlines(), 1)]
    return why(fold(build_case(CASE + more, "\n".join(["id,date,party,stance,claim", *numbered]))))


def test_nobody_asks_for_any_change() -> None:
    found = why_of("2024-01-01, reds, accepts, truce = none")
    assert found.nothing_asked
    assert found.deal is None
    assert not found.knots


def test_what_a_condition_moves_though_nobody_asks() -> None:
    found = why_of(
        """2024-01-01, reds, demands, truce = lasting
           2024-01-02, blues, insists, truce >= short after list = given"""
    )
    assert found.nobody_asked == ("list",)
    assert found.deal is not None


def test_a_demand_that_was_never_answered() -> None:
    found = why_of("2024-01-01, reds, demands, list = given")
    assert [(each.party, each.issue, each.demand) for each in found.not_heard if each.demand] == [
        ("blues", "list", "s1")
    ]
    answered = why_of("2024-01-01, reds, demands, list = given\n2024-01-02, blues, accepts, list = given")
    assert not [each for each in answered.not_heard if each.demand]


@pytest.mark.parametrize("stance", ["denies", "blames", "reports", "threatens"])
def test_what_does_not_bind_is_no_rule(stance: str) -> None:
    rows = "2024-01-01, reds, demands, truce = lasting"
    assert why_of(rows).model.rules == why_of(f"{rows}\n2024-01-02, blues, {stance}, truce").model.rules


def test_an_open_deal_is_the_answer_with_its_bounds() -> None:
    found = why_of(
        """2024-01-01, reds, demands, truce >= short
           2024-01-02, blues, rejects, truce = lasting"""
    )
    assert found.deal is not None
    assert found.deal.bounds["truce"] == (1,)
    assert set(found.deal.open) == {"list", "pay"}


def test_both_sides_of_a_head_on_conflict_are_told() -> None:
    """The refusal alone excludes every deal, since one has to move the issue; the demand it meets is told beside it."""
    found = why_of(
        """2024-01-01, reds, demands, list = given
           2024-01-02, blues, rejects, list = given"""
    )
    (knot,) = found.knots
    (conflict,) = knot.conflicts
    assert [rule.party for rule in conflict.rules] == ["blues"]
    assert [rule.party for rule in conflict.asked_by] == ["reds"]
    assert set(knot.parties) == {"reds", "blues"}
    assert set(conflict.statements) == {"s1", "s2"}


def test_two_who_refuse_what_a_third_asks_for_are_one_knot() -> None:
    more = """
drafts: {paper: {on: 2024-01-01, by: [host], stages: [{truce: short}]}}
"""
    case = CASE.replace("blues: {name: Blues}", "blues: {name: Blues}, greens: {name: Greens}")
    rows = """2024-01-01, reds, rejects, truce >= short
              2024-01-02, blues, rejects, truce >= short
              2024-01-03, greens, demands, truce >= short"""
    numbered = [f"s{place}, {row.strip()}" for place, row in enumerate(rows.splitlines(), 1)]
    found = why(fold(build_case(case + more, "\n".join(["id,date,party,stance,claim", *numbered]))))
    assert [set(knot.parties) for knot in found.knots] == [{"reds", "blues", "greens"}]


def test_a_draft_of_which_nothing_is_left_to_carry_out_asks_for_nothing() -> None:
    more = """
drafts: {paper: {on: 2024-01-01, by: [host], stages: [{truce: short}]}}
"""
    found = why_of("2024-01-02, , carries out, truce = short", more)
    assert found.nothing_asked and found.deal is None
    asked = why_of("2024-01-02, , carries out, truce = short\n2024-01-03, reds, demands, list = given", more)
    assert asked.model.deal_by == "asked" and asked.deal is not None
    assert asked.deal.bounds["list"] == (1,)


def test_a_demand_that_only_the_other_side_tells_of_is_asked_about() -> None:
    """The refusal is first hand, but what it meets is known from those who refuse: denied, nothing is left."""
    columns = "id,date,party,stance,claim,reported_by"
    rows = "s1,2024-01-01,reds,demands,list = given,Blues\ns2,2024-01-02,blues,rejects,list = given,"
    found = why(fold(build_case(CASE, f"{columns}\n{rows}")))
    (knot,) = found.knots
    assert knot.conflicts[0].hearsay == "by the other side"
    assert [(ask.kind, ask.party, ask.statements) for ask in knot.asks if ask.kind == "confirm"] == [
        ("confirm", "reds", ("s1",))
    ]
    assert knot.if_wrong == ()
