"""Scenarios of GENIUS: read as GENIUS reads them, whatever the files get wrong, and refused with a reason."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.formats.made import ROAD, ROOT, TOLL, domain, profile, write

from nonpaper.formats.reading import Found, read_scenario
from nonpaper.formats.scenario import Scenario, read_decimal, written

GOOD = domain(Road=ROAD, Toll=TOLL)
ALDA = profile(["0.6", "0.4"], '<reservation value="0.25"/>', Road=ROAD, Toll=TOLL)


def read(folder: Path, **texts: str) -> Found:
    """What these files give."""
    return read_scenario([write(folder, **texts)])


def scenario(found: Found) -> Scenario:
    """The scenario, which there has to be."""
    assert found.scenario is not None, found.problems
    return found.scenario


def codes(found: Found) -> list[str]:
    """What is told, by code."""
    return [problem.code for problem in found.problems]


def test_an_evaluation_counts_as_its_share_of_the_largest(tmp_path: Path) -> None:
    """2 of 5 on the road and 1 of 4 on the toll: 0.6 x 2/5 + 0.4 x 1/4, exactly."""
    found = scenario(read(tmp_path, domain_xml=GOOD, alda_xml=ALDA))
    assert found.profiles[0].utility((0, 0)) == Fraction(6, 10) * Fraction(2, 5) + Fraction(4, 10) * Fraction(1, 4)
    assert found.profiles[0].utility((1, 2)) == 1
    assert found.profiles[0].reservation == Fraction(1, 4)
    assert "largest evaluation" in found.notes[0]


def test_raw_keeps_what_the_file_says(tmp_path: Path) -> None:
    """And says that it does."""
    found = scenario(read_scenario([write(tmp_path, domain_xml=GOOD, alda_xml=ALDA)], raw=True))
    assert found.profiles[0].utility((0, 0)) == Fraction(6, 10) * 2 + Fraction(4, 10)
    assert "--raw" in found.notes[0]


def test_an_issue_that_is_worth_nothing_is_worth_nothing(tmp_path: Path) -> None:
    """GENIUS does not divide by a largest evaluation below 0.00001."""
    toll = [("none", "0"), ("half", "0.000001"), ("full", "0.000009")]
    found = scenario(read(tmp_path, domain_xml=GOOD, alda_xml=profile(["1", "1"], Road=ROAD, Toll=toll)))
    assert found.profiles[0].tables[1] == (Fraction(0),) * 3


def test_the_largest_evaluation_is_that_of_the_profile(tmp_path: Path) -> None:
    """Two parties, two scales: each is divided by its own."""
    brin = profile(["0.5", "0.5"], Road=[("closed", "40"), ("open", "10")], Toll=TOLL)
    found = scenario(read(tmp_path, domain_xml=GOOD, alda_xml=ALDA, brin_xml=brin))
    assert [each.tables[0] for each in found.profiles] == [(Fraction(2, 5), Fraction(1)), (Fraction(1), Fraction(1, 4))]


def test_whole_numbers_are_a_line_cut_to_0_and_1(tmp_path: Path) -> None:
    """offset + slope x (n - lowest), as in the orchard: twelve years of 0.125 would be more than 1."""
    found = scenario(read_scenario([ROOT / "examples" / "scenarios" / "orchard"]))
    assert found.issues[2].options == tuple(str(n) for n in range(3, 13))
    assert found.issues[2].ordered
    grower, owner = found.profiles
    assert grower.tables[2] == (*(Fraction(n, 8) for n in range(9)), Fraction(1))
    assert owner.tables[2] == tuple(Fraction(10 - n, 10) for n in range(10))
    assert (grower.name, grower.reservation, grower.discount) == ("The grower", Fraction(3, 10), Fraction(9, 10))


def test_a_range_may_stand_in_an_element_of_its_own(tmp_path: Path) -> None:
    """Both ways of writing it are about."""
    bounds = '<range lowerbound="-1" upperbound="1"/>'
    space = domain(Road=ROAD, Toll=TOLL).replace(
        '<issue index="2" name="Toll" type="discrete" etype="discrete" vtype="discrete">',
        f'<issue index="3" name="Age" type="integer">{bounds}</issue><issue index="2" name="Toll">',
    )
    alda = ALDA.replace(
        "</objective>",
        f'<issue index="3" name="Age" type="integer">{bounds}<evaluator slope="-0.5" offset="1.0E0"/></issue>'
        '<weight index="3" value="0.5"/></objective>',
    )
    found = scenario(read(tmp_path, domain_xml=space, alda_xml=alda))
    assert found.issues[1].options == ("-1", "0", "1")
    assert found.profiles[0].tables[1] == (Fraction(1), Fraction(1, 2), Fraction(0))
    assert found.profiles[0].weights == (Fraction(6, 10), Fraction(1, 2), Fraction(4, 10))


def test_reservation_and_discount_are_both_kept(tmp_path: Path) -> None:
    """And without a reservation value it is 0, as in GENIUS; without a discount factor nothing is made up."""
    more = '<discount_factor value="0.5"/><reservation value="0.25"/>'
    found = scenario(
        read(
            tmp_path,
            domain_xml=GOOD,
            alda_xml=profile(["1", "0"], more, Road=ROAD, Toll=TOLL),
            brin_xml=profile(["1", "0"], Road=ROAD, Toll=TOLL),
        )
    )
    alda, brin = found.profiles
    assert (alda.reservation, alda.discount) == (Fraction(1, 4), Fraction(1, 2))
    assert (brin.reservation, brin.discount) == (Fraction(0), None)


def test_wrong_indices_are_told_and_names_count(tmp_path: Path) -> None:
    """The profile has the issues the other way round, each with the other's index and its own weight."""
    turned = profile(["0.4", "0.6"], '<reservation value="0.25"/>', Toll=TOLL, Road=ROAD)
    found = read(tmp_path, domain_xml=GOOD, alda_xml=ALDA, brin_xml=turned)
    assert codes(found) == ["bad-index", "bad-index"]
    alda, brin = scenario(found).profiles
    assert (alda.weights, alda.tables) == (brin.weights, brin.tables)


def test_indices_need_not_begin_at_1_nor_types_be_given(tmp_path: Path) -> None:
    """Old files count the objective as 1 and leave `type`, `etype` and `vtype` out."""
    old = {"index='1'": "index='2'", ' type="discrete"': "", ' etype="discrete"': "", ' vtype="discrete"': ""}
    space, alda = GOOD.replace('index="', 'index="1'), ALDA.replace('index="', 'index="1')
    for before, after in old.items():
        space, alda = space.replace(before, after), alda.replace(before, after)
    found = read(tmp_path, domain_xml=space, alda_xml=alda)
    assert codes(found) == []
    assert scenario(found).profiles[0].utility((1, 2)) == 1


def test_without_indices_weights_go_in_order(tmp_path: Path) -> None:
    """Every issue with the index 1: the first weight is the first issue's, and that is told."""
    alda = ALDA.replace('<issue index="2"', '<issue index="1"').replace('<weight index="2"', '<weight index="1"')
    found = read(tmp_path, domain_xml=GOOD, alda_xml=alda)
    assert set(codes(found)) == {"bad-index"}
    assert scenario(found).profiles[0].weights == (Fraction(6, 10), Fraction(4, 10))


def test_names_in_the_domain_name_the_parties(tmp_path: Path) -> None:
    """Else the files do, without what they all begin with."""
    agents = '<negotiation_template><agent name="Alda &amp; Co" utility_space="talks_a.xml"/>'
    space = GOOD.replace("<negotiation_template>", agents)
    found = scenario(read(tmp_path / "one", talks_domain_xml=space, talks_a_xml=ALDA, talks_b_xml=ALDA))
    assert [each.name for each in found.profiles] == ["Alda & Co", "b"]
    assert found.title == "talks"


def test_a_stray_file_is_named_and_not_read(tmp_path: Path) -> None:
    """Well-formed or not, in XML or in another format; but a profile that is broken is no stray file."""
    stray = {"pareto_xml": "<pareto><point>\n</pareto>", "log_json": "{}", "notes_xml": "<notes/>", "empty_xml": ""}
    found = read(tmp_path / "one", domain_xml=GOOD, alda_xml=ALDA, **stray)
    assert codes(found) == ["file-ignored"] * 4
    assert {problem.place.file for problem in found.problems} == {"pareto.xml", "log.json", "notes.xml", "empty.xml"}
    assert scenario(found).profiles[0].name == "alda"
    broken = read(tmp_path / "two", domain_xml=GOOD, alda_xml=ALDA, brin_xml=ALDA.replace("</objective>", ""))
    assert broken.scenario is None
    assert codes(broken) == ["xml-syntax"]


@pytest.mark.parametrize(
    ("before", "after", "code", "told"),
    [
        ('evaluation="5"', 'evaluation="-5"', "out-of-range", "less than 0"),
        ('evaluation="5"', 'evaluation="nan"', "bad-number", "`nan`"),
        ('evaluation="5"', 'evaluation="Infinity"', "bad-number", "`Infinity`"),
        ('evaluation="5"', 'evaluation="1e999"', "bad-number", "`1e999`"),
        ('evaluation="5"', f'evaluation="{"9" * 5000}"', "bad-number", "999…"),
        ('evaluation="5"', 'evaluation="5,0"', "bad-number", "`5,0`"),
        ('evaluation="5"', "", "issue-mismatch", "no `evaluation`"),
        ('value="0.6"', 'value="-0.6"', "out-of-range", "less than 0"),
        ('value="0.25"', 'value=""', "bad-number", "a reservation value"),
        ('<weight index="2" value="0.4"/>', "", "issue-mismatch", "no `weight` has the index of `Toll`"),
        ('name="Toll"', 'name="Road"', "duplicate-name", "two issues called `Road`"),
        ('index="2" name="Toll"', 'index="9" name="Tolls"', "issue-mismatch", "no issue `Tolls`"),
        ('value="half"', 'value="hlaf"', "issue-mismatch", "no option `hlaf`"),
        ("<reservation", "<ufun/><reservation", "not-additive", "`ufun`"),
        ('<reservation value="0.25"/>', '<discount_factor value="1.5"/>', "out-of-range", "more than 1"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(tmp_path: Path, before: str, after: str, code: str, told: str) -> None:
    """With the place in the file."""
    assert before in ALDA
    found = read(tmp_path, domain_xml=GOOD, alda_xml=ALDA.replace(before, after, 1))
    assert found.scenario is None
    problem = next(each for each in found.problems if each.code == code and told in each.message)
    assert problem.place.file == "alda.xml"
    assert problem.place.line >= 1
    assert problem.place.column >= 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        (" 1.0E-4 ", Fraction(1, 10_000)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("+12e2", Fraction(1200)),
        ("-0", Fraction(0)),
        ("0e99999", None),
        ("0e999", Fraction(0)),
        ("0.19707980311909024", Fraction(19707980311909024, 10**17)),
        ("1e51", None),
        ("1e-61", None),
        ("", None),
        (".", None),
        ("0x10", None),
        ("١", None),
        ("1_000", None),
        ("-.inf", None),
    ],
)
def test_numbers_are_exact(text: str, value: Fraction | None) -> None:
    """The decimal text, not the nearest double."""
    assert read_decimal(text) == value
    if value is not None:
        assert Fraction(written(value)) == value


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the one that was probably meant; and a folder without any is no scenario."""
    write(tmp_path, domain_xml=GOOD)
    (problem,) = read_scenario([tmp_path / "domian.xml"]).problems
    assert (problem.code, problem.message) == ("missing-file", "there is no file domian.xml")
    assert "`domain.xml`" in problem.hint
    (tmp_path / "empty").mkdir()
    (problem,) = read_scenario([tmp_path / "empty"]).problems
    assert (problem.code, problem.place.file) == ("scenario-files", str(tmp_path / "empty"))


def test_a_thousand_files_are_enough(tmp_path: Path) -> None:
    """A folder of something else is not read to its end."""
    for number in range(1001):
        (tmp_path / f"{number}.xml").write_text("<a/>")
    assert codes(read_scenario([tmp_path])) == ["file-too-large"]
