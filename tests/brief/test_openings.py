"""What a deal would be once moves are made: who decides what is not agreed, and what has to come first."""

from __future__ import annotations

from datetime import date

from tests.build import Rows, build_case

from nonpaper.analysis.results import Why
from nonpaper.analysis.why import why
from nonpaper.answers import why_answer
from nonpaper.brief.compose import compose_why
from nonpaper.brief.document import Bullets, Table, blocks_of, plain
from nonpaper.positions.fold import fold

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
