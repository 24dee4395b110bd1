"""How did one party come to stand where it stands on one issue? Its words, one after the other.

A word may touch both ends of a ladder. Naming a step as signable, by demanding, accepting or offering it, lets every
own bound that excludes it give way, on either end; so does a refusal that would otherwise leave the party no step at
all: of two words that cannot both be meant the newer counts, unless it is held back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from nonpaper.case.issues import Issue
from nonpaper.case.parties import Party, Rank
from nonpaper.positions.choices import Chosen, admit, choose, chosen_stands, turn_down
from nonpaper.positions.contradictions import held_back, of_equal_weight
from nonpaper.positions.position import Bound, BoundKind, Contradiction, Direction, Effect, Reach, Side, Way
from nonpaper.positions.sayings import Saying, Verb
from nonpaper.positions.stands import SOFT_FIRMNESS, Stand, Stands, Word, exported, give_way, limit, press, tightest
from nonpaper.positions.voices import HEIGHT, Voice

_STEP = itemgetter(1)  # the step of a yes
_PLAIN = (Verb.DEMAND, Verb.REFUSE, Verb.CONCEDE)
_BACK = 10**9  # narrower than any claim: what takes an offer back comes after it on the same day


class Turn(NamedTuple):
    """One statement in the course of a position: what it says of this act, empty where nothing in it counts here."""

    voice: Voice
    sayings: tuple[Saying, ...] = ()


class Yes(NamedTuple):
    """A step named as signable; `asked` where it was demanded, `stage` where only a stage with it was accepted.

    A bound that comes to exclude the step puts a yes out of force, but not that to a stage, for a stage is no end.
    """

    reach: Reach
    step: int
    asked: bool
    stage: bool = False


class Held(NamedTuple):
    """Where the party stands after a turn: what is live, and what it has said yes to."""

    lower: Stands = ()
    upper: Stands = ()
    chosen: Chosen | None = None
    yes: Mapping[Yes, tuple[str, ...]] = {}  # with the statements that named it

    def stands(self) -> list[Stand]:
        """Everything live, binding or not."""
        found = [*self.lower, *self.upper]
        if self.chosen is not None:
            found += [self.chosen.want] if self.chosen.want is not None else []
            found += self.chosen.refused.values()
        return found

    def ids(self) -> dict[str, None]:
        """The statements that are live, in the order of the record's time within each stand."""
        found: dict[str, None] = {}
        for stand in self.stands():
            for word in stand.words:
                found[word.id] = None
            if stand.contest is not None:
                found[stand.contest.word.id] = None
        for ids in self.yes.values():
            found.update(dict.fromkeys(ids))
        return found


class Step(NamedTuple):
    """What one turn did: its effect, the ids that no longer bind since, the bounds before and after."""

    turn: Turn
    effect: Effect
    retired: tuple[str, ...]
    before: tuple[Bound, ...]
    after: tuple[Bound, ...]


class Course:
    """Follows one party on one issue. `side` is False for mediators and others who only act there."""

    def __init__(
        self, issue: Issue, party: Party, direction: Direction, status_quo: Callable[[date], int], *, side: bool = True
    ) -> None:
        self.issue = issue
        self.party = party
        self.direction = direction
        self.status_quo = status_quo
        self.side = side
        self.last = issue.rungs
        self.band: tuple[int, int] | None = None
        self._made: dict[int, tuple[Stand, Bound]] = {}  # the bound of each stand, made once

    # --- the order of one day ---------------------------------------------------------------------------------------

    def in_order(self, turns: Iterable[Turn]) -> list[Turn]:
        """The turns in time. On one day: better grade, rank, firmness, then the narrower last; then the words alone."""
        return sorted(turns, key=self._key)

    def _key(self, turn: Turn) -> tuple[object, ...]:
        voice = turn.sayings[0].voice if turn.sayings else turn.voice
        statement = voice.statement
        if len(turn.sayings) == 1:
            narrow = self._narrow(turn.sayings[0])
        else:
            narrow = max((self._narrow(saying) for saying in turn.sayings), default=(-1, False))
        claim = statement.claim.text if statement.claim is not None else ""
        return (*voice.order, narrow, statement.stance.value, claim, statement.id)

    def _narrow(self, saying: Saying) -> tuple[int, bool]:
        if saying.verb is Verb.WITHDRAW:
            return (_BACK, False)
        waits = saying.under is not None
        if self.issue.is_choice:
            return (1 if saying.verb is Verb.REFUSE else self.last, waits)
        term = saying.term
        if saying.verb is Verb.DEMAND:
            return (max(self._tight(end, term.step) for end in self._demanded(saying)), waits)
        if saying.verb is Verb.REFUSE:
            return (max((self._tight(end, step) for end, step in self._refused(saying)), default=0), waits)
        return (max((self._tight(end, term.step) for end in self._conceded(saying)), default=0), waits)

    # --- which end of the ladder --------------------------------------------------------------------------------------

    def _tight(self, end: Side, step: int) -> int:
        return step if end is Side.LOWER else self.last - step

    def _step(self, end: Side, tight: int) -> int:
        return tight if end is Side.LOWER else self.last - tight

    def _demands(self, saying: Saying) -> bool:
        """Whether this is a demand that excludes anything."""
        if saying.verb is not Verb.DEMAND:
            return False
        reach, step = saying.term.reach, saying.term.step
        return not ((reach is Reach.UP and step == 0) or (reach is Reach.DOWN and step == self.last))

    def _demanded(self, saying: Saying) -> tuple[Side, ...]:
        """The ends that a demand closes. `= a` is *a or better*; where no better is known, just a.

        Where the best step is only known to lie between, `= a` is read as it was for the direction: above the status
        quo it asks for no less, else for no more.
        """
        reach, step = saying.term.reach, saying.term.step
        if reach is Reach.UP:
            return (Side.LOWER,)
        if reach is Reach.DOWN:
            return (Side.UPPER,)
        way, best = self.direction.way, self.direction.best
        if way is Way.UP:
            return (Side.LOWER,)
        if way is Way.DOWN:
            return (Side.UPPER,)
        if way is Way.BEST and best is None:
            return (Side.LOWER,) if step > self.status_quo(saying.voice.statement.day) else (Side.UPPER,)
        if way is Way.BEST and best is not None and step != best:
            return (Side.LOWER,) if step < best else (Side.UPPER,)
        return (Side.LOWER, Side.UPPER)

    def _refused(self, saying: Saying) -> tuple[tuple[Side, int], ...]:
        """The end that a refusal closes, and the worst step it leaves; none where that cannot be told.

        `= a` with a best step that is only known to lie between: below everything demanded it asks for more, above it
        for less, and a step in the midst stays open. Without a stake only the ends of the ladder can be told. A
        refusal of every step there is leaves the last one standing.
        """
        reach, step = saying.term.reach, saying.term.step
        more = (Side.LOWER, min(step + 1, self.last))
        less = (Side.UPPER, max(step - 1, 0))
        if reach is Reach.UP:
            return (less,)
        if reach is Reach.DOWN:
            return (more,)
        way, best = self.direction.way, self.direction.best
        if way is Way.UP:
            return (more,)
        if way is Way.DOWN:
            return (less,)
        if way is Way.BEST and best is not None:
            return () if step == best else (more,) if step < best else (less,)
        low, high = self.band if way is Way.BEST and self.band is not None else (0, self.last)
        if step < low or step == 0:
            return (more,)
        if step > high or step == self.last:
            return (less,)
        return ()

    def _told_apart(self, saying: Saying) -> bool:
        """Whether it can be told which way a refusal closes."""
        return self.issue.is_choice or bool(self._refused(saying))

    def _conceded(self, saying: Saying) -> tuple[Side, ...]:
        """The end on which a step accepted or offered is the furthest the party has gone: the one it disfavours."""
        step = saying.term.step
        if not self.side:
            now = self.status_quo(saying.voice.statement.day)
            return (Side.UPPER,) if step > now else (Side.LOWER,) if step < now else ()
        way, best = self.direction.way, self.direction.best
        if way is Way.UP:
            return (Side.LOWER,)
        if way is Way.DOWN:
            return (Side.UPPER,)
        if way is Way.BEST and best is not None and step != best:
            return (Side.LOWER,) if step < best else (Side.UPPER,)
        return ()

    # --- one word ---------------------------------------------------------------------------------------------------

    def _word(self, saying: Saying) -> Word:
        voice, statement = saying.voice, saying.voice.statement
        mandated = voice.rank is Rank.DELEGATION and self.issue.id in self.party.mandate
        return Word(
            statement.id,
            statement.day,
            HEIGHT[voice.rank],
            HEIGHT[Rank.PRINCIPAL] if mandated else HEIGHT[voice.rank],
            statement.firmness,
            voice.hearsay,
            red=saying.red,
            given=statement.firmness_given,
            guards=saying.verb is Verb.DEMAND or saying.red,
            softens=saying.verb in (Verb.CONCEDE, Verb.ADMIT),
        )

    def _apply(self, held: Held, saying: Saying) -> Held:
        word = self._word(saying)
        if self.issue.is_choice:
            after = self._choose(held, saying, word)
        else:
            after = self._climb(held, saying, word)
        demands = saying.verb is Verb.DEMAND and after is not held
        if demands or (saying.verb in (Verb.CONCEDE, Verb.STAGE) and saying.under is None):
            yes = Yes(saying.term.reach, saying.term.step, demands, saying.verb is Verb.STAGE)
            said = {**after.yes, yes: (*after.yes.get(yes, ()), word.id)}
            after = Held(after.lower, after.upper, after.chosen, said)
        closes = saying.verb is Verb.DEMAND or saying.verb is Verb.REFUSE
        if closes and after is not held and held.yes and self._shifted(held, after):
            after = Held(after.lower, after.upper, after.chosen, self._still_said(after))
        return after

    def _shifted(self, before: Held, after: Held) -> bool:
        """Whether a word may have put another out of force: something moved, or a stand went."""
        if after.chosen is not before.chosen:
            return True
        if after.lower is before.lower and after.upper is before.upper:
            return False
        return (
            tightest(after.lower) != tightest(before.lower)
            or tightest(after.upper) != tightest(before.upper)
            or len(after.lower) < len(before.lower)
            or len(after.upper) < len(before.upper)
        )

    def _still_said(self, held: Held) -> dict[Yes, tuple[str, ...]]:
        """What it still says yes to: steps that no bound excludes, and of demands only those that stand."""
        live = {word.id for stand in held.stands() for word in stand.words}
        allowed = held.chosen.allowed() if held.chosen is not None else None
        low, high = tightest(held.lower), self.last - tightest(held.upper)
        found = {}
        for yes, ids in held.yes.items():
            if not yes.stage and not (low <= yes.step <= high if allowed is None else yes.step in allowed):
                continue
            standing = tuple(id_ for id_ in ids if id_ in live) if yes.asked else ids
            if standing:
                found[yes] = standing
        return found

    def admits(self, held: Held, step: int) -> bool:
        """Whether nothing live excludes a step."""
        if held.chosen is not None:
            return step in held.chosen.allowed()
        return tightest(held.lower) <= step <= self.last - tightest(held.upper)

    def _choose(self, held: Held, saying: Saying, word: Word) -> Held:
        chosen = held.chosen if held.chosen is not None else Chosen(len(self.issue.steps))
        step = saying.term.step
        if saying.verb is Verb.DEMAND:
            chosen = choose(chosen, step, word)
        elif saying.verb is Verb.REFUSE:
            chosen = turn_down(chosen, step, word)
        elif saying.verb is Verb.CONCEDE:
            chosen = admit(chosen, step, word, create=saying.under is None)
        elif saying.verb is Verb.ADMIT:
            chosen = admit(chosen, step, word, create=False)
        return held if chosen == held.chosen else held._replace(chosen=chosen)

    def _climb(self, held: Held, saying: Saying, word: Word) -> Held:
        ends = {Side.LOWER: held.lower, Side.UPPER: held.upper}
        reach, step = saying.term.reach, saying.term.step
        if saying.verb is Verb.DEMAND:
            if not self._demands(saying):
                return held
            closed = self._demanded(saying)
            for end in ends:
                if end in closed:
                    ends[end] = press(ends[end], self._tight(end, step), word)
                else:
                    ends[end] = give_way(ends[end], self._tight(end, step), word, create=False)
        elif saying.verb is Verb.REFUSE:
            for end, worst in self._refused(saying):
                named = None if reach is not Reach.EXACT else frozenset({step})
                ends[end] = limit(ends[end], self._tight(end, worst), word, named)
                other = Side.UPPER if end is Side.LOWER else Side.LOWER
                if tightest(ends[Side.LOWER]) + tightest(ends[Side.UPPER]) > self.last:
                    ends[other] = give_way(ends[other], self._tight(other, worst), word, create=False)
        elif saying.verb is Verb.CONCEDE:
            furthest = self._conceded(saying) if saying.under is None or not self.side else ()
            for end in ends:
                ends[end] = give_way(ends[end], self._tight(end, step), word, create=end in furthest)
        elif saying.verb is Verb.ADMIT:
            furthest = self._conceded(saying) if not self.side else ()
            for end in ends:
                if reach is Reach.EXACT or (reach is Reach.UP) == (end is Side.UPPER):
                    ends[end] = give_way(ends[end], self._tight(end, step), word, create=end in furthest)
        lower, upper = ends[Side.LOWER], ends[Side.UPPER]
        if tightest(lower) + tightest(upper) > self.last:
            # One end is held back by a higher speaker's word, so the other must not close on it either.
            lower = lower if _contests(lower, word) else held.lower
            upper = upper if _contests(upper, word) else held.upper
        if lower is held.lower and upper is held.upper:
            return held
        return Held(lower, upper, held.chosen, held.yes)

    # --- all words --------------------------------------------------------------------------------------------------

    def run(self, ordered: Sequence[Turn], steps: list[Step] | None = None) -> tuple[Held, set[str]]:
        """Where the party stands after all turns, and the ids of those whose offers were taken back.

        `ordered` is as `in_order` gives it. What each turn did is added to `steps`, where that is wanted.
        """
        demanded = [s.term.step for turn in ordered for s in turn.sayings if self._demands(s)]
        self.band = (min(demanded), max(demanded)) if demanded else None
        held = Held()
        undone: set[int] = set()
        offers: list[int] = []  # the turns that can still be taken back
        takes_back = any(s.verb is Verb.WITHDRAW for turn in ordered for s in turn.sayings)
        kept: list[Held] = []  # before each turn, where something may have to be undone
        for place, turn in enumerate(ordered):
            before = held
            gone: list[int] = []
            if takes_back:
                kept.append(held)
                back = [saying for saying in turn.sayings if saying.verb is Verb.WITHDRAW]
                gone = [k for k in offers if _undoes(self, back, ordered[k])] if back else []
                if any(saying.verb in (Verb.CONCEDE, Verb.STAGE) for saying in turn.sayings):
                    offers.append(place)
            if gone:
                undone.update(gone)
                offers = [k for k in offers if k not in undone]
                held = self._again(ordered, kept, undone, gone[0], place)
            for saying in turn.sayings:
                held = self._apply(held, saying)
            if steps is not None:
                taken = tuple(ordered[k].voice.id for k in gone)
                steps.append(self._told(steps[-1].after if steps else (), before, held, turn, taken))
        return held, {ordered[k].voice.id for k in undone}

    def _again(self, ordered: Sequence[Turn], kept: list[Held], undone: set[int], first: int, place: int) -> Held:
        """The turns from `first` to `place` once more, as if what is undone had not been said."""
        held = kept[first]
        for k in range(first, place):
            kept[k] = held
            if k not in undone:
                for saying in ordered[k].sayings:
                    held = self._apply(held, saying)
        kept[place] = held
        return held

    def _told(self, bounds: tuple[Bound, ...], before: Held, held: Held, turn: Turn, taken: tuple[str, ...]) -> Step:
        """What a turn did; `bounds` are those before it, `taken` the statements whose offers it takes back."""
        if not turn.sayings:
            return Step(turn, Effect.SHOWN, (), bounds, bounds)
        effect = Effect.WITHDRAWN if taken else self._effect(before, held, turn)
        refusals = [saying for saying in turn.sayings if saying.verb is Verb.REFUSE]
        if held is before and not all(self._told_apart(saying) for saying in refusals):
            effect = Effect.SHOWN
        same = effect in (Effect.SAYS_LESS, Effect.SHOWN, Effect.MARKS)
        if same or (effect is Effect.CONFIRMS and _shape(before) == _shape(held)):
            return Step(turn, effect, (), bounds, bounds)
        retired: tuple[str, ...] = ()
        if any(saying.verb in (Verb.DEMAND, Verb.REFUSE, Verb.WITHDRAW) for saying in turn.sayings):
            live = held.ids()
            gone = dict.fromkeys((*before.ids(), *taken))
            retired = tuple(old for old in gone if old not in live and old != turn.voice.id)
        return Step(turn, effect, retired, bounds, self.bounds(held))

    def _effect(self, before: Held, after: Held, turn: Turn) -> Effect:
        if after is before:
            return Effect.SAYS_LESS
        contests = [stand.contest for stand in after.stands() if stand.contest is not None]
        mine = [contest for contest in contests if contest.word.id == turn.voice.id]
        if mine and not all(contest.firmer for contest in mine):
            return Effect.HELD_BACK
        rose, fell, opened = self._moved(before, after)
        if rose:
            return Effect.OPENS if opened else Effect.HARDENS
        if fell:
            return Effect.SOFTENS
        if opened:
            return Effect.OPENS
        if after.stands() != before.stands():
            return Effect.HARDENS if len(_shape(after)) > len(_shape(before)) else Effect.CONFIRMS
        if any(saying.verb is Verb.STAGE for saying in turn.sayings):
            return Effect.MARKS
        fresh = after.yes.keys() - before.yes.keys()
        if fresh and not before.stands() and not before.yes:
            return Effect.OPENS
        return Effect.CONFIRMS if self._adds(before, fresh) else Effect.SAYS_LESS

    def _moved(self, before: Held, after: Held) -> tuple[bool, bool, bool]:
        """Whether it grew stricter somewhere, less strict somewhere, and whether that is the first word there."""
        if self.issue.is_choice:
            size = len(self.issue.steps)
            every = frozenset(range(size))
            was = before.chosen.allowed() if before.chosen is not None else every
            now = after.chosen.allowed() if after.chosen is not None else every
            return bool(was - now), bool(now - was), not before.stands() and bool(after.stands())
        rose = fell = opened = False
        for old, new in ((before.lower, after.lower), (before.upper, after.upper)):
            if not old and new:
                opened = True
            rose = rose or tightest(new) > tightest(old)
            fell = fell or tightest(new) < tightest(old)
        return rose, fell, opened

    def span(self, yes: Yes) -> tuple[int, int]:
        """The steps that saying yes to one carries with it: those in the claim, and those better for the party."""
        step = yes.step
        if self.issue.is_choice:
            return step, step
        low = 0 if yes.reach is Reach.DOWN else step
        high = self.last if yes.reach is Reach.UP else step
        way, best = self.direction.way, self.direction.best
        if way is Way.UP:
            high = self.last
        elif way is Way.DOWN:
            low = 0
        elif way is Way.BEST and best is not None:
            low, high = min(low, best), max(high, best)
        return low, high

    def _adds(self, before: Held, fresh: Iterable[Yes]) -> bool:
        """Whether new yeses reach a step that none before them did."""
        if not before.yes:
            return True
        way = self.direction.way
        if way in (Way.UP, Way.DOWN) and not self.issue.is_choice:
            # What is carried has no gaps: from the worst step named, all that is better.
            worst = min(map(_STEP, before.yes)) if way is Way.UP else max(map(_STEP, before.yes))
            spans = [self.span(Yes(Reach.EXACT, worst, asked=False))]
            spans += [self.span(yes) for yes in before.yes if yes.reach is not Reach.EXACT]
        else:
            spans = [self.span(yes) for yes in before.yes]
        spans.sort()
        for yes in fresh:
            low, high = self.span(yes)
            for start, end in spans:
                if start > low:
                    break
                low = max(low, end + 1)
            if low <= high:
                return True
        return False

    # --- what comes of it ---------------------------------------------------------------------------------------------

    def bounds(self, held: Held) -> tuple[Bound, ...]:
        """The bounds that bind, the strictest first on each end."""
        return tuple(bound for bound, _ in self.live(held))

    def live(self, held: Held) -> list[tuple[Bound, frozenset[int] | None]]:
        """The bounds that bind, each with the steps that were refused by name (None: all it excludes were)."""
        if held.chosen is not None:
            wants = held.chosen.want
            return [
                (self._bound(Side.SET, stand, steps), frozenset() if stand is wants else stand.named)
                for stand, steps in chosen_stands(held.chosen)
            ]
        found = [(self._bound(Side.LOWER, stand, None), stand.named) for stand in exported(held.lower)]
        found += [(self._bound(Side.UPPER, stand, None), stand.named) for stand in exported(held.upper)]
        return found

    def _bound(self, side: Side, stand: Stand, allowed: frozenset[int] | None) -> Bound:
        made = self._made.get(id(stand))
        if made is not None and made[1].allowed == allowed:
            return made[1]
        bound = Bound(
            self.party.id,
            self.issue.id,
            side,
            stand.kind,
            stand.firmness,
            (stand.words[0].id,) if len(stand.words) == 1 else tuple(dict.fromkeys(word.id for word in stand.words)),
            stand.since,
            None if side is Side.SET else self._step(side, stand.tight),
            allowed,
            stand.hearsay,
            stand.moved_by,
        )
        self._made[id(stand)] = (stand, bound)
        return bound

    def standing(self, held: Held, now: int, statement: str | None) -> list[Bound]:
        """An act of a mediator, guarantor or host stands at the status quo on each end where it has offered nothing."""
        ids = (statement,) if statement is not None else ()
        found: list[tuple[Side, int | None, frozenset[int] | None]] = []
        if self.issue.is_choice:
            if held.chosen is None or held.chosen.want is None:
                found.append((Side.SET, None, frozenset({now})))
        else:
            if not held.lower and now > 0:
                found.append((Side.LOWER, now, None))
            if not held.upper and now < self.last:
                found.append((Side.UPPER, now, None))
        return [
            Bound(self.party.id, self.issue.id, side, BoundKind.STANDING, SOFT_FIRMNESS, ids, None, step, allowed)
            for side, step, allowed in found
        ]

    def contradictions(self, held: Held, ordered: Iterable[Turn]) -> list[Contradiction]:
        """What is held back, or holds back in vain because it is the less firm; and what was said in one breath."""
        found = []
        for stand in held.stands():
            contest = stand.contest
            if contest is not None:
                found.append(held_back(self.party.id, self.issue.id, contest))
        known = {frozenset(clash.statements) for clash in found}
        for earlier, binds in self._in_one_breath(held, ordered):
            if frozenset((earlier.id, binds.id)) not in known:
                found.append(of_equal_weight(self.party.id, self.issue.id, earlier.statement, binds.statement))
        return found

    def _in_one_breath(self, held: Held, ordered: Iterable[Turn]) -> Iterator[tuple[Voice, Voice]]:
        """Words of one day and equal weight of which one excludes what the other says yes to; the later binds still.

        The same said twice is looked at once.
        """
        live = held.ids()
        for _, turns in groupby(ordered, key=lambda turn: turn.voice.order):
            said: dict[tuple[object, ...], Turn] = {}
            for turn in turns:
                plain = tuple((s.verb, s.term) for s in turn.sayings if s.under is None and s.verb in _PLAIN)
                if plain:
                    said.pop(plain, None)
                    said[plain] = turn
            alone = [(turn.voice, self._alone(turn)) for turn in said.values()]
            for place, (later, binding) in enumerate(alone):
                if later.id in live:
                    for earlier, other in alone[:place]:
                        overruled = self._excluded(other, binding) and self._excluded(other, held)
                        overrules = self._excluded(binding, other) and not self._excluded(binding, held)
                        if overruled or overrules:
                            yield earlier, later

    def _alone(self, turn: Turn) -> Held:
        """Where the party would stand had it said only this."""
        held = Held()
        for saying in turn.sayings:
            if saying.under is None and saying.verb in _PLAIN:
                held = self._apply(held, saying)
        return held

    def _excluded(self, said: Held, by: Held) -> bool:
        """Whether one of two words excludes a step that the other accepts or offers, or leaves it none to sign."""
        steps = range(len(self.issue.steps))
        accepted = any(not yes.asked and not self.admits(by, yes.step) for yes in said.yes)
        return accepted or not any(self.admits(said, step) and self.admits(by, step) for step in steps)


def _contests(stands: Stands, word: Word) -> bool:
    """Whether the word is held back by something on this end."""
    return any(stand.contest is not None and stand.contest.word is word for stand in stands)


def _shape(held: Held) -> list[tuple[object, ...]]:
    """What binds, without who holds it up."""
    if held.chosen is not None:
        return [(stand.kind, stand.firmness, steps) for stand, steps in chosen_stands(held.chosen)]
    return [
        (end, stand.kind, stand.firmness, stand.tight)
        for end, stands in enumerate((held.lower, held.upper))
        for stand in exported(stands)
    ]


def _undoes(course: Course, back: Iterable[Saying], turn: Turn) -> bool:
    """Whether a withdrawal takes back an earlier offer: of the step it names, or of one that goes further."""
    for saying in turn.sayings:
        if saying.verb not in (Verb.CONCEDE, Verb.STAGE):
            continue
        for taken in back:
            if saying.term.step == taken.term.step:
                return True
            if not course.issue.is_choice and saying.verb is Verb.CONCEDE:
                ends = course._conceded(saying)
                if any(course._tight(end, saying.term.step) < course._tight(end, taken.term.step) for end in ends):
                    return True
    return False
