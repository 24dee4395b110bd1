"""What does case.yaml declare? Its entries with every name looked up: parties, issues, drafts, rounds and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from nonpaper.case.case import Deadline, Draft, Guarantee, Procedure, Round, Values
from nonpaper.case.claims import Claim, Span
from nonpaper.case.grammar import KEYWORDS, Reading, Slip, Word, read_claim
from nonpaper.case.issues import Deposit, Favour, Issue, Kind
from nonpaper.case.parties import Party, Rank, Role
from nonpaper.case.prices import PRICES
from nonpaper.case.text import Names, Problems, Text, nearest
from nonpaper.case.vocabulary import Vocabulary, read_number
from nonpaper.case.yaml_nodes import Mapping as MappingNode
from nonpaper.case.yaml_nodes import Node, Scalar, compose, find, key_of
from nonpaper.problems import Place

if TYPE_CHECKING:
    from nonpaper.case.schema import CaseFile, DraftEntry, IssueEntry, PartyEntry

_ID = re.compile(r"\w[\w-]{0,79}")
_SECTIONS = ("parties", "issues", "drafts")
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """All that case.yaml declares. An entry with mistakes is left out; its name is known all the same."""

    title: str = ""
    parties: Mapping[str, Party] = field(default_factory=dict)
    issues: Mapping[str, Issue] = field(default_factory=dict)
    procedure: tuple[Procedure, ...] = ()
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    values: Mapping[str, Values] = field(default_factory=dict)
    prices: Mapping[str, Fraction] = field(default_factory=dict)


class OutlineReader:
    """Reads case.yaml in two steps: first its names, then, once the record's numbers are noted too, all else.

    `readable` is False where the file is no YAML or holds nothing; then no name is known.
    """

    def __init__(self, text: Text, problems: Problems) -> None:
        self.text = text
        self.problems = problems
        self.file: CaseFile | None = None
        self.root: Node = MappingNode(0, 0)
        root = compose(text, problems)
        self.readable = root is not None
        if root is not None:
            from nonpaper.case.schema import read_case_file

            self.root = root
            self.declared = {section: _declared(root, section) for section in _SECTIONS}
            self.file = read_case_file(root, text, problems)
        else:
            if not len(problems):
                problems.add(text.problem("missing-key", 0, 1, "the file is empty", "it begins with `title: ...`"))
            self.declared = {section: {} for section in _SECTIONS}
        self.ids()
        self.party_names = self.names("parties", "party")
        self.parties = dict(self.read_parties())
        self.sides = tuple(p.id for p in self.parties.values() if p.role is Role.PARTY and not p.members)
        self.vocabulary = Vocabulary(
            dict.fromkeys(self.declared["issues"]),
            dict.fromkeys(self.declared["drafts"]),
            self.names("issues", "issue"),
            self.names("drafts", "draft"),
        )
        for name, entry in self.file.issues.items() if self.file is not None else ():
            self.vocabulary.issues[name] = self.read_issue(name, entry)
        self.mandates()
        self.note_numbers()

    # --- telling ----------------------------------------------------------------------------------------------------

    def tell(self, code: str, path: Path, told: str, hint: str = "", *, key: bool = False) -> None:
        """A problem with what stands at a path, or with the key it stands under."""
        node = (key_of(self.root, path) if key else None) or find(self.root, path)
        end = node.end if isinstance(node, Scalar) else node.start + 1
        self.problems.add(self.text.problem(code, node.start, end, told, hint))

    def tell_slip(self, slip: Slip, path: Path) -> None:
        """What is wrong with a claim that stands at a path; in the claim itself where it is written plainly."""
        node = find(self.root, path)
        if isinstance(node, Scalar):
            begin = node.start + (0 if node.plain else 1)
            if self.text.text[begin : begin + len(node.value)] == node.value:
                start, end = begin + slip.span.start, begin + slip.span.end
                self.problems.add(self.text.problem(slip.code, start, end, slip.message, slip.hint))
                return
        self.tell(slip.code, path, slip.message, slip.hint)

    def place(self, path: Path) -> Place:
        """Where the key, or else the value, at a path stands."""
        node = key_of(self.root, path) or find(self.root, path)
        return self.text.place(node.start, node.end if isinstance(node, Scalar) else node.start + 1)

    def names(self, section: str, sort: str) -> Names:
        """The names a section declares, with the other words by which its entries go."""
        places = {name: self.text.place(key.start, key.end) for name, key in self.declared[section].items()}
        also: dict[str, str] = {}
        if self.file is not None and section == "parties":
            for name, party in self.file.parties.items():
                for word in (party.name, *party.aliases):
                    also.setdefault(word.casefold(), name)
        if self.file is not None and section == "issues":
            for name, issue in self.file.issues.items():
                for word in filter(None, (issue.title, *issue.words.get("_", ()))):
                    also.setdefault(word.casefold(), name)
        return Names(sort, places, {word: name for word, name in also.items() if name in places})

    # --- first step: names ------------------------------------------------------------------------------------------

    def ids(self) -> None:
        """An id is a word of the claim language, and no keyword of it."""
        for section, names in self.declared.items():
            for name, key in names.items():
                told = hint = ""
                if not _ID.fullmatch(name):
                    told = f"`{name}` cannot be an id"
                    hint = "an id is made of letters, digits, `_` and `-`; what is shown goes into `name` or `title`"
                elif name in KEYWORDS or (section == "parties" and name == "all"):
                    told, hint = f"`{name}` has a meaning of its own and cannot be an id", "choose another"
                if told:
                    self.problems.add(self.text.problem("bad-id", key.start, key.end, told, hint))

    def party(self, name: str, path: Path) -> bool:
        """Whether a party has this id; a problem otherwise."""
        if name in self.declared["parties"]:
            return True
        self.tell("unknown-party", path, f"no party has the id `{name}`", self.party_names.hint(name))
        return False

    def party_list(self, names: Iterable[str], path: Path) -> tuple[str, ...]:
        """The parties of a list that the case has, each once."""
        node = find(self.root, path)
        found = [
            name
            for place, name in enumerate(names)
            if self.party(name, path if isinstance(node, Scalar) else (*path, place))
        ]
        return tuple(dict.fromkeys(found))

    def one_by_one(self, names: Iterable[str]) -> tuple[str, ...]:
        """Parties with each bloc replaced by its members; `all` is everybody who signs."""
        found: list[str] = []
        for name in names:
            if name == "all":
                found += self.sides
            elif name in self.parties:
                found += self.parties[name].members or (name,)
        return tuple(dict.fromkeys(found))

    def issue(self, name: str, path: Path, *, key: bool = False) -> bool:
        """Whether an issue has this id; a problem otherwise."""
        if name in self.declared["issues"]:
            return True
        names = self.names("issues", "issue")
        self.tell("unknown-issue", path, f"no issue has the id `{name}`", names.hint(name), key=key)
        return False

    def read_parties(self) -> Iterator[tuple[str, Party]]:
        """The parties; a bloc of blocs has the members of those."""
        entries = self.file.parties if self.file is not None else {}
        members = {
            name: self.party_list(entry.members, ("parties", name, "members")) for name, entry in entries.items()
        }
        for name, entry in entries.items():
            path = ("parties", name)
            role = Role(entry.role)
            whom = entry.of
            if whom is not None and (not self.party(whom, (*path, "of")) or whom == name):
                if whom == name:
                    self.tell("ratifier-of", (*path, "of"), "nobody ratifies for themselves")
                whom = None
            if role is Role.RATIFIER and entry.of is None:
                hint = "add `of:` and the party whose signature it confirms"
                self.tell("ratifier-of", path, f"`{name}` ratifies, but for whom?", hint, key=True)
            elif role is not Role.RATIFIER and entry.of is not None:
                hint = "add `role: ratifier`, or delete `of`"
                self.tell(
                    "ratifier-of",
                    (*path, "of"),
                    f"`of` is for a ratifier, and the role of `{name}` is {role.value}",
                    hint,
                )
            yield (
                name,
                Party(
                    id=name,
                    name=entry.name,
                    role=role,
                    of=whom,
                    aliases=tuple(dict.fromkeys(entry.aliases)),
                    members=self.leaves(name, members, entries),
                    speakers={
                        rank: tuple(dict.fromkeys(names))
                        for rank, names in zip(
                            Rank, (entry.speakers.principal, entry.speakers.delegation), strict=False
                        )
                        if names
                    },
                    mandate=tuple(dict.fromkeys(entry.mandate)),
                    place=self.place(path),
                ),
            )

    def leaves(
        self, bloc: str, members: Mapping[str, tuple[str, ...]], entries: Mapping[str, PartyEntry]
    ) -> tuple[str, ...]:
        """The members of a bloc that are no blocs themselves; a bloc that is its own member is told."""
        found: dict[str, None] = {}
        waiting: list[tuple[str, tuple[str, ...]]] = [(member, (bloc,)) for member in reversed(members[bloc])]
        seen: set[str] = set()
        while waiting:
            name, above = waiting.pop()
            if name == bloc:
                ring = " > ".join((*above, name))
                place = entries[bloc].members.index(above[1] if len(above) > 1 else name)
                self.tell("bloc-circle", ("parties", bloc, "members", place), f"the bloc is its own member: {ring}")
                return ()
            if name in seen:
                continue
            seen.add(name)
            if len(above) == 1 and name in entries and entries[name].role != entries[bloc].role:
                told = (
                    f"the role of `{name}` is {entries[name].role}, that of its bloc `{bloc}` is {entries[bloc].role}"
                )
                place = entries[bloc].members.index(name)
                hint = "the members of a bloc have one role, and the bloc the same"
                self.tell("bloc-role", ("parties", bloc, "members", place), told, hint)
            if members.get(name):
                waiting += [(member, (*above, name)) for member in reversed(members[name])]
            else:
                found[name] = None
        return tuple(found)

    def mandates(self) -> None:
        """A mandate is about issues."""
        for name, party in self.parties.items():
            for place, issue in enumerate(party.mandate):
                self.issue(issue, ("parties", name, "mandate", place))

    def read_issue(self, name: str, entry: IssueEntry) -> Issue | None:
        """One issue; None where its steps cannot be used."""
        path: Path = ("issues", name)
        choice = entry.kind == Kind.CHOICE.value
        by = ("all",) if entry.by == ["all"] else self.party_list(entry.by, (*path, "by"))
        for key in ("refer_to", "verified_by"):
            who = getattr(entry, key)
            if who is not None:
                self.party(who, (*path, key))
        steps = self.read_steps(entry, path)
        if steps is None:
            return None

        def is_step(label: str, where: Path, *, key: bool = False) -> bool:
            if label in steps:
                return True
            near = nearest(label, steps)
            hint = f"did you mean `{near}`?" if near else f"its steps are {', '.join(steps)}"
            self.tell("unknown-step", where, f"`{name}` has no step `{label}`", hint, key=key)
            return False

        status_quo = entry.status_quo or steps[0]
        if not is_step(status_quo, (*path, "status_quo")):
            status_quo = steps[0]
        elif choice and status_quo != steps[0]:
            hint = f"write `{status_quo}` first, or leave `status_quo` out"
            told = "the status quo of a choice is its first step"
            self.tell("choice-status-quo", (*path, "status_quo"), told, hint)
        reversible = entry.reversible
        if isinstance(reversible, tuple):
            labels = [s for n, s in enumerate(reversible) if is_step(s, (*path, "reversible", n))]
            reversible = tuple(step for step in steps if step in labels)
        for word in entry.words:
            if word != "_":
                is_step(word, (*path, "words", word), key=True)
        return Issue(
            id=name,
            title=entry.title or name.replace("_", " "),
            steps=steps,
            kind=Kind(entry.kind),
            status_quo=status_quo,
            by=self.one_by_one(by),
            favours=self.read_favours(entry, steps, path, is_choice=choice),
            reversible=reversible,
            undo=entry.undo,
            on_paper=entry.on_paper,
            deposit=Deposit(entry.deposit) if entry.deposit is not None else None,
            divisible=entry.divisible,
            refer_to=entry.refer_to,
            may_stay_open=entry.may_stay_open,
            part_of=entry.part_of,
            verified_by=entry.verified_by,
            words={word: tuple(dict.fromkeys(said)) for word, said in entry.words.items()},
            numbers=None if choice else self.read_numbers(steps, path),
            place=self.place(path),
        )

    def read_steps(self, entry: IssueEntry, path: Path) -> tuple[str, ...] | None:
        """The labels of the steps, if they can be used at all."""
        steps: list[str] = []
        for place, label in enumerate(entry.steps):
            where = (*path, "steps", place)
            if label in steps:
                self.tell("duplicate-step", where, f"the step `{label}` is given twice")
                continue
            if label in self.declared["issues"]:
                told = f"`{label}` is the id of an issue, so no step can have that name"
                hint = f"`a > {label}` would be read as a priority; call the step something else"
                self.tell("step-named-like-issue", where, told, hint)
            elif label in KEYWORDS or '"' in label or label.startswith("draft:"):
                told = f"`{label}` has a meaning of its own in claims and cannot be a step"
                self.tell("bad-id", where, told, f"a step is not called {', '.join(KEYWORDS)}, and has no quote in it")
            steps.append(label)
        if len(steps) < 2:
            self.tell(
                "too-few-steps", (*path, "steps"), "an issue has at least two steps: how it is, and how it may be"
            )
            return None
        return tuple(steps)

    def read_numbers(self, steps: tuple[str, ...], path: Path) -> tuple[Fraction, ...] | None:
        """The values of the steps of a ladder, where all of them are numbers with one unit."""
        read = [read_number(step) for step in steps]
        numbers = [each for each in read if each is not None]
        if len(numbers) < len(steps):
            return None
        other = next((place for place, (_, unit) in enumerate(numbers) if unit != numbers[0][1]), None)
        if other is not None:
            told = f"`{steps[0]}` and `{steps[other]}` have different units, so the steps are taken for words"
            hint = "written in one unit, a statement could name a number between two steps"
            self.tell("mixed-units", (*path, "steps", other), told, hint)
            return None
        values = [value for value, _ in numbers]
        rising = values[1] > values[0]
        for place in range(1, len(values)):
            if values[place] == values[place - 1]:
                told = f"`{steps[place]}` and `{steps[place - 1]}` are the same number"
                self.tell("duplicate-step", (*path, "steps", place), told)
                return None
            if (values[place] > values[place - 1]) is not rising:
                told = f"the steps first {'rise' if rising else 'fall'}, but `{steps[place]}` does not"
                hint = "numbers run one way, from the status quo to the furthest step"
                self.tell("steps-not-sorted", (*path, "steps", place), told, hint)
                return None
        return tuple(values)

    def read_favours(
        self, entry: IssueEntry, steps: tuple[str, ...], path: Path, *, is_choice: bool
    ) -> dict[str, Favour] | None:
        """Which way each party named likes the issue to go; a bloc's word is its members', but for their own."""
        if entry.favours is None:
            return None
        own: dict[str, Favour] = {}
        blocs: dict[str, Favour] = {}
        for name, way in entry.favours.items():
            where = (*path, "favours", name)
            if name not in self.declared["parties"]:
                hint = self.party_names.hint(name)
                self.tell("unknown-party", where, f"no party has the id `{name}`", hint, key=True)
                continue
            if way in ("up", "down") and is_choice:
                told = f"a choice has no `{way}`: its steps have no order"
                self.tell("choice-has-no-order", where, told, "name the step it likes best, or `none`")
                continue
            if way in ("up", "down", "none"):
                favour = Favour(way)
            elif way in steps:
                favour = Favour("best", way)
            else:
                near = nearest(way, (*steps, "up", "down", "none"))
                hint = f"did you mean `{near}`?" if near else f"the steps are {', '.join(steps)}"
                self.tell("unknown-step", where, f"`{way}` is neither up, down, none nor a step", hint)
                continue
            party = self.parties.get(name)
            if party is not None and party.members:
                for member in party.members:
                    blocs.setdefault(member, favour)
            else:
                own[name] = favour
        return {name: favour for name, favour in ({**blocs, **own}).items() if name in self.parties}

    def note_numbers(self) -> None:
        """How drafts, procedure and guarantees spell the numbers between two steps."""
        if self.file is None:
            return
        for draft in self.file.drafts.values():
            for stage in draft.stages:
                for issue, step in stage.items():
                    self.vocabulary.note_number(issue, step)
        for claim in (*self.file.procedure, *(g.when for g in self.file.guarantees if g.when is not None)):
            reading = read_claim(claim)
            if isinstance(reading, Reading):
                self.vocabulary.note_numbers(reading)

    # --- second step: all else --------------------------------------------------------------------------------------

    def outline(self) -> Outline:
        """The outline, now that every number that the case names is noted."""
        if self.file is None:
            return Outline()
        for name, entry in self.file.drafts.items():
            self.vocabulary.drafts[name] = self.read_draft(name, entry)
        return Outline(
            title=self.file.title,
            parties=self.parties,
            issues={name: issue for name, issue in self.vocabulary.issues.items() if issue is not None},
            procedure=tuple(self.read_procedure()),
            drafts={name: draft for name, draft in self.vocabulary.drafts.items() if draft is not None},
            rounds=tuple(self.read_rounds()),
            deadlines=tuple(
                Deadline(each.on, each.what, each.firm, self.place(("deadlines", n, "on")))
                for n, each in enumerate(self.file.deadlines)
            ),
            guarantees=tuple(self.read_guarantees()),
            values=dict(self.read_values()),
            prices=dict(self.read_prices()),
        )

    def read_draft(self, name: str, entry: DraftEntry) -> Draft | None:
        """One draft; None where a step of it is not known."""
        path: Path = ("drafts", name)
        by = self.party_list(entry.by, (*path, "by"))
        stages: list[dict[str, str]] = []
        whole = True
        for place, stage in enumerate(entry.stages):
            steps: dict[str, str] = {}
            if not stage:
                self.tell("empty-value", (*path, "stages", place), "this stage moves nothing", "delete it")
            for issue, label in stage.items():
                where = (*path, "stages", place, issue)
                known = self.vocabulary.issues.get(issue)
                if not self.issue(issue, where, key=True) or known is None:
                    whole = False
                    continue
                step = self.vocabulary.step(known, Word(label, Span(0, len(label))))
                if isinstance(step, Slip):
                    self.tell(step.code, where, step.message, step.hint)
                    whole = False
                    continue
                steps[issue] = step
            stages.append(steps)
        if not stages:
            self.tell("empty-value", (*path, "stages"), "the draft has no stage", "a draft moves something")
            return None
        return Draft(name, entry.on, by, tuple(stages), self.place(path)) if whole else None

    def claim(self, text: str, path: Path) -> Claim | None:
        """A claim that stands in case.yaml."""
        reading = read_claim(text)
        if isinstance(reading, Slip):
            self.tell_slip(reading, path)
            return None
        claim, slips = self.vocabulary.claim(reading)
        for slip in slips:
            self.tell_slip(slip, path)
        return claim

    def read_procedure(self) -> Iterator[Procedure]:
        """Lines of procedure are acts that wait."""
        for place, text in enumerate(self.file.procedure if self.file is not None else ()):
            path = ("procedure", place)
            claim = self.claim(text, path)
            if claim is None:
                continue
            if claim.condition is None or claim.drafts:
                told = "a line of procedure is an act with a condition"
                if claim.drafts:
                    told = "in a line of procedure, the act is an issue and a step, not a draft"
                hint = "e.g. `ceasefire >= temporary after attendance = present`"
                self.tell_slip(Slip("claim-form", Span(0, len(text)), told, hint), path)
                continue
            yield Procedure(f"procedure:{place + 1}", claim, self.place(path))

    def read_rounds(self) -> Iterator[Round]:
        """Rounds, with dates in order and nobody both there and away."""
        for place, entry in enumerate(self.file.rounds if self.file is not None else ()):
            path: Path = ("rounds", place)
            if entry.to is not None and entry.to < entry.from_:
                told = f"the round ends on {entry.to}, before it begins on {entry.from_}"
                self.tell("round-dates", (*path, "to"), told)
            if entry.ended is not None and entry.to is None:
                told = f"the round ended in `{entry.ended}`, but when?"
                self.tell("round-dates", (*path, "ended"), told, "add `to`, its last day")
            present = self.party_list(entry.present, (*path, "present"))
            absent = self.party_list(entry.absent, (*path, "absent"))
            for each, name in enumerate(entry.absent):
                if name in present:
                    told = f"`{name}` was both present and absent"
                    self.tell("present-and-absent", (*path, "absent", each), told)
            where = self.place((*path, "where"))
            yield Round(entry.where, entry.from_, entry.to, present, absent, entry.ended, where)

    def read_guarantees(self) -> Iterator[Guarantee]:
        """Guarantees, with what they hang on."""
        for place, entry in enumerate(self.file.guarantees if self.file is not None else ()):
            path: Path = ("guarantees", place)
            self.party(entry.by, (*path, "by"))
            self.party(entry.binds, (*path, "binds"))
            issues = tuple(i for n, i in enumerate(entry.issues) if self.issue(i, (*path, "issues", n)))
            when = self.claim(entry.when, (*path, "when")) if entry.when is not None else None
            if when is not None and (when.condition is not None or not when.terms or when.drafts):
                told = "a guarantee hangs on steps of issues, joined by `and`"
                slip = Slip("claim-form", Span(0, len(entry.when or "")), told, "e.g. `pledge = binding`")
                self.tell_slip(slip, (*path, "when"))
            yield Guarantee(entry.by, entry.binds, issues, entry.worth, when, self.place((*path, "by")))

    def read_values(self) -> Iterator[tuple[str, Values]]:
        """What the case says about parties' values."""
        for name, entry in self.file.values.items() if self.file is not None else ():
            path: Path = ("values", name)
            if name not in self.declared["parties"]:
                hint = self.party_names.hint(name)
                self.tell("unknown-party", path, f"no party has the id `{name}`", hint, key=True)
            for key in ("points", "weights", "steps"):
                for issue in getattr(entry, key):
                    self.issue(issue, (*path, key, issue), key=True)
            for issue, values in entry.steps.items():
                known = self.vocabulary.issues.get(issue)
                if known is not None and len(values) != len(known.steps):
                    told = f"{len(values)} values for the {len(known.steps)} steps of `{issue}`"
                    hint = f"one for each of {', '.join(known.steps)}"
                    self.tell("wrong-length", (*path, "steps", issue), told, hint)
            if entry.no_agreement is not None and entry.no_deal_cost is not None:
                told = "`no_agreement` is what no agreement is worth, so `no_deal_cost` would say it a second time"
                self.tell("no-agreement-twice", (*path, "no_deal_cost"), told, "keep one of the two", key=True)
            lacking = [issue for issue in self.declared["issues"] if issue not in entry.steps]
            if entry.no_agreement is not None and entry.no_agreement > 1 and lacking:
                told = f"more than 1, and there are no `steps` of {', '.join(lacking[:5])} to measure it by"
                hint = "without `steps` for every issue it is a share, 0 to 1, of all at stake"
                self.tell("out-of-range", (*path, "no_agreement"), told, hint)
            yield (
                name,
                Values(
                    party=name,
                    points=dict(entry.points),
                    weights=dict(entry.weights),
                    steps={issue: tuple(values) for issue, values in entry.steps.items()},
                    no_deal_cost=entry.no_deal_cost,
                    no_agreement=entry.no_agreement,
                    discount=entry.discount,
                    place=self.place(path),
                ),
            )

    def read_prices(self) -> Iterator[tuple[str, Fraction]]:
        """The case's own prices, by the keys of the table."""
        for key, price in self.file.prices.items() if self.file is not None else ():
            if key in PRICES:
                yield key, price
                continue
            near = nearest(key, PRICES)
            hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(PRICES)}"
            self.tell("unknown-key", ("prices", key), f"no move is called `{key}`", hint, key=True)


def _declared(root: Node, section: str) -> dict[str, Scalar]:
    """Every name that a section declares, whether or not its entry is in order."""
    if not isinstance(root, MappingNode) or section not in root.pairs:
        return {}
    node = root.pairs[section][1]
    return {name: key for name, (key, _) in node.pairs.items()} if isinstance(node, MappingNode) else {}
