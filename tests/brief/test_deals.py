"""The page about packages: ranges and sources, no false decimals, the same treatment for every side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.brief.made import Made, make
from tests.brief.made_deals import emptied, make_deals, not_ranked
from tests.brief.test_forms import FORMS, read

from nonpaper.analysis.packages import Deals, Package
from nonpaper.answers import brief_answer, deals_answer, status_answer, why_answer
from nonpaper.brief import html, terminal
from nonpaper.brief.amounts import about, band_words, share_words, tenths
from nonpaper.brief.compose import compose_brief, compose_deals
from nonpaper.brief.document import (
    Block,
    Card,
    Document,
    DotRows,
    Figure,
    Table,
    Tone,
    TradeOffs,
    WorthScales,
    blocks_of,
    cites_of,
    plain,
)
from nonpaper.brief.plain import plain_deals, rows_deals


def blocks(document: Document) -> Iterator[Block]:
    for section in document.sections:
        yield from blocks_of(section)


def figures(document: Document) -> dict[str, Figure]:
    return {block.id: block for block in blocks(document) if isinstance(block, Figure)}


def words(document: Document, form: str) -> str:
    """What a form says: of a page, its text without the style sheet and the places of the drawings."""
    shown = FORMS[form](document)
    return "\n".join(read(re.sub(r"<style>.*?</style>", "", shown, flags=re.S)).text) if form == "html" else shown


def everything(made: Made) -> dict[str, Document]:
    return {
        "deals": compose_deals(make_deals(made)),
        "unranked": compose_deals(not_ranked(made)),
        "brief": compose_brief(made.status, made.why, make_deals(made)),
    }


# --- how much is said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_no_number_has_more_decimals_than_are_known(form: str) -> None:
    for name, document in everything(make()).items():
        assert not re.findall(r"\d\.\d\d", words(document, form)), (name, form)


def test_what_ranks_is_printed_nowhere() -> None:
    """Credibility (0.3579246 in every package made by hand) and score are in no form, data included."""
    made = make()
    shown = [words(document, form) for document in everything(made).values() for form in FORMS]
    shown.append(json.dumps([plain_deals(make_deals(made)), rows_deals(make_deals(made))]))
    for text in shown:
        for figure in ("3579", "0.36", "36 of 100", '"score"', '"credibility"'):
            assert figure not in text, figure


def test_data_is_as_fine_as_it_is_known() -> None:
    def floats(value: object) -> Iterator[float]:
        if isinstance(value, float):
            yield value
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key not in ("price", "burden", "shares", "totals"):  # exact, not counted
                    yield from floats(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from floats(inner)

    found = list(floats(plain_deals(make_deals(make()))))
    assert len(found) > 50
    assert all(round(one, 3) == one for one in found)


@given(st.floats(0, 1), st.floats(0, 0.2))
def test_a_share_is_told_within_its_error(share: float, error: float) -> None:
    told = share_words(share, error)
    if told in ("no world drawn", "every world drawn"):
        assert share in (0, 1)
        return
    found = re.fullmatch(r"(under |over )?(\d+) of (10|100) worlds(?: \(±(\d+)\))?", told)
    assert found is not None, told
    count, unit = int(found[2]), int(found[3])
    assert 0 < count < unit
    if found[1] is None:
        spread = int(found[4])
        assert spread >= error * unit - 1e-6
        assert abs(count - share * unit) <= 0.5 + 1e-9
    else:
        assert (share < 1 / unit) if found[1] == "under " else (share > (unit - 1) / unit)
    assert unit == 10 or error <= 0.02
    assert not re.search(r"\d\.\d", about(share))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_stretch_of_worth_holds_what_it_tells_of(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    told = band_words(low, high)
    numbers = [float(number) for number in re.findall(r"\d(?:\.\d)?", told)]
    assert not re.search(r"\d\.\d\d", told)
    if " to " in told:
        assert abs(numbers[0] - low) <= 0.05 + 1e-9
        assert abs(numbers[1] - high) <= 0.05 + 1e-9
    assert (tenths(low) == "0") == (low <= 0)
    assert (tenths(high) == "1") == (high >= 1)


# --- the answer ---------------------------------------------------------------------------------------------------


def test_the_answer_says_what_comes_first_and_who_pays() -> None:
    text = " ".join(terminal.render(compose_deals(make_deals(make())), 200).split())
    assert "Of 3,888 packages, package A comes first (equal with 1 other)" in text
    assert "Reds would have to walk back 2 positions [1, 7]; Blues nothing." in text
    assert "acceptable to Reds in about 9 of 10 worlds and to Blues in about 6 of 10 worlds" in text
    rule = text.index("Ranked by the share of worlds")
    assert rule < text.index("Packages side by side")
    assert "is no chance of a deal" in text


def test_what_differs_from_the_first_package_stands_out() -> None:
    deals = make_deals(make())
    table = next(b for b in blocks(compose_deals(deals)) if isinstance(b, Table) and b.name == "packages")
    assert [plain(head) for head in table.header] == ["Issue", "Status quo", "A", "B", "C", "D", "E"]
    for row, issue in zip(table.rows, deals.table.case.issues, strict=False):
        for cell, package in zip(row[2:], deals.packages, strict=True):
            differs = package.steps[issue] != deals.packages[0].steps[issue]
            assert (cell.lines[0][0].tone is Tone.STRONG) == differs


def test_everything_walked_back_is_cited_with_its_words_and_its_price() -> None:
    made = make()
    deals = make_deals(made)
    cards = {block.badge: block for block in blocks(compose_deals(deals)) if isinstance(block, Card)}
    assert [*cards] == ["Package A", "Package B", "Package C", "Package D", "Package E", "The draft text",
                        "The package named"]  # fmt: skip
    text = terminal.render(compose_deals(deals), 200)
    for package, card in zip((*deals.packages, *deals.drafts, *deals.named), cards.values(), strict=True):
        told = text[text.index(f"┌ {card.badge}") :].split("\n┌ ")[0].split("\n═")[0]
        assert told.count("(burden ") == len(package.walk_backs) + len(package.opened_by)
        for walk in package.walk_backs:
            for ref in walk.statements:
                assert f"“{made.case.statement(ref).quote}”" in told
        for side in ("Reds", "Blues"):
            assert f"• {side}: acceptable in " in told


def test_a_red_line_is_told_with_whose_it_is() -> None:
    text = terminal.render(compose_deals(make_deals(make())), 200)
    assert "Blues 1 position, a red line. [2]" in text
    assert "2 positions, 1 of them a red line" in text
    assert "1 of Blues [2]" in text


def test_drafts_and_named_packages_are_told_wherever_they_rank() -> None:
    text = " ".join(terminal.render(compose_deals(make_deals(make())), 200).split())
    assert "The draft text [10] ranks 57 of 3,888; the package named breaks the procedure." in text
    assert "Blues at the table was left out; the procedure needs it at present." in text
    assert "It breaks a line of the procedure. By procedure (the analyst's judgement)" in text


def test_what_must_be_said_beside_the_figures_is_said() -> None:
    text = " ".join(terminal.render(compose_deals(make_deals(make())), 200).split())
    for told in (
        "Blues has been heard only through what it refuses",
        "Only what is called utilitarian needs comparable scales",
        "the largest smallest share of what each side could gain at most",
        "What it wants in return is not known.",
        "nothing, assumed",
        "given in the case",
        "with the seed 7",
        "about 410",
        "a chain of draws",
        "no agreement would have to cost it about 0.1 of what is at stake for it (here: nothing, assumed)",
        "Truce matters more than Pay to Reds, and less to Blues, in 81 of 100 worlds (±1)",
        "The points are the case file's, not the sides' words.",
        "it claims the same step as another here, and only the dearer counts",
        "Reds calls it hard to draw up beforehand",
    ):
        assert told in text, told


def test_not_every_package_looked_at_is_said() -> None:
    how = "the frontier, the drafts, and what lies within two rungs of a way out"
    deals = replace(make_deals(make()), every=False, how=how)
    assert f"Not every package was looked at: {how}." in terminal.render(compose_deals(deals), 200)


def test_no_package_at_all_is_an_answer() -> None:
    deals = replace(make_deals(make()), packages=(), drafts=(), named=(), looked_at=0)
    document = compose_deals(deals)
    assert "There is no package to show: no package looked at." in terminal.render(document)
    assert not figures(document)


def test_who_was_not_heard_is_not_guessed() -> None:
    made = make()
    document = compose_deals(not_ranked(made))
    text = " ".join(terminal.render(document, 200).split())
    assert "No package can be ranked for everybody: Blues has not been heard." in text
    assert "Ranked by what would have to be walked back" in text
    assert "• Blues has not been heard; how it sees this is not known." in text
    assert "Nash" not in text
    assert "comes first" not in text
    assert not figures(document)
    told = plain_deals(not_ranked(made))
    assert told["not_heard"] == ["blues"]
    assert all(package["joint"] is None and package["rank"] is None for package in told["packages"])
    assert all(row["acceptable:blues"] is None for row in rows_deals(not_ranked(made)))


@pytest.mark.parametrize("form", ["terminal", "html", "markdown"])
def test_where_no_world_is_left_there_is_a_conflict_and_no_figure(form: str) -> None:
    made = make()
    document = compose_deals(emptied(made))
    assert not figures(document)
    assert not [block for block in blocks(document) if isinstance(block, Table)]
    assert {"s01", "s07"} == set(cites_of(document.sections[0]))
    told = words(replace(document, sources=()), form)
    assert "No preferences agree with all that Reds said" in " ".join(told.split())
    for figure in ("±", "of 100", "of 10 ", "0.", "3,888", "10,000"):
        assert figure not in told, figure
    assert plain_deals(emptied(made))["packages"] == []
    assert rows_deals(emptied(made)) == []


# --- pictures -----------------------------------------------------------------------------------------------------


def test_every_picture_has_its_answer_and_its_twin() -> None:
    deals = make_deals(make())
    found = figures(compose_deals(deals))
    kinds = {name: type(figure.drawing) for name, figure in found.items()}
    assert kinds == {"acceptability": DotRows, "worth": WorthScales, "trade-offs": TradeOffs}
    many = len(deals.packages) + len(deals.drafts) + len(deals.named)
    assert len(found["acceptability"].table.rows) == len(found["trade-offs"].table.rows) == many
    assert len(found["worth"].table.rows) == 2 * (many + 1)
    for figure in found.values():
        assert len(plain(figure.title)) > 20
        assert "same stands in the table" in figure.description
    drawing = found["acceptability"].drawing
    assert isinstance(drawing, DotRows)
    for row, cells in zip(drawing.rows, found["acceptability"].table.rows, strict=True):
        assert [dot.words for dot in row.dots] == [plain(cell.lines[0]) for cell in cells[1:3]]


def test_a_dot_stands_where_its_share_is() -> None:
    deals = make_deals(make())
    page = html.render(compose_deals(deals))
    drawing = re.search(r'<svg [^>]*aria-labelledby="acceptability-wide-1-t".*?</svg>', page, re.S)
    assert drawing is not None
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawing[0])]
    shares = [package.readings["reds"].share for package in (*deals.packages, *deals.drafts, *deals.named)]
    assert len(places) == len(shares)
    left, right = places[shares.index(0.0)], places[shares.index(1.0)]
    for place, share in zip(places, shares, strict=True):
        assert place == pytest.approx(left + share * (right - left), abs=0.11)


def test_each_scale_belongs_to_one_party() -> None:
    page = html.render(compose_deals(make_deals(make())))
    for number, (own, other) in enumerate((("Reds", "Blues"), ("Blues", "Reds")), start=1):
        for width in ("wide", "narrow"):
            drawing = re.search(rf'<svg [^>]*aria-labelledby="worth-{width}-{number}-t".*?</svg>', page, re.S)
            assert drawing is not None
            told = " ".join(re.findall(r"<text [^>]*>([^<]*)</text>", drawing[0]))
            assert f"Worth to {own}, on its own scale" in told
            assert other not in told
            assert "no agreement" in told


def test_every_mark_leads_to_the_statements_it_rests_on() -> None:
    page = html.render(compose_deals(make_deals(make())))
    for figure, many in (("acceptability", 14), ("worth", 16), ("trade-offs", 9)):
        drawn = "".join(re.findall(rf'<svg [^>]*aria-labelledby="{figure}-wide-\d-t".*?</svg>', page, re.S))
        labels = re.findall(r'<a href="#s-s\d\d" aria-label="([^"]+, source [\d, ]+)"><title>', drawn)
        assert len(labels) == many, figure


def three(deals: Deals) -> Deals:
    """The same, with a third side."""

    def more(package: Package) -> Package:
        return replace(package, readings={**package.readings, "host": replace(package.readings["blues"], party="host")})

    bases = {**deals.bases, "host": replace(deals.bases["blues"], party="host")}
    return replace(
        deals,
        sides=("reds", "blues", "host"),
        bases=bases,
        packages=tuple(more(package) for package in deals.packages),
        drafts=tuple(more(package) for package in deals.drafts),
        named=tuple(more(package) for package in deals.named),
        divided=None,
    )


def test_two_axes_are_for_two_sides_only() -> None:
    document = compose_deals(three(make_deals(make())))
    assert set(figures(document)) == {"acceptability", "worth"}
    text = terminal.render(document)
    assert "Acceptable to all at once" in text
    assert all(cell_len(line) <= 80 for line in text.split("\n"))


def test_a_side_without_a_stake_is_told_apart_from_one_not_heard() -> None:
    deals = make_deals(make())
    text = terminal.render(compose_deals(replace(deals, sides=("reds", "blues", "host"))), 200)
    assert text.count("• Harbour City has no stake in this.") == 7
    assert "Harbour City has not been heard" not in text


def test_many_packages_stand_in_several_tables() -> None:
    deals = make_deals(make())
    more = tuple(replace(package, letter=letter) for package, letter in zip(deals.packages, "FGHIJ", strict=True))
    tables = [
        b for b in blocks(compose_deals(replace(deals, packages=(*deals.packages, *more)))) if isinstance(b, Table)
    ]
    names = [table.name for table in tables if table.name.startswith("packages")]
    assert names == ["packages-1", "packages-2"]
    assert [plain(head) for head in tables[1].header[2:]] == ["F", "G", "H", "I", "J"]


# --- fairness -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_order_in_which_sides_are_given_changes_nothing(form: str) -> None:
    deals = make_deals(make())

    def turned(package: Package) -> Package:
        return replace(
            package,
            readings=dict(reversed(list(package.readings.items()))),
            burden=dict(reversed(list(package.burden.items()))),
            walk_backs=tuple(sorted(package.walk_backs, key=lambda walk: walk.party)),
        )

    other = replace(
        deals,
        sides=deals.sides[::-1],
        bases=dict(reversed(list(deals.bases.items()))),
        packages=tuple(turned(package) for package in deals.packages),
        drafts=tuple(turned(package) for package in deals.drafts),
        named=tuple(turned(package) for package in deals.named),
    )
    assert FORMS[form](compose_deals(other)) == FORMS[form](compose_deals(deals))
    assert plain_deals(other)["packages"] == plain_deals(deals)["packages"]


def test_right_to_left_names_keep_the_columns() -> None:
    made = make({"reds": "الحمر المتحدون", "blues": "הכחולים"}, step="مؤقت")
    for document in (compose_deals(make_deals(made)), compose_brief(made.status, made.why, make_deals(made))):
        for width in (60, 80, 120):
            assert all(cell_len(line) <= width for line in terminal.render(document, width).split("\n"))
        page = html.render(document)
        assert "<bdi>הכחולים</bdi>" in page
        assert "\u2068" in page  # isolated where it is drawn


# --- data and the brief -------------------------------------------------------------------------------------------


def test_the_keys_are_those_of_the_design() -> None:
    told = plain_deals(make_deals(make()))
    assert json.loads(json.dumps(told)) == told
    assert {"worlds", "seed", "rule", "not_heard", "packages"} <= told.keys()
    keys = {"package", "red_lines", "utility", "acceptability", "joint", "walk_backs", "opened_by", "dominated_by"}
    for package in (*told["packages"], *told["drafts"], *told["named"]):
        assert {*keys, "marks"} <= package.keys()
        for side in ("reds", "blues"):
            assert package["utility"][side].keys() == {"mean", "low", "high"}
            assert {"share", "error", "break_even"} <= package["acceptability"][side].keys()
            assert all({"statement", "price"} <= walk.keys() for walk in package["walk_backs"][side])
    first = told["packages"][0]
    assert first["package"]["truce"] == "temporary"
    assert first["walk_backs"]["reds"][0] | {"statement": "s01", "price": 1.5} == first["walk_backs"]["reds"][0]
    assert first["acceptability"]["reds"]["share"] == 0.931
    rows = rows_deals(make_deals(make()))
    assert len({tuple(row) for row in rows}) == 1
    assert [row["letter"] or row["name"] for row in rows] == ["A", "B", "C", "D", "E", "draft text", "package"]


def test_the_brief_has_the_short_form_only_where_packages_were_asked_for() -> None:
    made = make()
    without, with_ = compose_brief(made.status, made.why), compose_brief(made.status, made.why, make_deals(made))
    assert "deals" not in [section.id for section in without.sections]
    ids = [section.id for section in with_.sections]
    assert ids.index("deals") == ids.index("ways") + 1
    section = next(section for section in with_.sections if section.id == "deals")
    shown = [block for block in blocks_of(section) if isinstance(block, Card | Figure)]
    assert [block.id for block in shown] == ["acceptability", "package-1", "package-2"]
    assert "package A comes first" in terminal.render(with_, 200).split("Where the talks stand")[0]
    assert "meant" in html.render(with_)


def test_answers_show_themselves() -> None:
    made = make()
    deals = make_deals(made)
    answer = deals_answer(deals)
    assert answer.question == "deals"
    assert answer.looked_at == 3_888
    assert "package A comes first" in str(answer)
    assert answer.to_dict() == plain_deals(deals)
    assert answer.to_rows() == rows_deals(deals)
    status, why = status_answer(made.status), why_answer(made.why)
    assert brief_answer(status, why, answer).to_dict()["deals"] == plain_deals(deals)
    assert "deals" not in brief_answer(status, why).to_dict()
