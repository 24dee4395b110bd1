"""How is it said? Every sentence of a brief, in the neutral words of the field.

One class, `Words`, turns what the rooms to the left computed into texts. It takes no side: parties are told by their
neutral names, in the same sentences whoever they are. What was refused is told apart from what was only not offered,
what was said from what was inferred or assumed, and what is known only through somebody else is marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from math import floor

from nonpaper.analysis.packages import WalkBack
from nonpaper.analysis.results import Ask, Conflict, ConflictKind, Move, MoveKind, WayKind, WayOut
from nonpaper.brief.document import Run, Text, Tone, cite, fill, joined, plain
from nonpaper.case.case import Case, Deadline, Draft, Procedure, Round
from nonpaper.case.claims import Comparison, Link, Op
from nonpaper.case.parties import Rank, Role
from nonpaper.case.statements import NOBODY_NAMED, STANCES, Statement, When
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import (
    Basis,
    Bound,
    BoundKind,
    Direction,
    Dispute,
    Hearsay,
    HeldCondition,
    HeldPriority,
    Literal,
    MarkKind,
    NotHeard,
    Position,
    Reach,
    RefusedWhole,
    Side,
    Way,
)

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

MARK_WORDS: Mapping[MarkKind, str] = {
    MarkKind.SAYS_YES: "says yes",
    MarkKind.ONLY_IF: "only if",
    MarkKind.ASKS_MORE: "asks for more",
    MarkKind.HAS_NOT_OFFERED: "has not offered it",
    MarkKind.REFUSES: "refuses",
    MarkKind.RULED_OUT: "rules it out",
    MarkKind.NOT_SAID: "has not said",
}

STATE_WORDS: Mapping[str, str] = {
    "stuck": "Stuck",
    "open": "Open",
    "agreed": "Agreed",
    "silent": "Silent",
}

LINK_WORDS: Mapping[Link, str] = {
    Link.IF: "only if the package has",
    Link.AFTER: "only after",
    Link.WITH: "at the earliest together with",
}

HEARSAY_WORDS: Mapping[Hearsay, str] = {
    Hearsay.FIRST_HAND: "",
    Hearsay.SECOND_HAND: "second hand",
    Hearsay.OTHER_SIDE: "known only through the other side",
}

CONFLICT_WORDS: Mapping[ConflictKind, str] = {
    ConflictKind.HEAD_ON: "Head-on",
    ConflictKind.CIRCLE: "Circle",
    ConflictKind.LINKED: "Linked",
}

ENDED_WORDS: Mapping[str, str] = {
    "agreed": "ended in agreement",
    "extended": "was extended",
    "adjourned": "was adjourned",
    "impasse": "ended in an impasse",
    "walkout": "ended in a walk-out",
}


def day_words(day: date) -> str:
    """A date as people write it: 7 March 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def span_words(start: date, end: date | None) -> str:
    """A stretch of days: 3 to 7 March 2024; since 3 March 2024."""
    if end is None:
        return f"since {day_words(start)}"
    if start == end:
        return f"on {day_words(start)}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day_words(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} to {day_words(end)}"
    return f"{day_words(start)} to {day_words(end)}"


def when_words(when: When) -> str:
    """The day of a statement, or what is known of it."""
    if when.is_day:
        return day_words(when.end)
    if when.start is None:
        return f"by {day_words(when.end)}"
    return f"between {day_words(when.start)} and {day_words(when.end)}"


def count_words(number: int, one: str, many: str | None = None) -> str:
    """`1 statement`, `3 statements`, `no statement`."""
    if number == 0:
        return f"no {one}"
    return f"{number} {one if number == 1 else many or one + 's'}"


def burden_words(value: Fraction) -> str:
    """A price or burden without false decimals: at most one, and never a zero that is not one."""
    if value == 0:
        return "0"
    if abs(value) < Fraction(1, 20):
        return "under 0.1"
    rounded = Fraction(floor(value * 10 + Fraction(1, 2)), 10)
    if rounded.denominator == 1:
        return str(rounded.numerator)
    return f"{float(rounded):.1f}"


def is_even(burden: Mapping[str, Fraction], among: Iterable[str]) -> bool:
    """Whether all who are in it pay the same, so that "even" needs no explanation."""
    return len({burden.get(party, Fraction(0)) for party in {*burden, *among}}) <= 1


class Words:
    """The sentences about one case. `models` are needed only for sentences about moves."""

    def __init__(self, case: Case, *models: Model) -> None:
        self.case = case
        self.rules: dict[str, Rule] = {rule.id: rule for model in models for rule in model.rules}
        self._quotes = {row.id: row.quote.strip() for row in case.statements}
        self.blocs: dict[str, str] = {  # the statements that a bloc made for its members -> the bloc
            row.id: row.party for row in case.statements if row.party is not None and case.parties[row.party].members
        }

    # --- names ------------------------------------------------------------------------------------------------

    def party(self, id: str | None) -> Run:
        """The neutral name of a party (its id where the case does not know it)."""
        if id is None:
            return Run("the procedure")
        known = self.case.parties.get(id)
        return Run(known.name if known is not None else id, tone=Tone.NAME)

    def parties(self, ids: Iterable[str], last: str = " and ") -> Text:
        """Several parties: a, b and c."""
        return joined(tuple((self.party(one),) for one in ids), last=last)

    def issue(self, id: str) -> Run:
        """The title of an issue."""
        known = self.case.issues.get(id)
        return Run(known.title if known is not None else id, tone=Tone.TERM)

    def issues(self, ids: Iterable[str], last: str = " and ") -> Text:
        """Several issues: a, b and c."""
        return joined(tuple((self.issue(one),) for one in ids), last=last)

    def step(self, issue: str, index: int) -> Run:
        """The label of a step."""
        return Run(self.case.issues[issue].steps[index], tone=Tone.STEP)

    def label(self, text: str) -> Run:
        """A step that is already a label."""
        return Run(text, tone=Tone.STEP)

    def steps(self, issue: str, indices: Iterable[int], last: str = " or ") -> Text:
        """Several steps of one issue."""
        return joined(tuple((self.step(issue, index),) for index in sorted(indices)), last=last)

    def hue(self, party: str | None) -> int:
        """0 for the first side of the case, 1 for the second, 2 for everybody else: a place, not a judgement."""
        for place, side in enumerate(self.case.sides[:2]):
            if side.id == party:
                return place
        return 2

    # --- bounds and conditions --------------------------------------------------------------------------------

    def literal(self, literal: Literal) -> Text:
        """One act in a package: `Captives (all)`, `Ceasefire (at least temporary)`."""
        issue = self.case.issues[literal.issue]
        step = self.step(literal.issue, literal.step)
        term = self.issue(literal.issue)
        if literal.reach is Reach.UP and literal.step < issue.rungs and not issue.is_choice:
            return fill("{term} (at least {step})", term=term, step=step)
        if literal.reach is Reach.DOWN and literal.step > 0 and not issue.is_choice:
            return fill("{term} (at most {step})", term=term, step=step)
        return fill("{term} ({step})", term=term, step=step)

    def clause(self, literals: Iterable[Literal]) -> Text:
        """Acts of which one is enough."""
        return joined(tuple(self.literal(literal) for literal in literals), separator=" or ")

    def bound(
        self,
        party: str | None,
        issue: str,
        side: Side,
        kind: BoundKind,
        step: int | None,
        allowed: frozenset[int] | None,
        *,
        named: bool = True,
    ) -> Text:
        """A bound as a sentence without its full stop. `named` False leaves the issue out, for use beside its name."""
        ladder = self.case.issues[issue]
        on: Text = fill(" on {issue}", issue=self.issue(issue)) if named else ()
        who = self.party(party)
        if side is Side.SET or step is None:
            steps = self.steps(issue, allowed or frozenset())
            if not allowed:
                return fill("{who} refuses every step{on}", who=who, on=on)
            others = self.steps(issue, set(range(len(ladder.steps))) - set(allowed))
            template = {
                BoundKind.DEMAND: "{who} asks for {steps}{on}",
                BoundKind.REFUSAL: "{who} refuses {others}{on}",
                BoundKind.RED_LINE: "{who} will not sign {others}{on} (a red line)",
                BoundKind.MOVED: "{who} now goes along with {steps}{on}",
                BoundKind.SOFT: "{who} has not offered more than {steps}{on}",
                BoundKind.STANDING: "{who} has not offered to move from {steps}{on}",
            }[kind]
            return fill(template, who=who, steps=steps, others=others, on=on)
        at = self.step(issue, step)
        edge = step == ladder.rungs if side is Side.LOWER else step == 0
        if side is Side.LOWER:
            template = {
                BoundKind.DEMAND: "{who} asks for {at}{on}" if edge else "{who} asks for at least {at}{on}",
                BoundKind.REFUSAL: "{who} refuses anything short of {at}{on}",
                BoundKind.RED_LINE: "{who} will not sign anything short of {at}{on} (a red line)",
                BoundKind.MOVED: "{who} has moved, and now asks for at least {at}{on}",
                BoundKind.SOFT: "{who} has not accepted less than {at}{on}",
                BoundKind.STANDING: "{who} has not accepted less than {at}{on}",
            }[kind]
        else:
            template = {
                BoundKind.DEMAND: "{who} asks that it stay at {at}{on}" if edge else "{who} asks for at most {at}{on}",
                BoundKind.REFUSAL: "{who} refuses anything beyond {at}{on}",
                BoundKind.RED_LINE: "{who} will not sign anything beyond {at}{on} (a red line)",
                BoundKind.MOVED: "{who} has moved, and now goes as far as {at}{on}",
                BoundKind.SOFT: "{who} has not offered more than {at}{on}",
                BoundKind.STANDING: "{who} has not offered to move from {at}{on}",
            }[kind]
        return fill(template, who=who, at=at, on=on)

    def held(self, bound: Bound, *, named: bool = True) -> Text:
        """A live bound of a position."""
        return self.bound(bound.party, bound.issue, bound.side, bound.kind, bound.step, bound.allowed, named=named)

    def condition(self, act: Literal, link: Link | None, clause: Iterable[Literal]) -> Text:
        """`Captives (all) only after Withdrawal (full)`."""
        return fill(
            "{act} {link} {clause}",
            act=self.literal(act),
            link=LINK_WORDS[link or Link.IF],
            clause=self.clause(clause),
        )

    def rule(self, rule: Rule) -> Text:
        """Any rule as a sentence without its full stop, its statements cited."""
        if rule.kind is RuleKind.BOUND and rule.issue is not None and rule.side is not None:
            text = self.bound(
                rule.party, rule.issue, rule.side, rule.bound_kind or BoundKind.DEMAND, rule.step, rule.allowed
            )
        elif rule.kind is RuleKind.WHOLE:
            text = self._refused(rule.party, rule.literals, rule.draft)
        elif rule.act is not None:
            held = self.condition(rule.act, rule.link, rule.clause)
            if rule.kind is RuleKind.PROCEDURE:
                text = fill("By procedure (the analyst's judgement): {held}", held=held)
            else:
                text = fill("{who}: {held}", who=self.party(rule.party), held=held)
        else:
            text = (Run(rule.id, tone=Tone.CODE),)
        return self._told(text, rule.hearsay, rule.statements)

    def held_condition(self, condition: HeldCondition) -> Text:
        """A condition that a party holds to."""
        return self._told(
            fill(
                "{who}: {held}",
                who=self.party(condition.party),
                held=self.condition(condition.act, condition.link, condition.clause),
            ),
            condition.hearsay,
            condition.statements,
        )

    def whole(self, whole: RefusedWhole) -> Text:
        """A combination or a draft refused as a whole."""
        return self._told(self._refused(whole.party, whole.literals, whole.draft), whole.hearsay, whole.statements)

    def priority(self, priority: HeldPriority) -> Text:
        """What a party calls more important than what."""
        return (
            *fill(
                "{who}: {more} matters more than {less}",
                who=self.party(priority.party),
                more=self.issue(priority.more),
                less=self.issue(priority.less),
            ),
            cite(*priority.statements),
        )

    def procedure(self, line: Procedure) -> Text:
        """A line of the procedure in words; as it is written, where it names a step that the table does not have."""
        claim: Text = (Run(line.claim.text, tone=Tone.CODE),)
        clauses = line.claim.condition.clauses if line.claim.condition is not None else ()
        named = (*line.claim.comparisons, *(one for clause in clauses for one in clause))
        if line.claim.comparisons and all(one.step in self.case.issues[one.issue].steps for one in named):
            claim = joined(tuple(self.literal(self._as_read(one)) for one in line.claim.comparisons), last=" and ")
            if line.claim.condition is not None:
                waits = tuple(self.clause(self._as_read(one) for one in clause) for clause in clauses)
                link = LINK_WORDS[line.claim.condition.link]
                claim = fill("{act} {link} {waits}", act=claim, link=link, waits=joined(waits, last=" and "))
        return fill("By procedure (the analyst's judgement): {claim}{cite}", claim=claim, cite=cite(line.id))

    def _as_read(self, said: Comparison) -> Literal:
        """A comparison of the procedure as conditions are read: on a ladder `=` means from that step up."""
        issue = self.case.issues[said.issue]
        step = issue.index(said.step)
        if issue.is_choice:
            return Literal(said.issue, Reach.EXACT, step)
        if said.op in (Op.AT_MOST, Op.BELOW) or (said.op is Op.EQUAL and step == 0):
            return Literal(said.issue, Reach.DOWN, max(0, step - (said.op is Op.BELOW)))
        return Literal(said.issue, Reach.UP, min(issue.rungs, step + (said.op is Op.ABOVE)))

    def _refused(self, party: str | None, literals: Iterable[Literal], draft: str | None) -> Text:
        parts = joined(tuple(self.literal(literal) for literal in literals), last=" and ")
        if draft is not None:
            return fill(
                "{who} refuses {draft} as a whole: {parts}, all together",
                who=self.party(party),
                draft=self.draft(draft),
                parts=parts,
            )
        return fill("{who} refuses {parts} together, as a whole", who=self.party(party), parts=parts)

    def _told(self, text: Text, hearsay: Hearsay, statements: Iterable[str]) -> Text:
        rests = tuple(statements)
        tail: Text = (Run(f" ({HEARSAY_WORDS[hearsay]})"),) if HEARSAY_WORDS[hearsay] else ()
        blocs = tuple(dict.fromkeys(self.blocs[ref] for ref in rests if ref in self.blocs))
        if blocs:
            own = "" if all(ref in self.blocs for ref in rests) else "also "
            tail = (*tail, *fill(" ({own}said for it by {blocs})", own=own, blocs=self.parties(blocs)))
        return (*text, *tail, cite(*rests))

    def shared(self, moves: Iterable[Move]) -> tuple[Text, ...]:
        """What has to be said where several pay for moving one statement of their bloc; empty where nobody does."""
        payers: dict[tuple[str, str, str], dict[str, None]] = {}
        for move in moves:
            for ref in move.statements:
                if ref in self.blocs:
                    payers.setdefault((ref, self.blocs[ref], move.issue), {})[move.party] = None
        return tuple(
            fill(
                "On {issue} {who} are held by one statement of {bloc}{cite}; each pays its own share of a move.",
                issue=self.issue(issue),
                who=self.parties(who),
                bloc=self.party(bloc),
                cite=cite(ref),
            )
            for (ref, bloc, issue), who in payers.items()
            if len(who) > 1
        )

    def direction(self, direction: Direction, issue: str) -> Text:
        """Which way a party likes an issue to go, and how that is known."""
        basis = {Basis.SAID: "said in the case", Basis.INFERRED: "inferred", Basis.ASSUMED: "assumed"}[direction.basis]
        way: Text
        if direction.way is Way.UP:
            way = (Run("further"),)
        elif direction.way is Way.DOWN:
            way = (Run("less far"),)
        elif direction.way is Way.BEST and direction.best is not None:
            way = fill("best at {step}", step=self.step(issue, direction.best))
        elif direction.way is Way.BEST:
            way = (Run("a step in between"),)
        else:
            way = (Run("no stake"),)
        return fill("{way} ({basis})", way=way, basis=(Run(basis), cite(*direction.statements)))

    # --- positions --------------------------------------------------------------------------------------------

    def stand(self, position: Position) -> Text:
        """A position in a few words, for a cell: its binding bounds, without party and issue."""
        parts: list[Text] = []
        seen: set[tuple[Side, int | None]] = set()
        red: set[Side] = set()
        for bound in position.bounds:
            told = any(bound.side is side and side is not Side.SET for side, _ in seen)
            if (bound.side, bound.step) in seen or (told and (not bound.red_line or bound.side in red)):
                continue  # a red line behind a demand is told all the same: its mark is drawn
            seen.add((bound.side, bound.step))
            if bound.red_line:
                red.add(bound.side)
            whole = self.held(bound, named=False)
            words = (Run(whole[1].text.lstrip(), tone=whole[1].tone), *whole[2:]) if len(whole) > 1 else whole
            hearsay = HEARSAY_WORDS[bound.moved_by if bound.kind is BoundKind.MOVED else bound.hearsay]
            tail = (Run(f" ({hearsay})"),) if hearsay else ()
            parts.append((*words, *tail, cite(*bound.statements)))
        if not parts:
            if any(mark.kind is MarkKind.ONLY_IF for mark in position.marks):
                steps = [n for n, mark in enumerate(position.marks) if mark.kind is MarkKind.ONLY_IF]
                cites = tuple(dict.fromkeys(s for n in steps for s in position.marks[n].statements))
                return (*fill("on a condition: {steps}", steps=self.steps(position.issue, steps)), cite(*cites))
            yes = [n for n, mark in enumerate(position.marks) if mark.kind is MarkKind.SAYS_YES]
            if yes:
                cites = tuple(dict.fromkeys(s for n in yes for s in position.marks[n].statements))
                return (*fill("says yes to {steps}", steps=self.steps(position.issue, yes, last=" and ")), cite(*cites))
            return (Run("not heard" if position.last_said is None else "nothing that binds"),)
        for step, mark in enumerate(position.marks):
            if mark.stage:
                staged = fill("as a stage also {step}", step=self.step(position.issue, step))
                parts.append((*staged, cite(*mark.stage)))
        return joined(tuple(parts), separator="; ")

    def said(self, position: Position) -> str:
        """When it was last said, by how many sources, and how good the best of them is."""
        if position.last_said is None:
            return "nothing said"
        if position.sources == 0:
            return f"last spoke of it on {day_words(position.last_said)}"
        parts = [day_words(position.last_said), count_words(position.sources, "source")]
        if position.outlets > position.sources:
            parts[-1] += f" ({position.outlets} outlets, in part with the same words)"
            if position.sources == 1:
                parts[-1] = f"1 source ({position.outlets} reports, the same words)"
        parts.append(str(position.best_grade) if position.best_grade is not None else "ungraded")
        if position.second_hand_only:
            parts.append("second hand only")
        return " · ".join(parts)

    def mark(self, kind: MarkKind, basis: Basis) -> str:
        """A mark in words."""
        words = MARK_WORDS[kind]
        return words if basis is Basis.SAID or kind is MarkKind.NOT_SAID else f"{words} ({basis.value})"

    # --- statements -------------------------------------------------------------------------------------------

    def speaker(self, statement: Statement) -> Text:
        """Who speaks, and for whom."""
        name = Run(statement.speaker, tone=Tone.NAME)
        if statement.party is None:
            if statement.speaker:
                return (name,)
            return (Run("a source that is not named" if not statement.named else "no party"),)
        party = self.party(statement.party)
        known = self.case.parties.get(statement.party)
        own = known is not None and known.goes_by(statement.speaker)
        if not statement.speaker:
            return (party,) if statement.named else fill("{party}, a source that is not named", party=party)
        if own and statement.named:
            return (party,)
        if not statement.named:
            return fill("{party}, {name} (not named)", party=party, name=name)
        return fill("{party}, {name}", party=party, name=name)

    def via(self, statement: Statement) -> Text:
        """Through whom it is known: empty where the party itself is reported."""
        if not statement.reported_by:
            return ()
        if statement.reported_by.casefold() in NOBODY_NAMED:
            return (Run("second hand, no source named"),)
        known = self.case.parties.get(statement.reported_by)
        teller = known.name if known is not None else statement.reported_by
        return fill("as told by {teller}", teller=Run(teller, tone=Tone.NAME))

    def rank(self, rank: Rank) -> str:
        """The rank of a speaker."""
        return {Rank.PRINCIPAL: "the principal", Rank.DELEGATION: "the delegation", Rank.UNNAMED: "an unnamed source"}[
            rank
        ]

    # --- calendar ---------------------------------------------------------------------------------------------

    def draft(self, id: str) -> Text:
        """A draft, named: the draft `framework`."""
        return (Run("the draft "), Run(id, tone=Tone.CODE))

    def draft_full(self, draft: Draft) -> Text:
        """A draft with who put it on the table and when."""
        by = fill(" by {by}", by=self.parties(draft.by)) if draft.by else ()
        return fill(
            "{draft}{by} of {day}",
            draft=self.draft(draft.id),
            by=by,
            day=(Run(day_words(draft.on)), cite(f"draft:{draft.id}")),
        )

    def round(self, meeting: Round) -> Text:
        """A round of talks: where, when, who came, how it ended."""
        head = fill("The round in {where} {days}", where=Run(meeting.where, tone=Tone.NAME), days=_round_days(meeting))
        parts: list[Text] = []
        if meeting.end is not None or meeting.ended is not None:
            ended = ENDED_WORDS.get(meeting.ended or "", "ended; how is not recorded")
            parts.append((Run(ended),))
        else:
            parts.append((Run("is not over"),))
        if meeting.present:
            parts.append(fill("{who} came", who=self.parties(meeting.present)))
        if meeting.absent:
            parts.append(fill("{who} stayed away", who=self.parties(meeting.absent)))
        return fill("{head} {what}", head=head, what=joined(tuple(parts), separator="; "))

    def deadline(self, deadline: Deadline, days: int) -> Text:
        """A deadline and how far it is off."""
        what = Run(deadline.what)
        firm = "a firm deadline" if deadline.firm else "it presses but does not bind"
        if days > 0:
            left = f"in {count_words(days, 'day')}"
        elif days == 0:
            left = "today"
        else:
            left = f"{count_words(-days, 'day')} ago"
        return fill("{what}: {day}, {left} ({firm})", what=what, day=day_words(deadline.on), left=left, firm=firm)

    # --- silences and disputes --------------------------------------------------------------------------------

    def not_heard(self, silence: NotHeard, asker: str | None = None) -> Text:
        """Who was not heard on what, or which demand was never answered."""
        if silence.demand is None:
            return fill("{party} on {issue}", party=self.party(silence.party), issue=self.issue(silence.issue))
        by = fill(" by {asker}", asker=self.party(asker)) if asker is not None else ()
        return fill(
            "{party} has not answered the demand{by} on {issue}{cite}",
            party=self.party(silence.party),
            by=by,
            issue=self.issue(silence.issue),
            cite=cite(silence.demand),
        )

    def dispute(self, dispute: Dispute) -> Text:
        """A contested account."""
        if dispute.words:
            head: Text = (Run(dispute.words.rstrip(". ")),)
        else:
            verb = {"blames": "faults another", "denies": "denies an account"}.get(dispute.kind, dispute.kind)
            about = fill(" ({issues})", issues=self.issues(dispute.about)) if dispute.about else ()
            who = self.party(dispute.party) if dispute.party else Run("A source")
            head = fill("{who} {verb}{about}", who=who, verb=verb, about=about)
        quote = self._quotes.get(dispute.statement, "")
        if dispute.kind == "blames" and quote:  # whom, is in its words
            head = fill("{head}: “{quote}”", head=head, quote=Run(quote, tone=Tone.QUOTE))
        against = fill("; it speaks against {cites}", cites=(Run("another account"), cite(*dispute.answers)))
        return (*head, cite(dispute.statement), *(against if dispute.answers else ()))

    # --- moves and ways out -----------------------------------------------------------------------------------

    def move(self, move: Move) -> Text:
        """A move as a sentence without its full stop and without its sources: who does what, from where to where."""
        who = self.party(move.party)
        issue = self.issue(move.issue)
        origin, target = self.label(move.origin), self.label(move.target)
        rule = self.rules.get(move.rule)
        ladder = self.case.issues.get(move.issue)
        text: Text
        of_bound = rule is None or rule.kind is RuleKind.BOUND
        if move.kind is MoveKind.GIVE and ladder is not None and ladder.is_choice:
            text = fill("{who} also goes along with {target} on {issue}", who=who, target=target, issue=issue)
        elif move.kind is MoveKind.GIVE or (move.kind is MoveKind.DROP and of_bound and move.origin and move.target):
            # whether the end of the ladder is reached depends on which end the party asks for: one verb for all
            rungs = {0: "", 1: " one rung"}.get(move.rungs, f" {move.rungs} rungs")
            if ladder is not None and ladder.numbers is not None:
                rungs = ""  # among numbers the distance counts, and it is told
            text = fill(
                "{who} moves{rungs} on {issue}, from {origin} to {target}",
                who=who,
                rungs=rungs,
                issue=issue,
                origin=origin,
                target=target,
            )
        elif move.kind is MoveKind.EASE:
            waits = fill(", for {act}", act=self.literal(rule.act)) if rule is not None and rule.act is not None else ()
            text = fill(
                "{who} eases its condition{waits}: {issue} at {target} is enough, instead of {origin}",
                who=who,
                waits=waits,
                issue=issue,
                origin=origin,
                target=target,
            )
        elif move.kind is MoveKind.TOGETHER:
            if rule is not None and rule.act is not None:
                text = fill(
                    "{who} lets {act} come together with {clause}, not only after it",
                    who=who,
                    act=self.literal(rule.act),
                    clause=self.clause(rule.clause),
                )
            else:
                text = fill("{who} lets its act on {issue} come together with what it waits for", who=who, issue=issue)
        elif move.kind is MoveKind.DEPOSIT:
            what: Text = (issue,)
            if move.target:
                what = fill("{issue} ({target})", issue=issue, target=target)
            elif rule is not None and rule.act is not None and rule.act.issue == move.issue:
                what = self.literal(rule.act)
            text = fill(
                "{who} deposits {what} with {third}, released once its own condition is met",
                who=who,
                what=what,
                third=self.third_party(),
            )
        elif move.kind is MoveKind.REFER:
            body = ladder.refer_to if ladder is not None else None
            text = fill(
                "{who} signs to put {issue} to {body}",
                who=who,
                issue=issue,
                body=self.party(body) if body else Run("the body named for it"),
            )
        elif move.kind is MoveKind.LEAVE_OPEN:
            text = self.left_open((move,))
        elif rule is not None and rule.kind is RuleKind.CONDITION and rule.act is not None:
            text = fill(
                "{who} drops its condition: {held}", who=who, held=self.condition(rule.act, rule.link, rule.clause)
            )
        elif rule is not None and rule.kind is RuleKind.WHOLE:
            text = fill(
                "{who} drops its refusal of {what} as a whole",
                who=who,
                what=self.draft(rule.draft)
                if rule.draft is not None
                else joined(tuple(self.literal(literal) for literal in rule.literals), last=" and "),
            )
        else:
            text = fill("{who} gives up its bound on {issue}", who=who, issue=issue)
        return text

    def deposits(self, issue: str, step: int) -> Text:
        """Whoever's act it is hands it to a third party: an act of its own in an order."""
        by = self.case.issues[issue].by
        return fill(
            "{who} {deposit} {issue} ({step}) with {third}",
            who=self.parties(by),
            deposit="deposits" if len(by) == 1 else "deposit",
            issue=self.issue(issue),
            step=self.step(issue, step),
            third=self.third_party(),
        )

    def left_open(self, moves: tuple[Move, ...]) -> Text:
        """The moves of several parties that leave one issue open from the same step on, as one sentence."""
        target = moves[0].target
        return fill(
            "{who} {go} along with leaving {issue}{beyond} to side letters or a later date",
            who=self.parties(move.party for move in moves),
            go="goes" if len(moves) == 1 else "go",
            issue=self.issue(moves[0].issue),
            beyond=fill(" beyond {target}", target=self.label(target)) if target else (),
        )

    def caveat(self, move: Move) -> Text:
        """What must be said beside a move, empty where nothing."""
        ladder = self.case.issues.get(move.issue)
        if move.kind is MoveKind.REFER and ladder is not None and ladder.refer_to is not None:
            return fill("needs the consent of {body}, which may say no", body=self.party(ladder.refer_to))
        if not move.caveat:
            return ()
        quotes = [s.quote.strip() for s in self.case.statements if s.id in move.caveat_statements and s.quote.strip()]
        reason = joined(
            tuple((Run("“"), Run(quote, tone=Tone.QUOTE), Run("”")) for quote in dict.fromkeys(quotes)),
            separator="; ",
            last=" and ",
        )
        if reason:
            return (
                *fill("{caveat}; its own words: {reason}", caveat=move.caveat, reason=reason),
                cite(*move.caveat_statements),
            )
        return (Run(move.caveat), cite(*move.caveat_statements))

    def third_party(self) -> Text:
        """Whoever could hold a deposit: the mediators, where there are any."""
        mediators = [p.id for p in self.case.parties.values() if p.role is Role.MEDIATOR]
        if not mediators:
            return (Run("a third party"),)
        return fill("a third party (the mediators: {who})", who=self.parties(mediators, last=" or "))

    def way(self, way: WayOut, among: Iterable[str] = ()) -> Text:
        """What a way out is called. The most even one says what that means where not all of `among` pay the same."""
        if way.kind is WayKind.EVEN:
            return (Run("Most even" if is_even(way.burden, among) else "Most even (smallest largest burden)"),)
        if way.kind is WayKind.CHEAPEST:
            return (Run("Cheapest"),)
        if way.kind is WayKind.SETTLING:
            return (Run("Cheapest that settles it"),)
        return fill("{who} alone", who=self.party(way.party))

    def burden(self, burden: Mapping[str, Fraction], *, everyone: bool = False) -> Text:
        """Each party's burden: Hamas 0.8, Israel 2."""
        order = [party for party in self.case.parties if party in burden]
        order += [party for party in burden if party not in self.case.parties]
        texts = tuple(
            fill("{who} {what}", who=self.party(party), what=burden_words(burden[party]))
            for party in order
            if everyone or burden[party] != 0
        )
        return joined(texts) if texts else (Run("no burden"),)

    def burdens(self, burden: Mapping[str, Fraction]) -> tuple[Text, ...]:
        """Each party's burden, a line each."""
        order = [party for party in self.case.parties if burden.get(party)]
        return tuple(fill("{who} {what}", who=self.party(one), what=burden_words(burden[one])) for one in order) or (
            (Run("none"),),
        )

    # --- packages ---------------------------------------------------------------------------------------------

    def walk_back(self, walk: WalkBack) -> Text:
        """What a package breaks and what it has instead, with the price: a sentence without its full stop."""
        red = walk.red_line and walk.rule.bound_kind is not BoundKind.RED_LINE
        instead: Text
        if walk.rule.kind is RuleKind.BOUND:
            instead = fill(
                "the package has {target}", target=self.label(walk.target) if walk.target else "another step"
            )
        elif walk.rule.kind is RuleKind.WHOLE:
            instead = (Run("the package has them all together"),)
        elif walk.kind is MoveKind.EASE:
            instead = fill(
                "{issue} at {target} would have to be enough, instead of {origin}",
                issue=self.issue(walk.issue),
                target=self.label(walk.target),
                origin=self.label(walk.origin),
            )
        else:
            instead = (Run("the condition would have to go"),)
        return fill(
            "{rule}{red}; {instead} (burden {price}){again}",
            rule=self.rule(walk.rule),
            red=" (a red line)" if red else "",
            instead=instead,
            price=burden_words(walk.price),
            again="" if walk.counted else "; it claims the same step as another here, and only the dearer counts",
        )

    def walked(self, walks: Iterable[WalkBack]) -> Text:
        """How much has to be walked back, in a few words, cited: `2 positions, 1 of them a red line`."""
        all_ = tuple(walks)
        if not all_:
            return (Run("nothing"),)
        red = sum(walk.red_line for walk in all_)
        tail = ""
        if red:
            tail = ", a red line" if len(all_) == 1 else f", {red} of them {'a red line' if red == 1 else 'red lines'}"
        many = count_words(len(all_), "position")
        return (Run(many + tail), cite(*(ref for walk in all_ for ref in walk.statements)))

    # --- conflicts --------------------------------------------------------------------------------------------

    def conflict(self, conflict: Conflict) -> Text:
        """Why these rules cannot all be kept, in one sentence."""
        issues = self.issues(conflict.issues)
        if conflict.kind is ConflictKind.HEAD_ON:
            return fill("On {issues}, no step is within what all of these allow", issues=issues)
        if conflict.kind is ConflictKind.CIRCLE:
            return fill("Each waits for another: {issues}. Nobody can begin", issues=issues)
        return fill("Each can be met alone, but no package over {issues} meets all of these", issues=issues)

    def ask(self, ask: Ask) -> Text:
        """One further statement that would remove a knot; an answer is told as the move it makes."""
        who = self.party(ask.party)
        if ask.kind == "confirm":
            rule = self.rules.get(ask.words)
            if rule is not None and rule.kind is RuleKind.CONDITION and rule.act is not None:
                held = self.condition(rule.act, rule.link, rule.clause)
                told = self._told(held, rule.hearsay, rule.statements)
                return fill("Ask {who} whether it holds to this: {told}", who=who, told=told)
            if rule is not None:
                return fill("Ask {who} whether this is so: {rule}", who=who, rule=self.rule(rule))
            return fill(
                "Ask {who} whether what is reported of it on {issues} is so{cite}",
                who=who,
                issues=self.issues(ask.issues),
                cite=cite(*ask.statements),
            )
        code: Text = ()
        if ask.words.split(" ")[0] in {row.stance.value for row in STANCES.values()}:
            code = fill(" (in the record: {words})", words=Run(ask.words, tone=Tone.CODE))
        if ask.move is not None:
            move = self.move(ask.move)
            return fill("Enough by itself: {move}{code}{cite}", move=move, code=code, cite=cite(*ask.statements))
        return fill(
            "Enough by itself: a statement of {who} on {issues}{code}{cite}",
            who=who,
            issues=self.issues(ask.issues),
            code=code,
            cite=cite(*ask.statements),
        )


def _round_days(meeting: Round) -> str:
    if meeting.end is None:
        return f"({span_words(meeting.start, None)})"
    return f"({span_words(meeting.start, meeting.end).removeprefix('on ')})"


def sentence(text: Text) -> str:
    """The words of a text with a capital and a full stop."""
    words = plain(text)
    if not words:
        return ""
    words = words[0].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else words + "."
