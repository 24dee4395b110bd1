"""What does the text of a claim say? The claim language as a grammar; names are looked up later, in `vocabulary`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nonpaper.case.claims import Claim, Comparison, Condition, DraftRef, Link, Op, Span

if TYPE_CHECKING:
    from lark import Lark, Token

KEYWORDS = ("and", "or", "if", "after", "with")
LONGEST = 2000  # code points of a claim
MOST_CLAUSES = 64  # of a condition, once it is all of some, one of each

GRAMMAR = r"""
start: terms condition?
     | WORD                     -> topic
terms: _term (AND _term)*
condition: LINK any_of
any_of: all_of (OR all_of)*
all_of: _atom (AND _atom)*
_term: comparison | draft
_atom: comparison | draft | "(" any_of ")"
comparison: WORD OP (WORD | QUOTED)
draft: DRAFT

AND.3: /and(?![^\s()"<>=])/
OR.3: /or(?![^\s()"<>=])/
LINK.3: /(if|after|with)(?![^\s()"<>=])/
DRAFT.2: /draft:[^\s()"<>=]*/
OP: ">=" | "<=" | "=" | "<" | ">"
QUOTED: /"[^"]*"/
WORD: /[^\s()"<>=]+/
%ignore /\s+/
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a claim, as written (without quotes), and where."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison as written: `issue` and `step` may be names that the case does not have."""

    issue: Word
    op: Op
    step: Word

    @property
    def span(self) -> Span:
        """From the issue to the step."""
        return Span(self.issue.span.start, self.step.span.end)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, or a stage of it, as written."""

    draft: Word
    stage: Word | None
    span: Span


@dataclass(frozen=True, slots=True)
class Waiting:
    """A condition as written: all of `clauses`, of each one; a draft is still to be spelt out."""

    link: Link
    clauses: tuple[tuple[Compared | Drafted, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim as written, before its names are looked up. Either `terms` or `topic` is filled."""

    text: str
    terms: tuple[Compared | Drafted, ...] = ()
    condition: Waiting | None = None
    topic: Word | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a claim, and where in its text."""

    code: str
    span: Span
    message: str
    hint: str = ""


@lru_cache(maxsize=65536)
def read_claim(text: str) -> Reading | Slip:
    """The claim as written, or what is wrong with its form. The result is kept by text: a record repeats itself."""
    if len(text) > LONGEST:
        return Slip("claim-syntax", Span(LONGEST, len(text)), f"a claim has at most {LONGEST} characters")
    import lark

    try:
        made: Any = _parser().parse(text)
    except lark.exceptions.UnexpectedInput as error:
        return _slip(text, error)
    except _TooManyError as error:
        return Slip("claim-syntax", error.span, f"the condition comes to more than {MOST_CLAUSES} alternatives")
    if isinstance(made, Word):
        return Reading(text, topic=made)
    terms, condition = made
    return Reading(text, terms, condition)


def spell(claim: Claim) -> str:
    """The claim in its plain form: one space between words, quotes only where they are needed."""
    if claim.topic is not None:
        return claim.topic
    if claim.priority is not None:
        return f"{claim.priority.more} > {claim.priority.less}"
    text = " and ".join(_spell_term(term) for term in claim.terms)
    return text if claim.condition is None else f"{text} {spell_condition(claim.condition)}"


def spell_condition(condition: Condition) -> str:
    """A condition in its plain form, all of the clauses, of each one."""
    clauses = [" or ".join(_spell_term(each) for each in clause) for clause in condition.clauses]
    if len(clauses) > 1:
        clauses = [
            f"({text})" if len(clause) > 1 else text for text, clause in zip(clauses, condition.clauses, strict=True)
        ]
    return f"{condition.link.value} {' and '.join(clauses)}"


def _spell_term(term: Comparison | DraftRef) -> str:
    if isinstance(term, DraftRef):
        return f"draft:{term.draft}" + (f"/{term.stage}" if term.stage is not None else "")
    return f"{term.issue} {term.op.value} {spell_step(term.step)}"


def spell_step(label: str) -> str:
    """The label of a step as a claim writes it: in quotes where it could not stand without."""
    return label if _BARE.fullmatch(label) and not label.startswith("draft:") else f'"{label}"'


_BARE = re.compile(rf"""(?!(?:{"|".join(KEYWORDS)})$)[^\s()"<>=]+""")


class _TooManyError(Exception):
    def __init__(self, span: Span) -> None:
        self.span = span


def _word(token: Token) -> Word:
    start = token.start_pos or 0
    if token.type == "QUOTED":
        return Word(" ".join(token[1:-1].split()), Span(start, start + len(token)))
    return Word(str(token), Span(start, start + len(token)))


class _Build:
    """What each rule of the grammar gives."""

    def start(self, parts: list[Any]) -> Any:
        return parts[0], parts[1] if len(parts) > 1 else None

    def topic(self, parts: list[Any]) -> Word:
        return _word(parts[0])

    def terms(self, parts: list[Any]) -> tuple[Compared | Drafted, ...]:
        return tuple(parts[::2])

    def condition(self, parts: list[Any]) -> Waiting:
        link, (clauses, end) = parts
        return Waiting(Link(str(link)), tuple(dict.fromkeys(clauses)), Span(link.start_pos, end))

    def any_of(self, parts: list[Any]) -> Any:
        return self._joined(parts[::2], together=False)

    def all_of(self, parts: list[Any]) -> Any:
        return self._joined(parts[::2], together=True)

    def comparison(self, parts: list[Any]) -> Compared:
        issue, op, step = parts
        return Compared(_word(issue), Op(str(op)), _word(step))

    def draft(self, parts: list[Any]) -> Drafted:
        token = parts[0]
        start = token.start_pos or 0
        name, _, stage = token[len("draft:") :].partition("/")
        at = start + len("draft:")
        after = at + len(name) + 1
        numbered = Word(stage, Span(after, start + len(token))) if "/" in token else None
        return Drafted(Word(name, Span(at, at + len(name))), numbered, Span(start, start + len(token)))

    @staticmethod
    def _joined(parts: list[Any], *, together: bool) -> Any:
        """Several conditions as one: clauses of which all must hold, of each one, and where the last one ends."""
        forms = [part if isinstance(part, tuple) else (((part,),), part.span.end) for part in parts]
        clauses, end = forms[0]
        for more, stop in forms[1:]:
            end = max(end, stop)
            if together:
                clauses = clauses + more
            else:
                clauses = tuple(tuple(dict.fromkeys(one + other)) for one in clauses for other in more)
            if len(clauses) > MOST_CLAUSES:
                raise _TooManyError(Span(0, end))
        return clauses, end


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark, Transformer

    class Build(_Build, Transformer):  # type: ignore[type-arg]
        """The tree is never made: each rule gives its value while the claim is read."""

    return Lark(GRAMMAR, parser="lalr", propagate_positions=True, transformer=Build())


_EXPECTED = {
    "WORD": "a name",
    "QUOTED": 'a step in "quotes"',
    "OP": "`>=`, `<=`, `=`, `<` or `>`",
    "AND": "`and`",
    "OR": "`or`",
    "LINK": "`if`, `after` or `with`",
    "DRAFT": "a draft",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "$END": "the end",
}
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "", "⩾": ">=", "⩽": "<=", "＝": "=", "＞": ">", "＜": "<"}


def _slip(text: str, error: Any) -> Slip:
    """What stands there, what could stand there, and a word of advice for the common slips."""
    import lark

    expected: set[str] = set()
    for kept in ("accepts", "expected", "allowed"):
        expected = expected or set(getattr(error, kept, None) or ())
    if "OP" in expected:
        expected.discard("$END")  # a bare issue is no claim where the stance binds, and is no help here
    told = [words for name, words in _EXPECTED.items() if name in expected]
    could = f"; here could stand {' or '.join(told)}" if told else ""
    token = getattr(error, "token", None)
    if isinstance(error, lark.exceptions.UnexpectedCharacters):
        at = error.pos_in_stream or 0
        if text[at] == '"':
            return Slip(
                "claim-syntax", Span(at, len(text)), "the quote is not closed", 'a step in quotes ends with `"`'
            )
        return Slip("claim-syntax", Span(at, at + 1), f"`{text[at]}` does not belong here{could}")
    if token is None or token.type == "$END":
        end = len(text.rstrip())
        if not end:
            return Slip("claim-syntax", Span(0, 1), "the claim is empty")
        return Slip("claim-syntax", Span(end, end + 1), f"the claim breaks off here{could}")
    start = token.start_pos or 0
    span = Span(start, start + len(token))
    hint = _advice(text, str(token), token.type, start, expected)
    return Slip("claim-syntax", span, f"`{token}` does not belong here{could}", hint)


def _advice(text: str, word: str, kind: str, start: int, expected: set[str]) -> str:
    if any(quote in text for quote in "“”„‟«»‘’"):
        return 'write straight quotes, as they are on the keyboard: "'
    sign = next((sign for sign in _SIGNS if sign in text), None)
    if sign is not None:
        return f"write `{_SIGNS[sign]}` for `{sign}`" if _SIGNS[sign] else "a claim says what is, not what is not"
    if kind == "OP" and re.match(r"==|=>|=<|<>", text[max(0, start - 1) :]):
        return "the signs are `>=`, `<=`, `=`, `<` and `>`"
    if kind == "OR":
        return "`or` may stand in a condition only: behind `if`, `after` or `with`"
    if kind == "LINK" and "LINK" not in expected:
        return "a claim carries one condition; write a row for each"
    if kind in ("AND", "OR", "LINK") and "WORD" in expected:
        return f"`{word}` is a word of the claim language; a name in the claim cannot be called so"
    if word.lower() in KEYWORDS and word not in KEYWORDS:
        return f"write `{word.lower()}`, in small letters"
    if kind == "WORD" and "OP" in expected and word.lower() in ("is", "are", "be", "to", "at", "equals"):
        return f"write a sign for `{word}`: `=`, `>=` or `<=`"
    if kind == "WORD" and "AND" in expected:
        return 'a step of several words is written in quotes: venue = "New York"'
    return ""
