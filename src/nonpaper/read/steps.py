"""Which way, and how far? The step to which the words move each issue that they name, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nonpaper.case.claims import Op
from nonpaper.case.grammar import spell_step
from nonpaper.read.case_terms import CaseTerms, IssueWords
from nonpaper.read.mentions import SEPARATORS, Mention, mentions_of, stands_at, talked_about, term_of
from nonpaper.read.proposals import Confidence, Term
from nonpaper.read.quantities import Quantity, flipped, quantities
from nonpaper.read.word_lists import ADVERSE, ALL, KEEPING, MANY, NEGATIVE, REFUSING, SIDES, SOME, STARTING, STOPPING
from nonpaper.read.wordforms import Word, key_of


@dataclass(frozen=True, slots=True)
class Act:
    """One issue, moved to a step: `issue op step`; only named, where `op` is None."""

    issue: str
    op: Op | None
    step: str
    terms: tuple[Term, ...]
    sure: Confidence
    reason: str
    up: bool = True
    phrase: bool = False  # named by words for a step alone

    @property
    def claim(self) -> str:
        """As the claim language writes it; "" where there is no step."""
        return f"{self.issue} {self.op.value} {spell_step(self.step)}" if self.op is not None else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a part is read: `kind` is "demand", "put" (offers, accepts, commits), "refusal" or "condition"."""

    kind: str
    absorbs: bool = False  # whether its negation is the stance's own, or that of the waiting
    turned: bool = False  # what goes on now is to end
    reached: bool = False  # whether it has been carried out


@dataclass(frozen=True, slots=True)
class _Carried:
    """What the next in a list takes over, where it has no verb of its own: "halt aid and visits"."""

    ends: int = 1  # -1 after a verb that ends
    denied: bool = False


def _regions(said: Sequence[Word], mentions: list[Mention]) -> list[tuple[int, int]]:
    """The stretch of words that speaks of each mention: from the sign behind the one before to its own last sign."""
    cuts: list[int] = [0]
    for here, after in pairwise(mentions):
        signs = [n for n in range(here.last + 1, after.first) if said[n].text in SEPARATORS]
        cuts.append(signs[-1] + 1 if signs else max(here.last + 1, min(after.first, here.last + 1)))
    cuts.append(len(said))
    return list(pairwise(cuts))


def acts_of(said: Sequence[Word], words: CaseTerms, reading: Reading) -> tuple[Act, ...]:
    """The issues that a part names, each once, with the step it is moved to."""
    mentions = mentions_of(said, words)
    if not mentions:
        return ()
    # Mentions of one issue side by side speak of it together.
    groups: list[list[Mention]] = []
    for mention in mentions:
        if groups and groups[-1][-1].pattern.issue == mention.pattern.issue:
            groups[-1].append(mention)
        else:
            groups.append([mention])
    whole = [Mention(group[0].pattern, tuple(n for m in group for n in m.places)) for group in groups]
    regions = _regions(said, whole)
    numbers = quantities(said)
    found: dict[str, Act] = {}
    carried = _Carried()
    for group, (start, stop) in zip(groups, regions, strict=True):
        act, carried = _act(said, group, start, stop, words, reading, numbers, carried)
        known = found.get(act.issue)
        if known is None:
            found[act.issue] = act
        elif known.op is None or (known.sure is not Confidence.HIGH and act.op is not None and act.sure > known.sure):
            found[act.issue] = replace(act, terms=(*known.terms, *act.terms))
        elif act.op is not None and act.claim != known.claim:
            told = f"said two ways: {known.claim}; {act.claim}"
            found[act.issue] = Act(act.issue, None, "", (*known.terms, *act.terms), Confidence.LOW, told)
        else:
            found[act.issue] = replace(known, terms=(*known.terms, *act.terms))
    return tuple(found.values())


def _act(
    said: Sequence[Word],
    group: list[Mention],
    start: int,
    stop: int,
    words: CaseTerms,
    reading: Reading,
    numbers: tuple[Quantity, ...],
    carried: _Carried,
) -> tuple[Act, _Carried]:
    """One issue in its stretch of words; and the verb that the next in a list takes over."""
    each = words.issues[group[0].pattern.issue]
    taken = {place for mention in group for place in mention.places}
    by_phrase = [mention.pattern.step for mention in group if mention.pattern.step]
    # The words of a phrase for a step are no verbs any more ("end of the offensive" ends nothing).
    spent = {place for mention in group if mention.pattern.step for place in mention.places}
    terms = tuple(term_of(said, mention) for mention in group)
    why = "; ".join(dict.fromkeys(f"{mention.pattern.kind}: {mention.pattern.words}" for mention in group))
    phrase = all(mention.pattern.kind == "step" for mention in group)

    def named_only(told: str, sure: Confidence = Confidence.MEDIUM) -> tuple[Act, _Carried]:
        return Act(each.issue.id, None, "", terms, sure, f"{why}; {told}", phrase=phrase), own

    own = carried
    if any(talked_about(said, mention) for mention in group):
        return named_only("only the subject of talk")
    adverse = any(said[place].key in ADVERSE for place in taken - spent) and not each.adverse
    steps, cued, cue_terms = _steps_cued(said, start, stop, taken, each, adverse=adverse)
    stops = [n for n in range(start, stop) if said[n].key in STOPPING and n not in spent and n not in cued]
    goes = [n for n in range(start, stop) if said[n].key in STARTING and n not in spent and n not in cued]
    if each.leaves:
        goes = [n for n in goes if said[n].key not in KEEPING]
    # Of a mention's own words only verbs count: "withdraw" is the issue, "halt" of "halt the offensive" is not.
    stops = [n for n in stops if n not in taken]
    negatives = [n for n in range(start, stop) if said[n].text in NEGATIVE - {"nor"} and n not in spent]
    negatives = [n for n in negatives if not _only_more(said, n)]
    if start and said[start - 1].text == "nor":
        negatives.append(start - 1)
    refusals = [n for n in range(start, stop) if said[n].key in REFUSING and n not in spent and n not in cued]
    joined = start > 0 and said[start - 1].text == "or" and carried.denied
    if joined and not negatives and not stops and taken.issuperset(goes):
        negatives.append(start - 1)  # "no amnesty or seats"
    if reading.kind == "refusal" and not negatives and not refusals and any(w.text in _PROMISING for w in said):
        # "It ruled out more, and said that talks will be about one thing": what will be is not what is refused.
        return named_only("what is refused is not said")
    if reading.absorbs:
        negatives, refusals = [], []
    if each.leaves and not goes and not stops:
        # "Keeps its soldiers there": what is to go away stays.
        kept = [n for n in range(start, stop) if said[n].key in KEEPING and said[n].text != "remaining"]
        stops = [n for n in kept if n not in taken]
    ends = -1 if len(stops) % 2 else 1
    negative = -1 if (len(negatives) + len(refusals)) % 2 else 1
    if not stops and not goes and not negatives and not cued and not by_phrase:
        ends = carried.ends
    own = _Carried(ends if stops or goes else carried.ends, bool(negatives))
    # Numbers first: they are the plainest.
    if each.issue.numbers is not None and not each.issue.is_choice:
        return _numeric(said, start, stop, each, reading, numbers, terms, why, negatives, phrase), own
    terms = (*terms, *cue_terms)
    named = list(dict.fromkeys((*by_phrase, *steps)))
    if each.issue.is_choice:
        if len(named) == 1 and negative > 0 and ends > 0:
            told = f"{why}; step: {named[0]}"
            return Act(each.issue.id, Op.EQUAL, named[0], terms, Confidence.HIGH, told, phrase=phrase), own
        return named_only("no one step is named")
    if each.adverse and not named and not each.starts_at_nothing:
        return named_only("which way is not clear")
    sign = negative * (1 if named and not stops else ends) * (-1 if adverse and not by_phrase else 1)
    if named and adverse and not stops and not goes and not by_phrase:
        sign = negative
    if reading.turned:
        # "The strike goes on until": what is now comes to an end.
        if sign > 0 and not adverse:
            return named_only("it goes on until then")
        sign, named = 1, []
    return _stepped(each, named, sign, reading, said[start:stop], terms, why, phrase, adverse), own


_PROMISING = frozenset(("will", "must", "shall"))


def _only_more(said: Sequence[Word], place: int) -> bool:
    """Whether a "not" denies nothing: "not just", "not only"."""
    after = said[place + 1].text if place + 1 < len(said) else ""
    return said[place].text == "not" and after in ("just", "only", "merely", "simply", "least")


def _steps_cued(
    said: Sequence[Word], start: int, stop: int, taken: set[int], each: IssueWords, *, adverse: bool
) -> tuple[list[str], set[int], tuple[Term, ...]]:
    """The steps that single words near the mention mean, where those words stand, and the terms they make.

    Where the issue is named by what is to end ("the strike"), verbs say what becomes of that, and name no step.
    """
    steps: dict[str, None] = {}
    places: set[int] = set()
    terms: list[Term] = []
    for place in range(start, stop):
        word = said[place]
        if place in taken or not word.is_word:
            continue
        labels = each.cues.get(word.key) or (each.cues.get(word.stem) if len(word.key) > 4 else None)
        if labels is None or len(labels) > 1 or (adverse and word.key in STOPPING | STARTING):
            continue
        if word.key in ALL | MANY and _about_sides(said, place, stop):
            continue
        if word.key in KEEPING and word.text != "remaining":
            continue
        if word.text in ("part", "whole", "present", "short", "day", "end") and word.key not in ALL:
            before = said[place - 1].text if place else ""
            if word.text in ("part", "present") and (before == "take" or before == "at"):
                continue
        steps[labels[0]] = None
        places.add(place)
        terms.append(Term(each.issue.id, labels[0], word.span, f"step: {labels[0]}"))
    return list(steps), places, tuple(terms)


def _about_sides(said: Sequence[Word], place: int, stop: int) -> bool:
    """Whether "all" is all the sides and not all of the thing."""
    return any(
        word.key in SIDES or word.text in ("time", "times", "over") for word in said[place + 1 : min(stop, place + 3)]
    )


def _stepped(
    each: IssueWords,
    named: list[str],
    sign: int,
    reading: Reading,
    region: Sequence[Word],
    terms: tuple[Term, ...],
    why: str,
    phrase: bool,
    adverse: bool,
) -> Act:
    """The comparison with a step, for an issue whose steps are words."""
    issue = each.issue
    first, last = issue.start, issue.rungs

    def made(op: Op | None, place: int, sure: Confidence, told: str, up: bool = True) -> Act:
        step = issue.steps[place] if op is not None else ""
        return Act(issue.id, op, step, terms, sure, f"{why}; {told}", up, phrase)

    at_least = any(stands_at(region, n, ("at", "least")) for n in range(len(region)))
    if named:
        places = sorted(issue.index(step) for step in named)
        if sign < 0:
            ended = any(word.key in STOPPING for word in region)
            if ended and min(places) > first:
                return made(Op.EQUAL, first, Confidence.LOW, f"ends: {named[0]}", False)
            if len(issue.steps) == 2 and len(places) == 1:
                return made(Op.EQUAL, 1 - places[0], Confidence.MEDIUM, f"not: {named[0]}", places[0] == 0)
            return made(None, 0, Confidence.LOW, f"negated: {named[0]}")
        if len(places) == 1:
            place = places[0]
            op = Op.AT_LEAST if (at_least and place > 0) else Op.EQUAL
            if reading.kind == "condition" and 0 < place < last:
                op = Op.AT_LEAST
            if reading.kind == "condition" and place <= first:
                op = Op.AT_MOST if place < last else Op.EQUAL
            return made(op, place, Confidence.HIGH, f"step: {named[0]}", place > first)
        if max(places) <= first:
            return made(Op.AT_MOST, max(places), Confidence.LOW, "two steps named", False)
        weak = [place for place in places if place > first]
        if len(weak) == 1:  # beside how it is now: "the filling is paused"
            op = Op.AT_LEAST if reading.kind == "condition" and weak[0] < last else Op.EQUAL
            return made(op, weak[0], Confidence.MEDIUM, f"step: {issue.steps[weak[0]]}")
        # Of several steps the weaker claim: to ask for the nearest, to refuse only the furthest.
        place = max(weak) if reading.kind == "refusal" else min(weak)
        op = Op.EQUAL if reading.kind in ("refusal", "put") or place == last else Op.AT_LEAST
        return made(op, place, Confidence.LOW, f"several steps named: {', '.join(named)}")
    if not (each.rises or adverse):
        return made(None, 0, Confidence.MEDIUM, "no step named, and which way is not clear")
    if sign < 0:
        if first == last:
            return made(None, 0, Confidence.LOW, "which way is not clear")
        op = Op.AT_MOST if reading.kind in ("demand", "condition") else Op.EQUAL
        return made(op, first, Confidence.MEDIUM, "negated or ended: as it is now", False)
    if first == last:
        return made(None, 0, Confidence.LOW, "which way is not clear")
    if reading.reached:
        return made(None, 0, Confidence.LOW, "which step was reached is not said")
    if len(issue.steps) == 2:
        plain = not phrase and any(word.key in STARTING for word in region)
        return made(Op.EQUAL, last, Confidence.HIGH if plain else Confidence.MEDIUM, "its only other step")
    if reading.kind == "refusal":
        if any(word.text in ("any", "all") for word in region):
            return made(Op.AT_LEAST, first + 1, Confidence.MEDIUM, "any of it is refused")
        return made(Op.EQUAL, last, Confidence.MEDIUM, "no step named: only the furthest is refused for certain")
    if reading.kind == "put" and key_of(issue.steps[first + 1]) not in SOME:
        return made(None, 0, Confidence.MEDIUM, "which step is not said")
    op = Op.EQUAL if reading.kind == "put" else Op.AT_LEAST
    return made(op, first + 1, Confidence.MEDIUM, "no step named: some of it")


def _numeric(
    said: Sequence[Word],
    start: int,
    stop: int,
    each: IssueWords,
    reading: Reading,
    numbers: tuple[Quantity, ...],
    terms: tuple[Term, ...],
    why: str,
    negatives: list[int],
    phrase: bool,
) -> Act:
    """The comparison with a number, for an issue whose steps are numbers."""
    issue = each.issue
    fitting = [number for number in numbers if start <= number.last < stop and number.unit == each.unit]
    if not each.unit:
        fitting = [
            number
            for number in numbers
            if start <= number.last < stop and number.unit not in ("%", "$", "€", "£", "year", "day", "month", "week")
        ]
    targets = [number for number in fitting if number.target]
    if targets:
        fitting = targets

    def named_only(told: str) -> Act:
        return Act(issue.id, None, "", terms, Confidence.MEDIUM, f"{why}; {told}", phrase=phrase)

    others = [number for number in numbers if start <= number.last < stop and number.unit]
    none = "no number named"
    if others:
        words = " ".join(word.text for word in said[others[0].first : others[0].last + 1])
        none = f"the number {words} is none of its steps"
    if len(fitting) != 1:
        if not fitting and reading.kind in ("demand", "condition") and not negatives and issue.start == 0:
            if any(word.key in STOPPING for word in said[start:stop]):
                return named_only("which way is not clear")
            told = f"{why}; {none}: more than now"
            return Act(issue.id, Op.ABOVE, issue.steps[issue.start], terms, Confidence.LOW, told, phrase=phrase)
        return named_only(none if not fitting else "several numbers named")
    number = fitting[0]
    label = each.spelt(number.value)
    if label is None:
        return named_only(f"{number.value} is outside the steps of the case")
    op = flipped(number.op) if any(n < number.first for n in negatives) else number.op
    up = issue.numbers is None or issue.numbers[-1] >= issue.numbers[0]
    if not up:
        op = {Op.ABOVE: Op.BELOW, Op.BELOW: Op.ABOVE, Op.AT_LEAST: Op.AT_MOST, Op.AT_MOST: Op.AT_LEAST}.get(op, op)
    if op is Op.EQUAL and any(n < number.first for n in negatives):
        return named_only(f"not {label}")
    if reading.kind == "condition" and op is Op.EQUAL:
        op = Op.AT_LEAST
    terms = (*terms, Term(issue.id, label, number.span, f"number: {label}"))
    return Act(issue.id, op, label, terms, Confidence.HIGH, f"{why}; number: {label}", phrase=phrase)
