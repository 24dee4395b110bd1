"""How is a plan told, act by act? Who does what once what is done, and what happens if it is not: plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from nonpaper.analysis.obligations import Obligations, Wait, circle
from nonpaper.analysis.plans import Act, Plan
from nonpaper.analysis.staging import Assignment, broken
from nonpaper.case.case import Case
from nonpaper.case.parties import Role
from nonpaper.model.rules import Model, Rule

SOMEBODY = "third party"
_HOLDERS = (Role.GUARANTOR, Role.MEDIATOR, Role.HOST)


class Words:
    """The acts of one package in words. `model` has the issues in the order of the case."""

    def __init__(self, case: Case, model: Model, every: Obligations, sides: Sequence[str]) -> None:
        self.case, self.model, self.every, self.sides = case, model, every, tuple(sides)

    def acts(self, order: Assignment, stage: int) -> tuple[Act, ...]:
        """What is done in a stage, in the order of the case's issues; first of all what is set at signature."""
        found: list[tuple[tuple[int, int, int], Act]] = []
        place = {issue: n for n, issue in enumerate(self.model.issues)}
        for issue, numbers in self.every.acts.items():
            held = dict(zip(numbers, self.every.deposits.get(issue, ()), strict=False))
            early = [n for n in numbers if n in held and order[held[n]] < order[n]]
            here = [n for n in numbers if order[n] == stage or (stage == 1 and order[n] == 0)]
            put = [held[n] for n in early if order[held[n]] == stage]
            for rank, own, deposit in ((0, put, True), (1, here, False)):
                for part in _together(self.every, own, early):
                    paper = self.every.every[part[0]].on_paper
                    unheld = [] if deposit else [held[n] for n in part if n in held and n not in early]
                    released = not deposit and part[0] in early
                    act = self._act(order, part, unheld, deposit=deposit, released=released)
                    found.append(((0 if paper else 1, rank, place[issue]), act))
        return tuple(act for _, act in sorted(found, key=lambda each: (each[0], each[1].target)))

    def forced_by(self, order: Assignment, stage: int) -> tuple[Rule, ...]:
        """The rules that put something in a stage after, or beside, what they wait for."""
        rules = [wait.rule for wait in self.every.waits if order[wait.then] == stage and self._kept(order, wait)]
        return tuple({rule.id: rule for rule in rules}.values())

    def step(self, issue: str, step: int) -> str:
        """An issue at a step."""
        own = self.model.issues[issue]
        return f"{own.title}: {own.steps[step]}"

    def holder(self, issue: str) -> str:
        """Who would hold a deposit: who verifies the issue, or the only one who stands between; else a third party."""
        verifier = self.model.issues[issue].verified_by
        if verifier is not None:
            return verifier
        for role in _HOLDERS:
            found = [party.id for party in self.case.parties.values() if party.role is role]
            if len(found) == 1:
                return found[0]
            if found:
                break
        return SOMEBODY

    def _act(
        self, order: Assignment, part: Sequence[int], unheld: Sequence[int], *, deposit: bool, released: bool
    ) -> Act:
        """Obligations as one act; `unheld` are deposits of theirs that could be made and are not."""
        first, last = self.every.every[part[0]], self.every.every[part[-1]]
        waits = [wait for wait in self.every.waits if wait.then in part or wait.then in unheld]
        before: dict[tuple[str, int], None] = {}
        statements: dict[str, None] = {}
        for wait in waits:
            earliest = min(wait.first, key=lambda n: (order[n], n))
            before[self.every.every[earliest].issue, self.every.every[earliest].target] = None
            statements.update(dict.fromkeys(wait.rule.statements))
        issue = self.model.issues[first.issue]
        amount = sum((self.every.every[n].amount for n in part), Fraction(0)) if first.amount < 1 else Fraction(1)
        whole = first.target == last.target
        stage = order[part[0]]
        return Act(
            issue=first.issue,
            origin=first.origin,
            target=last.target,
            by=first.by,
            reversible=not any(self.every.every[n].locked for n in part),
            on_paper=first.on_paper,
            amount=amount if whole else Fraction(1),
            deposited=self.holder(first.issue) if deposit else None,
            released=released,
            waits_for=tuple(before),
            statements=tuple(statements),
            verifier=issue.verified_by,
            trigger=self._trigger(order, stage, waits, deposit=deposit, released=released),
            if_not_done=self._if_not_done(order, stage, first.by, paper=first.on_paper),
        )

    @staticmethod
    def _kept(order: Assignment, wait: Wait) -> bool:
        return not broken(wait.strict, order[wait.then], [order[n] for n in wait.first])

    def _trigger(self, order: Assignment, stage: int, waits: Sequence[Wait], *, deposit: bool, released: bool) -> str:
        """What starts an act; what a draft's own stages put no earlier, though it was to come first, is told as such.

        What a third party has in its hands by then is to all but the depositor as good as done.
        """
        lying: list[str] = []
        doing: list[str] = []
        late: list[str] = []
        for wait in waits:
            first = self.every.every[min(wait.first, key=lambda n: (order[n], n))]
            where = doing if not first.deposit else lying
            where = where if self._kept(order, wait) else late
            where.append(self.step(first.issue, first.target))
        told = [f"{_listed(lying)} is with the third party"] if lying else []
        told += [f"{_listed(doing)} is {'in hand' if deposit else 'done'}"] if doing else []
        once = " and ".join(told)
        if released:
            begins = f"released once {once}" if once else f"released once stage {stage - 1} is over"
        elif stage == 0:
            begins = "at signature"
        elif once:
            begins = f"once {once}"
        else:
            begins = "once the agreement is signed" if stage == 1 else f"once stage {stage - 1} is over"
        return f"{begins}, though it was to wait for {_listed(late)}" if late else begins

    def _if_not_done(self, order: Assignment, stage: int, by: Sequence[str], *, paper: bool) -> str:
        """What the others answer with, and what stays done whoever leaves."""
        if paper:
            return "there is no agreement"
        back: dict[str, None] = {}
        stays: dict[str, None] = {}
        for number, each in enumerate(self.every.every):
            if each.deposit or each.on_paper or not 0 < order[number] < stage:
                continue
            title = self.model.issues[each.issue].title
            if each.locked:
                stays[title] = None
            elif set(each.by) - set(by):
                back[title] = None
        told = ["the stages after this do not begin"] if stage < max(order) else []
        if back:
            told.append(f"the others may take back: {_listed(back)}")
        if stays:
            told.append(f"what cannot be undone stays: {_listed(stays)}")
        return "; ".join(told) or "nothing else waits for it"

    # circles, other ways, breaches

    def circle(self, every: Obligations) -> str:
        """The waits that no order keeps."""
        told = []
        for wait in circle(every):
            act = every.every[wait.then]
            first = " or ".join(self.step(every.every[n].issue, every.every[n].target) for n in wait.first)
            kept = "after" if wait.strict else "with"
            told.append(f"{self.step(act.issue, act.target)} {kept} {first} ({', '.join(wait.rule.statements)})")
        return "; ".join(told)

    def changed(self, plan: Plan, order: Assignment, needed: Mapping[str, float]) -> str:
        """What a plan made another way would change, beside the plan."""
        stages = max(order, default=0)
        told = [f"{stages} stages" if stages != 1 else "1 stage"]
        for party in needed:
            more, have = needed[party], plan.guarantee.get(party, 0.0)
            if abs(more - have) >= 0.05:
                told.append(f"to hold {self.case.parties[party].name} takes {more:.0%} in place of {have:.0%}")
        if len(told) == 1 and stages == len(plan.stages):
            return "as many stages, and no more to hold anybody"
        return "; ".join(told)

    def mended(self, order: Sequence[int], wait: Wait, change: tuple[int, int] | None) -> str:
        """Where the order breaks a condition, and the smallest change that mends it."""
        first = min(wait.first, key=lambda n: (order[n], n))
        act, price = self.every.every[wait.then], self.every.every[first]
        kept = "after" if wait.strict else "no earlier than"
        told = (
            f"{self.step(act.issue, act.target)} is to come {kept} {self.step(price.issue, price.target)}, and the "
            f"draft puts it in stage {order[wait.then]}"
        )
        told += f", that in stage {order[first]}" if order[first] != order[wait.then] else ", both at once"
        if change is None:
            return f"{told}. No change of one act alone mends it."
        number, stage = change
        moved = self.every.every[number]
        last = max(order, default=1)
        where = (
            "before stage 1"
            if stage == 0
            else f"to stage {stage}"
            if stage <= last
            else "to a stage of its own at the end"
        )
        return f"{told}. It would be kept if {self.step(moved.issue, moved.target)} moved {where}."

    def left_out(self, rule: Rule, stage: int, what: str = "draft") -> str:
        """What the procedure needs and the draft (or package) does not name."""
        needs = " or ".join(self.step(part.issue, part.step) for part in rule.clause)
        act = "" if rule.act is None else f"{self.step(rule.act.issue, rule.act.step)} needs "
        return f"{act}{needs}, which the {what} leaves out: put it before stage {stage}."


def _together(every: Obligations, numbers: Sequence[int], early: Sequence[int]) -> list[list[int]]:
    """Rungs that follow one another and are alike, as one act; a rung done in part stands alone."""
    found: list[list[int]] = []
    by_rung: list[list[int]] = []
    for number in numbers:
        before = by_rung[-1][0] if by_rung else number
        alike = every.every[before].target == every.every[number].target and (before in early) == (number in early)
        if by_rung and alike:
            by_rung[-1].append(number)
        else:
            by_rung.append([number])
    for rung in by_rung:
        full = sum(every.every[n].amount for n in rung) == 1
        if found and full and _full(every, found[-1]) and (found[-1][0] in early) == (rung[0] in early):
            found[-1] += rung
        else:
            found.append(rung)
    return found


def _full(every: Obligations, rungs: Sequence[int]) -> bool:
    return sum(every.every[n].amount for n in rungs).denominator == 1


def _listed(words: Iterable[str]) -> str:
    *first, last = list(dict.fromkeys(words)) or [""]
    return f"{', '.join(first)} and {last}" if first else last
