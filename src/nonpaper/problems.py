"""A mistake in a file, as a value: where it is, what was found, what was expected, and the nearest valid name.

`CATALOGUE` says of each code what it means and how to mend it; the page of the reference is made from it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops every answer; a warning asks a question and lets the work go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file. Lines count from 1, columns from 1 in code points; `end_column` is exclusive.

    `field` names the column of a table where there is one.
    """

    file: str  # relative to the case folder, e.g. "record.csv"
    line: int = 1
    column: int = 1
    end_column: int = 1
    field: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake or one question about a case."""

    code: str
    severity: Severity
    place: Place
    message: str
    excerpt: str = ""  # the line it stands on, or the part around it
    excerpt_column: int = 1  # where `place.column` falls in the excerpt
    hint: str = ""  # what to do: the nearest valid name and where it is declared

    def one_line(self) -> str:
        """`file:line:column code: message`."""
        return f"{self.place.file}:{self.place.line}:{self.place.column} {self.code}: {self.message}"


_WIDTH = 100  # cells; a message that would pass this stands on a line of its own


def render_problem(problem: Problem, width: int = _WIDTH) -> str:
    """A problem as text for a terminal: its place and code, the line with a caret under what was found, and the hint.

    No line is wider than `width` cells (at least 40), so that the caret stays under what it points at: of a longer line
    the stretch around it is shown, `…` where it is cut.

    Letters that take two cells or none are reckoned with, so the caret stands under the code points of `place`;
    control characters and those that turn the direction of writing are shown as escapes.
    """
    place = problem.place
    width = max(40, width)
    head = f"{shown(place.file)}:{place.line}:{place.column}  {problem.code}"
    if place.field:
        head += f"  in `{shown(place.field)}`"
    if problem.severity is Severity.WARNING:
        head += "  (warning)"
    lines = _wrap(head, width) if cells(head) > width else [head]
    if problem.excerpt.strip():
        gutter = max(5, len(str(place.line)) + 1)
        begin = problem.excerpt_column - 1
        stop = begin + max(1, place.end_column - place.column)
        excerpt, before, marked = _window(problem.excerpt, begin, stop, width - gutter - 3)
        lines.append(f"{place.line:>{gutter}} │ {excerpt}".rstrip())
        caret = f"{'':>{gutter}} │ {'':>{before}}{'^' * marked}"
        if cells(caret) + 1 + cells(problem.message) <= width:
            lines.append(f"{caret} {problem.message}")
        else:
            lines += [caret, *(f"{'':>{gutter}} │ {line}" for line in _wrap(problem.message, width - gutter - 3))]
    else:
        lines += [f"   {line}" for line in _wrap(problem.message, width - 3)]
    lines += [f"   {line}" for line in _wrap(problem.hint, width - 3)]
    return "\n".join(lines)


def _window(excerpt: str, begin: int, stop: int, room: int) -> tuple[str, int, int]:
    """The stretch of a line that fits into `room` cells, what is marked in it, where that begins and how wide it is."""
    letters = [shown(letter) for letter in excerpt]
    sizes = [cells(letter) for letter in letters]
    before, marked = sum(sizes[:begin]), max(1, sum(sizes[begin:stop]))
    if sum(sizes) <= room:
        return "".join(letters), before, marked
    first, last = begin, begin  # grown from the mark: all of it, then what stands before and behind, as far as it fits
    spent = 0
    room -= 2  # an ellipsis at either end
    while last < min(stop, len(letters)) and spent + sizes[last] <= room:
        spent += sizes[last]
        last += 1
    marked = max(1, spent)
    while True:
        grown = False
        if first > 0 and spent + sizes[first - 1] <= room:
            first -= 1
            spent += sizes[first]
            grown = True
        if last < len(letters) and spent + sizes[last] <= room:
            spent += sizes[last]
            last += 1
            grown = True
        if not grown:
            break
    head, tail = "…" if first else "", "…" if last < len(letters) else ""
    return head + "".join(letters[first:last]) + tail, len(head) + sum(sizes[first:begin]), marked


def cells(text: str) -> int:
    """How many cells of a terminal the text takes: two for wide letters, none for combining ones."""
    if text.isascii():
        return len(text)
    width = 0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
            continue
        width += 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
    return width


def shown(text: str) -> str:
    """The text with everything that cannot be seen, or that changes how the rest is seen, as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(letter) for letter in text)


def _escape(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") and letter != "\u200d":
        escapes = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
        code = ord(letter)
        form = f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
        return escapes.get(letter, form)
    return letter


def _wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words; a longer word is left whole."""
    lines: list[str] = []
    for word in shown(text).split(" "):
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [line for line in lines if line]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """What one code means, how to mend it, and an example of what is wrong. Codes are stable across versions."""

    code: str
    severity: Severity
    meaning: str
    mend: str
    example: str


_E, _W = Severity.ERROR, Severity.WARNING

CATALOGUE: Mapping[str, CatalogueEntry] = {
    entry.code: entry
    for entry in (
        CatalogueEntry(
            "missing-file",
            _E,
            "The case has no `case.yaml` or no `record.csv`.",
            "Make the file, or give the folder that has it.",
            "a folder with `case.yaml` only",
        ),
        CatalogueEntry(
            "unreadable-file",
            _E,
            "A file is there and cannot be read: it may not be opened, or it is a folder or a device.",
            "Put an ordinary file there, with the right to read it.",
            "a folder named `record.csv`",
        ),
        CatalogueEntry(
            "file-too-large",
            _E,
            (
                "A file, or what stands in it, is beyond what is read: 1 MB for `case.yaml`, and 1,000 entries in a "
                "list of it; 16 MB, 50,000 rows and 500 columns for `record.csv`; 16 MB for a report, and 64 MB for "
                "all of them; 10 MB for a file of a scenario, and 1,000 options of an issue."
            ),
            "Split the case, or cite an excerpt of the report.",
            "a `case.yaml` of 2 MB",
        ),
        CatalogueEntry(
            "not-utf8",
            _E,
            "The file has bytes that are no UTF-8. Most often a spreadsheet has saved it in Windows-1252 or UTF-16.",
            "Save it as UTF-8, with or without a byte order mark.",
            "`Genève` saved in Latin-1",
        ),
        CatalogueEntry(
            "control-character",
            _E,
            "A character stands in the file that has no place in a text, such as NUL.",
            "Delete it.",
            "a NUL byte in a cell",
        ),
        CatalogueEntry(
            "too-many-problems",
            _E,
            "There are more problems than are told at once.",
            "Mend some, and check again.",
            "a record of another table's rows",
        ),
        CatalogueEntry(
            "yaml-syntax",
            _E,
            "`case.yaml` is no YAML at this place.",
            (
                "Look at the line and at the one above: a missing space behind `:`, a bracket or quote not closed, "
                "tabs for spaces."
            ),
            "`title: Talks: second round`",
        ),
        CatalogueEntry(
            "yaml-anchor",
            _E,
            (
                "An anchor (`&`) or alias (`*`) stands in `case.yaml`. They would let one text stand for another, and"
                " a small file grow without end."
            ),
            "Write the value out.",
            "`by: *both`",
        ),
        CatalogueEntry(
            "yaml-tag",
            _E,
            "A tag (`!`) gives a value a type. Every value is text here, and its key says how it is read.",
            "Delete the tag; put a text that begins with `!` in quotes.",
            "`on: !!str 2024-03-07`",
        ),
        CatalogueEntry(
            "yaml-merge-key",
            _E,
            "`<<` would merge one mapping into another.",
            "Write the keys out.",
            "`<<: {role: mediator}`",
        ),
        CatalogueEntry(
            "yaml-documents",
            _E,
            "A second document begins with `---`.",
            "A case is one document: delete the line.",
            "`---`",
        ),
        CatalogueEntry(
            "yaml-too-deep",
            _E,
            "Lists and keys are nested deeper than any case needs.",
            "Look for brackets that are not closed.",
            "`[[[[[[...`",
        ),
        CatalogueEntry(
            "duplicate-key",
            _E,
            "A key stands twice in one mapping, so one of the two would be lost.",
            "Keep one.",
            "`hamas:` twice under `parties`",
        ),
        CatalogueEntry(
            "missing-key",
            _E,
            "A key that is required is not there.",
            "Add it.",
            "an issue without `steps`",
        ),
        CatalogueEntry(
            "unknown-key",
            _E,
            "A key has no meaning where it stands.",
            "Mend the spelling, or move it; notes go into comments (`#`).",
            "`rol: mediator`",
        ),
        CatalogueEntry(
            "wrong-type",
            _E,
            "A list, a mapping or a text stands where something else is expected.",
            "Write it as the reference of the key shows.",
            "`steps: none`",
        ),
        CatalogueEntry(
            "empty-value",
            _E,
            "Nothing stands where something is needed.",
            "Fill it in, or delete the key.",
            "`name:`",
        ),
        CatalogueEntry(
            "unknown-value",
            _E,
            "The word is none of those that may stand here.",
            "Choose one of them.",
            "`role: mediater`",
        ),
        CatalogueEntry(
            "bad-id",
            _E,
            "An id has signs that claims could not read, or means something else already.",
            "Use letters, digits, `_` and `-`; not `and`, `or`, `if`, `after`, `with`, nor `all` for a party.",
            "an issue called `return home`",
        ),
        CatalogueEntry(
            "bad-date",
            _E,
            "This is no day and no interval that is read.",
            "Write `2024-03-07`, `2024-03-04/2024-03-07`, or `[..2024-03-07]` for *by then*.",
            "`7 March 2024`",
        ),
        CatalogueEntry(
            "bad-number",
            _E,
            "This is no number of the sort that stands here.",
            "Write e.g. `0.2`, `30` or `1/3`; in `start` and `end` a whole number.",
            "`undo: 20%`",
        ),
        CatalogueEntry(
            "out-of-range",
            _E,
            "The number is outside what has a meaning here.",
            "A share lies between 0 and 1; a price and points are not below 0.",
            "`worth: 20`",
        ),
        CatalogueEntry(
            "interval-order",
            _E,
            "The interval ends before it begins.",
            "Put the smaller number first.",
            "`no_deal_cost: [0.3, 0.1]`",
        ),
        CatalogueEntry(
            "wrong-length",
            _E,
            "A list has not one entry for each step.",
            "Give one for each, in the order of the steps.",
            "two values for three steps",
        ),
        CatalogueEntry(
            "unknown-party",
            _E,
            "No party has this id. Ids are used everywhere, not names.",
            "Use an id declared under `parties`.",
            "`party` is `Hamas`, the id is `hamas`",
        ),
        CatalogueEntry(
            "unknown-issue",
            _E,
            "No issue has this id.",
            "Use an id declared under `issues`.",
            "`sovereignity = full`",
        ),
        CatalogueEntry(
            "unknown-step",
            _E,
            "The issue has no step of this name.",
            "Use one of its steps; for several words, in quotes.",
            "`ceasefire = lasting`",
        ),
        CatalogueEntry(
            "unknown-draft",
            _E,
            "No draft has this id.",
            "Use an id declared under `drafts`.",
            "`accepts draft:framwork`",
        ),
        CatalogueEntry(
            "unknown-stage",
            _E,
            "The draft has no stage of this number; the first is 1.",
            "Count the stages.",
            "`draft:framework/3`",
        ),
        CatalogueEntry(
            "unknown-stance",
            _E,
            "The stance is none of the table.",
            "Choose one of the table of stances.",
            "`demand`",
        ),
        CatalogueEntry(
            "unknown-statement",
            _E,
            "`corrects` names a row that is not there.",
            "Write the id of the row that this one replaces.",
            "`corrects` is `s99`",
        ),
        CatalogueEntry(
            "step-named-like-issue",
            _E,
            "A step has the id of an issue. `a > b` would then be both a step and a priority.",
            "Call the step something else.",
            "an issue `aid`, and a step `aid`",
        ),
        CatalogueEntry(
            "duplicate-step",
            _E,
            "A step is given twice, or two steps are the same number.",
            "Delete or rename one.",
            "`steps: [10%, 10.0%]`",
        ),
        CatalogueEntry(
            "too-few-steps",
            _E,
            "An issue has less than two steps, so nothing can be settled about it.",
            "Add how it may become.",
            "`steps: [none]`",
        ),
        CatalogueEntry(
            "steps-not-sorted",
            _E,
            "The numbers of a ladder run up and down.",
            "Put them in order, from the status quo to the furthest.",
            "`steps: [0, 20, 10]`",
        ),
        CatalogueEntry(
            "number-outside",
            _E,
            "A number lies outside the steps of its issue. Between two of them it would be fine.",
            "Use a number inside, or add a step.",
            "`pay = 30%` on 10% to 20%",
        ),
        CatalogueEntry(
            "no-such-step",
            _E,
            "`>` or `<` asks for a step beyond the last one.",
            "Use `>=`, `<=` or `=`.",
            "`ceasefire > permanent`",
        ),
        CatalogueEntry(
            "choice-has-no-order",
            _E,
            "The steps of a choice have no order, so nothing is above, below, up or down.",
            "Write `=` in a claim; in `favours` name a step or `none`.",
            "`venue >= Cairo`",
        ),
        CatalogueEntry(
            "choice-status-quo",
            _E,
            "`status_quo` names another step than the first of a choice.",
            "Put that step first.",
            "`status_quo: Doha` on `[Cairo, Doha]`",
        ),
        CatalogueEntry(
            "ratifier-of",
            _E,
            "A ratifier without `of`, or `of` on somebody who ratifies nothing.",
            "Give a ratifier the party whose signature it confirms.",
            "`role: ratifier` alone",
        ),
        CatalogueEntry(
            "bloc-circle",
            _E,
            "A bloc is, through its members, a member of itself.",
            "Take one membership out.",
            "`a: {members: [b]}`, `b: {members: [a]}`",
        ),
        CatalogueEntry(
            "bloc-role",
            _E,
            "A bloc and a member of it have different roles.",
            "Give both the same role.",
            "a mediator among the members of a party",
        ),
        CatalogueEntry(
            "round-dates",
            _E,
            "A round ends before it begins, or ended without a last day.",
            "Mend `from` and `to`.",
            "`from: 2024-03-07, to: 2024-03-03`",
        ),
        CatalogueEntry(
            "present-and-absent",
            _E,
            "A party is named both among those present and among those absent.",
            "Keep one of the two.",
            "`present: [a], absent: [a]`",
        ),
        CatalogueEntry(
            "claim-syntax",
            _E,
            "The claim cannot be read at this place.",
            "See the page on claims; a step of several words stands in quotes.",
            "`ceasefire == permanent`",
        ),
        CatalogueEntry(
            "claim-form",
            _E,
            "The claim can be read, and does not fit what stands beside it.",
            (
                "Change the stance or the claim: `insists` needs a condition, `prioritises` a priority, a line of "
                "procedure a condition; `carries out` takes none."
            ),
            "`insists aid = free`",
        ),
        CatalogueEntry(
            "missing-column",
            _E,
            "The record has no header, or lacks the column `id`, `date` or `stance`.",
            "Begin the file with the header.",
            "a file without its first line",
        ),
        CatalogueEntry(
            "duplicate-column",
            _E,
            "Two columns have one name.",
            "Rename one.",
            "`id,date,date,stance`",
        ),
        CatalogueEntry(
            "csv-delimiter",
            _E,
            "The columns are parted by semicolons or tabs.",
            "Save the file with commas.",
            "`id;date;party;stance`",
        ),
        CatalogueEntry(
            "csv-quote",
            _E,
            "The quotes of a cell do not fit: one is not closed, or something stands behind the closing one.",
            'Double a quote inside a cell (`""`), and close the cell with one.',
            '`"No," he said`',
        ),
        CatalogueEntry(
            "cell-too-long",
            _E,
            "A cell is longer than 131,072 characters. Most often a quote is not closed.",
            "Close the quote; put long texts into a report.",
            "a whole book in `note`",
        ),
        CatalogueEntry(
            "row-too-long",
            _E,
            "A row has more cells than the header.",
            "Put a cell with a comma into quotes.",
            "`..., free aid, now, ...`",
        ),
        CatalogueEntry(
            "row-too-short",
            _W,
            (
                "A row has fewer cells than the header. The rest is taken for blank, but a comma may be missing in "
                "the middle."
            ),
            "Add the commas that are missing.",
            "`s1,2024-03-07,hamas`",
        ),
        CatalogueEntry(
            "missing-cell",
            _E,
            (
                "A cell that is needed is blank: `id`, `date` and `stance` always; `party` and `claim` where the "
                "stance binds somebody."
            ),
            "Fill it in.",
            "`demands` without a claim",
        ),
        CatalogueEntry(
            "duplicate-id",
            _E,
            "Two rows have one id.",
            "Give the newer row an id of its own; if it corrects the other, name that in `corrects`.",
            "`s1` twice",
        ),
        CatalogueEntry(
            "bad-firmness",
            _E,
            "Firmness is a whole number from 0 to 5.",
            "Leave it blank for the default of the stance.",
            "`very firm`",
        ),
        CatalogueEntry(
            "bad-grade",
            _E,
            "A grade is a letter A to F and a digit 1 to 6.",
            "Write e.g. `B2`, or leave it blank.",
            "`2B`",
        ),
        CatalogueEntry(
            "corrects-circle",
            _E,
            "Rows correct one another in a circle.",
            "A correction names an older row.",
            "`s1` corrects `s2`, `s2` corrects `s1`",
        ),
        CatalogueEntry(
            "bad-report-name",
            _E,
            (
                "The name of a report leads out of the folder `reports`, or has signs that a file name cannot have "
                "everywhere."
            ),
            "Copy the text into the folder, and name it as seen from there.",
            "`../secret.txt`",
        ),
        CatalogueEntry(
            "missing-report",
            _E,
            "There is no such file under `reports`.",
            "Mend the name, or put the file there.",
            "`agencies.txt` for `2024-03-07-agencies.txt`",
        ),
        CatalogueEntry(
            "span-incomplete",
            _E,
            "`start` or `end` is missing, or both are given without a report.",
            "Give all three, or only the report, or none.",
            "`start` without `end`",
        ),
        CatalogueEntry(
            "span-outside",
            _E,
            (
                "The span is empty or ends behind the end of the report. Spans count code points from 0, without a "
                "byte order mark."
            ),
            "Count again.",
            "`end` is 9000 in a report of 4000",
        ),
        CatalogueEntry(
            "span-too-long",
            _E,
            "The span is longer than 5,000 code points: no longer a sentence that was said.",
            "Cite the sentence, or leave `start` and `end` blank.",
            "`start` is 0 and `end` is 9000",
        ),
        CatalogueEntry(
            "quote-mismatch",
            _E,
            "The words in `quote` are not those that stand at the span. White space is not compared.",
            "Mend the span or the quote; a blank quote is filled in from the span.",
            "a quote with a word left out",
        ),
        CatalogueEntry(
            "mixed-units",
            _W,
            (
                "The steps of a ladder are numbers with different units, so they are taken for words: no number "
                "between them can be named, and gaps count in rungs."
            ),
            "Write them in one unit, if they are meant as numbers.",
            "`steps: [6 days, 2 weeks]`",
        ),
        CatalogueEntry(
            "quote-without-span",
            _W,
            "A row has a report and a quote, and no span: the quote is not held against the report.",
            "Give `start` and `end`; where the words stand in the report, they are told.",
            "a row with `report` and `quote`, `start` and `end` blank",
        ),
        CatalogueEntry(
            "binds-nobody",
            _W,
            "A party that does not sign says what would bind a side, on an issue that is not its act. It is listed "
            "among the sources, and nothing is computed from it.",
            "Use `reports` or `proposes`; or name it in `by` of the issue, or give it the role of a side.",
            "a guarantor that `accepts pay = 4%`",
        ),
        CatalogueEntry(
            "condition-restates",
            _W,
            "A condition is about the act itself; or it says `if` of what the party demands anyway: it is told twice. "
            "It still ties the act to it, should the demand be given up.",
            "Name another issue; write `after` if the order is meant; keep it where the act stands or falls with it.",
            "`demands aid = free`, and `offers captives = all if aid = free`",
        ),
        CatalogueEntry(
            "condition-on-a-range",
            _W,
            "`<=` or `>=` on a party's own act reaches over how things are now, and has a condition, which then ties "
            "it even where it does nothing.",
            "Is it an offer to go so far? Then write `offers` with `=`.",
            "`insists quota <= 34% if access = open` of who now gives nothing",
        ),
        CatalogueEntry(
            "direction-unclear",
            _W,
            "`= a` in the middle of a ladder, and nothing says whether more is better or worse for that party.",
            "Write `>=` or `<=`, or give the way under `favours`.",
            "`rejects withdrawal = partial` alone",
        ),
        CatalogueEntry(
            "draft-moves-unasked",
            _W,
            "A draft moves an issue that no side has asked to move.",
            "Is a demand missing from the record? If not, the answers say so too.",
            "a stage with `captives: all`, and nobody who demands it",
        ),
        CatalogueEntry(
            "party-never-heard",
            _W,
            "The record has not one statement of a side.",
            "Enter what it said, or give it another role if it does not sign.",
            "a party without a row",
        ),
        CatalogueEntry(
            "package-or-each",
            _W,
            "A refusal of `A and B` refuses the two together; each alone may still be accepted.",
            "If each is refused, write a row for each.",
            "`rejects aid = free and return = all`",
        ),
        CatalogueEntry(
            "refuses-everything",
            _W,
            "With this, a party refuses every step of an issue, also how things are.",
            "One step has to be left.",
            "`rejects aid >= restricted`",
        ),
        CatalogueEntry(
            "withdraws-nothing",
            _W,
            "`withdraws` takes an offer back, or gives a condition up, and there is none before it.",
            "Enter the offer or the condition, or use `rejects`.",
            "`withdraws aid = free`",
        ),
        CatalogueEntry(
            "against-favours",
            _W,
            "A demand or a refusal speaks against what `favours` says that the party likes.",
            "One of the two is wrong, or the party has changed its mind.",
            "`favours: {a: up}`, and `a` rejects the last step",
        ),
        CatalogueEntry(
            "several-tables",
            _W,
            "Sides that never face each other stand in one case, but for one that faces them all.",
            "Parallel tables are several cases: make one for each.",
            "one union, three companies",
        ),
        CatalogueEntry(
            "report-never-cited",
            _W,
            "A file under `reports` that no row cites.",
            "Read it through, or move it away.",
            "a report that was saved and forgotten",
        ),
        CatalogueEntry(
            "alias-shared",
            _W,
            "Two parties go by the same id, name or alias, so a reader cannot tell them apart.",
            "Leave it out of one.",
            "`the government` twice",
        ),
        CatalogueEntry(
            "speaker-nearly-known",
            _W,
            "A speaker's name is almost one that the case declares for the party, and so has another rank.",
            "Write the name as the case declares it, or declare this one under `speakers` too.",
            "`Ann Osterr`, where `speakers` has Ann Oster",
        ),
        CatalogueEntry(
            "no-agreement-twice",
            _E,
            "A party has both `no_agreement` (what no agreement is worth to it) and `no_deal_cost` (how much less that "
            "is than the status quo).",
            "Keep the one that is known.",
            "`no_agreement: 0.4` beside `no_deal_cost: 0.1`",
        ),
        CatalogueEntry(
            "unknown-format",
            _E,
            "`nonpaper import` reads scenarios of GENIUS (XML) and of NegMAS (YAML), and this file is neither.",
            "Save the scenario in one of the two: NegMAS reads most other formats, and writes YAML.",
            "a profile of GeniusWeb, in JSON",
        ),
        CatalogueEntry(
            "scenario-files",
            _E,
            "The files are not one scenario: that is one domain (issues and options) and a profile for each party.",
            "Name all files of one scenario, and no file of another.",
            "two profiles and no domain",
        ),
        CatalogueEntry(
            "xml-syntax",
            _E,
            "The file is no XML at this place.",
            "Look at the line and at the one above: a tag not closed, a quote missing, a bare `&` or `<`.",
            '`<item value="A & B">`',
        ),
        CatalogueEntry(
            "xml-doctype",
            _E,
            "A document type (`<!DOCTYPE`) could declare entities, which let a small file grow without end or read "
            "other files. A scenario needs none, so nothing behind it is read.",
            "Delete the declaration.",
            '`<!DOCTYPE x [<!ENTITY a "...">]>`',
        ),
        CatalogueEntry(
            "xml-too-deep",
            _E,
            "Elements are nested deeper than any scenario needs.",
            "Look for tags that are not closed.",
            "`<objective><objective>...`",
        ),
        CatalogueEntry(
            "duplicate-name",
            _E,
            "Two issues of a domain, or two options of an issue, have one name.",
            "Rename one, in the domain and in the profiles.",
            "two issues called `Price`",
        ),
        CatalogueEntry(
            "issue-mismatch",
            _E,
            "A profile does not fit its domain: an issue, the value of an option or a weight is missing, or is for "
            "something that the domain does not have.",
            "Mend the spelling; give each option of the domain a value, and each issue a weight.",
            "`Prize` in a profile, `Price` in the domain",
        ),
        CatalogueEntry(
            "not-additive",
            _E,
            "The utility of a package is not a sum over its issues, so no table of values for each issue can hold it.",
            "There is no way to bring it in; choose a scenario with additive utilities.",
            "hyper-rectangles (`<hyperRectangle>`), constraints, a bias",
        ),
        CatalogueEntry(
            "unsupported-issue",
            _E,
            "The options of an issue cannot be counted: it runs over real numbers, or over nothing known.",
            "Write it with the steps that matter, as a discrete or an integer issue.",
            '`type="real"`',
        ),
        CatalogueEntry(
            "values-incomplete",
            _E,
            "Another program wants a number for everything, and the values of the case leave something open.",
            "Give what is named: for each party `steps` of every issue, `weights` of every issue or of none, and "
            "`no_agreement`.",
            "a case without `values`",
        ),
        CatalogueEntry(
            "bad-index",
            _W,
            "The index of an issue, of a weight or of an option does not fit its name or its neighbours. Names count; "
            "indices only where a name is not known.",
            "Number the issues of the profile as the domain does.",
            '`index="2"` for the third issue',
        ),
        CatalogueEntry(
            "evaluated-twice",
            _W,
            "A profile gives two values to one option. The last one counts, as in GENIUS.",
            "Delete one.",
            '`<item value="0" .../>` twice',
        ),
        CatalogueEntry(
            "weights-sum",
            _W,
            "The weights of a profile do not sum to 1. They are kept as they are, as GENIUS and NegMAS keep them when "
            "they read a file; GENIUS cuts a utility above 1 down to 1, which no table can say.",
            "Divide each weight by their sum, if that is what is meant.",
            "weights 0.5 and 0.6",
        ),
        CatalogueEntry(
            "file-ignored",
            _W,
            "A file among those named is no part of a scenario, and was not read.",
            "Nothing, if that is right.",
            "`pareto.xml` beside the profiles",
        ),
        CatalogueEntry(
            "report-not-text",
            _E,
            "What was brought as a report is neither a text nor a page that can be read: a picture, a PDF, a document "
            "of a word processor, a page with tags hundreds deep.",
            "Save its words as plain text, in UTF-8, and bring that.",
            "`statement.pdf`",
        ),
        CatalogueEntry(
            "report-empty",
            _E,
            "There is no word of a report in what was brought: nothing at all, furniture only, or a page on which no "
            "article was found.",
            "Look at it; save the words of the page as plain text, and bring that.",
            "a page that is all menus",
        ),
        CatalogueEntry(
            "report-not-fetched",
            _E,
            "A page could not be fetched: its address leads to a private network, its server does not answer or "
            "answers with something else, or it is too large or too slow.",
            "Open it in a browser, save it as .html, and bring the file.",
            "`http://192.168.0.1/news`",
        ),
        CatalogueEntry(
            "report-not-read",
            _E,
            "The reader did not come to an end with a report: it took too long, needed too much memory, or stopped. "
            "The others were read, and nothing was written for this one.",
            "Give it more time with `--limit`, or cut the report and bring the part that matters.",
            "a report of 10 MB in one sentence",
        ),
        CatalogueEntry(
            "report-changed",
            _E,
            "A report under `reports` is no longer what it was when it was brought in: its bytes have another hash. "
            "The spans of what was read in it may point at other words.",
            "Put the old file back; or delete its row in `reading/reports.csv`, and read the report anew.",
            "a report that was edited by hand",
        ),
        CatalogueEntry(
            "bad-reading",
            _E,
            "A file under `reading` is not as the program writes it.",
            "Put back what it was; or delete the file, and read the report anew: what was accepted is in the record.",
            "a file of proposals that was cut off",
        ),
        CatalogueEntry(
            "unknown-proposal",
            _E,
            "A row of a table of proposals names none that the review of this case has.",
            "Put the id back, or export the table anew: the reports may have been read again since.",
            "`p12ab` in the column `proposal`",
        ),
        CatalogueEntry(
            "unknown-decision",
            _E,
            "The column `decision` of a table of proposals holds another word than those that are read.",
            "Write `accept`, `reject` or `skip`, or leave it blank.",
            "`yes`",
        ),
        CatalogueEntry(
            "decided-already",
            _E,
            "A table of proposals says otherwise than what was decided in the review since it was exported.",
            "Undo that decision in the review first; or take the table's word back.",
            "`reject` for what was accepted",
        ),
        CatalogueEntry(
            "report-date",
            _W,
            "The day of a report cannot be told: what it says of it can be read in two ways, contradicts itself, or "
            "is not the day that was given. It is never guessed.",
            "Say the day with `--date`, year-month-day.",
            "`date: 07/03/2024` at the head of a report",
        ),
        CatalogueEntry(
            "report-header",
            _W,
            "A line in the header of a report is no `key: value`. What it says of the report is not taken.",
            "Write it as `outlet: ...`, `date: ...` or another key of a header; or leave it out.",
            "`date 2031-03-07` at the head of a report",
        ),
        CatalogueEntry(
            "report-language",
            _W,
            "A report does not seem to be in English, the one language that the rules read.",
            "Bring a translation, and say so in the note of what you accept.",
            "a report in Arabic letters",
        ),
    )
}


def problem(
    code: str, place: Place, message: str, hint: str = "", excerpt: str = "", excerpt_column: int = 1
) -> Problem:
    """A problem with the severity that the catalogue gives its code. Raises KeyError for a code without an entry."""
    return Problem(code, CATALOGUE[code].severity, place, message, excerpt, excerpt_column, hint)


def catalogue_markdown() -> str:
    """The page of the reference: every code, what it means, how to mend it, and an example."""
    parts = [
        "# Problems in a case\n",
        "`nonpaper check` tells every mistake of a case at once, in order of place: the file, the line, the column\n"
        "(in code points, from 1), the line with a caret, and the nearest valid name. An **error** stops every\n"
        "answer; a **warning** is a question and stops none. The codes stay the same from version to version.\n",
    ]
    for title, severity in (("Errors", Severity.ERROR), ("Warnings", Severity.WARNING)):
        parts.append(f"## {title}\n")
        for entry in sorted(CATALOGUE.values(), key=lambda entry: entry.code):
            if entry.severity is severity:
                parts.append(
                    f"### {entry.code}\n\n{entry.meaning}\n\n*To mend it:* {entry.mend}\n\n*Example:* {entry.example}\n"
                )
    return "\n".join(parts)
