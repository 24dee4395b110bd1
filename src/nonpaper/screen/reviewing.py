"""The review on a screen: the report at the left, one proposal in plain words at the right, and below what accepting it
would change. One key for each thing that can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.text import Text as RichText
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from nonpaper.case.case import Case
from nonpaper.errors import CaseError, SaveError, UsageError
from nonpaper.problems import Problem, cells
from nonpaper.read.document import Document
from nonpaper.read.proposed_rows import offered_stance
from nonpaper.read.review import Item, Review, State
from nonpaper.read.spans import Span, hull
from nonpaper.read.wording import row_words
from nonpaper.screen.card import card, what_changes
from nonpaper.screen.dialogs import HELP, Asking, Choosing, Editing, Telling
from nonpaper.screen.lines import hanging, words
from nonpaper.screen.marks import REASONS, STANCE_KEYS, Marks, marks_here
from nonpaper.screen.report_view import ReportView

_SORTS = {"sentence": "bold", "state": "bold italic", "why": "dim", "doubt": "italic"}
_KEYS = "a:accept e:edit r:reject s:skip =:same u:undo x:split m:merge n:add j/k ?:help q"


class ReviewScreen(Screen[None]):
    """The whole of it. `mode` is blank, or `add` or `split` while words are being chosen."""

    CSS = """
    #top, #message, #keys { height: 1; }
    #top { text-style: bold; }
    #body { height: 1fr; }
    #report { width: 1fr; }
    #card { width: 1fr; border-left: vkey $foreground; padding: 0 1; scrollbar-size-vertical: 1;
            scrollbar-color: $foreground 30%; }
    #changes { height: auto; max-height: 6; border-top: hkey $foreground; padding: 0 1; }
    """

    def __init__(self, review: Review, report: str | None, marks: Marks) -> None:
        super().__init__()
        self.review, self.report, self.marks = review, report, marks
        self.order: list[str] = [item.id for item in review.queue(report)]
        self.current = self.order[0] if self.order else ""
        self.mode = ""
        self.steps: tuple[Span, ...] = ()  # the words that the cursor steps over
        self.cursor = 0
        self.begun: int | None = None
        self.points: set[int] = set()  # where a split cuts
        self.settling: tuple[str, tuple[str, ...]] = ("", ())  # a row, and the proposals that say the same
        self.looking = ""  # a report that is looked at though nothing is proposed of it
        self.after: Case | None = None
        self.problems: tuple[Problem, ...] = ()

    def compose(self) -> ComposeResult:
        """Top line, report and card, what would change, a message, the keys."""
        yield Static(id="top")
        with Horizontal(id="body"):
            yield ReportView(self.marks, id="report")
            with VerticalScroll(id="card", can_focus=False):
                yield Static(id="lines")
        yield Static(id="changes")
        yield Static(id="message")
        yield Static(RichText(_KEYS, no_wrap=True, overflow="ellipsis"), id="keys")

    def on_mount(self) -> None:
        """The first card; and who reviews, where that was not said."""
        self.say(" · ".join(self.review.notes))
        self.call_after_refresh(self.show)
        if not self.review.by:
            asked = Asking(
                "Who reviews? Your name stands in `reviewed_by` of what you accept.", hint="name, then Enter"
            )
            self.app.push_screen(asked, self._named)

    def _named(self, name: str | None) -> None:
        if name:
            self.review.by = name
        else:
            self.say("Without a name nothing can be decided; any decision asks for it again.")
        self.show()

    # --- showing ----------------------------------------------------------------------------------------------------

    @property
    def item(self) -> Item | None:
        """The proposal that is looked at."""
        return self.review.items.get(self.current)

    @property
    def seen(self) -> list[str]:
        """The ids of what stands in the queue, in its order at the beginning; parts stand behind what they are of."""
        items = self.review.items
        known = set(self.order)
        fresh = [one for one in items if one not in known and self.report in (None, items[one].document.name)]
        for one in reversed(fresh):  # each goes right behind what it is of
            base = one.rpartition(".")[0].rpartition(".")[0]
            behind = base if base in self.order else self.current
            self.order.insert(self.order.index(behind) + 1 if behind in self.order else len(self.order), one)
        return [one for one in self.order if one in items and items[one].state is not State.REPLACED]

    def say(self, words: str) -> None:
        """A message above the keys; it stays until the next."""
        self.query_one("#message", Static).update(RichText(words, no_wrap=True, overflow="ellipsis"))

    def show(self) -> None:
        """Everything anew, for the proposal that is looked at."""
        seen = self.seen
        if self.current not in seen:
            self.current = seen[0] if seen and not self.looking else ""
        item = self.item
        top = self.query_one("#top", Static)
        if item is None:
            where = f" of {self.looking}" if self.looking else ""
            back = "j and k go to what is proposed of others; " if seen else ""
            told = f"Nothing has been proposed{where}. n adds what you find; {back}q ends."
            top.update(RichText(told, no_wrap=True, overflow="ellipsis"))
            self.after, self.problems = None, ()
            self.query_one("#lines", Static).update("")
            self.query_one("#changes", Static).update("")
            self._show_report(None)
            return
        self.looking = ""
        review = self.review
        states = ((State.OPEN, "open"), (State.ACCEPTED, "accepted"), (State.REJECTED, "rejected"))
        numbers = [f"{review.count(state, self.report)} {name}" for state, name in states]
        skipped = review.count(State.SKIPPED, self.report)
        numbers += [f"{skipped} put off"] if skipped else []
        place = f"{seen.index(item.id) + 1} of {len(seen)}"
        head = f"{place} · {', '.join(numbers)} · {item.document.name}"
        top.update(RichText(head, no_wrap=True, overflow="ellipsis"))
        try:
            self.after, self.problems = (None, ()) if item.state.decided else review.trial(item)
            below = what_changes(review, item, self.after, self.problems)
        except UsageError as error:
            self.after, self.problems, below = None, (), [str(error)]
        lines = RichText()
        side = self.query_one("#card", VerticalScroll)
        room = max(20, side.scrollable_content_region.width - 1)
        for sort, told in card(review, item, self.problems):
            told = hanging(told, room, 9) if sort in ("line", "why") else told
            lines.append(told + "\n", _SORTS.get(sort, "") if self.marks.styles else "")
        self.query_one("#lines", Static).update(lines)
        side.scroll_home(animate=False)
        self._show_changes(below)
        self._show_report(item)

    def _show_changes(self, below: Sequence[str]) -> None:
        room = max(20, self.size.width - 4)
        kept: list[str] = []
        rows = 0
        for number, line in enumerate(below):
            line = line if self.marks.styles else line.replace("→", self.marks.arrow)
            rows += -(-cells(line) // room)
            if rows > 4 and number:
                kept.append(f"… and {len(below) - number} more")
                break
            kept.append(line)
        self.query_one("#changes", Static).update(RichText("\n".join(kept)))

    def _show_report(self, item: Item | None) -> None:
        view = self.query_one("#report", ReportView)
        if item is None:
            view.show(self._text(), self._chosen(), {})
            return
        document = item.document
        here = [
            each
            for each in self.review.items.values()
            if each.document.name == document.name and each.state is not State.REPLACED
        ]
        margin: dict[int, str] = {}
        for each in here:
            start = each.proposal.passage.start
            margin[start] = self.marks.margin[each.state]
        margin[item.proposal.passage.start] = self.marks.here
        stretches: dict[str, tuple[Span, ...]] = {
            "other": _apart([s for each in here if each is not item for s in each.proposal.content], item),
            "source": item.proposal.source,
            "content": () if self.mode else item.proposal.content,
            **self._chosen(),
        }
        at = self.steps[self.cursor].start if self.mode else item.proposal.passage.start
        view.show(document.text, stretches, margin, at)

    def _chosen(self) -> dict[str, tuple[Span, ...]]:
        if not self.mode:
            return {}
        here = self.steps[self.cursor]
        if self.mode == "split":
            cut = [step for step in self.steps if step.start in self.points]
            return {"chosen": tuple(dict.fromkeys((*cut, here)))}
        return {"chosen": (here if self.begun is None else hull((self.steps[self.begun], here)),)}

    # --- keys -------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """One key, one thing."""
        key = event.character if event.character and event.character.isprintable() else event.key
        table: Mapping[str, Callable[[], None]] = self._choosing_keys() if self.mode else self._keys()
        act = table.get("space" if key == " " else key)
        if act is None:
            return
        if key != "=":
            self.settling = ("", ())
        event.stop()
        event.prevent_default()
        try:
            act()
        except (UsageError, CaseError) as error:
            self.say(f"{error}")
        except SaveError as error:
            self._again(error)

    def _keys(self) -> Mapping[str, Callable[[], None]]:
        view = self.query_one("#report", ReportView)
        side = self.query_one("#card", VerticalScroll)
        table: dict[str, Callable[[], None]] = {
            "a": self._accept,
            "e": self._edit,
            "r": self._reject,
            "s": self._skip,
            "u": self._undo,
            "x": self._split,
            "m": self._merge,
            "n": self._add,
            "=": self._same,
            "o": self._other_report,
            "j": lambda: self._go(1),
            "k": lambda: self._go(-1),
            "c": lambda: self._tell(self.review.rules_words()),
            "?": lambda: self._tell(HELP),
            "q": self.app.exit,
            "up": lambda: view.scroll_relative(y=-1, animate=False),
            "down": lambda: view.scroll_relative(y=1, animate=False),
            "pageup": lambda: view.scroll_relative(y=-10, animate=False),
            "pagedown": lambda: view.scroll_relative(y=10, animate=False),
            "<": lambda: side.scroll_relative(y=-5, animate=False),
            ">": lambda: side.scroll_relative(y=5, animate=False),
            "0": lambda: self._stance(None),
        }
        for number in range(len(STANCE_KEYS)):
            table[str(number + 1)] = lambda number=number: self._stance(number)  # type: ignore[misc]
        return table

    def _go(self, by: int) -> None:
        seen = self.seen
        if seen:
            if self.current in seen:
                self.current = seen[(seen.index(self.current) + by) % len(seen)]
            else:
                self.current = seen[0 if by > 0 else -1]
        self.looking = ""
        self.say("")
        self.show()

    def _next_open(self) -> None:
        """To the next that is open; else to the next that was put off; else stay."""
        seen, items = self.seen, self.review.items
        place = seen.index(self.current) if self.current in seen else 0
        round_ = seen[place + 1 :] + seen[: place + 1]
        for state in (State.OPEN, State.SKIPPED):
            for one in round_:
                if items[one].state is state and (one != self.current or state is State.OPEN):
                    self.current = one
                    return

    def _ready(self) -> Item | None:
        """The item that is looked at, once a name is there."""
        if not self.review.by:
            self.app.push_screen(Asking("Who reviews?", hint="name, then Enter"), self._named)
            return None
        return self.item

    def _accept(self) -> None:
        item = self._ready()
        if item is None:
            return
        statement = self.review.accept(item.id)
        others = self._open_others(item.id)
        self._next_open()
        self.show()
        self.say(f"Accepted as {statement}." + self._left())
        if others:
            self.settling = (statement, others)
            says = "1 more says the same; = settles it." if len(others) == 1 else ""
            says = says or f"{len(others)} more say the same; = settles them."
            self.say(f"Accepted as {statement}. {says}")

    def _open_others(self, id: str) -> tuple[str, ...]:
        """The other proposals that say the same and are not decided about."""
        items = self.review.items
        return tuple(one for one in self.review.together(items[id]).proposals if not items[one].state.decided)

    def _same(self) -> None:
        """Right after an acceptance, and on a card that is accepted: the others that say the same are settled. On a
        card of which the record has the same: this one is."""
        item = self._ready()
        if item is None:
            return
        statement, ids = self.settling
        rows = self.review.together(item).rows
        if not statement and item.state is State.ACCEPTED:
            statement, ids = item.statement, self._open_others(item.id)
        elif not statement and not item.state.decided and rows:
            statement, ids = rows[0].id, (item.id,)
        self.settling = ("", ())
        if not ids:
            self.say("No row of the record says the same." if not item.state.decided else "Nothing else says the same.")
            return
        self.review.same(ids, statement)
        if self.item is not None and self.item.state.decided:
            self._next_open()
        self.show()
        was = "1 is" if len(ids) == 1 else f"{len(ids)} are"
        self.say(f"{was} settled as the same as {statement}; u takes that back." + self._left())

    def _other_report(self) -> None:
        """Another report, also one of which nothing is proposed."""
        names = [r.document.name for r in self.review.readings if self.report in (None, r.document.name)]
        here = self._document()
        lines = []
        for name in names:
            count = sum(i.document.name == name and i.state is not State.REPLACED for i in self.review.items.values())
            told = f"{name}: {count or 'nothing'} proposed, {self.review.count(State.OPEN, name)} open"
            lines.append((name, told))

        def to(name: str | None) -> None:
            if name is None:
                return
            first = next((one for one in self.seen if self.review.items[one].document.name == name), "")
            self.current, self.looking = first, "" if first else name
            self.show()
            self.say("")

        at = names.index(here.name) if here is not None and here.name in names else 0
        self.app.push_screen(Choosing("To which report? (Enter takes it, Esc leaves):", lines, at), to)

    def _left(self) -> str:
        count = self.review.count(State.OPEN, self.report)
        skipped = self.review.count(State.SKIPPED, self.report)
        if count:
            return ""
        return f" Nothing is open any more; {skipped} put off." if skipped else " Everything is decided."

    def _edit(self) -> None:
        item = self._ready()
        if item is None:
            return
        if item.state.decided:
            self.say(f"It is {item.state.value}; u takes that back.")
            return
        self.app.push_screen(Editing(self.review, item, styles=self.marks.styles), self._edited)

    def _edited(self, changes: Mapping[str, str] | None) -> None:
        item = self.item
        if item is None or not changes:
            self.say("Nothing was changed.")
            return
        self._do(lambda: self.review.edit(item.id, changes), f"Changed: {', '.join(changes)}.")

    def _do(self, act: Callable[[], object], told: str) -> None:
        """Something that was asked for in between; what goes wrong is told."""
        try:
            act()
        except (UsageError, CaseError) as error:
            self.say(str(error))
            return
        except SaveError as error:
            self._again(error)
            return
        self.show()
        self.say(told)

    def _again(self, error: SaveError) -> None:
        """Somebody else has written meanwhile: read it again, and say so; what cannot be read stays as it was."""
        try:
            self.review.reopen()
        except (CaseError, SaveError, UsageError) as worse:
            self.say(f"Nothing was decided. {worse}")
            return
        self.show()
        self.say(f"{error}. It has been read again; nothing was decided.")

    def _reject(self) -> None:
        item = self._ready()
        if item is None:
            return
        if item.state.decided:
            self.say(f"It is {item.state.value}; u takes that back.")
            return

        def because(reason: str | None) -> None:
            if reason is None:
                self.say("Not rejected.")
                return

            def act() -> None:
                self.review.reject(item.id, reason)
                self._next_open()

            self._do(act, f"Rejected: {reason}.")

        self.app.push_screen(Asking("Rejected, why?", REASONS, "a digit, or your own words and Enter"), because)

    def _skip(self) -> None:
        item = self._ready()
        if item is None:
            return
        self.review.skip(item.id)
        self._next_open()
        self.show()
        self.say("Put off." + self._left())

    def _undo(self) -> None:
        item = self._ready()
        if item is not None and item.state in (State.ACCEPTED, State.REJECTED):
            about, told = self.review.undo(item.id)
        elif self.review.by:
            about, told = self.review.undo()
        else:
            return
        if about in self.review.items:
            self.current = about
        self.show()
        self.say(f"Undone: {told}.")

    def _stance(self, number: int | None) -> None:
        item = self._ready()
        if item is None:
            return
        stance = offered_stance(item.proposal) if number is None else STANCE_KEYS[number]
        changed = self.review.edit(item.id, {"stance": stance.value})
        self.show()
        self.say(f"Stance: {stance.value}." if changed else f"It says `{stance.value}` already.")

    def _merge(self) -> None:
        item = self._ready()
        if item is None:
            return
        others = [
            other
            for other in self.review.items.values()
            if other.document.name == item.document.name and other.id != item.id and not other.state.decided
        ]
        if not others or item.state.decided:
            self.say("There is no other open proposal of this report to merge it with.")
            return
        others.sort(key=lambda other: abs(other.proposal.passage.start - item.proposal.passage.start))
        text = item.document.text
        lines = [
            (
                other.id,
                " … ".join(" ".join(span.of(text).split()) for span in other.proposal.content)
                + f": {row_words(self.review.row(other), self.review.case)}",
            )
            for other in others
        ]

        def with_(other: str | None) -> None:
            if other is None:
                self.say("Not merged.")
                return

            def act() -> None:
                self.current = self.review.merge([item.id, other])

            self._do(act, "Made into one; the words of both, and who says them from the first.")
            self._look_again()

        self.app.push_screen(Choosing("Merge it with (Enter takes it, Esc leaves):", lines), with_)

    def _tell(self, words_: str) -> None:
        self.app.push_screen(Telling(words_))

    # --- choosing words ---------------------------------------------------------------------------------------------

    def _choosing_keys(self) -> Mapping[str, Callable[[], None]]:
        table: dict[str, Callable[[], None]] = {
            "left": lambda: self._step(-1),
            "h": lambda: self._step(-1),
            "right": lambda: self._step(1),
            "l": lambda: self._step(1),
            "up": lambda: self._line(-1),
            "k": lambda: self._line(-1),
            "down": lambda: self._line(1),
            "j": lambda: self._line(1),
            "space": self._begin,
            "enter": self._take,
            "escape": self._leave,
        }
        if self.mode == "split":
            table["c"] = self._at_conjuncts
        return table

    def _text(self) -> str:
        document = self._document()
        return document.text if document is not None else ""

    def _document(self) -> Document | None:
        """The report that is shown: that of the card, else the one asked for, else the first."""
        if self.item is not None:
            return self.item.document
        documents = [reading.document for reading in self.review.readings]
        return next((each for each in documents if (self.looking or self.report) in (None, "", each.name)), None)

    def _add(self) -> None:
        self._ready()
        if not self.review.by:
            return
        self.steps = words(self._text())
        if not self.steps:
            self.say("There are no words in this report.")
            return
        item = self.item
        start = item.proposal.passage.start if item is not None else 0
        self.mode, self.begun = "add", None
        self.cursor = next((k for k, step in enumerate(self.steps) if step.end > start), 0)
        self.say("Add: arrows to the first word, space begins, arrows to the last, Enter adds, Esc leaves.")
        self._show_report(item)

    def _split(self) -> None:
        item = self._ready()
        if item is None:
            return
        inside = [s for s in words(item.document.text) if any(span.overlaps(s) for span in item.proposal.content)]
        if item.state.decided or len(inside) < 2:
            self.say("There is nothing to split here.")
            return
        self.mode, self.steps, self.cursor, self.points = "split", tuple(inside[1:]), 0, set()
        cuts = self.review.cuts(item)
        self.cursor = next((k for k, step in enumerate(self.steps) if step.start in cuts), 0)
        also = ", c between its conjuncts" if cuts else ""
        self.say(f"Split before the marked word: arrows move, space marks more, Enter splits{also}, Esc leaves.")
        self._show_report(item)

    def _step(self, by: int) -> None:
        self.cursor = min(max(0, self.cursor + by), len(self.steps) - 1)
        self._show_report(self.item)

    def _line(self, by: int) -> None:
        start = self.query_one("#report", ReportView).line_start(self.steps[self.cursor].start, by)
        later = (k for k, step in enumerate(self.steps) if step.end > start)
        self.cursor = next(later, len(self.steps) - 1)
        self._show_report(self.item)

    def _begin(self) -> None:
        if self.mode == "split":
            self.points ^= {self.steps[self.cursor].start}
        else:
            self.begun = self.cursor if self.begun is None else None
        self._show_report(self.item)

    def _take(self) -> None:
        item, mode = self.item, self.mode
        chosen = self._chosen()["chosen"]
        points = sorted(self.points or {self.steps[self.cursor].start})
        self._leave()
        if mode == "split" and item is not None:
            self._parted(self.review.split(item.id, points))
            return
        document = self._document()
        if document is None:
            return
        self.current = self.review.add(document.name, hull(chosen))
        self.show()
        self.say("Added. Who says what in it? e opens the row; u takes it back.")

    def _at_conjuncts(self) -> None:
        item = self.item
        self._leave()
        if item is not None:
            self._parted(self.review.split(item.id))

    def _parted(self, parts: Sequence[str]) -> None:
        self.current = parts[0]
        self.show()
        self.say(f"Split into {len(parts)}.")
        self._look_again()

    def _look_again(self) -> None:
        """Say it where a person has to look at the claim."""
        item = self.item
        told = self.review.look_again(item) if item is not None else ""
        if told:
            self.say(f"{told[:1].upper()}{told[1:]}".replace(":", " (e):", 1))

    def _leave(self) -> None:
        self.mode, self.begun, self.points = "", None, set()
        self.say("")
        self._show_report(self.item)

    def on_report_view_dragged(self, message: ReportView.Dragged) -> None:
        """Words chosen with the mouse are taken with Enter, as those chosen by keys."""
        self._add()
        touched = [k for k, step in enumerate(self.steps) if step.overlaps(message.span)]
        if self.mode == "add" and touched:
            self.begun, self.cursor = touched[0], touched[-1]
            self.say("Enter adds these words, Esc leaves.")
            self._show_report(self.item)

    def on_resize(self) -> None:
        """What would change is cut to the room there is."""
        if self.is_mounted and not self.mode:
            self.show()


def _apart(spans: Sequence[Span], item: Item) -> tuple[Span, ...]:
    """The stretches of the other proposals, one inside another left out, and what the current one covers."""
    found: list[Span] = []
    for span in sorted(dict.fromkeys(spans), key=lambda span: (span.start, -span.end)):
        covered = any(own.holds(span) for own in item.proposal.content)
        if not covered and not (found and found[-1].holds(span)):
            found.append(span)
    return tuple(found)


class ReviewApp(App[None]):
    """The program around the screen."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "nonpaper review"

    def __init__(self, review: Review, report: str | None = None, marks: Marks | None = None) -> None:
        super().__init__()
        self.reviewing = ReviewScreen(review, report, marks if marks is not None else marks_here())

    def on_mount(self) -> None:
        """The one screen."""
        self.push_screen(self.reviewing)
