"""What the screen asks in between: a name, a reason, another proposal, the cells of a row; and what it explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text as RichText
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, OptionList, Static

from nonpaper.case.case import Case
from nonpaper.case.grammar import spell_step
from nonpaper.case.record import COLUMNS
from nonpaper.case.statements import Stance
from nonpaper.errors import UsageError
from nonpaper.problems import Severity
from nonpaper.read.proposed_rows import FIELDS
from nonpaper.read.review import Item, Review
from nonpaper.screen.marks import REASONS, STANCE_KEYS

_BOX = """
{name} {{ align: center middle; }}
{name} > #box {{ width: 90%; max-width: 100; height: auto; max-height: 90%; border: round $foreground; padding: 0 1; }}
"""
_LEAVE: list[BindingType] = [Binding("escape", "leave", "Leave")]


class Asking(ModalScreen[str | None]):
    """One line of text is asked for; Enter gives it, Escape leaves. With `choices`, a digit gives one of them."""

    DEFAULT_CSS = _BOX.format(name="Asking")
    BINDINGS: ClassVar[list[BindingType]] = _LEAVE

    def __init__(self, title: str, choices: Sequence[str] = (), hint: str = "") -> None:
        super().__init__()
        self.told, self.choices, self.hint = title, choices, hint

    def compose(self) -> ComposeResult:
        """The question, what may be chosen by digit, and the line."""
        with Vertical(id="box"):
            yield Label(self.told)
            for number, choice in enumerate(self.choices, 1):
                yield Label(f"  {number}  {choice}")
            yield Input(placeholder=self.hint, compact=True)

    def on_key(self, event: events.Key) -> None:
        """A digit chooses, as long as nothing has been written."""
        if event.character and event.character.isdecimal() and not self.query_one(Input).value:
            number = int(event.character)
            if 1 <= number <= len(self.choices):
                event.stop()
                event.prevent_default()
                self.dismiss(self.choices[number - 1])

    def on_input_changed(self, event: Input.Changed) -> None:
        """The line has the focus, so a digit arrives here: alone in it, it chooses."""
        if event.value.isdecimal() and 1 <= int(event.value) <= len(self.choices):
            self.dismiss(self.choices[int(event.value) - 1])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """What was written, if anything was."""
        if event.value.strip():
            self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Without an answer."""
        self.dismiss(None)


class Choosing(ModalScreen[str | None]):
    """One of several proposals is asked for; gives its id."""

    DEFAULT_CSS = _BOX.format(name="Choosing")
    BINDINGS: ClassVar[list[BindingType]] = [
        *_LEAVE,
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, items: Sequence[tuple[str, str]], at: int = 0) -> None:
        super().__init__()
        self.told, self.items, self.at = title, items, at

    def compose(self) -> ComposeResult:
        """The question, and a line for each."""
        with Vertical(id="box"):
            yield Label(self.told)
            yield OptionList(*[RichText(f"  {words}") for _, words in self.items], compact=True)

    def on_mount(self) -> None:
        """The one that is meant most probably has the mark."""
        self.query_one(OptionList).highlighted = self.at if self.items else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """A sign before it, for a screen without shades."""
        for place in {self.at, event.option_index}:
            sign = ">" if place == event.option_index else " "
            event.option_list.replace_option_prompt_at_index(place, RichText(f"{sign} {self.items[place][1]}"))
        self.at = event.option_index

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The one chosen."""
        self.dismiss(self.items[event.option_index][0])

    def action_move(self, by: int) -> None:
        """Up and down by letter too."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_leave(self) -> None:
        """Without an answer."""
        self.dismiss(None)


class Telling(ModalScreen[None]):
    """Something to read; any key goes back."""

    DEFAULT_CSS = _BOX.format(name="Telling") + "Telling #box { height: 90%; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        """The text."""
        with VerticalScroll(id="box"):
            yield Static(RichText(self.text))

    def on_key(self, event: events.Key) -> None:
        """Arrows and pages scroll; anything else goes back."""
        if event.key not in ("up", "down", "pageup", "pagedown", "home", "end"):
            event.stop()
            self.dismiss(None)


class Editing(ModalScreen[Mapping[str, str] | None]):
    """The cells of the row that a proposal would become; what `check` says of them stands below each, at once.

    Enter or Ctrl+S gives the cells, Escape leaves them as they were.
    """

    DEFAULT_CSS = """
    Editing { align: center middle; }
    Editing > #box { width: 96%; height: 96%; border: round $foreground; padding: 0 1; }
    Editing Horizontal { height: 1; }
    Editing Horizontal > Label { width: 16; }
    Editing Input { width: 1fr; }
    Editing .wrong { display: none; padding-left: 16; }
    Editing .wrong.there { display: block; }
    Editing #cells { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *_LEAVE,
        Binding("ctrl+s", "keep", "Keep", priority=True),
        Binding("down", "list", priority=True),
    ]

    def __init__(self, review: Review, item: Item, styles: bool = True) -> None:
        super().__init__()
        self.review, self.item, self.shaded = review, item, styles
        self.row = review.row(item)
        self.offers = _offers(review.case)

    def compose(self) -> ComposeResult:
        """A line for each column, in the order of the record."""
        # What is offered behind the cursor is told from what was written by its shade alone.
        offers = {c: [value for value, _ in listed] for c, listed in self.offers.items()} if self.shaded else {}
        with Vertical(id="box"):
            yield Label("Tab next · Down lists what is possible (…) · Enter keeps · Esc leaves it")
            with VerticalScroll(id="cells", can_focus=False):
                for column in FIELDS:
                    with Horizontal():
                        yield Label(f"  {column}{' …' if column in self.offers else ''}", id=f"name-{column}")
                        yield Input(
                            " ".join(self.row[column].split("\n")),
                            placeholder=f"({COLUMNS[column]})",
                            id=f"cell-{column}",
                            compact=True,
                            suggester=SuggestFromList(offers[column]) if column in offers else None,
                            select_on_focus=False,
                        )
                    yield Static("", id=f"wrong-{column}", classes="wrong")
            yield Static("", id="wrong-", classes="wrong")

    def on_mount(self) -> None:
        """The first line with a problem has the focus, else the party's."""
        wrong = self._look()
        self.query_one(f"#cell-{wrong or 'party'}", Input).focus()

    def on_input_changed(self) -> None:
        """Every change is looked at."""
        self._look()

    def on_descendant_focus(self) -> None:
        """A sign before the cell that is written in, for a screen without shades."""
        here = self._here()
        for column in FIELDS:
            sign = ">" if column == here else " "
            more = " …" if column in self.offers else ""
            self.query_one(f"#name-{column}", Label).update(f"{sign} {column}{more}")

    def _here(self) -> str:
        focused = self.focused
        return (focused.id or "").removeprefix("cell-") if isinstance(focused, Input) else ""

    def action_list(self) -> None:
        """The list of what may stand in this cell."""
        column = self._here()
        if column not in self.offers:
            return
        listed = self.offers[column]
        cell = self.query_one(f"#cell-{column}", Input)
        values = [value for value, _ in listed]
        at = values.index(cell.value.strip()) if cell.value.strip() in values else 0

        def take(value: str | None) -> None:
            if value is not None:
                cell.value = value
                cell.cursor_position = len(value)

        self.app.push_screen(Choosing(f"{column} (Enter takes it, Esc leaves):", listed, at), take)

    def _changes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for column in FIELDS:
            value = self.query_one(f"#cell-{column}", Input).value
            if value.split() != self.row[column].split():
                found[column] = value.strip()
        return found

    def _look(self) -> str:
        """Tell what is wrong with the row; gives the first column that has an error."""
        told: dict[str, list[str]] = {}
        first = ""
        changed = {**self.item.changed, **self._changes()}
        try:
            _, problems = self.review.trial(replace(self.item, changed=changed))
        except UsageError as error:
            problems, told = (), {"": [str(error)]}
        for problem in problems:
            field = problem.place.field if problem.place.field in FIELDS else ""
            sign = "!" if problem.severity is Severity.ERROR else "?"
            told.setdefault(field, []).append(f"{sign} {problem.message}{f'; {problem.hint}' if problem.hint else ''}")
            if problem.severity is Severity.ERROR and field and not first:
                first = field
        for column in (*FIELDS, ""):
            line = self.query_one(f"#wrong-{column}", Static)
            line.set_class(column in told, "there")
            line.update(RichText("\n".join(told.get(column, ()))))
        return first

    def on_input_submitted(self) -> None:
        """Enter keeps, from any line."""
        self.action_keep()

    def action_keep(self) -> None:
        """Give what was changed."""
        self.dismiss(self._changes())

    def action_leave(self) -> None:
        """Without a change."""
        self.dismiss(None)


def _offers(case: Case) -> dict[str, list[tuple[str, str]]]:
    """Column -> what may stand in it, each with how the list tells it; of a claim the issues and all their steps."""
    claims: list[tuple[str, str]] = []
    for issue in case.issues.values():
        claims.append((issue.id, f"{issue.id}: {issue.title} (only what it is about)"))
        for step in issue.steps:
            label = spell_step(step)
            signs = ("=",) if issue.is_choice else ("=", ">=", "<=")
            claims += [(f"{issue.id} {sign} {label}", f"  {issue.id} {sign} {label}") for sign in signs]
    return {
        "party": [(party.id, f"{party.id}: {party.name}") for party in case.parties.values()],
        "stance": [(stance.value, stance.value) for stance in Stance],
        "claim": claims,
        "named": [("true", "true"), ("false", "false")],
    }


HELP = f"""\
a       accept: the row enters the record, with your name in `reviewed_by`
e       edit any cell of the row; what `check` says of it stands below
r       reject, with a reason: a digit, or your own words
s       skip: it comes again when the rest is decided
=       the same: settle it as what a row of the record says already; right after
        `a`, settle the others that say the same. Kept as `same as ROW`
u       undo: of a card that is decided, its decision; else your last one
x       split: between its conjuncts (c), or where you choose
m       merge with another proposal of the same report
n       add what was missed: choose the words, or draw the mouse over them
j  k    next, previous;  o  another report, also one with nothing proposed
1 - 9   give it a stance: {", ".join(f"{k} {stance.value}" for k, stance in enumerate(STANCE_KEYS, 1))}
0       the stance that was offered
c       counts: how the rules of the reader have fared
up down, PageUp PageDown    scroll the report;  < >  scroll the card
q       quit: everything is on the disk already

When words are chosen: left and right by word, up and down by line;
space begins the stretch, Enter takes it, Esc leaves.

Nothing enters the record before you accept it. A row that was accepted in
this sitting, and is still the last, is taken out again by undo; of an older
one the record keeps the row, and a correction is added.

Any key goes back.
"""

__all__ = ["HELP", "REASONS", "Asking", "Choosing", "Editing", "Telling"]
