"""What a deal would be once moves are made: who decides what is not agreed, and what has to come first."""

from __future__ import annotations

from datetime import date

from tests.build import Rows, build_case

from nonpaper.analysis.results import ConflictKind, WayKind, Why
from nonpaper.analysis.why import why
from nonpaper.answers import why_answer
from nonpaper.brief.compose import compose_brief, compose_why
from nonpaper.brief.document import Bullets, Figure, Paragraph, Table, blocks_of, plain
from nonpaper.positions.fold import fold
from nonpaper.positions.status import status

HARBOUR = """
    title: Harbour talks
    parties:
      reds: {name: Reds}
      blues: {name: Blues}
      panel: {name: Wage Panel, role: mediator}
    issues:
      pay:
        title: Pay rise
        steps: [0%, 2%, 4%, 6%]
        by: blues
        refer_to: panel
      cranes:
        title: Cranes
        steps: [none, a few, all of them]
        by: blues
        may_stay_open: true
    """


def answered(case_yaml: str, rows: Rows) -> Why:
    return why(fold(build_case(case_yaml, rows), date(2031, 5, 1)))


def table(found: Why, name: str) -> dict[str, list[str]]:
    """First cell -> the others, of the table with that name."""
    blocks = [block for section in compose_why(found).sections for block in blocks_of(section)]
    (one,) = [block for block in blocks if isinstance(block, Table) and block.name == name]
    return {
        plain(row[0].lines[0]): [" / ".join(plain(line) for line in cell.lines) for cell in row[1:]] for row in one.rows
    }


def orders(found: Why) -> list[str]:
    """The lines of every order, in turn."""
    blocks = [block for section in compose_why(found).sections for block in blocks_of(section)]
    return [plain(item) for block in blocks if isinstance(block, Bullets) and block.ordered for item in block.items]


def test_what_is_put_to_a_body_is_left_to_it_and_no_figure_is_named_for_it() -> None:
    found = answered(
        HARBOUR,
        """
        date,party,stance,claim
        2031-04-01,reds,demands,pay >= 6%
        2031-04-02,blues,offers,pay = 2%
        """,
    )
    (whole, *_) = found.whole
    assert whole.opened.referred == {"pay": "panel"}
    assert table(found, "package-even")["Pay rise"][1:] == ["left to Wage Panel", "left to Wage Panel"]
    assert orders(found)[0] == "Pay rise (left to Wage Panel)."
    told = why_answer(found).to_dict()["whole"]
    assert told["referred"] == {"pay": "panel"}
    assert told["package"]["pay"] == "6%", "the step stays in the JSON: where the other bounds let it lie"


def test_what_is_left_open_says_where_it_stops() -> None:
    found = answered(
        HARBOUR,
        [
            {"date": "2031-04-01", "party": "reds", "stance": "demands", "claim": 'cranes = "all of them"'},
            {"date": "2031-04-02", "party": "blues", "stance": "rejects", "claim": 'cranes = "all of them"'},
        ],
    )
    left = [whole for whole in found.whole if whole.opened.left_open]
    assert left and left[0].opened.left_open == {"cranes": 1}
    assert why_answer(found).to_dict()["wholes"][found.whole.index(left[0])]["left_open"] == {"cranes": "a few"}
    assert "Cranes (a few, the rest left to letters)." in orders(found)


CIRCLE = """
    title: Chair, list and truce
    parties:
      reds: {name: Reds}
      blues: {name: Blues}
      usher: {name: Usher, role: mediator}
    issues:
      chair: {title: Chair, steps: [empty, taken], by: blues}
      list: {title: List, steps: [withheld, given], by: reds, reversible: false, deposit: back}
      truce: {title: Truce, steps: [none, some], by: [reds, blues]}
      aid: {title: Aid, steps: [none, free], by: blues}
    procedure: [truce >= some after chair = taken]
    drafts: {one: {on: 2031-04-01, by: [usher], stages: [{truce: some, list: given, aid: free}]}}
    """


def test_a_deposit_is_a_line_of_the_order_before_what_waits_for_it() -> None:
    found = answered(
        CIRCLE,
        """
        date,party,stance,claim
        2031-04-02,reds,insists,list = given after truce >= some
        2031-04-02,blues,insists,chair = taken after list = given
        """,
    )
    lines = orders(found)
    (deposit,) = [line for line in lines if "deposit" in line]
    assert deposit == "Reds deposits List (given) with a third party (the mediators: Usher)."
    (chair,) = [line for line in lines if "Chair (taken)" in line]
    (released,) = [line for line in lines if "List (given, released by the third party)" in line]
    (truce,) = [line for line in lines if "Truce (some)" in line]
    assert lines.index(deposit) < lines.index(chair) < lines.index(truce) < lines.index(released)


def test_the_example_takes_the_only_step_that_anybody_said_yes_to() -> None:
    """Where no rule bears on an issue, a lone yes is worth more than the status quo."""
    case = HARBOUR.replace(
        "issues:",
        """issues:
      talks: {title: Talks, steps: [suspended, continued], by: all, favours: {reds: none, blues: none}}""",
    )
    rows = [
        "date,party,stance,claim",
        "2031-04-01,reds,demands,pay >= 6%",
        "2031-04-02,blues,accepts,talks = continued",
    ]
    found = answered(case, rows)
    assert found.deal is not None
    assert "talks" in found.deal.open
    assert found.deal.package["talks"] == 1
    both = answered(case, [*rows, "2031-04-03,reds,accepts,talks = suspended"])
    assert both.deal is not None
    assert both.deal.package["talks"] == 0, "two yeses: the nearer"


def text(found: Why) -> str:
    """The whole page in plain words."""
    return " ".join(why_answer(found).to_text(width=100_000).split())


BLOC = """
    title: Three unions and a railway
    parties:
      drivers: {name: Drivers}
      guards: {name: Guards}
      joint: {name: Joint Committee, members: [drivers, guards]}
      rail: {name: Railway}
    issues:
      jobs: {title: Jobs, steps: [none, some, all], by: rail}
    """


def test_one_verb_for_the_same_move_from_either_end() -> None:
    """To give all one asks for is to move, whether that end of the ladder is its first step or its last."""
    found = answered(
        BLOC,
        """
        date,party,stance,claim
        2031-04-01,drivers,demands,jobs >= some
        2031-04-02,rail,rejects,jobs >= some
        """,
    )
    page = text(found)
    assert "Railway moves one rung on Jobs, from none to some" in page
    upper = answered(
        BLOC,
        """
        date,party,stance,claim
        2031-04-01,drivers,demands,jobs = all
        2031-04-02,rail,rejects,jobs = all
        """,
    )
    assert "Drivers moves one rung on Jobs, from all to some" in text(upper)
    assert "Railway moves one rung on Jobs, from some to all" in text(upper)
    assert "gives up its bound" not in page + text(upper)


def test_the_price_of_a_knot_is_that_of_a_way_on_the_page() -> None:
    """Referring is the cheapest; what settles it costs more, and stands there too."""
    found = answered(
        HARBOUR,
        """
        date,party,stance,claim
        2031-04-01,reds,demands,pay >= 6%
        2031-04-02,blues,rejects,pay > 2%
        """,
    )
    (knot,) = found.knots
    settling = [way for way in knot.ways if all(move.kind.settles for move in way.moves)]
    assert knot.price is not None
    assert knot.price in [way.price for way in settling]
    assert [way.kind for way in knot.ways if way.kind is WayKind.SETTLING]
    assert "Cheapest that settles it" in "".join(table(found, "ways-1"))


def test_a_way_that_one_bears_alone_is_not_called_even_where_it_has_other_names() -> None:
    found = answered(
        HARBOUR,
        """
        date,party,stance,claim
        2031-04-01,reds,demands,pay >= 6%
        2031-04-02,blues,offers,pay = 2%
        """,
    )
    assert any("alone" in row for row in table(found, "ways-1"))
    assert not any("even" in row for row in table(found, "ways-1"))
    shared = answered(
        HARBOUR,
        [
            {"date": "2031-04-01", "party": "reds", "stance": "demands", "claim": 'cranes = "all of them"'},
            {"date": "2031-04-02", "party": "blues", "stance": "rejects", "claim": 'cranes = "all of them"'},
        ],
    )
    assert "Most even" in table(shared, "ways-1"), "where both pay the same the name is enough"


def test_one_statement_of_a_bloc_is_told_as_one() -> None:
    found = answered(
        BLOC,
        """
        date,party,stance,claim,grade
        2031-04-01,joint,demands,jobs = all,B2
        2031-04-02,rail,rules out,jobs = all,B2
        """,
    )
    page = text(found)
    assert page.count("asks for all on Jobs (said for it by Joint Committee)") == 2
    assert "On Jobs Drivers and Guards are held by one statement of Joint Committee [1]; each pays its own" in page
    assert "a statement of a bloc: for a member that did not speak itself it counts one grade lower" in page


def test_the_same_ring_is_one_circle_and_one_drawing() -> None:
    """Two conflicts that differ only in what calls for the acts are one circle."""
    found = answered(
        """
        title: Ring
        parties: {reds: {name: Reds}, blues: {name: Blues}}
        issues:
          strike: {title: Strike, steps: [full, minimum, suspended, off], by: reds}
          boxes: {title: Boxes, steps: [closed, half, kept], by: blues}
          pay: {title: Pay, steps: [old, new], by: blues}
        drafts: {one: {on: 2031-04-01, stages: [{pay: new}]}}
        """,
        """
        date,party,stance,claim
        2031-04-01,reds,insists,strike >= suspended after boxes >= half
        2031-04-01,blues,insists,boxes >= half after strike >= suspended
        2031-04-02,blues,demands,strike = off
        2031-04-02,reds,demands,boxes = kept
        """,
    )
    circles = [c for knot in found.knots for c in knot.conflicts if c.kind is ConflictKind.CIRCLE]
    assert len(circles) > 1
    page = text(found)
    assert page.count("Nobody can begin") == 1
    assert "1 circle of preconditions" in page
    assert "What calls for these acts, one way or another: • " in page
    figures = [b for s in compose_why(found).sections for b in blocks_of(s) if isinstance(b, Figure)]
    assert len(figures) == 1


def test_moves_are_counted_as_they_are_told() -> None:
    """The summary and the section name the same number, and it is that of the lines."""
    case = build_case(HARBOUR, [
        {"date": "2031-04-01", "party": "reds", "stance": "demands", "claim": 'cranes = "all of them"'},
        {"date": "2031-04-02", "party": "blues", "stance": "rejects", "claim": 'cranes = "all of them"'},
    ])  # fmt: skip
    folded = fold(case, date(2031, 5, 1))
    found = why(folded)
    page = compose_brief(status(folded), found)
    told = {section.id: section for section in page.sections}
    assert len(found.whole[0].moves) == 2, "each of the two leaves it open"
    assert "takes 1 move " in " ".join(plain(item) for b in told["summary"].blocks for item in getattr(b, "items", ()))
    (whole,) = [part for part in told["ways"].parts if part.id == "whole-even"]
    assert "1 move, total" in " ".join(plain(b.text) for b in whole.blocks if isinstance(b, Paragraph))
