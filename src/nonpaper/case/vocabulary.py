"""Which names may a claim use? The claim as written becomes a claim whose issues and steps the case has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from nonpaper.case.case import Draft
from nonpaper.case.claims import Claim, Comparison, Condition, DraftRef, Op, Priority, Span
from nonpaper.case.grammar import Compared, Drafted, Reading, Slip, Waiting, Word
from nonpaper.case.issues import Issue
from nonpaper.case.text import Names

_NUMBER = re.compile(
    r"(?P<sign>[-−+]?)(?P<coin>[^\w\s.,%+-]?) ?"
    r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,9})?)(?P<unit>[^0-9]*)"
)


def read_number(label: str) -> tuple[Fraction, str] | None:
    """The value of a step that is a number, and its unit; None for any other label.

    `14.5%` is 14.5 and `%`; `30,000 t` is 30000 and `t`.
    """
    found = _NUMBER.fullmatch(label)
    if found is None:
        return None
    unit = " ".join((found["coin"] + found["unit"]).split()).casefold()
    if len(unit) > 3 and unit.endswith("s"):
        unit = unit[:-1]  # one week, two weeks
    value = Fraction(found["number"].replace(",", ""))
    return (-value if found["sign"] in ("-", "−") and found["sign"] else value), unit


@dataclass(slots=True)
class Vocabulary:
    """What a case declares, as far as it could be read. A name whose entry has mistakes is known, with None for it.

    `numbers` collects the numbers that claims and drafts name between two steps: a number has one spelling in a
    case, the declared one, else the first of all spellings by the alphabet.
    """

    issues: dict[str, Issue | None]
    drafts: dict[str, Draft | None]
    issue_names: Names
    draft_names: Names
    numbers: dict[tuple[str, Fraction], str] = field(default_factory=dict)
    _steps: dict[tuple[str, str], str | Slip | None] = field(default_factory=dict)

    def knows(self, reading: Reading) -> bool:
        """Whether the case has all issues that a claim compares."""
        return all(each.issue.text in self.issues for each in _compared(reading))

    def note_numbers(self, reading: Reading) -> None:
        """Take note of how a claim spells the numbers that it names between two steps."""
        for each in _compared(reading):
            self.note_number(each.issue.text, each.step.text)

    def note_number(self, issue: str, label: str) -> None:
        """Take note of one label."""
        known = self.issues.get(issue)
        if known is None or known.numbers is None or label in known.steps:
            return
        read = read_number(label)
        if read is not None:
            key = issue, read[0]
            self.numbers[key] = min(label, self.numbers.get(key, label))

    def step(self, issue: Issue, word: Word) -> str | Slip:
        """The label of a step of an issue: as declared, or a number between two declared ones."""
        key = issue.id, word.text
        if key not in self._steps:
            self._steps[key] = self._find_step(issue, word)
        found = self._steps[key]
        if isinstance(found, Slip):
            return Slip(found.code, word.span, found.message, found.hint)
        return found or word.text

    def _find_step(self, issue: Issue, word: Word) -> str | Slip:
        label = word.text
        if label in issue.steps:
            return label
        declared = {step: issue.place for step in issue.steps if issue.place is not None}
        hint = Names("step", declared, {s.casefold(): s for s in issue.steps}).hint(label)
        read = read_number(label) if issue.numbers is not None else None
        if issue.numbers is None or read is None:
            return Slip("unknown-step", word.span, f"`{issue.id}` has no step `{label}`", hint)
        value, unit = read
        expected = read_number(issue.steps[0])
        if expected is None or unit != expected[1]:
            told = f"the steps of `{issue.id}` are written like `{issue.steps[0]}`, with their unit"
            like = _NUMBER.fullmatch(issue.steps[0])
            found = _NUMBER.fullmatch(label)
            if like is not None and found is not None:
                spelt = f"{found['sign']}{like['coin']}{found['number']}{like['unit']}"
                hint = f"did you mean `{spelt}`?"
            return Slip("unknown-step", word.span, told, hint)
        for step, number in zip(issue.steps, issue.numbers, strict=True):
            if number == value:
                return step
        if not min(issue.numbers) < value < max(issue.numbers):
            told = f"`{label}` lies outside the steps of `{issue.id}`: {issue.steps[0]} to {issue.steps[-1]}"
            return Slip("number-outside", word.span, told, "a claim may name a number between two steps only")
        return self.numbers.get((issue.id, value), label)

    def claim(self, reading: Reading) -> tuple[Claim | None, list[Slip]]:
        """The claim with its names looked up, or everything that is wrong with them.

        None without a slip: it names something whose own entry has mistakes, which are told there.
        """
        slips: list[Slip] = []
        if reading.topic is not None:
            known = self._issue(reading.topic, slips)
            return (Claim(reading.text, topic=reading.topic.text) if known is not None else None), slips
        first = reading.terms[0]
        if isinstance(first, Compared) and first.op is Op.ABOVE and first.step.text in self.issues:
            return self._priority(reading, first, slips)
        terms = [self._term(term, slips) for term in reading.terms]
        condition = self._condition(reading.condition, slips) if reading.condition is not None else None
        if slips or None in terms or (reading.condition is not None and condition is None):
            return None, slips
        whole = tuple(term for term in terms if term is not None)
        return Claim(reading.text, terms=whole, condition=condition), slips

    def _priority(self, reading: Reading, term: Compared, slips: list[Slip]) -> tuple[Claim | None, list[Slip]]:
        known = self._issue(term.issue, slips)
        if len(reading.terms) > 1 or reading.condition is not None:
            rest = reading.terms[1].span if len(reading.terms) > 1 else reading.condition and reading.condition.span
            told = "a priority, one issue before another, is a claim of its own"
            slips.append(Slip("claim-form", rest or term.span, told, "write a row for each"))
        if term.issue.text == term.step.text:
            slips.append(Slip("claim-form", term.step.span, "an issue cannot come before itself"))
        if slips or known is None:
            return None, slips
        return Claim(reading.text, priority=Priority(term.issue.text, term.step.text, term.span)), slips

    def _issue(self, word: Word, slips: list[Slip]) -> Issue | None:
        if word.text in self.issues:
            return self.issues[word.text]
        slips.append(
            Slip("unknown-issue", word.span, f"no issue has the name `{word.text}`", self.issue_names.hint(word.text))
        )
        return None

    def _term(self, term: Compared | Drafted, slips: list[Slip]) -> Comparison | DraftRef | None:
        return self._compared(term, slips) if isinstance(term, Compared) else self._drafted(term, slips)

    def _compared(self, term: Compared, slips: list[Slip]) -> Comparison | None:
        issue = self._issue(term.issue, slips)
        if issue is None:
            return None
        if issue.is_choice and term.op is not Op.EQUAL:
            at = Span(term.issue.span.end, term.step.span.start)
            told = f"`{issue.id}` is a choice: its steps have no order, so `{term.op.value}` says nothing about them"
            slips.append(Slip("choice-has-no-order", at, told, f"write `{issue.id} = {term.step.text}`"))
            return None
        step = self.step(issue, term.step)
        if isinstance(step, Slip):
            slips.append(step)
            return None
        end = {Op.ABOVE: issue.steps[-1], Op.BELOW: issue.steps[0]}.get(term.op)
        if end == step:
            way = "above" if term.op is Op.ABOVE else "below"
            told = f"`{issue.id}` has no step {way} `{step}`"
            slips.append(Slip("no-such-step", term.step.span, told, f"its steps are {', '.join(issue.steps)}"))
            return None
        return Comparison(issue.id, term.op, step, term.span)

    def _drafted(self, term: Drafted, slips: list[Slip]) -> DraftRef | None:
        name = term.draft.text
        if name not in self.drafts:
            told = f"no draft has the name `{name}`" if name else "`draft:` is followed by the name of a draft"
            slips.append(Slip("unknown-draft", term.span, told, self.draft_names.hint(name)))
            return None
        draft = self.drafts[name]
        stage: int | None = None
        if term.stage is not None:
            if not re.fullmatch(r"[1-9][0-9]{0,3}", term.stage.text):
                told = f"`{term.stage.text}` is no number of a stage"
                slips.append(Slip("unknown-stage", term.span, told, f"write `draft:{name}/1` for the first stage"))
                return None
            stage = int(term.stage.text)
            if draft is not None and stage > len(draft.stages):
                count = len(draft.stages)
                told = f"the draft `{name}` has {count} stage{'s' if count > 1 else ''}, not {stage}"
                where = f"it is declared at {draft.place.file}:{draft.place.line}" if draft.place is not None else ""
                slips.append(Slip("unknown-stage", term.stage.span, told, where))
                return None
        return DraftRef(name, stage, term.span) if draft is not None else None

    def _condition(self, waiting: Waiting, slips: list[Slip]) -> Condition | None:
        """The condition with drafts spelt out: all of a draft's steps, or, among others, each of them with these."""
        clauses: list[tuple[Comparison, ...]] = []
        whole = True
        for clause in waiting.clauses:
            spelt: list[tuple[Comparison, ...]] = [()]
            for each in clause:
                found = self._term(each, slips)
                if found is None:
                    whole = False
                    continue
                if isinstance(found, Comparison):
                    spelt = [(*part, found) for part in spelt]
                    continue
                steps = self._spelt_out(found)
                spelt = [(*part, step) for part in spelt for step in steps]
                if len(spelt) > 64:
                    slips.append(Slip("claim-syntax", each.span, "the condition comes to more than 64 alternatives"))
                    return None
            clauses += spelt
        if not whole or slips:
            return None
        return Condition(waiting.link, tuple(dict.fromkeys(clauses)), waiting.span)

    def _spelt_out(self, ref: DraftRef) -> list[Comparison]:
        draft = self.drafts[ref.draft]
        steps = draft.steps(ref.stage) if draft is not None else {}
        return [Comparison(issue, Op.EQUAL, step, ref.span) for issue, step in steps.items()]


def _compared(reading: Reading) -> list[Compared]:
    """The comparisons of a claim, those of its condition included."""
    found = [term for term in reading.terms if isinstance(term, Compared)]
    if reading.condition is not None:
        found += [each for clause in reading.condition.clauses for each in clause if isinstance(each, Compared)]
    return found
