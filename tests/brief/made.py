"""A small negotiation made by hand, with one of everything that a brief can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from nonpaper.analysis.results import (
    Ask,
    Card,
    Conflict,
    ConflictKind,
    Knot,
    Move,
    MoveKind,
    OpenBounds,
    WayKind,
    WayOut,
    Whole,
    Why,
)
from nonpaper.case.case import Case, Deadline, Draft, Procedure, Round
from nonpaper.case.claims import Claim, Comparison, Link, Op, Span
from nonpaper.case.issues import Issue, Kind
from nonpaper.case.parties import Party, Rank, Role
from nonpaper.case.statements import Grade, Source, Stance, Statement, When
from nonpaper.model.rules import Model, Rule, RuleKind
from nonpaper.positions.position import (
    Basis,
    Bound,
    BoundKind,
    Contradiction,
    Direction,
    Dispute,
    Effect,
    Entry,
    Hearsay,
    HeldCondition,
    Literal,
    Mark,
    MarkKind,
    NotHeard,
    Position,
    Reach,
    Side,
    Table,
    Way,
)
from nonpaper.positions.status import DaysLeft, IssueRow, State, Status

YES, IF, MORE, NOT_OFFERED = MarkKind.SAYS_YES, MarkKind.ONLY_IF, MarkKind.ASKS_MORE, MarkKind.HAS_NOT_OFFERED
NO, RED, SILENT = MarkKind.REFUSES, MarkKind.RULED_OUT, MarkKind.NOT_SAID
HERE = Span(0, 1)


@dataclass(frozen=True)
class Made:
    """What the makers give."""

    case: Case
    table: Table
    status: Status
    why: Why


def statement(
    id: str, day: int, party: str | None, stance: Stance, text: str, issue: str, step: str, **more: object
) -> Statement:
    """A row of the record, on a day of March 2024."""
    on = date(2024, 3, day)
    terms = (Comparison(issue, Op.EQUAL, step, HERE),) if step else ()
    claim = Claim(text, terms=terms, topic=None if step else issue)
    given: dict[str, object] = {
        "firmness": 3,
        "grade": Grade("B", 2),
        "outlet": "Harbour News",
        "source": Source("reports/harbour.txt", 10, 60),
        "quote": f"words of {id}",
    }
    given.update(more)
    return Statement(id, When(on.isoformat(), on, on), stance, party, claim, **given)  # type: ignore[arg-type]


def make(
    names: Mapping[str, str] | None = None,
    *,
    quotes: Mapping[str, str] | None = None,
    step: str = "temporary",
    title: str = "Truce",
    audience: str = "",
) -> Made:
    """The talks of Reds and Blues. `names` renames parties, `quotes` changes quotes, `audience` closes one row."""
    name = {"reds": "Reds", "blues": "Blues", "host": "Harbour City", **(names or {})}
    parties = {
        "reds": Party("reds", name["reds"], aliases=("the red camp",)),
        "blues": Party("blues", name["blues"]),
        "host": Party("host", name["host"], role=Role.MEDIATOR),
    }
    issues = {
        "truce": Issue("truce", title, ("none", step, "permanent"), status_quo="none", by=("reds", "blues")),
        "list": Issue("list", "List of names", ("withheld", "given"), status_quo="withheld", by=("reds",)),
        "seat": Issue("seat", "Blues at the table", ("absent", "present"), status_quo="absent", by=("blues",)),
        "pay": Issue(
            "pay",
            "Pay",
            ("10%", "14.5%", "20%"),
            status_quo="10%",
            by=("blues",),
            numbers=(Fraction(10), Fraction(29, 2), Fraction(20)),
        ),
        "venue": Issue("venue", "Venue", ("undecided", "Harbour", "Hill"), Kind.CHOICE, "undecided", ("reds", "blues")),
    }
    quote = {"s06": "The list is <impossible> & hard to draw up.", **(quotes or {})}
    rows = [
        statement("s01", 1, "reds", Stance.DEMANDS, "truce = permanent", "truce", "permanent", speaker="Ana Rot"),
        statement("s02", 3, "blues", Stance.RULES_OUT, "truce >= permanent", "truce", "permanent", firmness=4),
        statement("s03", 4, "blues", Stance.ACCEPTS, f"truce = {step}", "truce", step, grade=None, speaker="Bo Blau"),
        statement(
            "s04",
            5,
            "blues",
            Stance.INSISTS,
            "seat = present after list = given",
            "seat",
            "present",
            named=False,
            speaker="an official",
            reported_by="Reds spokesman",
            grade=Grade("C", 3),
            firmness=4,
        ),
        statement("s05", 5, "reds", Stance.INSISTS, f"list = given after truce >= {step}", "list", "given", firmness=4),
        statement("s06", 5, "reds", Stance.REPORTS, "list", "list", "", audience=audience),
        statement("s07", 6, "reds", Stance.DEMANDS, "pay >= 20%", "pay", "20%"),
        statement("s08", 6, "blues", Stance.OFFERS, "pay = 14.5%", "pay", "14.5%", reported_by="reds"),
        statement("s09", 6, "reds", Stance.DEMANDS, "venue = Hill", "venue", "Hill"),
        statement("s10", 7, "blues", Stance.BLAMES, "truce", "truce", "", note="a leaflet"),
    ]
    rows = [_with_quote(row, quote[row.id]) if row.id in quote else row for row in rows]
    procedure = (Procedure("procedure:1", Claim(f"truce >= {step} after seat = present")),)
    drafts = {"text": Draft("text", date(2024, 2, 23), ("host",), ({"truce": step}, {"list": "given"}))}
    rounds = (Round("Harbour City", date(2024, 3, 3), date(2024, 3, 7), ("reds", "host"), ("blues",), "impasse"),)
    deadline = Deadline(date(2024, 3, 10), "The fair begins", firm=False)
    case = Case(
        Path("made"),
        "Harbour talks",
        parties,
        issues,
        tuple(rows),
        procedure,
        drafts,
        rounds,
        (deadline,),
        fingerprint="0123456789abcdef" * 4,
    )

    def bound(
        party: str,
        issue: str,
        side: Side,
        kind: BoundKind,
        at: int,
        *ids: str,
        firmness: int = 3,
        hearsay: Hearsay = Hearsay.FIRST_HAND,
    ) -> Bound:
        return Bound(party, issue, side, kind, firmness, ids, case.statement(ids[0]).day, at, None, hearsay)

    def position(
        party: str,
        issue: str,
        marks: tuple[tuple[MarkKind, Basis, str], ...],
        bounds: tuple[Bound, ...] = (),
        way: Way = Way.UP,
        basis: Basis = Basis.INFERRED,
        history: tuple[Entry, ...] = (),
        turned: tuple[str, ...] = (),
    ) -> Position:
        live = tuple(dict.fromkeys(ref for _, _, ref in marks if ref))
        last = max((case.statement(ref).day for ref in live), default=None)
        return Position(
            party,
            issue,
            Direction(way, basis, turned_by=turned),
            bounds,
            tuple(Mark(kind, how, (ref,) if ref else ()) for kind, how, ref in marks),
            live,
            last,
            len(live),
            case.statement(live[0]).grade if live else None,
            False,
            history,
        )

    said, inferred, assumed = Basis.SAID, Basis.INFERRED, Basis.ASSUMED
    reds_truce = bound("reds", "truce", Side.LOWER, BoundKind.DEMAND, 2, "s01")
    blues_truce = bound("blues", "truce", Side.UPPER, BoundKind.RED_LINE, 1, "s02", firmness=4)
    reds_pay = bound("reds", "pay", Side.LOWER, BoundKind.DEMAND, 2, "s07")
    blues_pay = bound("blues", "pay", Side.UPPER, BoundKind.SOFT, 1, "s08", firmness=2, hearsay=Hearsay.OTHER_SIDE)
    reds_venue = Bound("reds", "venue", Side.SET, BoundKind.DEMAND, 3, ("s09",), date(2024, 3, 6), None, frozenset({2}))

    def entry(id: str, effect: Effect, words: str, after: tuple[Bound, ...] = (), **more: object) -> Entry:
        row = case.statement(id)
        hearsay = Hearsay.SECOND_HAND if row.reported_by else Hearsay.FIRST_HAND
        return Entry(id, row.day, Rank.PRINCIPAL, row.grade, hearsay, effect, words, after=after, **more)  # type: ignore[arg-type]

    older = bound("blues", "truce", Side.UPPER, BoundKind.REFUSAL, 0, "s02")
    positions = {
        (p.party, p.issue): p
        for p in (
            position(
                "reds",
                "truce",
                ((MORE, said, "s01"), (MORE, inferred, "s01"), (YES, said, "s01")),
                (reds_truce,),
                history=(entry("s01", Effect.OPENS, "The first word: at least permanent.", (reds_truce,)),),
                turned=("s01",),
            ),
            position(
                "blues",
                "truce",
                ((YES, inferred, "s03"), (YES, said, "s03"), (RED, said, "s02")),
                (blues_truce,),
                Way.DOWN,
                history=(
                    entry("s02", Effect.HARDENS, "From silence to a red line.", (older,)),
                    entry("s03", Effect.SOFTENS, "One step further.", (blues_truce,), retired=("s02",)),
                ),
            ),
            position(
                "reds",
                "list",
                ((SILENT, said, ""), (IF, said, "s05")),
                way=Way.DOWN,
                basis=Basis.ASSUMED,
                history=(entry("s05", Effect.CONDITION, "A condition."),),
            ),
            position("blues", "list", ((SILENT, said, ""), (SILENT, said, "")), basis=Basis.ASSUMED),
            position("reds", "seat", ((SILENT, said, ""), (SILENT, said, "")), basis=Basis.ASSUMED),
            position("blues", "seat", ((SILENT, said, ""), (IF, said, "s04")), way=Way.DOWN, basis=Basis.ASSUMED),
            position("reds", "pay", ((MORE, assumed, "s07"), (MORE, inferred, "s07"), (YES, said, "s07")), (reds_pay,)),
            position(
                "blues",
                "pay",
                ((YES, assumed, "s08"), (YES, said, "s08"), (NOT_OFFERED, said, "s08")),
                (blues_pay,),
                Way.DOWN,
            ),
            position("reds", "venue", ((NO, said, "s09"), (NO, said, "s09"), (YES, said, "s09")), (reds_venue,)),
            position("blues", "venue", ((SILENT, said, ""), (SILENT, said, ""), (SILENT, said, ""))),
        )
    }
    up = Reach.UP
    list_condition = HeldCondition(
        "reds", Literal("list", up, 1), Link.AFTER, (Literal("truce", up, 1),), 4, ("s05",), None
    )
    silences = (NotHeard("blues", "list"), NotHeard("reds", "seat"), NotHeard("blues", "venue", "s09"))
    dispute = Dispute("blames", "blues", "s10", ("truce",), ("s01",))
    contradiction = Contradiction(
        "blues", "truce", ("s02", "s03"), "s02", "a red line, and one step beyond it on the same day"
    )
    table = Table(
        case,
        date(2024, 3, 7),
        None,
        {"truce": 0, "list": 0, "seat": 0, "pay": 0, "venue": 0},
        {},
        positions,
        (list_condition,),
        (),
        (),
        (contradiction,),
        (dispute,),
        silences,
        {"truce": 1, "list": 1},
        "text",
        unseen=2,
    )

    def row(issue: str, state: State, gap: str, common: tuple[int, ...]) -> IssueRow:
        return IssueRow(
            issue,
            state,
            gap,
            0.5,
            0,
            table.drafted.get(issue),
            (positions["reds", issue], positions["blues", issue]),
            common,
            (),
            1,
        )

    status = Status(
        table,
        table.at,
        rounds,
        (("reds", "s05"),),
        (DaysLeft(deadline, 3),),
        (
            row("truce", State.STUCK, "no step both would sign", ()),
            row("pay", State.STUCK, "no step both would sign", ()),
            row("list", State.OPEN, "one condition", (0, 1)),
            row("seat", State.OPEN, "one condition", (0, 1)),
            row("venue", State.OPEN, "one side has spoken", (2,)),
        ),
        (contradiction,),
        (dispute,),
        silences,
    )
    return Made(case, table, status, _why(table))


def _with_quote(row: Statement, words: str) -> Statement:
    from dataclasses import replace

    return replace(row, quote=words)


def _why(table: Table) -> Why:
    up = Reach.UP
    first = Hearsay.FIRST_HAND
    r1 = Rule("bound:reds:truce", RuleKind.BOUND, "reds", 3, ("s01",), "truce", Side.LOWER, BoundKind.DEMAND, 2)
    r2 = Rule("bound:blues:truce", RuleKind.BOUND, "blues", 4, ("s02",), "truce", Side.UPPER, BoundKind.RED_LINE, 1)
    r3 = Rule(
        "c:blues:seat",
        RuleKind.CONDITION,
        "blues",
        4,
        ("s04",),
        act=Literal("seat", up, 1),
        link=Link.AFTER,
        clause=(Literal("list", up, 1),),
        hearsay=Hearsay.OTHER_SIDE,
    )
    r4 = Rule(
        "c:reds:list",
        RuleKind.CONDITION,
        "reds",
        4,
        ("s05",),
        act=Literal("list", up, 1),
        link=Link.AFTER,
        clause=(Literal("truce", up, 1),),
    )
    r5 = Rule(
        "procedure:1",
        RuleKind.PROCEDURE,
        None,
        0,
        ("procedure:1",),
        act=Literal("truce", up, 1),
        link=Link.AFTER,
        clause=(Literal("seat", up, 1),),
    )
    r6 = Rule("bound:reds:pay", RuleKind.BOUND, "reds", 3, ("s07",), "pay", Side.LOWER, BoundKind.DEMAND, 2)
    r7 = Rule(
        "bound:blues:pay",
        RuleKind.BOUND,
        "blues",
        2,
        ("s08",),
        "pay",
        Side.UPPER,
        BoundKind.SOFT,
        1,
        hearsay=Hearsay.OTHER_SIDE,
    )
    model = Model(
        table.case.issues, table.status_quo, (r1, r2, r3, r4, r5, r6, r7), ("truce", "list"), (), "draft", "text"
    )
    head = Conflict(ConflictKind.HEAD_ON, (r1, r2), ("s01", "s02"), ("reds", "blues"), ("truce",), first)
    ring = Conflict(
        ConflictKind.CIRCLE,
        (r3, r4, r5),
        ("s04", "s05", "procedure:1"),
        ("blues", "reds"),
        ("seat", "list", "truce"),
        Hearsay.OTHER_SIDE,
    )
    linked = Conflict(
        ConflictKind.LINKED,
        (r1, r4, r7),
        ("s01", "s05", "s08"),
        ("reds", "blues"),
        ("truce", "list", "pay"),
        Hearsay.OTHER_SIDE,
    )
    pay = Conflict(ConflictKind.HEAD_ON, (r6, r7), ("s07", "s08"), ("reds", "blues"), ("pay",), Hearsay.OTHER_SIDE)
    give = Move(
        MoveKind.GIVE,
        "reds",
        "truce",
        Fraction(3, 2),
        ("s01",),
        r1.id,
        "permanent",
        table.case.issues["truce"].steps[1],
        1,
    )
    deposit = Move(
        MoveKind.DEPOSIT,
        "reds",
        "list",
        Fraction(1),
        ("s05",),
        r4.id,
        "",
        "given",
        1,
        "Reds calls it hard to draw up beforehand",
        ("s06",),
    )
    together = Move(MoveKind.TOGETHER, "blues", "seat", Fraction(1), ("s04",), r3.id)
    drop = Move(MoveKind.DROP, "blues", "seat", Fraction(4), ("s04",), r3.id)
    refer = Move(MoveKind.REFER, "blues", "truce", Fraction(4, 3), ("s02",), r2.id)
    leave = Move(
        MoveKind.LEAVE_OPEN,
        "blues",
        "truce",
        Fraction(8, 5),
        ("s02",),
        r2.id,
        "permanent",
        table.case.issues["truce"].steps[1],
    )
    ease = Move(
        MoveKind.EASE, "reds", "truce", Fraction(2), ("s05",), r4.id, table.case.issues["truce"].steps[1], "none", 1
    )
    pays = Move(MoveKind.GIVE, "reds", "pay", Fraction(33, 20), ("s07",), r6.id, "20%", "14.5%", 1)
    whole_drop = Move(MoveKind.DROP, "reds", "pay", Fraction(3), ("s07",), r6.id, "20%", "10%", 2)

    def way(kind: WayKind, *moves: Move, party: str | None = None, proved: bool = True) -> WayOut:
        burden: dict[str, Fraction] = {}
        for move in moves:
            burden[move.party] = burden.get(move.party, Fraction(0)) + move.price
        total = sum((move.price for move in moves), Fraction(0))
        return WayOut(kind, party, total, burden, moves, proved, None if proved else total / 2)

    one = Knot(
        Fraction(7, 2),
        (
            Card(ConflictKind.HEAD_ON, ("truce",), (head,)),
            Card(ConflictKind.CIRCLE, ("seat", "list", "truce"), (ring,), (deposit, together, drop)),
            Card(ConflictKind.LINKED, ("truce", "list", "pay"), (linked,)),
        ),
        (head, ring, linked),
        (
            way(WayKind.EVEN, give, together),
            way(WayKind.EVEN, give, deposit),
            way(WayKind.CHEAPEST, deposit, refer),
            way(WayKind.ALONE, ease, give, party="reds"),
            way(WayKind.ALONE, drop, leave, party="blues", proved=False),
        ),
        (Ask("confirm", "blues", ("s04",), ("seat",), "c:blues:seat"),),
        (way(WayKind.CHEAPEST, give),),
        {"even": 2},
        ("reds", "blues"),
        ("truce", "list", "seat"),
    )
    two = Knot(
        Fraction(33, 20),
        (Card(ConflictKind.HEAD_ON, ("pay",), (pay,)),),
        (pay,),
        (way(WayKind.CHEAPEST, pays), way(WayKind.ALONE, whole_drop, party="reds")),
        (Ask("answer", "reds", ("s07",), ("pay",), "accepts pay >= 10%"),),
        (),
        {},
        ("reds", "blues"),
        ("pay",),
    )
    opened = OpenBounds(
        {"truce": (1,), "list": (1,), "seat": (1,), "pay": (1, 2), "venue": (2,)},
        {"truce": 1, "list": 1, "seat": 1, "pay": 1, "venue": 2},
        ("venue",),
        (("list", 1, 1), ("seat", 1, 1), ("truce", 1, 2), ("pay", 1, 2)),
    )
    total = (give, together, pays)
    whole = Whole(
        WayKind.EVEN,
        sum((m.price for m in total), Fraction(0)),
        {"reds": Fraction(63, 20), "blues": Fraction(1)},
        total,
        opened,
        2,
    )
    return Why(table, model, None, (one, two), (whole,), table.not_heard, ("list",), False, True, 4, True)


def open_deal(made: Made) -> Why:
    """The same table, but with nothing in the way."""
    opened = made.why.whole[0].opened
    return Why(made.table, made.why.model, opened, (), (), made.table.not_heard, (), False, True, 0, True)
