"""Which keys may case.yaml have, and what may stand under each? The reference page of the keys is made from this."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError

from nonpaper.case.issues import Deposit, Kind
from nonpaper.case.parties import Role
from nonpaper.case.prices import PRICES
from nonpaper.case.text import MOST_PROBLEMS, Problems, Text, nearest
from nonpaper.case.yaml_nodes import Mapping, Node, Scalar, Sequence, find, key_of, plain

ENDED = ("agreed", "extended", "adjourned", "impasse", "walkout")
MOST_ENTRIES = 1000  # of one list, or under one key
_NUMBER = re.compile(r"-?[0-9]{1,120}(\.[0-9]{1,120})?(/[0-9]{1,120})?")  # exact, whatever another program wrote
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date | None:
    """A day from its ISO text, None where it is no day."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fail(code: str, told: str, hint: str = "") -> PydanticCustomError:
    return PydanticCustomError("nonpaper", "{told}", {"code": code, "told": told, "hint": hint})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _fail("wrong-type", f"a text is expected here, not a {_sort(value)}")
    if not value.strip():
        raise _fail("empty-value", "nothing is given here")
    return " ".join(value.split())


def _day(value: Any) -> date:
    day = read_day(_text(value))
    if day is None:
        raise _fail("bad-date", f"`{_short(value)}` is no day", "a day is written year-month-day, e.g. 2024-03-07")
    return day


def _truth(value: Any) -> bool:
    text = _text(value)
    if text not in ("true", "false"):
        raise _fail("unknown-value", f"`{_short(text)}` is neither `true` nor `false`")
    return text == "true"


def _number(value: Any) -> Fraction:
    text = _text(value)
    if not _NUMBER.fullmatch(text):
        hint = "write a share as a number between 0 and 1, e.g. 0.2" if text.endswith("%") else ""
        raise _fail("bad-number", f"`{_short(text)}` is no number", hint or "a number is written e.g. 0.2, 30 or 1/3")
    try:
        number = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise _fail("bad-number", f"`{_short(text)}` is no number") from None
    if number < 0:
        raise _fail("out-of-range", f"`{_short(text)}` is less than 0")
    return number


def _share(value: Any) -> Fraction:
    number = _number(value)
    if number > 1:
        raise _fail("out-of-range", f"`{_short(value)}` is more than 1", "a share lies between 0 and 1, e.g. 0.2")
    return number


def _interval(value: Any) -> tuple[Fraction, Fraction]:
    if isinstance(value, list):
        if len(value) != 2:
            raise _fail("wrong-type", f"an interval has two ends, not {len(value)}", "e.g. [0.05, 0.25]")
        low, high = (_share(each) for each in value)
    else:
        low = high = _share(value)
    if low > high:
        raise _fail("interval-order", f"the interval ends at {value[1]}, before it begins at {value[0]}")
    return low, high


def _reversible(value: Any) -> bool | tuple[str, ...]:
    return tuple(_text(each) for each in value) if isinstance(value, list) else _truth(value)


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else _listed(value)


def _not_too_many(value: Any) -> Any:
    if len(value) > MOST_ENTRIES:
        raise _fail("file-too-large", f"{len(value):,} entries stand here; at most {MOST_ENTRIES:,} are read")
    return value


def _listed(value: Any) -> Any:
    if isinstance(value, str) and value.strip():
        raise _fail("wrong-type", "a list is expected here", f"e.g. [{_short(value)}]")
    if not isinstance(value, list):
        raise _fail("wrong-type", f"a list is expected here, not {_sort_or_nothing(value)}")
    return _not_too_many(value)


def _mapped(value: Any) -> Any:
    if not isinstance(value, dict):
        raise _fail(
            "wrong-type", f"keys and values are expected here, not {_sort_or_nothing(value)}", "e.g. {key: value}"
        )
    return _not_too_many(value)


def _one_of(values: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        text = _text(value)
        if text not in values:
            near = nearest(text, values)
            hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(values)}"
            raise _fail("unknown-value", f"`{_short(text)}` is none of the words that may stand here", hint)
        return text

    return check


def _sort(value: Any) -> str:
    return "list" if isinstance(value, list) else "mapping" if isinstance(value, dict) else "text"


def _sort_or_nothing(value: Any) -> str:
    return "nothing" if isinstance(value, str) and not value.strip() else f"a {_sort(value)}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _words(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in kind)


T = TypeVar("T")
Words = Annotated[str, PlainValidator(_text)]
Day = Annotated[date, PlainValidator(_day)]
Truth = Annotated[bool, PlainValidator(_truth)]
Number = Annotated[Fraction, PlainValidator(_number)]
Share = Annotated[Fraction, PlainValidator(_share)]
Interval = Annotated[tuple[Fraction, Fraction], PlainValidator(_interval)]
Several = Annotated[list[Words], BeforeValidator(_listed)]
OneOrMore = Annotated[list[Words], BeforeValidator(_one_or_more)]
Listed = Annotated[list[T], BeforeValidator(_listed)]
Mapped = Annotated[dict[str, T], BeforeValidator(_mapped)]


class Entry(BaseModel):
    """What all entries have in common: no unknown keys, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class SpeakersEntry(Entry):
    """`speakers` of a party."""

    principal: Several = Field(default=[], description="those who decide: a head of government, a president of a union")
    delegation: Several = Field(default=[], description="those who negotiate or speak for them")


class PartyEntry(Entry):
    """One party."""

    name: Words = Field(description="the neutral name, shown on every screen")
    role: Annotated[str, PlainValidator(_one_of(_words(Role)))] = Field(
        default="party", description=f"one of {', '.join(_words(Role))}; only a party signs"
    )
    of: Words | None = Field(default=None, description="a ratifier's party: whose signature it has to confirm")
    aliases: Several = Field(default=[], description="the words that reports use for it, partisan ones included")
    members: Several = Field(default=[], description="a bloc's parties: its word is one of each member")
    speakers: SpeakersEntry = Field(default=SpeakersEntry(), description="who speaks for it, by rank")
    mandate: Several = Field(default=[], description="issues that its delegation may settle without asking")


class IssueEntry(Entry):
    """One issue."""

    title: Words | None = Field(default=None, description="shown on every screen; default: the id")
    steps: Several = Field(description="from how things are now to the furthest; all may be numbers with one unit")
    kind: Annotated[str, PlainValidator(_one_of(_words(Kind)))] = Field(
        default="ladder", description="`ladder`: ordered steps; `choice`: no order, the first step is the status quo"
    )
    status_quo: Words | None = Field(default=None, description="the step that holds now; default: the first")
    by: OneOrMore = Field(default=[], description="whose act it is: a party, a list (a joint act), or `all` who sign")
    favours: Mapped[Words] | None = Field(
        default=None, description="party to `up`, `down`, a best step or `none`; given, all others have no stake"
    )
    reversible: Annotated[bool | tuple[str, ...], PlainValidator(_reversible)] = Field(
        default=True, description="`true`, `false`, or the list of steps that can be undone"
    )
    undo: Share = Field(default=Fraction(0), description="share of a reversed rung that is lost for good, 0 to 1")
    on_paper: Truth = Field(
        default=False, description="`true`: set at signature in one move, exposes nobody, falls with the agreement"
    )
    deposit: Annotated[str, PlainValidator(_one_of(_words(Deposit)))] | None = Field(
        default=None, description="may be handed to a third party first; on breach it goes `back`, or `over`"
    )
    divisible: Truth = Field(default=False, description="may be split into smaller portions")
    refer_to: Words | None = Field(
        default=None, description="a party (a court; a ratifier for its own) that may decide it"
    )
    may_stay_open: Truth = Field(default=False, description="may be left to side letters or a later date")
    part_of: Words | None = Field(default=None, description="issues with the same word here share one weight")
    verified_by: Words | None = Field(default=None, description="the party that watches over it")
    words: Mapped[Several] = Field(
        default={}, description="words in reports that mean it: `_` for the issue itself, else per step"
    )


class DraftEntry(Entry):
    """One draft."""

    on: Day = Field(description="the day it was put on the table")
    by: OneOrMore = Field(default=[], description="who wrote it: a party or a list")
    stages: Listed[Mapped[Words]] = Field(description="a list of stages, each issue to step; stages are cumulative")


class RoundEntry(Entry):
    """One round."""

    where: Words = Field(description="the place")
    from_: Day = Field(alias="from", description="the first day")
    to: Day | None = Field(default=None, description="the last day; left out while the round lasts")
    present: Several = Field(default=[], description="parties that came")
    absent: Several = Field(default=[], description="parties that stayed away")
    ended: Annotated[str, PlainValidator(_one_of(ENDED))] | None = Field(
        default=None, description=f"one of {', '.join(ENDED)}"
    )


class DeadlineEntry(Entry):
    """One deadline."""

    on: Day = Field(description="the day")
    what: Words = Field(description="what happens then")
    firm: Truth = Field(default=False, description="`true`: it binds; `false`: it presses")


class GuaranteeEntry(Entry):
    """One guarantee."""

    by: Words = Field(description="the party that promises")
    binds: Words = Field(description="the party that it holds to its word")
    issues: Several = Field(description="on which issues")
    worth: Share = Field(description="share of what is at stake for the party bound, 0 to 1")
    when: Words | None = Field(default=None, description="a claim: the guarantee counts only while this holds")


class ValuesEntry(Entry):
    """The values of one party, as the case gives them."""

    points: Mapped[Number] = Field(
        default={}, description="issue to points: what the whole of it is worth to the party"
    )
    weights: Mapped[Number] = Field(
        default={},
        description="issue to weight, where only the relation is known; beside `steps`: what those are multiplied by",
    )
    steps: Mapped[Listed[Number]] = Field(
        default={}, description="issue to a list: the points of each of its steps, in the order of the steps"
    )
    no_agreement: Number | None = Field(
        default=None,
        description="what no agreement is worth to it, counted as its packages are: with `steps` for every issue the "
        "sum of weight times step, or of points; else a share, 0 to 1, of all at stake. Then nothing is reckoned from "
        "the status quo, and `no_deal_cost` is left out",
    )
    discount: Share | None = Field(
        default=None,
        description="what is left of a value after one unit of time, as an imported scenario says: kept for "
        "`export`, never computed with",
    )
    no_deal_cost: Interval | None = Field(
        default=None, description="what no agreement costs it, 0 to 1 of all at stake: a number, or [least, most]"
    )


class CaseFile(Entry):
    """The whole of case.yaml."""

    title: Words = Field(description="the name of the talks")
    parties: Mapped[PartyEntry] = Field(description="who takes part, by id")
    issues: Mapped[IssueEntry] = Field(description="what is to be settled, by id")
    procedure: Several = Field(
        default=[], description="the analyst's own judgement of how things are done: claims with a condition"
    )
    drafts: Mapped[DraftEntry] = Field(default={}, description="texts on the table, by id")
    rounds: Listed[RoundEntry] = Field(default=[], description="meetings")
    deadlines: Listed[DeadlineEntry] = Field(default=[], description="dates that press")
    guarantees: Listed[GuaranteeEntry] = Field(default=[], description="promises of third parties")
    values: Mapped[ValuesEntry] = Field(default={}, description="what parties' values are known to be, by party id")
    prices: Mapped[Number] = Field(
        default={}, description=f"the case's own prices of moves: {', '.join(PRICES)}; see the table of moves"
    )


def key_rows() -> Iterator[tuple[str, bool, str, str]]:
    """Every key of case.yaml: its path (`issues.ID.steps`), whether it is required, its default, its meaning."""
    yield from _rows(CaseFile, "")


def _rows(model: type[Entry], above: str) -> Iterator[tuple[str, bool, str, str]]:
    for name, info in model.model_fields.items():
        path = f"{above}{info.alias or name}"
        default = "" if info.is_required() else _spelt(info.default)
        yield path, info.is_required(), default, info.description or ""
        inner, way = _inner(info.annotation)
        if inner is not None:
            yield from _rows(inner, f"{path}{way}.")


def _inner(annotation: Any) -> tuple[type[Entry] | None, str]:
    """The entry that a key holds, and how one gets there: `.ID` in a mapping, `[]` in a list."""
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation, ""
    origin = get_origin(annotation)
    way = ".ID" if origin is dict else "[]" if origin is list else ""
    for part in get_args(annotation):
        found, further = _inner(part)
        if found is not None:
            return found, way + further
    return None, ""


def _spelt(value: Any) -> str:
    if value is None or value == [] or value == {} or isinstance(value, BaseModel):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_case_file(root: Node, text: Text, problems: Problems) -> CaseFile | None:
    """The typed case.yaml. What is wrong is told and left out, so that the rest is checked; None if nothing is left.

    `root` is pruned of what is wrong: afterwards its nodes and the result agree.
    """
    told = False
    for _ in range(50):
        try:
            return CaseFile.model_validate(plain(root))
        except ValidationError as error:
            found = error.errors(include_url=False)
            if not told:
                for each in found[: MOST_PROBLEMS + 1]:
                    _tell(each, root, text, problems)
                told = True
            paths = {_path(each, root) for each in found} - {()}
            lacking = [str(each["loc"][0]) for each in found if each["type"] == "missing" and len(each["loc"]) == 1]
        if not isinstance(root, Mapping) or not (paths or lacking):
            return None
        for name in lacking:  # something stands there for now, so that all the rest is looked at too
            key = Scalar(name, root.start, root.start)
            root.pairs[name] = (key, key if name == "title" else Mapping(root.start, root.start))
        for path in sorted(paths, key=_backwards, reverse=True):
            _prune(root, path)
    return None


def _path(error: Any, root: Node) -> tuple[str | int, ...]:
    """Where an error stands in the nodes. A missing key stands for the entry that lacks it."""
    path: list[str | int] = []
    node = root
    for step in error["loc"][:-1] if error["type"] == "missing" else error["loc"]:
        below = find(node, (step,))
        if below is node:
            break
        path.append(step)
        node = below
    return tuple(path)


def _backwards(path: tuple[str | int, ...]) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(step, int), step if isinstance(step, int) else 0, str(step)) for step in path)


def _prune(root: Node, path: tuple[str | int, ...]) -> None:
    above = find(root, path[:-1])
    if isinstance(above, Mapping):
        above.pairs.pop(str(path[-1]), None)
    elif isinstance(above, Sequence) and isinstance(path[-1], int) and path[-1] < len(above.items):
        del above.items[path[-1]]


def _tell(error: Any, root: Node, text: Text, problems: Problems) -> None:
    path = _path(error, root)
    node = find(root, path)
    start, end = node.start, node.end
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "missing":
        key = key_of(root, path)
        if key is not None:
            start, end = key.start, key.end
            problems.add(text.problem("missing-key", start, end, f"`{last}` is missing here"))
        else:
            problems.add(text.problem("missing-key", start, start + 1, f"the case has no `{last}`"))
        return
    if error["type"] == "extra_forbidden":
        key = key_of(root, path)
        at = key if key is not None else node
        names = _known(error["loc"])
        near = nearest(last, names)
        hint = f"did you mean `{near}`?" if near else f"there are: {', '.join(names)}"
        told = f"`{_short(last)}` is no key that may stand here"
        problems.add(text.problem("unknown-key", at.start, at.end, told, hint))
        return
    context = error.get("ctx") or {}
    code = context.get("code", "wrong-type")
    told = context.get("told") or f"keys and values are expected here, not {_sort_or_nothing(error['input'])}"
    hint = context.get("hint", "")
    if isinstance(node, Scalar) and node.start == node.end:
        key = key_of(root, path)
        if key is not None:
            start, end = key.start, key.end
    elif not isinstance(node, Scalar):
        end = start + 1
    if not error["loc"]:
        told, hint, end = "the case is no list of keys and values", "it begins with `title: ...`", start + 1
    problems.add(text.problem(code, start, end, told, hint))


def _known(path: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand where a path leads."""
    model: type[Entry] | None = CaseFile
    for step in path[:-1]:
        if model is None:
            break
        info = next((i for n, i in model.model_fields.items() if (i.alias or n) == step), None)
        if info is not None:
            model = _inner(info.annotation)[0]
    return [info.alias or name for name, info in model.model_fields.items()] if model is not None else []
