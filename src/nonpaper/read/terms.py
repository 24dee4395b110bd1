"""What is a statement about? The words of a content become issues and steps of the case, and a claim.

Nothing is guessed. Where no issue of the case is named there is neither claim nor topic; where the issue is named and
the step is not, the claim is the weakest that the words bear, or the topic alone. Every choice has its reason.
See docs/explanation/reading-terms.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nonpaper.case.claims import Link, Op
from nonpaper.case.grammar import spell_step
from nonpaper.case.statements import Stance
from nonpaper.read.case_terms import CaseTerms, IssueWords, Pattern
from nonpaper.read.proposals import Confidence, Judgement, Reference, Term
from nonpaper.read.quantities import Quantity, flipped, quantities
from nonpaper.read.spans import Span
from nonpaper.read.word_lists import (
    ABOUT,
    ADVERSE,
    AGREED,
    ALL,
    ASKED,
    EITHER,
    EVERY_MODAL,
    MANY,
    NEGATIVE,
    OFFERED,
    REFUSING,
    SIDES,
    STARTING,
    STOPPING,
    TALKING,
    plain_words,
)
from nonpaper.read.wordforms import Word, key_of, stem_of, words_of

REFUSALS = frozenset({Stance.REJECTS, Stance.RULES_OUT})
_PUTS = frozenset({Stance.OFFERS, Stance.ACCEPTS, Stance.COMMITS, Stance.WITHDRAWS})
_SEPARATORS = frozenset((",", ";", ":", "—", "–", "and", "but", "or", "nor", "while", "plus"))
_REACH = 4  # words that may stand between the words of one phrase


@dataclass(frozen=True, slots=True)
class Linked:
    """What one statement is about. Several of them, where one content names several acts.

    `claim` is in the claim language and is taken by the record beside `stance`; "" where it is not known. `stance` is
    the one given, or the one that the words turned out to be (a demand with a condition of its own act insists).
    `topic` is a bare issue, where there is no claim; without a case, the words.
    """

    claim: str
    topic: str
    stance: Stance
    content: tuple[Span, ...]
    terms: tuple[Term, ...] = ()
    references: tuple[Reference, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    # For `references.resolve`: what the claim will be once it is known what the words point back to, "{}" in its place.
    pending: str = ""


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
class _Mention:
    pattern: Pattern
    places: tuple[int, ...]

    @property
    def first(self) -> int:
        return min(self.places)

    @property
    def last(self) -> int:
        return max(self.places)


@dataclass(frozen=True, slots=True)
class _Split:
    """The words of a content, parted into what is done and what it waits for."""

    act: tuple[Word, ...]
    condition: tuple[Word, ...] = ()
    link: Link | None = None
    cue: str = ""
    span: Span | None = None
    negated: bool = False  # "no talks until": the negation belongs to the waiting
    firm: bool = True  # whether words that name no issue still make it a condition: "if the weather holds"
    lasting: bool = False  # "goes on until": the act is that it ends


def link(
    text: str,
    content: Span | Sequence[Span],
    stance: Stance,
    party: str = "",
    words: CaseTerms | None = None,
    *,
    phrases: Sequence[Span] = (),
) -> tuple[Linked, ...]:
    """What a content is about, one result for each act it names; never none.

    `content` are the spans of what is said, of `text`. `party` is the id of who says it, "" where that is not known.
    `phrases` are the noun phrases of the text, used only without a case: then the first is the topic.
    """
    spans = (content,) if isinstance(content, Span) else tuple(content)
    if not spans or words is None:
        return (_without_case(text, spans, stance, phrases),)
    said = tuple(word for span in spans for word in words_of(text, span))
    said = _without_reasons(said)
    if stance is Stance.PRIORITISES:
        return (_priority(said, stance, spans, words),)
    if not words.binds(stance, party):
        return (_topic_only(said, stance, spans, words),)
    split = _split(said, stance, words)
    refusing = stance in REFUSALS and not split.negated
    reading = _reading_of(stance, split, refusing=refusing)
    acts = _acts(split.act, words, reading)
    draft = _of_draft(split.act, stance, words, spans)
    if draft is not None and split.link is None:
        return (draft,)
    waits = _acts(split.condition, words, _Reading(kind="condition")) if split.link is not None else ()
    found = [_assembled(act, waits, split, stance, party, words, spans, _pointing(split.condition)) for act in acts]
    if not found:
        return (_unnamed(split, waits, stance, party, words, spans),)
    pointed = _pointing(split.act, nouns_only=True)
    return tuple(replace(each, references=(*each.references, *pointed)) for each in found)


# --- the parts of a content ---------------------------------------------------------------------------------------

_REASONS = (("because",), ("given", "that"), ("in", "order", "to"), ("so", "that"), ("which",))


def _without_reasons(said: tuple[Word, ...]) -> tuple[Word, ...]:
    """Up to where a reason begins: what comes behind "because" is not asked for."""
    for place, word in enumerate(said):
        if place == 0:
            continue
        if any(_at(said, place, phrase) for phrase in _REASONS):
            return said[:place]
        if word.text in ("as", "since") and said[place - 1].text not in ("long", "soon", "well", "such", "so", "same"):
            after = [other.text for other in said[place + 1 : place + 5]]
            if any(verb in ("is", "are", "was", "were", "has", "have", "had") for verb in after[1:]):
                return said[:place]
    return said


def _at(said: Sequence[Word], place: int, phrase: Sequence[str]) -> bool:
    return tuple(word.text for word in said[place : place + len(phrase)]) == tuple(phrase)


# Words, how the act waits, and whether they make a condition even where what follows names no issue.
_CUES: tuple[tuple[tuple[str, ...], Link, bool], ...] = (
    (("provided", "that"), Link.IF, True),
    (("providing", "that"), Link.IF, True),
    (("on", "the", "condition", "that"), Link.IF, True),
    (("on", "condition", "that"), Link.IF, True),
    (("on", "condition", "of"), Link.IF, True),
    (("as", "long", "as"), Link.IF, True),
    (("so", "long", "as"), Link.IF, True),
    (("only", "if"), Link.IF, True),
    (("even", "if"), Link.IF, True),
    (("only", "when"), Link.AFTER, True),
    (("only", "after"), Link.AFTER, True),
    (("only", "once"), Link.AFTER, True),
    (("as", "soon", "as"), Link.AFTER, True),
    (("in", "exchange", "for"), Link.IF, True),
    (("in", "return", "for"), Link.IF, True),
    (("at", "the", "same", "time", "as"), Link.WITH, True),
    (("simultaneously", "with"), Link.WITH, True),
    (("in", "parallel", "with"), Link.WITH, True),
    (("together", "with"), Link.WITH, False),
    (("provided",), Link.IF, True),
    (("unless",), Link.IF, True),
    (("until",), Link.AFTER, True),
    (("till",), Link.AFTER, True),
    (("without",), Link.AFTER, False),
    (("before",), Link.AFTER, False),
    (("prior", "to"), Link.AFTER, False),
    (("ahead", "of"), Link.AFTER, False),
    (("after",), Link.AFTER, False),
    (("following",), Link.AFTER, False),
    (("once",), Link.AFTER, True),
    (("if",), Link.IF, True),
    (("when",), Link.AFTER, False),
)
_TURNED = frozenset(("before", "prior to", "ahead of"))
_HOW_OFTEN = plain_words("every per again more day week month quarter year")
_NEEDS_NOT = frozenset(("until", "till", "without", "unless"))


def _split(said: tuple[Word, ...], stance: Stance, words: CaseTerms) -> _Split:
    """What is done, and what it waits for; the first condition that the words state."""
    first_then = _first_then(said)
    if first_then is not None and _names(first_then.act, words) and _names(first_then.condition, words):
        return first_then
    for place in range(len(said)):
        for phrase, how, firm in _CUES:
            if not _at(said, place, phrase):
                continue
            made = _parted(said, place, phrase, how, firm, stance)
            if made is None:
                break
            named = _names(made.condition, words) or bool(_pointing(made.condition))
            if named or (made.firm and made.cue != "even if"):
                if made.cue in ("until", "till") and not named and not made.negated:
                    break  # it goes on until something else happens: that is no condition of ours
                if made.cue == "even if":
                    return _Split(made.act)
                return made
            break
    swapped = _swap(said, words)
    return swapped if swapped is not None else _Split(said)


def _parted(
    said: tuple[Word, ...], place: int, phrase: tuple[str, ...], how: Link, firm: bool, stance: Stance
) -> _Split | None:
    """The content parted at one cue; None where the cue is no condition."""
    cue = " ".join(phrase)
    after = place + len(phrase)
    span = Span(said[place].span.start, said[after - 1].span.end)
    leading = not any(word.is_word and word.text not in ("and", "but", "that") for word in said[:place])
    if leading:
        stop = _comma(said, after)
        turned = next((n for n in range(after, len(said)) if said[n].text in EVERY_MODAL), None)
        if stop is not None:
            condition, act = said[after:stop], said[stop + 1 :]
        elif turned is not None and phrase[0] in ("only", "not"):
            condition, act = said[after:turned], said[turned:]
        else:
            return None
    else:
        stop = _end(said, after)
        condition, act = said[after:stop], (*said[:place], *said[stop:])
    if not condition or not act:
        return None
    if cue == "once" and {word.text for word in said[after : after + 2]} & _HOW_OFTEN:
        return None
    if cue == "following" and said[place - 1].text in ("the", "a", "are", "is"):
        return None
    negated = _negated(act) or (stance in REFUSALS and not leading) or (leading and stance in REFUSALS)
    if cue == "without" and not negated:
        return None
    if cue == "even if":
        return _Split(act, condition, how, cue, span)
    if cue in _TURNED and not negated:
        # "a ceasefire must be in place before captives are freed": the act stands behind.
        return _Split(condition, act, Link.AFTER, cue, span, firm=False)
    if cue in _NEEDS_NOT and not negated:
        return _Split(act, condition, how, cue, span, firm=firm, lasting=True)
    waiting = cue in _NEEDS_NOT or cue in _TURNED or (cue in ("after", "if", "when", "once") and negated)
    only = any(word.text == "only" for word in act[-2:]) or "only" in phrase
    return _Split(act, condition, how, cue, span, negated=waiting or (negated and only), firm=firm)


def _comma(said: Sequence[Word], place: int) -> int | None:
    return next((at for at in range(place, len(said)) if said[at].text in (",", ";")), None)


def _end(said: Sequence[Word], place: int) -> int:
    """Where a condition behind its act ends: at a comma or an "and" behind which somebody must do a thing."""
    for at in range(place + 1, len(said)):
        if said[at].text == ";":
            return at
        if said[at].text in (",", "and", "but"):
            ahead = said[at + 1 : at + 7]
            stop = next((n for n, word in enumerate(ahead) if word.text in (",", ";", "and", "or")), len(ahead))
            if any(word.text in EVERY_MODAL for word in ahead[:stop]):
                return at
    return len(said)


def _negated(said: Sequence[Word]) -> bool:
    return any(word.text in NEGATIVE or word.key in REFUSING for word in said)


def _first_then(said: tuple[Word, ...]) -> _Split | None:
    """ "First A, then B": B after A. "A must come first": whatever else is named after A."""
    then = next((n for n, word in enumerate(said) if word.text in ("then", "afterwards", "thereafter") and n > 1), None)
    first = next((n for n, word in enumerate(said) if word.text == "first"), None)
    if first is None or then is None or first > then:
        return None
    if said[first + 1].text in ("stage", "phase", "step", "round"):
        return None
    span = Span(said[first].span.start, said[first].span.end)
    condition = (*said[:first], *said[first + 1 : then])
    return _Split(said[then + 1 :], condition, Link.AFTER, "first, then", span)


def _swap(said: tuple[Word, ...], words: CaseTerms) -> _Split | None:
    """ "Exchange A for B", "trade A for B": A if B."""
    verbs = frozenset(key_of(verb) for verb in ("exchange", "swap", "trade", "barter"))
    start = next((n for n, word in enumerate(said) if word.key in verbs), None)
    if start is None:
        return None
    for at in range(start + 1, len(said)):
        if said[at].text in ("for", "against"):
            act, condition = said[start + 1 : at], said[at + 1 :]
            if _names(act, words) and _names(condition, words):
                return _Split((*said[:start], *act), condition, Link.IF, f"{said[start].text} for", said[at].span)
    return None


def _names(said: Sequence[Word], words: CaseTerms) -> bool:
    return bool(_mentions(said, words))


# --- which issues are named ---------------------------------------------------------------------------------------


def _matches(word: Word, key: str) -> bool:
    return key in (word.key, word.joined) or (len(key) > 4 and word.stem == stem_of(key))


def _places(said: Sequence[Word], pattern: Pattern) -> list[tuple[int, ...]]:
    """Every place where the words of a pattern stand together."""
    found: list[tuple[int, ...]] = []
    size = len(pattern.keys)
    if pattern.literal:
        for at in range(len(said) - size + 1):
            if all(_matches(said[at + n], key) for n, key in enumerate(pattern.keys)):
                found.append(tuple(range(at, at + size)))
        return found
    hits = {key: [n for n, word in enumerate(said) if _matches(word, key)] for key in pattern.keys}
    for start in hits[pattern.keys[0]]:
        chosen = [start]
        for key in pattern.keys[1:]:
            near = [n for n in hits[key] if n not in chosen and abs(n - start) <= size + _REACH]
            near = [n for n in near if not any(said[m].text in (";", ":") for m in range(min(n, start), max(n, start)))]
            if not near:
                break
            chosen.append(min(near, key=lambda n: (abs(n - start), n)))
        else:
            found.append(tuple(sorted(chosen)))
    return found


_VERBS_TOO = frozenset(key_of(word) for word in plain_words("return list aid recall pay order share rest access"))


def _mentions(said: Sequence[Word], words: CaseTerms) -> list[_Mention]:
    """The issues that are named, in order of place. Of words that overlap, the longer and closer name wins."""
    candidates: list[tuple[tuple[int, int, int, int, str], _Mention]] = []
    for name, each in words.issues.items():
        for pattern in each.patterns:
            if not pattern.names:
                continue
            for places in _places(said, pattern):
                if len(pattern.keys) == 1 and _is_verb(said, places[0]):
                    continue
                width = max(places) - min(places)
                rank = {"word": 0, "title": 1, "id": 2, "step": 3}[pattern.kind]
                order = (-len(pattern.keys), width - len(pattern.keys), rank, places[0], name)
                candidates.append((order, _Mention(pattern, places)))
    candidates.sort(key=lambda pair: pair[0])
    taken: dict[int, str] = {}
    chosen: list[_Mention] = []
    for _, mention in candidates:
        owners = {taken[place] for place in mention.places if place in taken}
        if owners - {mention.pattern.issue}:
            continue
        if owners and all(place in taken for place in mention.places):
            continue
        chosen.append(mention)
        taken.update(dict.fromkeys(mention.places, mention.pattern.issue))
    chosen.sort(key=lambda mention: (mention.first, mention.last))
    return _without_modifiers(said, chosen)


def _is_verb(said: Sequence[Word], place: int) -> bool:
    """Whether a word that is a noun and a verb ("return", "pay") stands as a verb, and so names no issue by itself."""
    if said[place].key not in _VERBS_TOO:
        return False
    before = said[place - 1].text if place else ""
    after = said[place + 1].text if place + 1 < len(said) else ""
    if before in ("to", "not", "they", "we", "who", "and") or before in EVERY_MODAL:
        return after not in ("of", "rise", "raise")
    return said[place].text.endswith(("ed", "paid")) and said[place].text != said[place].key


def _without_modifiers(said: Sequence[Word], mentions: list[_Mention]) -> list[_Mention]:
    """Without those that only say which: the "truce" of "truce talks", the hostages of "a list of hostages"."""
    kept: list[_Mention] = []
    for mention in mentions:
        if any(
            other.pattern.issue != mention.pattern.issue
            and (
                _belongs_to(said, other.last, mention.first)
                or (
                    (other.first == mention.last + 1 or _subject_of(said, other.last, mention.first))
                    and any(said[place].key in TALKING for place in other.places)
                )
            )
            for other in mentions
        ):
            continue
        kept.append(mention)
    return kept


def _belongs_to(said: Sequence[Word], head: int, first: int) -> bool:
    """Whether what stands at `first` is only of what stands at `head`: the captives of "a list of the captives"."""
    between = [word.text for word in said[head + 1 : first]]
    return 0 < len(between) <= 3 and between[0] == "of" and not _SEPARATORS & set(between)


def _subject_of(said: Sequence[Word], talking: int, first: int) -> bool:
    """Whether a word of talking is joined to what stands at `first` by "on", "over", "about"."""
    between = [word.text for word in said[talking + 1 : first]]
    return 0 < len(between) <= 5 and between[0] in ABOUT and not _SEPARATORS & set(between)


def _talked_about(said: Sequence[Word], mention: _Mention) -> bool:
    """Whether the issue is only the subject of talks: "contract talks", "progress on job protection"."""
    after = said[mention.last + 1].key if mention.last + 1 < len(said) else ""
    if after in TALKING and not any(said[place].key in TALKING for place in mention.places):
        return True
    return any(
        said[place].key in TALKING and _subject_of(said, place, mention.first)
        for place in range(max(0, mention.first - 6), mention.first)
        if place not in mention.places
    )


# --- which step ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a part is read: `kind` is "demand", "put" (offers, accepts, commits), "refusal" or "condition"."""

    kind: str
    absorbs: bool = False  # whether its negation is the stance's own, or that of the waiting
    turned: bool = False  # what goes on now is to end
    reached: bool = False  # whether it has been carried out


def _reading_of(stance: Stance, split: _Split, *, refusing: bool) -> _Reading:
    if split.link is not None and not split.lasting and (split.negated or split.cue in _TURNED | {"first, then"}):
        return _Reading("condition", absorbs=split.negated)
    if split.lasting:
        return _Reading("condition", turned=True)
    if refusing:
        return _Reading("refusal", absorbs=True)
    if stance in _PUTS:
        return _Reading("put")
    if stance is Stance.CARRIES_OUT:
        return _Reading("put", reached=True)
    return _Reading("demand")


def _regions(said: Sequence[Word], mentions: list[_Mention]) -> list[tuple[int, int]]:
    """The stretch of words that speaks of each mention: from the sign behind the one before to its own last sign."""
    cuts: list[int] = [0]
    for here, after in pairwise(mentions):
        signs = [n for n in range(here.last + 1, after.first) if said[n].text in _SEPARATORS]
        cuts.append(signs[-1] + 1 if signs else max(here.last + 1, min(after.first, here.last + 1)))
    cuts.append(len(said))
    return list(pairwise(cuts))


def _acts(said: Sequence[Word], words: CaseTerms, reading: _Reading) -> tuple[Act, ...]:
    """The issues that a part names, each once, with the step it is moved to."""
    mentions = _mentions(said, words)
    if not mentions:
        return ()
    # Mentions of one issue side by side speak of it together.
    groups: list[list[_Mention]] = []
    for mention in mentions:
        if groups and groups[-1][-1].pattern.issue == mention.pattern.issue:
            groups[-1].append(mention)
        else:
            groups.append([mention])
    whole = [_Mention(group[0].pattern, tuple(n for m in group for n in m.places)) for group in groups]
    regions = _regions(said, whole)
    numbers = quantities(said)
    found: dict[str, Act] = {}
    carried: tuple[int, bool] | None = None
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
    group: list[_Mention],
    start: int,
    stop: int,
    words: CaseTerms,
    reading: _Reading,
    numbers: tuple[Quantity, ...],
    carried: tuple[int, bool] | None,
) -> tuple[Act, tuple[int, bool] | None]:
    """One issue in its stretch of words; and the verb that the next in a list takes over."""
    each = words.issues[group[0].pattern.issue]
    taken = {place for mention in group for place in mention.places}
    by_phrase = [mention.pattern.step for mention in group if mention.pattern.step]
    # The words of a phrase for a step are no verbs any more ("end of the offensive" ends nothing).
    spent = {place for mention in group if mention.pattern.step for place in mention.places}
    terms = tuple(_term(said, mention) for mention in group)
    why = "; ".join(dict.fromkeys(f"{mention.pattern.kind}: {mention.pattern.words}" for mention in group))
    phrase = all(mention.pattern.kind == "step" for mention in group)

    def named_only(told: str, sure: Confidence = Confidence.MEDIUM) -> tuple[Act, tuple[int, bool] | None]:
        return Act(each.issue.id, None, "", terms, sure, f"{why}; {told}", phrase=phrase), own or carried

    own: tuple[int, bool] | None = None
    if any(_talked_about(said, mention) for mention in group):
        return named_only("only the subject of talk")
    adverse = any(said[place].key in ADVERSE for place in taken - spent) and not each.adverse
    steps, cued, cue_terms = _steps_cued(said, start, stop, taken, each, adverse=adverse)
    stops = [n for n in range(start, stop) if said[n].key in STOPPING and n not in spent and n not in cued]
    goes = [n for n in range(start, stop) if said[n].key in STARTING and n not in spent and n not in cued]
    # Of a mention's own words only verbs count: "withdraw" is the issue, "halt" of "halt the offensive" is not.
    stops = [n for n in stops if n not in taken]
    negatives = [n for n in range(start, stop) if said[n].text in NEGATIVE and n not in spent]
    refusals = [n for n in range(start, stop) if said[n].key in REFUSING and n not in spent and n not in cued]
    if reading.absorbs:
        negatives, refusals = [], []
    ends = -1 if len(stops) % 2 else 1
    negative = -1 if (len(negatives) + len(refusals)) % 2 else 1
    if not stops and not goes and not negatives and not cued and not by_phrase and carried is not None:
        ends = carried[0]
    own = (ends, True) if stops or goes else None
    # Numbers first: they are the plainest.
    if each.issue.numbers is not None and not each.issue.is_choice:
        return _numeric(said, start, stop, each, reading, numbers, terms, why, negatives, phrase), own or carried
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


def _term(said: Sequence[Word], mention: _Mention) -> Term:
    span = Span(said[mention.first].span.start, said[mention.last].span.end)
    return Term(mention.pattern.issue, mention.pattern.step, span, f"{mention.pattern.kind}: {mention.pattern.words}")


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
    reading: _Reading,
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

    at_least = any(_at(region, n, ("at", "least")) for n in range(len(region)))
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
        return made(Op.EQUAL, last, Confidence.HIGH if not phrase else Confidence.MEDIUM, "its only other step")
    if reading.kind == "refusal":
        if any(word.text in ("any", "all") for word in region):
            return made(Op.AT_LEAST, first + 1, Confidence.MEDIUM, "any of it is refused")
        return made(Op.EQUAL, last, Confidence.MEDIUM, "no step named: only the furthest is refused for certain")
    op = Op.EQUAL if reading.kind == "put" else Op.AT_LEAST
    return made(op, first + 1, Confidence.MEDIUM, "no step named: some of it")


def _numeric(
    said: Sequence[Word],
    start: int,
    stop: int,
    each: IssueWords,
    reading: _Reading,
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

    if len(fitting) != 1:
        if not fitting and reading.kind in ("demand", "condition") and not negatives and issue.start == 0:
            if any(word.key in STOPPING for word in said[start:stop]):
                return named_only("which way is not clear")
            told = f"{why}; no number named: more than now"
            return Act(issue.id, Op.ABOVE, issue.steps[issue.start], terms, Confidence.LOW, told, phrase=phrase)
        return named_only("no number named" if not fitting else "several numbers named")
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


# --- the claim ----------------------------------------------------------------------------------------------------


def _assembled(
    act: Act,
    waits: tuple[Act, ...],
    split: _Split,
    stance: Stance,
    party: str,
    words: CaseTerms,
    spans: tuple[Span, ...],
    pointed: tuple[Reference, ...],
) -> Linked:
    """One act with its condition, as a claim that the record takes beside its stance; else the topic alone."""
    terms, reasons, sure = list(act.terms), act.reason, act.sure
    if split.link is None:
        claim, fitting = act.claim, stance
        if stance is Stance.INSISTS and claim:
            fitting, reasons = Stance.DEMANDS, f"{reasons}; no condition is named, so it demands"
    else:
        joined = [wait for wait in waits if wait.op is not None and wait.issue != act.issue]
        terms += [term for wait in waits for term in wait.terms]
        known = act.op is not None and bool(joined) and len(joined) == len(waits)
        if known:
            word = "or" if any(each.text == "or" for each in split.condition) else "and"
            claim = f"{act.claim} {split.link.value} {f' {word} '.join(wait.claim for wait in joined)}"
            sure = min((sure, *(wait.sure for wait in joined)), key=lambda each: each.height)
            reasons = f"{reasons}; {split.cue}: {'; '.join(wait.reason for wait in joined)}"
            if split.cue not in ("before", "until", "only if", "only after", "unless", "after", "without"):
                sure = min(sure, Confidence.MEDIUM, key=lambda each: each.height)
        elif not waits and not split.firm and split.cue not in _TURNED and not split.negated:
            claim = act.claim
            reasons = f"{reasons}; {split.cue}: no issue of the case, taken for a time"
        elif pointed and act.op is not None:
            told = f"{reasons}; {split.cue}: points back"
            judged = (Judgement("claim", Confidence.LOW, told, split.span),)
            fitting = _stance_with(act, split, stance, party, words)
            pending = f"{act.claim} {split.link.value} {{}}"
            return Linked("", act.issue, fitting, spans, tuple(terms), pointed, judged, pending)
        else:
            claim = ""
            reasons = f"{reasons}; {split.cue}: the condition names no step of the case"
        fitting = _stance_with(act, split, stance, party, words) if known else stance
    if claim and not words.fits(claim, fitting, party):
        claim, reasons = "", f"{reasons}; `{claim}` does not fit {fitting.value}"
    if not claim:
        sure = min(sure, Confidence.MEDIUM, key=lambda each: each.height)
        return Linked(
            "", act.issue, stance, spans, tuple(terms), (), (Judgement("topic", sure, reasons, _hull(act.terms)),)
        )
    judgements = [Judgement("claim", sure, reasons, _hull(act.terms))]
    if fitting is not stance:
        judgements.append(Judgement("stance", Confidence.MEDIUM, f"condition: {split.cue}" if split.cue else reasons))
    return Linked(claim, "", fitting, spans, tuple(terms), (), tuple(judgements))


def _stance_with(act: Act, split: _Split, stance: Stance, party: str, words: CaseTerms) -> Stance:
    """The stance that an act with a condition has: a refusal until B, or a demand of one's own act, insists."""
    if stance in REFUSALS and (split.negated or split.lasting):
        return Stance.INSISTS
    if stance is Stance.DEMANDS and (
        split.negated or split.lasting or split.cue in _TURNED | {"first, then"} or words.own(act.issue, party)
    ):
        return Stance.INSISTS
    return stance


def _hull(terms: Iterable[Term]) -> Span | None:
    spans = [term.span for term in terms]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def _unnamed(
    split: _Split, waits: tuple[Act, ...], stance: Stance, party: str, words: CaseTerms, spans: tuple[Span, ...]
) -> Linked:
    """No issue is named in the act: what it points back to, or nothing."""
    pointed = _pointing(split.act)
    terms = tuple(term for wait in waits for term in wait.terms)
    if not pointed:
        judged = (Judgement("topic", Confidence.LOW, "no issue of the case is named"),)
        return Linked("", "", stance, spans, terms, (), judged)
    joined = [wait.claim for wait in waits if wait.op is not None]
    pending = "{}"
    fitting = stance
    if split.link is not None:
        if not joined or len(joined) < len(waits):
            pending = ""
        else:
            pending = f"{{}} {split.link.value} {' and '.join(joined)}"
            if stance in REFUSALS | {Stance.DEMANDS}:
                fitting = Stance.INSISTS
    judged = (Judgement("claim", Confidence.LOW, "points back", pointed[0].span),)
    return Linked("", "", fitting, spans, terms, pointed, judged, pending)


def _topic_only(said: Sequence[Word], stance: Stance, spans: tuple[Span, ...], words: CaseTerms) -> Linked:
    """A stance that binds nobody: the issue that most of the words are about, of equals the first."""
    mentions = _mentions(said, words)
    counted: dict[str, int] = {}
    for mention in mentions:
        if mention.pattern.kind != "step":
            counted[mention.pattern.issue] = counted.get(mention.pattern.issue, 0) + 1
    for mention in mentions:
        if not counted:
            counted[mention.pattern.issue] = 1
    terms = tuple(_term(said, mention) for mention in mentions)
    pointed = _pointing(said, nouns_only=bool(mentions))
    if not counted:
        judged = Judgement("topic", Confidence.LOW, "no issue of the case is named")
        return Linked("", "", stance, spans, terms, pointed, (judged,))
    topic = max(counted, key=lambda issue: counted[issue])  # of equals the one named first
    why = next(term.reason for term in terms if term.issue == topic)
    sure = Confidence.HIGH if len(counted) == 1 else Confidence.MEDIUM
    told = why if len(counted) == 1 else f"{why}; others named too: {', '.join(sorted(set(counted) - {topic}))}"
    return Linked("", topic, stance, spans, terms, pointed, (Judgement("topic", sure, told, _hull(terms)),))


_BEFORE_OTHERS = (
    ("more", "important", "than"),
    ("matters", "more", "than"),
    ("matter", "more", "than"),
    ("more", "than"),
    ("ahead", "of"),
    ("rather", "than"),
    ("before",),
    ("over",),
    ("above",),
    ("prior", "to"),
)


def _priority(said: Sequence[Word], stance: Stance, spans: tuple[Span, ...], words: CaseTerms) -> Linked:
    """Which issue comes before which: `a > b`, where the words between two issues say so."""
    mentions = _mentions(said, words)
    terms = tuple(_term(said, mention) for mention in mentions)
    for here, after in pairwise(mentions):
        between = range(here.last + 1, after.first)
        cue = next((p for n in between for p in _BEFORE_OTHERS if _at(said, n, p)), None)
        if cue is not None and here.pattern.issue != after.pattern.issue:
            claim = f"{here.pattern.issue} > {after.pattern.issue}"
            judged = Judgement("claim", Confidence.MEDIUM, f"{' '.join(cue)}", _hull(terms))
            return Linked(claim, "", stance, spans, terms, (), (judged,))
    topic = mentions[0].pattern.issue if mentions else ""
    told = "over what is not said" if mentions else "no issue of the case is named"
    return Linked("", topic, stance, spans, terms, (), (Judgement("topic", Confidence.LOW, told),))


_NTH = {"first": 1, "initial": 1, "opening": 1, "second": 2, "third": 3, "final": 0}


def _of_draft(said: Sequence[Word], stance: Stance, words: CaseTerms, spans: tuple[Span, ...]) -> Linked | None:
    """A draft by its id, or by the stage of it: only where the case has but one that this can be."""
    if stance not in (Stance.ACCEPTS, Stance.REJECTS) or not words.drafts:
        return None
    by_id = [
        (place, draft)
        for draft in words.drafts.values()
        for place, word in enumerate(said)
        if word.key == key_of(draft.id.replace("_", " ").split()[0])
    ]
    named = {draft.id for _, draft in by_id}
    speaks = any(word.key in AGREED | OFFERED | EITHER for word in said)
    stage, at = None, None
    for place, word in enumerate(said[:-1]):
        if word.text in _NTH and said[place + 1].text in ("stage", "phase", "part", "step"):
            stage, at = _NTH[word.text], place
    only = next(iter(words.drafts.values())) if len(words.drafts) == 1 else None
    draft = words.drafts[next(iter(named))] if len(named) == 1 else None
    if draft is None and stage and speaks and only is not None:
        draft = only
    if draft is None or (stage is not None and not 0 < stage <= len(draft.stages)):
        return None
    claim = f"draft:{draft.id}" + (f"/{stage}" if stage else "")
    place = at if at is not None else by_id[0][0]
    judged = Judgement("claim", Confidence.MEDIUM, f"draft: {draft.id}", said[place].span)
    return Linked(claim, "", stance, spans, (), (), (judged,))


# --- words that point back ----------------------------------------------------------------------------------------

_NOUNS = ASKED | OFFERED | EITHER | AGREED
_POINTERS = frozenset(("this", "that", "these", "those", "such", "both", "the", "its", "their"))
_VERBAL = plain_words("is was would will can cannot could may might must should has had does did isn't won't")


def _pointing(said: Sequence[Word], *, nouns_only: bool = False) -> tuple[Reference, ...]:
    """The words of a part that point back: "those demands", "such an agreement", "this"."""
    found: list[Reference] = []
    for place, word in enumerate(said):
        if word.text not in _POINTERS | {"it", "them"}:
            continue
        ahead = place + 1
        while ahead < len(said) and (
            said[ahead].text in ("a", "an", "two", "three", "four", "same", "latest", "four") or ahead == place + 1
        ):
            if said[ahead].key in _NOUNS:
                break
            ahead += 1
        noun = ahead < len(said) and said[ahead].key in _NOUNS and ahead - place <= 3
        if noun and word.text not in ("it", "them"):
            if word.text in ("the", "its", "their") and _spelt_out(said, ahead):
                continue
            span = Span(word.span.start, said[ahead].span.end)
            found.append(Reference(span, (), f"points back: {said[ahead].text}"))
        elif not nouns_only and word.text in ("this", "that", "it", "these", "those", "them", "both"):
            after = said[place + 1].text if place + 1 < len(said) else ""
            subject = after in _VERBAL or after in ("", ".", ",")
            # "more that could be offered", "the step that is asked for": joins a clause, and points nowhere.
            joins = word.text == "that" and place > 0 and said[place - 1].is_word
            if subject and not joins:
                found.append(Reference(word.span, (), f"points back: {word.text}"))
    return tuple(found)


def _spelt_out(said: Sequence[Word], place: int) -> bool:
    """Whether a noun says itself what it is ("the demand to ...", "the offer of ..."), and so points nowhere."""
    return place + 1 < len(said) and said[place + 1].text in ("to", "of", "that", "for", "on", "by", "from")


# --- without a case -----------------------------------------------------------------------------------------------


def _without_case(text: str, spans: tuple[Span, ...], stance: Stance, phrases: Sequence[Span]) -> Linked:
    """The noun phrases inside the content are its terms, the first the topic; nothing is made of them."""
    inside = [phrase for phrase in phrases if any(span.holds(phrase) for span in spans)]
    terms = tuple(Term("", "", phrase, "noun phrase") for phrase in inside)
    pointed = _pointing([word for span in spans for word in words_of(text, span)], nouns_only=bool(inside))
    topic = " ".join(inside[0].of(text).split()) if inside else ""
    told = "the first noun phrase; there is no case" if inside else "no noun phrase, and no case"
    return Linked("", topic, stance, spans, terms, pointed, (Judgement("topic", Confidence.LOW, told),))


def noun_phrases(doc: object, start: int = 0) -> tuple[Span, ...]:
    """The noun phrases of a parsed paragraph that begins at `start`, without a leading article; pronouns are none."""
    found: list[Span] = []
    for chunk in getattr(doc, "noun_chunks", ()):
        tokens = [token for token in chunk if not token.is_space]
        while tokens and (tokens[0].pos_ in ("DET", "PUNCT", "PRON") or tokens[0].dep_ == "poss"):
            tokens = tokens[1:]
        if tokens:
            found.append(Span(start + tokens[0].idx, start + tokens[-1].idx + len(tokens[-1].text)))
    return tuple(found)
