"""What would a careful reader ask about this case? Questions, not errors: every answer can be given all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain

from nonpaper.case.case import Case, Draft, numbers_named
from nonpaper.case.claims import Claim, Comparison, Link, Op
from nonpaper.case.grammar import spell_step
from nonpaper.case.issues import Issue
from nonpaper.case.reports import report_files
from nonpaper.case.statements import STANCES, Stance, Statement
from nonpaper.case.vocabulary import read_number
from nonpaper.problems import Place, Problem, problem

_ASKING = (Stance.DEMANDS, Stance.INSISTS)
_REFUSING = (Stance.REJECTS, Stance.RULES_OUT)
_YIELDING = (Stance.ACCEPTS, Stance.OFFERS, Stance.COMMITS)
_PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)
MOST_UNCITED = 20  # reports that no row cites are told one by one up to here


def check_case(case: Case) -> tuple[Problem, ...]:
    """Every question about the case as a warning, in order of place. Looks at the whole record, whatever the day."""
    seen = Seen(case)
    found = chain.from_iterable(check(seen) for check in CHECKS)
    return tuple(sorted(dict.fromkeys(found), key=lambda p: (p.place, p.code, p.message)))


@dataclass(slots=True)
class Said:
    """One act that one party names, blocs replaced by their members. `named` are the steps meant, as indices."""

    party: str
    statement: Statement
    term: Comparison
    issue: Issue
    named: frozenset[int]


@dataclass(slots=True)
class Seen:
    """The case as the checks look at it: what was corrected is left out."""

    case: Case
    statements: tuple[Statement, ...] = ()
    sides: frozenset[str] = frozenset()
    said: list[Said] = field(default_factory=list)
    ladders: dict[str, Issue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        case = self.case
        corrected = {statement.corrects for statement in case.statements}
        self.statements = tuple(s for s in case.statements if s.id not in corrected)
        self.sides = frozenset(side.id for side in case.sides)
        self.ladders = _with_numbers(case)
        for statement in self.statements:
            if statement.claim is None:
                continue
            terms = [(term, self.ladders[term.issue]) for term in spelt_out(case, statement.claim)]
            for party in self.members(statement.party):
                for term, issue in terms:
                    self.said.append(Said(party, statement, term, issue, steps_named(term, issue)))

    def members(self, party: str | None) -> tuple[str, ...]:
        """The party itself, or the members of a bloc."""
        if party is None or party not in self.case.parties:
            return ()
        return self.case.parties[party].members or (party,)

    def by(self, issue: str) -> frozenset[str]:
        """Whose act an issue is."""
        return frozenset(self.case.issues[issue].by)


def spelt_out(case: Case, claim: Claim) -> list[Comparison]:
    """What a claim names outside its condition, drafts as the steps they reach."""
    found: list[Comparison] = []
    for term in claim.terms:
        if isinstance(term, Comparison):
            found.append(term)
        else:
            steps = case.drafts[term.draft].steps(term.stage)
            found += [Comparison(issue, Op.EQUAL, step, term.span) for issue, step in steps.items()]
    return found


def steps_named(term: Comparison, issue: Issue) -> frozenset[int]:
    """The indices of the steps that a comparison means, taken by the letter."""
    step = issue.index(term.step)
    meant: dict[Op, range] = {
        Op.EQUAL: range(step, step + 1),
        Op.AT_LEAST: range(step, len(issue.steps)),
        Op.ABOVE: range(step + 1, len(issue.steps)),
        Op.AT_MOST: range(step + 1),
        Op.BELOW: range(step),
    }
    return frozenset(meant[term.op])


def _with_numbers(case: Case) -> dict[str, Issue]:
    """The issues with the numbers inserted that claims and drafts name between two steps."""
    issues = dict(case.issues)
    for name, labels in numbers_named(case, case.statements, case.drafts).items():
        read = {label: read_number(label) for label in labels}
        issues[name] = issues[name].with_numbers({label: found[0] for label, found in read.items() if found})
    return issues


def _at(statement: Statement) -> Place:
    return statement.place or Place("record.csv")


def _single(claim: Claim) -> bool:
    """Whether the claim is one comparison and nothing else."""
    return claim.condition is None and len(claim.terms) == 1 and not claim.drafts


def _name(case: Case, party: str) -> str:
    return case.parties[party].name


# --- one question, one function -----------------------------------------------------------------------------------


def condition_restates(seen: Seen) -> Iterator[Problem]:
    """A condition about the act itself, or one that the party demands anyway: what does it add?

    A demand that the party has softened since is no reason to ask: then the condition says what nothing else says.
    Nor is the condition ever idle beside one that stands: it still ties the act to it, should the demand be given up.
    """
    wishes: dict[tuple[str, str], list[Said]] = {}
    for said in seen.said:
        claim = said.statement.claim
        if said.statement.stance in (*_ASKING, *_YIELDING) and claim is not None and claim.condition is None:
            wishes.setdefault((said.party, said.issue.id), []).append(said)
    for statement in seen.statements:
        claim = statement.claim
        if claim is None or claim.condition is None:
            continue
        acts = {term.issue for term in spelt_out(seen.case, claim)}
        for clause in claim.condition.clauses:
            own = [each for each in clause if each.issue in acts]
            if own:
                told = f"the condition of `{own[0].issue}` is about `{own[0].issue}` itself"
                hint = "a condition names another issue than the act"
                yield problem("condition-restates", _at(statement), told, hint)
                continue
            if claim.condition.link is not Link.IF or len(clause) != 1:
                continue
            asked = clause[0]
            wanted = steps_named(asked, seen.ladders[asked.issue])
            for party in seen.members(statement.party):
                same = _still_demanded(wishes.get((party, asked.issue), ()), wanted)
                if same is not None:
                    words = f"{asked.issue} {asked.op.value} {spell_step(asked.step)}"
                    who = _name(seen.case, party)
                    row = same.statement.id
                    told = f"the condition `{words}` is what {who} demands anyway ({row}): it is told twice"
                    act = "offer" if statement.stance is Stance.OFFERS else "statement"
                    hint = f"keep it if the {act} is meant to stand or fall with it; for the order, write `after`"
                    yield problem("condition-restates", _at(statement), told, hint)
                    break


def _still_demanded(wishes: Iterable[Said], wanted: frozenset[int]) -> Said | None:
    """The first demand for no other steps than `wanted`; None where the party has been content with less since."""
    found: Said | None = None
    for said in sorted(wishes, key=lambda each: each.statement.day):
        if not said.named <= wanted:
            found = None
        elif found is None and said.statement.stance in _ASKING:
            found = said
    return found


def condition_on_a_range(seen: Seen) -> Iterator[Problem]:
    """`<=` or `>=` on one's own act, over how it is now, with a condition: then doing nothing waits for it too."""
    for said in seen.said:
        statement, issue, start = said.statement, said.issue, said.issue.start
        condition = statement.claim.condition if statement.claim is not None else None
        asked = statement.stance in (*_ASKING, *_YIELDING, Stance.PROPOSES)
        if condition is None or not asked or said.party not in seen.by(issue.id) or start not in said.named:
            continue
        if said.term.op is Op.EQUAL or issue.index(said.term.step) == start:
            continue  # one step, or a promise to stay within how it is now
        likes_up = said.term.op in (Op.AT_LEAST, Op.ABOVE)
        if _way(seen, said.party, issue) not in (None, "up" if likes_up else "down"):
            continue  # a cap on what it would rather have more of is a concession, and may well wait for another
        step, link = spell_step(said.term.step), condition.link.value
        told = (
            f"`{issue.id} {said.term.op.value} {step}` holds as things are now: "
            f"the condition then ties {_name(seen.case, said.party)} even where it does nothing"
        )
        end = "down to" if likes_up else "up to"
        hint = f"{end} {said.term.step}: an offer? Write `offers {issue.id} = {step} {link} …`"
        yield problem("condition-on-a-range", _at(statement), told, hint)


def _way(seen: Seen, party: str, issue: Issue) -> str | None:
    """Which way a party likes an issue to go, "up" or "down", as the case or its plain demands say; None if neither."""
    favour = (issue.favours or {}).get(party)
    if favour is not None:
        return favour.way if favour.way in ("up", "down") else None
    ways: set[str] = set()
    for said in seen.said:
        claim, stance = said.statement.claim, said.statement.stance
        if (said.party, said.issue.id) != (party, issue.id) or claim is None or claim.condition is not None:
            continue
        if stance in (*_ASKING, *_REFUSING):
            first, furthest = 0 in said.named, issue.rungs in said.named
            if first != furthest:
                ways.add("up" if furthest == (stance in _ASKING) else "down")
    return ways.pop() if len(ways) == 1 else None


def direction_unclear(seen: Seen) -> Iterator[Problem]:
    """`= a` with steps on both sides of it, by a party of which nothing else says which way it leans."""
    groups: dict[tuple[str, str], list[Said]] = {}
    for said in seen.said:
        stance = said.statement.stance
        if said.issue.is_choice or said.issue.favours is not None or said.party not in seen.sides:
            continue
        condition = said.statement.claim is not None and said.statement.claim.condition is not None
        if stance is Stance.DEMANDS or (stance in (Stance.INSISTS, *_REFUSING) and not condition):
            groups.setdefault((said.party, said.issue.id), []).append(said)
    for (party, name), group in groups.items():
        last = seen.ladders[name].rungs
        up = down = False
        for said in group:
            first, furthest = 0 in said.named, last in said.named
            if first != furthest:
                refused = said.statement.stance in _REFUSING
                up, down = up or (first == refused), down or (furthest == refused)
        if up != down:
            continue
        unclear = [said for said in group if said.term.op is Op.EQUAL and not {0, last} & said.named]
        if unclear:
            others = f" (and {len(unclear) - 1} more)" if len(unclear) > 1 else ""
            words = f"`{name} = {spell_step(unclear[0].term.step)}`{others}"
            told = f"{words}: is more of it better for {_name(seen.case, party)}, or worse?"
            hint = f"write `>=` or `<=`, or say it under `favours` of `{name}`"
            yield problem("direction-unclear", _at(unclear[0].statement), told, hint)


def draft_moves_unasked(seen: Seen) -> Iterator[Problem]:
    """A draft moves an issue that no side has asked to move."""
    if not seen.case.drafts:
        return
    asked = _asked(seen)
    for draft in seen.case.drafts.values():
        for name, step in draft.steps().items():
            issue = seen.ladders[name]
            if issue.index(step) != issue.start and name not in asked:
                told = f"the draft `{draft.id}` moves `{name}`, and nobody in the record has asked for that"
                yield problem("draft-moves-unasked", _place(draft), told, "is a demand missing from the record?")


def _asked(seen: Seen) -> set[str]:
    """The issues that some side asks to move: by a demand, a refusal of how things are, or a condition on its act."""
    asked: set[str] = set()
    for said in seen.said:
        if said.party not in seen.sides:
            continue
        stance, start = said.statement.stance, said.issue.start
        condition = said.statement.claim.condition if said.statement.claim is not None else None
        demand = stance is Stance.DEMANDS or (stance is Stance.INSISTS and condition is None)
        demand = demand or (stance is Stance.PROPOSES and seen.by(said.issue.id) != {said.party})
        if (demand and start not in said.named) or (stance in _REFUSING and start in said.named and condition is None):
            asked.add(said.issue.id)
        if condition is not None and stance not in _REFUSING and said.party in seen.by(said.issue.id):
            for clause in condition.clauses:
                issue = seen.ladders[clause[0].issue]
                if len(clause) == 1 and issue.start not in steps_named(clause[0], issue):
                    asked.add(issue.id)
    return asked


def _place(draft: Draft) -> Place:
    return draft.place or Place("case.yaml")


def party_never_heard(seen: Seen) -> Iterator[Problem]:
    """A side of which the record has not one statement."""
    heard = set(chain.from_iterable(seen.members(statement.party) for statement in seen.statements))
    for side in seen.case.sides:
        if side.id not in heard:
            told = f"{side.name} is a side of the talks, and the record has nothing that it said"
            hint = "silence is never read as consent; if it does not sign, give it another role"
            yield problem("party-never-heard", side.place or Place("case.yaml"), told, hint)


def package_or_each(seen: Seen) -> Iterator[Problem]:
    """Refusing `A and B` refuses the two together; each alone may still be accepted."""
    for statement in seen.statements:
        claim = statement.claim
        if statement.stance in _REFUSING and claim is not None and len(claim.terms) > 1 and claim.condition is None:
            told = f"{statement.id} refuses all of this together: the package, or each of its parts?"
            yield problem("package-or-each", _at(statement), told, "if each is refused, write a row for each")


def refuses_everything(seen: Seen) -> Iterator[Problem]:
    """A party that refuses every step of an issue leaves nothing that it could sign."""
    refused: dict[tuple[str, str], set[int]] = {}
    for said in seen.said:
        claim = said.statement.claim
        if said.statement.stance in _REFUSING and claim is not None and _single(claim):
            steps = refused.setdefault((said.party, said.issue.id), set())
            whole = len(said.issue.steps)
            if len(steps) < whole and len(steps | said.named) == whole:
                told = f"with this, {_name(seen.case, said.party)} refuses every step of `{said.issue.id}`"
                hint = "one step has to be left: how things are now is a step too"
                yield problem("refuses-everything", _at(said.statement), told, hint)
            steps |= said.named


def withdraws_nothing(seen: Seen) -> Iterator[Problem]:
    """`withdraws` takes back an offer, or gives up a condition; there is none before it."""
    for said in seen.said:
        if said.statement.stance is not Stance.WITHDRAWS:
            continue
        if _waiting(said):
            if not any(_sets_condition(other, said) for other in seen.said):
                told = f"{_name(seen.case, said.party)} has set no such condition on `{said.issue.id}` to give up"
                yield problem(
                    "withdraws-nothing", _at(said.statement), told, "name the act and the issues as the condition does"
                )
            continue
        yielding = (*_YIELDING, Stance.PROPOSES)
        earlier = (
            other
            for other in seen.said
            if other.party == said.party and other.issue.id == said.issue.id and other.statement.stance in yielding
        )
        if not any(other.statement.day <= said.statement.day for other in earlier):
            told = f"{_name(seen.case, said.party)} has offered nothing on `{said.issue.id}` that it could withdraw"
            yield problem("withdraws-nothing", _at(said.statement), told, "enter the offer, or use `rejects`")


def _waiting(said: Said) -> frozenset[frozenset[str]]:
    """The sets of issues that the condition of a statement is about, one for each of its clauses."""
    condition = said.statement.claim.condition if said.statement.claim is not None else None
    clauses = condition.clauses if condition is not None else ()
    return frozenset(frozenset(comparison.issue for comparison in clause) for clause in clauses)


def _sets_condition(earlier: Said, said: Said) -> bool:
    """Whether a statement, no later than `said`, set a condition that `said` would give up."""
    stance = earlier.statement.stance
    sets = STANCES[stance].binds and stance not in (*_REFUSING, Stance.WITHDRAWS)
    same = (earlier.party, earlier.term.issue, earlier.term.step) == (said.party, said.term.issue, said.term.step)
    in_time = earlier.statement.day <= said.statement.day
    return sets and same and in_time and not _waiting(earlier).isdisjoint(_waiting(said))


def against_favours(seen: Seen) -> Iterator[Problem]:
    """A demand that shuts out, or a refusal that names, just what the case says the party likes best."""
    for said in seen.said:
        claim = said.statement.claim
        favour = (said.issue.favours or {}).get(said.party)
        if favour is None or favour.way == "none" or claim is None:
            continue
        best = {"up": said.issue.rungs, "down": 0}.get(favour.way)
        if best is None:
            best = said.issue.index(favour.best or said.issue.steps[0])
        refused = said.statement.stance in _REFUSING and _single(claim)
        demanded = said.statement.stance is Stance.DEMANDS or (
            said.statement.stance is Stance.INSISTS and claim.condition is None
        )
        shut_out = demanded and best not in said.named
        if said.term.op is Op.EQUAL and not said.issue.is_choice and favour.way != "best":
            # `= a` is read as that or better; only the end it is said to dislike contradicts.
            shut_out = demanded and abs(best - said.issue.index(said.term.step)) == said.issue.rungs
        elif said.term.op is Op.EQUAL and favour.way == "best":
            shut_out = False
        if shut_out or (refused and best in said.named):
            likes = favour.way if favour.way != "best" else f"best `{favour.best}`"
            told = (
                f"`favours` says that {_name(seen.case, said.party)} likes `{said.issue.id}` {likes}, "
                f"and here it {said.statement.stance.value} the contrary"
            )
            hint = "one of the two is wrong, or it has changed its mind"
            yield problem("against-favours", _at(said.statement), told, hint)


def several_tables(seen: Seen) -> Iterator[Problem]:
    """Sides that never face each other, but for one that faces them all: these are several cases."""
    touching: dict[str, set[str]] = {name: set(seen.by(name)) & seen.sides for name in seen.case.issues}
    links: set[frozenset[str]] = set()
    for statement in seen.statements:
        if statement.claim is None:
            continue
        named = _issues(seen.case, statement.claim)
        links.add(named)
        for name in named:
            touching[name] |= set(seen.members(statement.party)) & seen.sides
    links |= {frozenset(draft.steps()) for draft in seen.case.drafts.values()}
    links |= {_issues(seen.case, line.claim) for line in seen.case.procedure}
    met = [
        frozenset(chain.from_iterable(seen.members(party) for party in each.present)) & seen.sides
        for each in seen.case.rounds
    ]
    for hub in (None, *(side.id for side in seen.case.sides)):
        tables = _tables(touching, links, met, hub)
        if len(tables) > 1:
            sides = [", ".join(_name(seen.case, p) for p in seen.case.parties if p in table) for table in tables]
            who = f" but for {_name(seen.case, hub)}, which faces them all" if hub is not None else ""
            told = f"these never face each other{who}: {' / '.join(sorted(sides))}"
            yield problem("several-tables", Place("case.yaml"), told, "tables that nothing links are a case each")
            return


def _issues(case: Case, claim: Claim) -> frozenset[str]:
    return frozenset((*claim.issues, *(term.issue for term in spelt_out(case, claim))))


def _tables(
    touching: dict[str, set[str]], links: set[frozenset[str]], met: list[frozenset[str]], hub: str | None
) -> list[frozenset[str]]:
    """The sides by the tables they sit at, once `hub` is left out; those who touch no issue sit nowhere."""
    tables: list[tuple[set[str], set[str]]] = []  # issues, sides
    pieces: list[tuple[set[str], set[str]]] = [({name}, sides - {hub}) for name, sides in touching.items()]
    pieces += [(set(link), set()) for link in links if len(link) > 1]
    active = set(chain.from_iterable(sides for _, sides in pieces))
    pieces += [(set(), set(round_) & active - {hub}) for round_ in met]
    for issues, sides in pieces:
        apart = []
        for table in tables:
            if table[0] & issues or table[1] & sides:
                issues, sides = issues | table[0], sides | table[1]
            else:
                apart.append(table)
        tables = [*apart, (issues, sides)]
    return [frozenset(sides) for issues, sides in tables if sides and issues]


def report_never_cited(seen: Seen) -> Iterator[Problem]:
    """A file lies in the folder of reports, and no row cites it."""
    cited = {statement.source.report for statement in seen.case.statements if statement.source is not None}
    files = report_files(seen.case.folder)
    texts = {name.removesuffix(".txt") for name in files if name.endswith(".txt")}
    # A page beside the text that was taken out of it is the same report.
    alone = [name for name in files if not (_PAGE.search(name) and _PAGE.sub("", name) in texts)]
    left = [name for name in alone if name not in cited]
    for name in left[:MOST_UNCITED]:
        told = f"no row of the record cites reports/{name}"
        yield problem("report-never-cited", Place(f"reports/{name}"), told, "has it been read through?")
    if len(left) > MOST_UNCITED:
        told = f"{len(left) - MOST_UNCITED:,} more files under reports/ are cited by no row"
        place = Place(f"reports/{left[MOST_UNCITED]}")
        yield problem("report-never-cited", place, told, "have they been read through?")


def alias_shared(seen: Seen) -> Iterator[Problem]:
    """Two parties go by the same words: who spoke?"""
    owners: dict[str, str] = {}
    for party in seen.case.parties.values():
        for words in dict.fromkeys((party.id, party.name, *party.aliases)):
            key = words.strip().casefold()
            other = owners.setdefault(key, party.id)
            if other != party.id:
                told = f"`{words}` means `{other}` and `{party.id}`"
                hint = "leave it out of one of the two, or of both"
                yield problem("alias-shared", party.place or Place("case.yaml"), told, hint)


def speaker_nearly_known(seen: Seen) -> Iterator[Problem]:
    """A speaker's name is almost one that the case declares for the party: with another rank, its word counts less."""
    known: dict[str, tuple[str, ...]] = {}
    for party in seen.case.parties.values():
        listed = chain.from_iterable(party.speakers.values())
        known[party.id] = tuple(dict.fromkeys((party.name, *party.aliases, *listed)))
    told: set[tuple[str, str]] = set()
    for statement in seen.statements:
        who = statement.speaker.strip()
        owners = dict.fromkeys((statement.party or "", *seen.members(statement.party)))
        names = [name for owner in owners for name in known.get(owner, ())]
        if not who or not names or who.casefold() in {name.casefold() for name in names}:
            continue
        close = get_close_matches(who.casefold(), [name.casefold() for name in names], n=1, cutoff=0.85)
        if close and (statement.party or "", who) not in told:
            told.add((statement.party or "", who))
            name = next(name for name in names if name.casefold() == close[0])
            what = f"the case declares no speaker `{who}`, so this counts as a word of the delegation"
            row = _at(statement)
            place = Place(row.file, row.line, field="speaker")
            yield problem("speaker-nearly-known", place, what, f"did you mean `{name}`?")


def binds_nobody(seen: Seen) -> Iterator[Problem]:
    """Who does not sign demands or accepts on an issue that is not its act: nothing is computed from that."""
    for statement in seen.statements:
        party, claim = statement.party, statement.claim
        if party is None or claim is None or not STANCES[statement.stance].binds:
            continue
        if statement.stance is Stance.PROPOSES or seen.sides & set(seen.members(party)):
            continue  # what a mediator proposes is shown, and meant so
        issues = {term.issue for term in spelt_out(seen.case, claim)}
        if issues and not any(party in seen.by(name) for name in issues):
            role = seen.case.parties[party].role.value
            told = f"{_name(seen.case, party)} is {'an' if role[0] in 'aeiou' else 'a'} {role} and does not sign: "
            told += "nothing is computed from this"
            hint = "use `reports` or `proposes`; or name it in `by` of the issue, or make it a side"
            yield problem("binds-nobody", _at(statement), told, hint)


CHECKS: tuple[Callable[[Seen], Iterable[Problem]], ...] = (
    condition_restates,
    condition_on_a_range,
    direction_unclear,
    draft_moves_unasked,
    party_never_heard,
    package_or_each,
    refuses_everything,
    withdraws_nothing,
    against_favours,
    several_tables,
    report_never_cited,
    alias_shared,
    speaker_nearly_known,
    binds_nobody,
)
