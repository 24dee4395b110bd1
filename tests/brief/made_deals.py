"""What could be signed in the talks of Reds and Blues, made by hand, with one of everything that `deals` can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from tests.brief.made import Made

from nonpaper.analysis.packages import (
    Deals,
    Divided,
    Emptied,
    Package,
    PackageMark,
    Reading,
    TradeOff,
    ValueBasis,
    WalkBack,
)
from nonpaper.analysis.results import Move, MoveKind
from nonpaper.model.rules import Rule, RuleKind
from nonpaper.positions.position import Basis, Literal, Reach

RULE = (
    "by the share of worlds in which all sides would accept, times the credibility of what the package breaks; what "
    "differs by less than two standard errors is equal, and among equals the smaller largest burden is first"
)
UNRANKED_RULE = "by what would have to be walked back: the smallest largest burden first, then the smallest total"


def make_deals(made: Made) -> Deals:
    """Five packages in the table, a draft and a package that the user named."""
    table, model = made.table, made.why.model
    whole = Rule(
        "whole:blues",
        RuleKind.WHOLE,
        "blues",
        3,
        ("s03",),
        literals=(Literal("list", Reach.UP, 1), Literal("pay", Reach.UP, 2)),
    )
    model = replace(model, rules=(*model.rules, whole))
    rules = {rule.id: rule for rule in model.rules}
    middle = table.case.issues["truce"].steps[1]

    def walk(id: str, kind: MoveKind, price: Fraction, issue: str, *more: str, counted: bool = True) -> WalkBack:
        rule = rules[id]
        red = rule.bound_kind is not None and rule.bound_kind.value == "red line"
        origin, target = more or ("", "")
        return WalkBack(
            *(rule.party or "", rule, kind, rule.statements, price, Fraction(1, 2), Fraction(3, 20), red, issue),
            *(origin, target),
            counted,
        )

    less_truce = walk("bound:reds:truce", MoveKind.GIVE, Fraction(3, 2), "truce", "permanent", middle)
    less_pay = walk("bound:reds:pay", MoveKind.GIVE, Fraction(33, 20), "pay", "20%", "14.5%")
    no_pay = walk("bound:reds:pay", MoveKind.DROP, Fraction(3), "pay", "20%", "10%")
    lasting = walk("bound:blues:truce", MoveKind.GIVE, Fraction(2), "truce", middle, "permanent")
    more_pay = walk("bound:blues:pay", MoveKind.GIVE, Fraction(1), "pay", "14.5%", "20%", counted=False)
    together = walk("whole:blues", MoveKind.DROP, Fraction(3), "list")
    eased = walk("c:reds:list", MoveKind.EASE, Fraction(2), "truce", middle, "none")
    unseated = walk("c:blues:seat", MoveKind.DROP, Fraction(4), "seat")
    opening = Move(
        MoveKind.DEPOSIT,
        "reds",
        "list",
        Fraction(1),
        ("s05",),
        "c:reds:list",
        "",
        "given",
        1,
        "Reds calls it hard to draw up beforehand",
        ("s06",),
    )

    def reading(party: str, share: float, mean: float, low: float, high: float, **more: object) -> Reading:
        error = (share * (1 - share) / 10_000) ** 0.5
        return Reading(party, share, error, mean, low, high, **more)  # type: ignore[arg-type]

    def package(
        steps: tuple[int, ...], walks: tuple[WalkBack, ...], reds: Reading, blues: Reading, **more: object
    ) -> Package:
        burden: dict[str, Fraction] = {}
        for each in walks:
            burden[each.party] = burden.get(each.party, Fraction(0)) + each.price
        joint = reds.share * blues.share
        given: dict[str, object] = {"weakest": min((reds, blues), key=lambda r: r.share).party, **more}
        return Package(
            dict(zip(table.case.issues, steps, strict=True)),
            walks,
            burden,
            0.3579246,
            {"reds": reds, "blues": blues},
            joint,
            0.0041234,
            joint * 0.3579246,
            **given,  # type: ignore[arg-type]
        )

    solutions = (PackageMark.NASH, PackageMark.KALAI_SMORODINSKY, PackageMark.EFFICIENT)
    fails = (("truce", 0.4211, 0.2314), ("pay", 0.1421, 0.1433))
    first = package(
        (1, 1, 1, 1, 2),
        (less_truce, less_pay),
        reading("reds", 0.9312, 0.6123, 0.4312, 0.7811, fails=fails[:1]),
        reading("blues", 0.6417, 0.5512, 0.3111, 0.8012, fails=fails),
        letter="A",
        rank=1,
        equal=2,
        marks=solutions,
        opened_by=(opening,),
        drafts=("text",),
    )
    second = package(
        (2, 1, 1, 1, 2),
        (less_pay, lasting),
        reading("reds", 1.0, 0.8012, 0.7101, 0.9123),
        reading("blues", 0.4123, 0.4012, 0.1511, 0.6312, break_even=0.1234, fails=fails[:1]),
        letter="B",
        rank=1,
        equal=2,
        marks=(PackageMark.EGALITARIAN, PackageMark.UTILITARIAN, PackageMark.EFFICIENT),
    )
    third = package(
        (1, 0, 0, 2, 1),
        (less_truce, together, more_pay),
        reading("reds", 0.8123, 0.5512, 0.4001, 0.7002),
        reading("blues", 0.5519, 0.4812, 0.3012, 0.6612, fails=fails),
        letter="C",
        rank=7,
        dominated_by=12,
    )
    fourth = package(
        (0, 1, 0, 1, 2),
        (less_truce, less_pay, eased),
        reading("reds", 0.0, 0.1512, 0.0512, 0.2612, break_even=0.3412),
        reading("blues", 0.9989, 0.8112, 0.7012, 0.9211),
        letter="D",
        rank=31,
        dominated_by=1,
    )
    fifth = package(
        (2, 1, 1, 2, 0),
        (lasting, unseated),
        reading("reds", 0.9971, 0.9512, 0.9012, 0.9912),
        reading("blues", 0.0011, 0.1512, 0.0411, 0.2612, break_even=0.5512),
        letter="E",
        rank=96,
    )
    draft = package(
        (1, 1, 0, 0, 0),
        (no_pay,),
        reading("reds", 0.5123, 0.4312, 0.2512, 0.6123, fails=fails),
        reading("blues", 0.7712, 0.6312, 0.4512, 0.8123),
        name="draft text",
        rank=57,
        dominated_by=23,
        drafts=("text",),
    )
    named = package(
        (1, 1, 1, 0, 0),
        (no_pay,),
        reading("reds", 0.5001, 0.4001, 0.2001, 0.6001),
        reading("blues", 0.6001, 0.6001, 0.4001, 0.8001),
        name="package",
        broken_procedure=(rules["procedure:1"],),
        completed=("seat",),
    )
    said, inferred, assumed = Basis.SAID, Basis.INFERRED, Basis.ASSUMED
    bases = {
        "reds": ValueBasis(
            "reds",
            {"truce": inferred, "list": assumed, "pay": inferred, "venue": said},
            ("no_deal_cost", "points"),
            (0.0, 0.1),
            said,
            10_000,
            9_873.4,
            "rejection",
            (0.2211, 0.3012, 0.3911),
            ("s01", "s05", "s07"),
            ("Its demands, taken together, are worth at least no agreement to it",),
        ),
        "blues": ValueBasis(
            "blues",
            {"truce": inferred, "list": assumed, "seat": assumed, "pay": inferred},
            (),
            (0.0, 0.0),
            assumed,
            10_000,
            412.6,
            "chain",
            (0.4112, 0.4901, 0.5812),
            ("s02", "s03", "s08"),
            ("What it wants in return is not known", "Its offer on pay is known only through Reds and is used"),
        ),
    }
    return Deals(
        table=table,
        model=model,
        sides=("reds", "blues"),
        worlds=10_000,
        seed=7,
        rule=RULE,
        packages=(first, second, third, fourth, fifth),
        drafts=(draft,),
        named=(named,),
        looked_at=3_888,
        every=True,
        how="",
        frontier=17,
        bases=bases,
        trade_offs=(TradeOff("reds", "blues", "truce", "pay", 0.8123, 0.0039),),
        divided=Divided(
            {"reds": ("truce", "list"), "blues": ("seat",)},
            "pay",
            {"reds": Fraction(1, 3), "blues": Fraction(2, 3)},
            {"reds": Fraction(200, 3), "blues": Fraction(200, 3)},
        ),
        by_refusals=("blues",),
        kept=("s09",),
        notes=("The venue has no stake for anybody and is left where it is asked for.",),
    )


def not_ranked(made: Made) -> Deals:
    """The same talks, had Blues not been heard."""
    deals = make_deals(made)

    def alone(package: Package) -> Package:
        readings: Mapping[str, Reading] = {"reds": package.readings["reds"]}
        return replace(
            package, readings=readings, joint=None, joint_error=None, score=None, rank=None, equal=1, weakest="reds"
        )

    return replace(
        deals,
        rule=UNRANKED_RULE,
        packages=tuple(alone(package) for package in deals.packages),
        drafts=tuple(alone(package) for package in deals.drafts),
        named=(),
        bases={"reds": deals.bases["reds"]},
        trade_offs=(),
        divided=None,
        unranked=("blues",),
        by_refusals=(),
    )


def emptied(made: Made) -> Deals:
    """The same talks, had Reds said what no preferences agree with."""
    deals = make_deals(made)
    words = "it called pay the most important, and accepted a draft in which only the truce moves"
    return replace(
        deals,
        packages=(),
        drafts=(),
        named=(),
        looked_at=0,
        frontier=0,
        bases={},
        trade_offs=(),
        divided=None,
        by_refusals=(),
        emptied=(Emptied("reds", ("s01", "s07"), words),),
        notes=(),
    )
