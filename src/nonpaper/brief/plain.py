"""What does it look like to another program? Results as plain dicts, lists, texts and numbers.

Keys are the names of the vocabulary.

Ids are the case's own, steps their labels, dates ISO, prices numbers (exact fractions rounded to six decimals). Shares
of worlds are rounded to the place of their standard error, worth to two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from nonpaper.analysis.packages import Deals, Emptied, Package, ValueBasis, WalkBack
from nonpaper.analysis.plans import Act, Force, Plan, Repair, Stage
from nonpaper.analysis.results import Card, Conflict, Knot, Move, OpenBounds, WayKind, WayOut, Whole, Why
from nonpaper.brief.amounts import known
from nonpaper.case.case import Case
from nonpaper.model.rules import Rule
from nonpaper.positions.position import Bound, Entry, HeldCondition, Literal, NotHeard, Position, RefusedWhole, Table
from nonpaper.positions.status import IssueRow, Status

Plain = dict[str, Any]


def plain_status(status: Status) -> Plain:
    """The answer of `status`: the calendar, the matrix, contradictions, disputes and silences."""
    case, table = status.table.case, status.table
    return {
        "case": case.title,
        "fingerprint": case.fingerprint,
        "at": status.at.isoformat(),
        "min_grade": str(table.min_grade) if table.min_grade is not None else None,
        "rounds": [
            {
                "where": r.where,
                "from": r.start.isoformat(),
                "to": r.end.isoformat() if r.end else None,
                "present": list(r.present),
                "absent": list(r.absent),
                "ended": r.ended,
            }
            for r in status.rounds
        ],
        "away": [{"party": party, "statement": statement} for party, statement in status.away],
        "deadlines": [
            {"on": d.deadline.on.isoformat(), "what": d.deadline.what, "firm": d.deadline.firm, "days": d.days}
            for d in status.deadlines
        ],
        "drafts": [
            {"id": d.id, "on": d.on.isoformat(), "by": list(d.by), "stages": [dict(stage) for stage in d.stages]}
            for d in case.drafts.values()
        ],
        "issues": [_row(case, row) for row in status.rows],
        "conditions": [_condition(case, condition) for condition in table.conditions],
        "wholes": [_whole_refused(case, whole) for whole in table.wholes],
        "priorities": [
            {"party": p.party, "more": p.more, "less": p.less, "firmness": p.firmness, "statements": list(p.statements)}
            for p in table.priorities
        ],
        "contradictions": [
            {"party": c.party, "issue": c.issue, "statements": list(c.statements), "binds": c.binds, "words": c.words}
            for c in status.contradictions
        ],
        "disputes": [
            {
                "kind": d.kind,
                "party": d.party,
                "statement": d.statement,
                "about": list(d.about),
                "answers": list(d.answers),
                "words": d.words,
            }
            for d in status.disputes
        ],
        "not_heard": [_not_heard(silence) for silence in status.not_heard],
        "unseen": table.unseen,
        "below_grade": table.below_grade,
    }


def rows_status(status: Status) -> list[Plain]:
    """One row per issue and party, fit for a data frame."""
    case = status.table.case
    out: list[Plain] = []
    for row in status.rows:
        for position in row.positions:
            plain = _position(case, position)
            out.append(
                {
                    "issue": row.issue,
                    "state": row.state.value,
                    "gap": row.gap,
                    "party": position.party,
                    "direction": plain["direction"]["way"],
                    "basis": plain["direction"]["basis"],
                    "says_yes": ", ".join(m["step"] for m in plain["marks"] if m["mark"] == "says yes"),
                    "ruled_out": ", ".join(m["step"] for m in plain["marks"] if m["mark"] == "ruled out"),
                    "last_said": plain["last_said"],
                    "sources": position.sources,
                    "grade": plain["grade"],
                    "statements": ", ".join(position.live),
                }
            )
    return out


def plain_position(table: Table, position: Position) -> Plain:
    """One party on one issue, its history included."""
    case = table.case
    return {
        "case": case.title,
        "fingerprint": case.fingerprint,
        "at": table.at.isoformat(),
        "issue": position.issue,
        **_position(case, position),
        "history": [_entry(case, entry) for entry in position.history],
    }


def plain_why(why: Why, plan: Plan | None = None) -> Plain:
    """The answer of `why`. `trust` is null where no plan is given, or where nobody would walk from it."""
    case = why.table.case
    return {
        "case": case.title,
        "fingerprint": case.fingerprint,
        "at": why.table.at.isoformat(),
        "deal": _opened(case, why.deal) if why.deal is not None else None,
        "nothing_asked": why.nothing_asked,
        "not_heard": [_not_heard(silence) for silence in why.not_heard],
        "nobody_asked": list(why.nobody_asked),
        "knots": [_knot(case, knot) for knot in why.knots],
        "whole": _whole(case, why.whole[0]) if why.whole else None,
        "wholes": [_whole(case, whole) for whole in why.whole],
        "would_help": [
            {
                "kind": a.kind,
                "party": a.party,
                "statements": list(a.statements),
                "issues": list(a.issues),
                "words": a.words,
            }
            for knot in why.knots
            for a in knot.asks
        ],
        "trust": plain_trust(plan) if plan is not None else None,
        "complete": why.complete,
        "found": why.found,
        "lightest_proved": why.lightest_proved,
        "notes": list(why.notes),
    }


def rows_why(why: Why) -> list[Plain]:
    """One row per conflict, fit for a data frame."""
    return [
        {
            "knot": number,
            "kind": conflict.kind.value,
            "issues": ", ".join(conflict.issues),
            "parties": ", ".join(conflict.parties),
            "statements": ", ".join(conflict.statements),
            "hearsay": conflict.hearsay.value,
        }
        for number, knot in enumerate(why.knots, start=1)
        for conflict in knot.conflicts
    ]


def plain_deals(deals: Deals) -> Plain:
    """The answer of `deals`. Credibility and score only rank the packages: they are no figures to be read, nor here."""
    case = deals.table.case
    return {
        "case": case.title,
        "fingerprint": case.fingerprint,
        "at": deals.table.at.isoformat(),
        "worlds": deals.worlds,
        "seed": deals.seed,
        "rule": deals.rule,
        "not_heard": list(deals.unranked),
        "by_refusals": list(deals.by_refusals),
        "looked_at": deals.looked_at,
        "every": deals.every,
        "how": deals.how or None,
        "frontier": deals.frontier,
        "kept": list(deals.kept),
        "packages": [_package(case, deals, package) for package in deals.packages],
        "drafts": [_package(case, deals, package) for package in deals.drafts],
        "named": [_package(case, deals, package) for package in deals.named],
        "trade_offs": [
            {
                "gains": trade.gains,
                "gives": trade.gives,
                "more": trade.more,
                "less": trade.less,
                "share": known(trade.share, trade.error),
                "error": _spread(trade.error),
            }
            for trade in deals.trade_offs
        ],
        "divided": None
        if deals.divided is None
        else {
            "won": {party: list(issues) for party, issues in deals.divided.won.items()},
            "divided": deals.divided.divided,
            "shares": _burden(deals.divided.shares),
            "totals": _burden(deals.divided.totals),
        },
        "bases": {party: _basis(basis) for party, basis in deals.bases.items()},
        "emptied": _emptied(deals.emptied),
        "notes": list(deals.notes),
    }


def rows_deals(deals: Deals) -> list[Plain]:
    """One row per package (those of the table, the drafts, those named), fit for a data frame."""
    case = deals.table.case
    out: list[Plain] = []
    for package in (*deals.packages, *deals.drafts, *deals.named):
        plain = _package(case, deals, package)
        row: Plain = {
            key: plain[key] for key in ("letter", "name", "rank", "equal", "joint", "dominated_by", "weakest")
        }
        row["marks"] = ", ".join(plain["marks"])
        row["red_lines"] = len(package.red_lines)
        row.update({f"step:{issue}": step for issue, step in plain["package"].items()})
        for side in deals.sides:
            seen = plain["acceptability"].get(side)
            row[f"acceptable:{side}"] = seen["share"] if seen else None
            row[f"error:{side}"] = seen["error"] if seen else None
            row[f"walk_backs:{side}"] = len(package.of(side))
            row[f"burden:{side}"] = number(package.burden.get(side, Fraction(0)))
        out.append(row)
    return out


def plain_stages(plan: Plan) -> Plain:
    """The answer of `stages`. Forces are shares of what is at stake for the party, never to be compared between two."""
    case = plan.table.case
    return {
        "case": case.title,
        "fingerprint": case.fingerprint,
        "at": plan.table.at.isoformat(),
        "worlds": plan.worlds,
        "seed": plan.seed,
        "name": plan.name,
        "package": {
            issue: case.issues[issue].steps[plan.package[issue]] for issue in case.issues if issue in plan.package
        },
        "accepts": _by_party(case, plan.accepts),
        "floor": _forces(case, plan.floor),
        "guarantee": _by_party(case, plan.guarantee),
        "walked_back": [{"party": walk.party, **_walk_back(walk)} for walk in plan.walked_back],
        "opened_by": [_move(move) for move in plan.opened_by],
        "other_openings": [
            {"moves": [_move(move) for move in one.moves], "price": number(one.price), "words": one.words}
            for one in plan.other_openings
        ],
        "stages": [_stage(case, stage) for stage in plan.stages],
        "loose_ends": [
            {
                "issue": end.issue,
                "step": _label(case, end.issue, end.step),
                "by": list(end.by),
                "could_wait": [_act_of(case, *act) for act in end.could_wait],
            }
            for end in plan.loose_ends
        ],
        "swaps": [[{"stage": stage, "issue": issue} for stage, issue in pair] for pair in plan.swaps],
        "breaches": [{"stage": one.stage, "rule": _rule(case, one.rule), "words": one.words} for one in plan.breaches],
        "trust": plain_trust(plan),
        "proved": plan.proved,
        "gap": plan.gap or None,
        "ratified_by": list(plan.ratified_by),
        "not_heard": list(plan.unheard),
        "emptied": _emptied(plan.emptied),
        "reason": plan.reason or None,
        "notes": list(plan.notes),
    }


def plain_trust(plan: Plan) -> Plain | None:
    """Who would walk, at which stage (null: once all is done), and what would help; None where nobody would."""
    trust = plan.trust
    if trust is None:
        return None
    return {
        "stage": trust.stage,
        "party": trust.party,
        "temptation": _force(trust.temptation),
        "repairs": [_repair(repair) for repair in trust.repairs],
    }


def rows_stages(plan: Plan) -> list[Plain]:
    """One row per act, fit for a data frame; what belongs to a stage stands in each of its rows."""
    case = plan.table.case
    out: list[Plain] = []
    for stage in plan.stages:
        for act in stage.acts:
            told = _act(case, act)
            row: Plain = {"stage": stage.number}
            for key, value in told.items():
                if key != "waits_for":
                    row[key] = ", ".join(value) if isinstance(value, list) else value
            for side in plan.sides:
                for kind, forces in (("temptation", stage.temptation), ("exposure", stage.exposure)):
                    force = forces.get(side)
                    row[f"{kind}:{side}"] = None if force is None else _round(force.median)
                    row[f"{kind}_q90:{side}"] = None if force is None else _round(force.q90)
                arrears = stage.arrears.get(side)
                row[f"arrears:{side}"] = None if arrears is None else _round(arrears)
            out.append(row)
    return out


def number(value: Fraction) -> int | float:
    """An exact number as JSON has it: whole where it is whole, else to six decimals."""
    return value.numerator if value.denominator == 1 else round(float(value), 6)


def _burden(burden: Mapping[str, Fraction]) -> Plain:
    return {party: number(value) for party, value in burden.items()}


def _label(case: Case, issue: str, step: int | None) -> str | None:
    return None if step is None else case.issues[issue].steps[step]


def _row(case: Case, row: IssueRow) -> Plain:
    steps = case.issues[row.issue].steps
    return {
        "issue": row.issue,
        "title": case.issues[row.issue].title,
        "steps": list(steps),
        "state": row.state.value,
        "gap": row.gap,
        "distance": round(row.distance, 6),
        "status_quo": steps[row.status_quo],
        "drafted": _label(case, row.issue, row.drafted),
        "common": [steps[n] for n in row.common],
        "agreed": [steps[n] for n in row.agreed],
        "conditions": row.conditions,
        "positions": [_position(case, position) for position in row.positions],
    }


def _position(case: Case, position: Position) -> Plain:
    steps = case.issues[position.issue].steps
    direction = position.direction
    return {
        "party": position.party,
        "direction": {
            "way": direction.way.value,
            "basis": direction.basis.value,
            "best": _label(case, position.issue, direction.best),
            "statements": list(direction.statements),
            "turned_by": list(direction.turned_by),
        },
        "bounds": [_bound(case, bound) for bound in position.bounds],
        "marks": [
            {
                "step": step,
                "mark": mark.kind.value,
                "basis": mark.basis.value,
                "statements": list(mark.statements),
                "stage": list(mark.stage),
                "hearsay": mark.hearsay.value,
            }
            for step, mark in zip(steps, position.marks, strict=True)
        ],
        "last_said": position.last_said.isoformat() if position.last_said else None,
        "sources": position.sources,
        "grade": str(position.best_grade) if position.best_grade is not None else None,
        "second_hand_only": position.second_hand_only,
        "live": list(position.live),
    }


def _bound(case: Case, bound: Bound) -> Plain:
    steps = case.issues[bound.issue].steps
    return {
        "side": bound.side.value,
        "kind": bound.kind.value,
        "step": _label(case, bound.issue, bound.step),
        "allowed": None if bound.allowed is None else [steps[n] for n in sorted(bound.allowed)],
        "firmness": bound.firmness,
        "statements": list(bound.statements),
        "since": bound.since.isoformat() if bound.since else None,
        "hearsay": bound.hearsay.value,
        "moved_by": bound.moved_by.value,
    }


def _entry(case: Case, entry: Entry) -> Plain:
    return {
        "statement": entry.statement,
        "date": entry.day.isoformat(),
        "rank": entry.rank.value,
        "grade": str(entry.grade) if entry.grade is not None else None,
        "hearsay": entry.hearsay.value,
        "effect": entry.effect.value,
        "words": entry.words,
        "retired": list(entry.retired),
        "before": [_bound(case, bound) for bound in entry.before],
        "after": [_bound(case, bound) for bound in entry.after],
    }


def _literal(case: Case, literal: Literal) -> Plain:
    sign = {"up": ">=", "down": "<=", "exact": "="}[literal.reach.value]
    return {"issue": literal.issue, "op": sign, "step": case.issues[literal.issue].steps[literal.step]}


def _condition(case: Case, condition: HeldCondition) -> Plain:
    return {
        "party": condition.party,
        "act": _literal(case, condition.act),
        "link": condition.link.value,
        "one_of": [_literal(case, literal) for literal in condition.clause],
        "firmness": condition.firmness,
        "statements": list(condition.statements),
        "hearsay": condition.hearsay.value,
    }


def _whole_refused(case: Case, whole: RefusedWhole) -> Plain:
    return {
        "party": whole.party,
        "all_of": [_literal(case, literal) for literal in whole.literals],
        "draft": whole.draft,
        "red_line": whole.red_line,
        "firmness": whole.firmness,
        "statements": list(whole.statements),
        "hearsay": whole.hearsay.value,
    }


def _not_heard(silence: NotHeard) -> Plain:
    return {"party": silence.party, "issue": silence.issue, "demand": silence.demand}


def _rule(case: Case, rule: Rule) -> Plain:
    out: Plain = {
        "id": rule.id,
        "kind": rule.kind.value,
        "party": rule.party,
        "firmness": rule.firmness,
        "statements": list(rule.statements),
        "hearsay": rule.hearsay.value,
    }
    if rule.issue is not None:
        steps = case.issues[rule.issue].steps
        out["issue"] = rule.issue
        out["side"] = rule.side.value if rule.side is not None else None
        out["bound"] = rule.bound_kind.value if rule.bound_kind is not None else None
        out["step"] = _label(case, rule.issue, rule.step)
        out["allowed"] = None if rule.allowed is None else [steps[n] for n in sorted(rule.allowed)]
    if rule.act is not None:
        out["act"] = _literal(case, rule.act)
        out["link"] = rule.link.value if rule.link is not None else None
        out["one_of"] = [_literal(case, literal) for literal in rule.clause]
    if rule.literals:
        out["all_of"] = [_literal(case, literal) for literal in rule.literals]
        out["draft"] = rule.draft
    return out


def _conflict(case: Case, conflict: Conflict) -> Plain:
    return {
        "kind": conflict.kind.value,
        "rules": [_rule(case, rule) for rule in conflict.rules],
        "statements": list(conflict.statements),
        "parties": list(conflict.parties),
        "issues": list(conflict.issues),
        "hearsay": conflict.hearsay.value,
        "asked_by": [_rule(case, rule) for rule in conflict.asked_by],
    }


def _card(case: Case, knot: Knot, card: Card) -> Plain:
    return {
        "kind": card.kind.value,
        "issues": list(card.issues),
        "conflicts": [knot.conflicts.index(conflict) for conflict in card.conflicts],
        "edge_moves": [_move(move) for move in card.edge_moves],
    }


def _move(move: Move) -> Plain:
    return {
        "move": move.kind.value,
        "statement": move.statements[0] if move.statements else None,
        "statements": list(move.statements),
        "rule": move.rule,
        "party": move.party,
        "issue": move.issue,
        "from": move.origin or None,
        "to": move.target or None,
        "rungs": move.rungs,
        "price": number(move.price),
        "settles": move.kind.settles,
        "caveat": move.caveat or None,
        "caveat_statements": list(move.caveat_statements),
    }


def _way(way: WayOut) -> Plain:
    kind = f"alone:{way.party}" if way.kind is WayKind.ALONE else way.kind.value
    return {
        "kind": kind,
        "price": number(way.price),
        "burden": _burden(way.burden),
        "moves": [_move(move) for move in way.moves],
        "proved": way.proved,
        "bound": number(way.bound) if way.bound is not None else None,
    }


def _knot(case: Case, knot: Knot) -> Plain:
    return {
        "price": number(knot.price) if knot.price is not None else None,
        "price_proved": knot.price_proved,
        "parties": list(knot.parties),
        "issues": list(knot.issues),
        "conflicts": [_conflict(case, conflict) for conflict in knot.conflicts],
        "cards": [_card(case, knot, card) for card in knot.cards],
        "ways": [_way(way) for way in knot.ways],
        "more_ways": dict(knot.more_ways),
        "uncounted": list(knot.uncounted),
        "if_wrong": None if knot.if_wrong is None else [_way(way) for way in knot.if_wrong],
        "if_wrong_not": knot.if_wrong_not or None,
        "not_tried": knot.not_tried,
    }


def _opened(case: Case, opened: OpenBounds) -> Plain:
    return {
        "bounds": {issue: [case.issues[issue].steps[n] for n in steps] for issue, steps in opened.bounds.items()},
        "package": {issue: case.issues[issue].steps[n] for issue, n in opened.package.items()},
        "open": list(opened.open),
        "order": [
            {"issue": issue, "step": case.issues[issue].steps[step], "moment": moment}
            for issue, step, moment in opened.order
        ],
        "deposits": [
            {"issue": issue, "step": case.issues[issue].steps[step], "moment": moment}
            for issue, step, moment in opened.deposits
        ],
        "referred": dict(opened.referred),
        "left_open": {issue: case.issues[issue].steps[step] for issue, step in opened.left_open.items()},
    }


def _whole(case: Case, whole: Whole) -> Plain:
    opened = _opened(case, whole.opened)
    return {
        "kind": whole.kind.value,
        "price": number(whole.price),
        "burden": _burden(whole.burden),
        "moves": [_move(move) for move in whole.moves],
        "ways": whole.ways,
        "proved": whole.proved,
        "bound": number(whole.bound) if whole.bound is not None else None,
        "counted": whole.counted,
        **opened,
    }


def _spread(error: float) -> float:
    """A standard error to three places, never nought unless it is."""
    return max(round(error, 3), 0.001) if error > 0 else 0.0


def _walk_back(walk: WalkBack) -> Plain:
    return {
        "statement": walk.statements[0] if walk.statements else None,
        "statements": list(walk.statements),
        "price": number(walk.price),
        "rule": walk.rule.id,
        "move": walk.kind.value,
        "issue": walk.issue,
        "from": walk.origin or None,
        "to": walk.target or None,
        "red_line": walk.red_line,
        "counted": walk.counted,
    }


def _package(case: Case, deals: Deals, package: Package) -> Plain:
    readings = {party: package.readings[party] for party in case.parties if party in package.readings}
    walking = [party for party in case.parties if party in deals.sides or package.of(party)]
    return {
        "letter": package.letter or None,
        "name": package.name or None,
        "rank": package.rank,
        "equal": package.equal,
        "package": {issue: case.issues[issue].steps[package.steps[issue]] for issue in case.issues},
        "red_lines": [{"party": walk.party, "statements": list(walk.statements)} for walk in package.red_lines],
        "utility": {
            party: {"mean": round(r.mean, 2), "low": round(r.low, 2), "high": round(r.high, 2)}
            for party, r in readings.items()
        },
        "acceptability": {
            party: {
                "share": known(r.share, r.error),
                "error": _spread(r.error),
                "break_even": None if r.break_even is None else round(r.break_even, 2),
                "fails": [
                    {"issue": issue, "weight_there": round(there, 2), "weight": round(everywhere, 2)}
                    for issue, there, everywhere in r.fails
                ],
            }
            for party, r in readings.items()
        },
        "weakest": package.weakest,
        "joint": None if package.joint is None else known(package.joint, package.joint_error or 0.0),
        "joint_error": None if package.joint_error is None else _spread(package.joint_error),
        "walk_backs": {party: [_walk_back(walk) for walk in package.of(party)] for party in walking},
        "burden": {party: number(package.burden.get(party, Fraction(0))) for party in walking},
        "opened_by": [_move(move) for move in package.opened_by],
        "dominated_by": package.dominated_by,
        "marks": [mark.value for mark in package.marks],
        "drafts": list(package.drafts),
        "broken_procedure": [rule.id for rule in package.broken_procedure],
        "completed": list(package.completed),
    }


def _basis(basis: ValueBasis) -> Plain:
    low, mean, high = basis.no_agreement
    return {
        "direction": {issue: how.value for issue, how in basis.direction.items()},
        "given": list(basis.given),
        "cost": {"low": round(basis.cost[0], 6), "high": round(basis.cost[1], 6), "basis": basis.cost_basis.value},
        "no_agreement": {"mean": round(mean, 2), "low": round(low, 2), "high": round(high, 2)},
        "worlds": basis.worlds,
        "effective": round(basis.effective),
        "method": basis.method,
        "statements": list(basis.statements),
        "words": list(basis.words),
    }


def _emptied(emptied: tuple[Emptied, ...]) -> list[Plain]:
    return [{"party": one.party, "statements": list(one.statements), "words": one.words} for one in emptied]


def _round(value: float) -> float:
    """A share to two places, and never a nought with a sign."""
    return round(value, 2) + 0.0


def _by_party(case: Case, values: Mapping[str, float]) -> Plain:
    return {party: _round(values[party]) for party in case.parties if party in values}


def _force(force: Force) -> Plain:
    return {
        "median": _round(force.median),
        "q90": _round(force.q90),
        "share": None if force.share is None else _round(force.share),
        "worlds": _round(force.worlds),
    }


def _forces(case: Case, forces: Mapping[str, Force]) -> Plain:
    return {party: _force(forces[party]) for party in case.parties if party in forces}


def _act_of(case: Case, issue: str, step: int) -> Plain:
    return {"issue": issue, "step": _label(case, issue, step)}


def _act(case: Case, act: Act) -> Plain:
    return {
        "issue": act.issue,
        "from": _label(case, act.issue, act.origin),
        "to": _label(case, act.issue, act.target),
        "amount": number(act.amount),
        "by": [party for party in case.parties if party in act.by],
        "deposited": act.deposited,
        "released": act.released,
        "reversible": act.reversible,
        "on_paper": act.on_paper,
        "trigger": act.trigger or None,
        "verifier": act.verifier,
        "deadline": act.deadline or None,
        "if_not_done": act.if_not_done or None,
        "waits_for": [_act_of(case, *before) for before in act.waits_for],
        "statements": list(act.statements),
    }


def _stage(case: Case, stage: Stage) -> Plain:
    return {
        "stage": stage.number,
        "acts": [_act(case, act) for act in stage.acts],
        "temptation": _forces(case, stage.temptation),
        "exposure": _forces(case, stage.exposure),
        "arrears": _by_party(case, stage.arrears),
        "forced_by": [_rule(case, rule) for rule in stage.forced_by],
        "covered_by": [
            {"by": one.by, "binds": one.binds, "issues": list(one.issues), "worth": number(one.worth)}
            for one in (case.guarantees[place] for place in stage.covered_by)
        ],
    }


def _repair(repair: Repair) -> Plain:
    return {
        "kind": repair.kind,
        "party": repair.party,
        "issue": repair.issue or None,
        "before": _round(repair.before),
        "after": _round(repair.after),
        "worth": None if repair.worth is None else _round(repair.worth),
        "words": repair.words,
    }
