"""Which two words of one party cannot both be meant, and which of them binds?

Four kinds are told. A lower speaker would lift a red line or a demand of a higher one that is less than a year old:
both live, and the firmer binds. Two words of one day and equal weight exclude each other. A stage was accepted that an
own condition forbids. A stage was accepted that goes where the party has firmly refused to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nonpaper.case.parties import Rank
from nonpaper.case.statements import Stance, Statement
from nonpaper.positions.position import Contradiction, Hearsay, HeldCondition, Position, Side
from nonpaper.positions.sayings import Reader
from nonpaper.positions.stands import Contest, Word
from nonpaper.positions.voices import Voice

_SPEAKERS = {Rank.PRINCIPAL.height: "the principal", Rank.DELEGATION.height: "the delegation"}


def _who(word: Word) -> str:
    if word.height == Rank.UNNAMED.height and word.hearsay is not Hearsay.FIRST_HAND:
        return "an account by others"
    return _SPEAKERS.get(word.height, "an unnamed source")


def held_back(party: str, issue: str, contest: Contest) -> Contradiction:
    """A word that would lift what a higher speaker holds. Where it is the firmer, it binds all the same."""
    word, by = contest.word, contest.by
    who, whose = _who(word), _who(by)
    words = f"{who} ({word.day.isoformat()}) would lift what {whose} said ({by.day.isoformat()}): both stand, and "
    if contest.firmer:
        return Contradiction(party, issue, (by.id, word.id), word.id, words + "the later is the firmer, so it binds")
    firmness = "is the firmer" if by.firmness > word.firmness else "is the higher speaker's"
    return Contradiction(party, issue, (by.id, word.id), by.id, words + f"the earlier {firmness}, so it binds")


def of_equal_weight(party: str, issue: str, earlier: Statement, binds: Statement) -> Contradiction:
    """Two words of one day, equally well known and firm, that exclude each other: the order of rows decides nothing."""
    words = f"both were said on {binds.day.isoformat()} with equal weight, and they cannot both be meant; "
    return Contradiction(party, issue, (earlier.id, binds.id), binds.id, words + "the one that asks for more binds")


def stage_clashes(
    reader: Reader,
    party: str,
    voices: Iterable[Voice],
    conditions: Iterable[HeldCondition],
    positions: Mapping[tuple[str, str], Position],
    status_quo: Mapping[str, int],
) -> list[Contradiction]:
    """Stages that the party accepted though it holds something that they would break. The condition or bound binds.

    A stage breaks a condition when it has the act and not what the act waits for. It breaks a bound only by going
    beyond it, away from the status quo: that it does not go far enough yet is no contradiction, for more may follow.
    """
    held = list(conditions)
    found: dict[tuple[str, str, str], Contradiction] = {}
    for voice in voices:
        claim = voice.statement.claim
        if claim is None or claim.condition is not None or voice.statement.stance is not Stance.ACCEPTS:
            continue
        for ref in claim.drafts:
            if not reader.is_stage(ref):
                continue
            reached = {term.issue: term.step for term in reader.draft_terms(ref)}
            package = {**status_quo, **reached}
            for condition in held:
                act = condition.act
                if act.issue not in reached or not act.holds(reached[act.issue]):
                    continue
                if not any(literal.holds(package[literal.issue]) for literal in condition.clause):
                    binds = condition.statements[-1]
                    words = (
                        f"the stage {ref.draft}/{ref.stage} was accepted, and an own condition forbids it; that binds"
                    )
                    clash = Contradiction(party, act.issue, (binds, voice.id), binds, words)
                    found.setdefault((act.issue, binds, voice.id), clash)
            for issue, step in reached.items():
                position = positions.get((party, issue))
                for bound in position.bounds if position is not None else ():
                    away = Side.UPPER if step > status_quo[issue] else Side.LOWER
                    if bound.soft or bound.admits(step) or bound.side not in (away, Side.SET) or not bound.statements:
                        continue
                    binds = bound.statements[-1]
                    words = f"the stage {ref.draft}/{ref.stage} was accepted, and it goes beyond what the party refuses"
                    clash = Contradiction(party, issue, (binds, voice.id), binds, words)
                    found.setdefault((issue, binds, voice.id), clash)
    return list(found.values())
