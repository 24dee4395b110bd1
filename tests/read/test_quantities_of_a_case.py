"""Do the numbers of a report meet the steps of a case, however both are spelt?"""

from __future__ import annotations

import pytest
from tests.build import build_case

from nonpaper.case.statements import Stance
from nonpaper.read.case_terms import CaseTerms
from nonpaper.read.spans import Span
from nonpaper.read.terms import Linked, link


def linked(steps: str, text: str) -> Linked:
    """What a demand is about, where a quota has these steps."""
    case = "title: T\nparties: {a: {name: Alda}, b: {name: Brin}}\n"
    case += f"issues: {{quota: {{title: Quota, steps: [{steps}], by: b}}}}\n"
    (found,) = link(text, Span(0, len(text)), Stance.DEMANDS, "a", CaseTerms.of(build_case(case)))
    return found


@pytest.mark.parametrize(
    ("steps", "text", "claim"),
    [
        ('"0 t", "40000 t"', "a quota of 40,000 tonnes", 'quota = "40000 t"'),
        ('"0 t", "40000 t"', "a quota of 26,000 tonnes", 'quota = "26000 t"'),
        ('"0 tonnes", "30,000 tonnes"', "a quota of 30000 t", 'quota = "30,000 tonnes"'),
        ('"0 tonnes", "30,000 tonnes"', "a quota of 26,000 tonnes", 'quota = "26000 tonnes"'),
        ("0%, 40%", "a quota of 40 per cent", "quota = 40%"),
        ('"0 hours", "40 hours"', "a quota of 40 h", 'quota = "40 hours"'),
    ],
)
def test_a_number_meets_its_step(steps: str, text: str, claim: str) -> None:
    """With or without a comma, and with the unit written out or short."""
    assert linked(steps, text).claim == claim


def test_a_number_in_another_unit_is_named_as_that() -> None:
    """It is not said that there is none."""
    told = linked('"0 h", "20 h"', "a quota of 40,000 tonnes").judgements[0].reason
    assert "the number 40,000 tonnes is none of its steps" in told
