"""In what order the talks of Reds and Blues could be carried out, made by hand: one of everything."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.brief.made import Made, make
from tests.brief.made_deals import make_deals

from nonpaper.analysis.packages import Emptied
from nonpaper.analysis.plans import Act, Breach, Force, LooseEnd, Opening, Plan, Repair, Stage, Trust
from nonpaper.analysis.results import Move, MoveKind
from nonpaper.case.case import Guarantee
from nonpaper.case.parties import Party, Role


def with_guarantee(made: Made) -> Made:
    """The same talks with a guarantee of the host, a council that ratifies, and somebody who verifies."""
    council = Party("council", "Council", role=Role.RATIFIER, of="blues")
    monitors = Party("monitors", "Monitors", role=Role.VERIFIER)
    guarantee = Guarantee("host", "blues", ("truce",), Fraction(1, 5))
    parties = {**made.case.parties, "council": council, "monitors": monitors}
    case = replace(made.case, parties=parties, guarantees=(guarantee,))
    table = replace(made.table, case=case)
    status = replace(made.status, table=table)
    return replace(made, case=case, table=table, status=status, why=replace(made.why, table=table))


def make_plan(made: Made | None = None) -> Plan:
    """Four stages of package A: a deposit that opens the circle, and a temptation that stays for good."""
    made = with_guarantee(made or make())
    table, model = made.table, made.why.model
    names = {key: party.name for key, party in made.case.parties.items()}
    titles = {key: issue.title for key, issue in made.case.issues.items()}
    rules = {rule.id: rule for rule in model.rules}
    deals = make_deals(made)
    first = deals.packages[0]
    nothing = Force(-0.2312, -0.0412, None, 0.0)

    venue = Act("venue", 0, 2, ("reds", "blues"), True, on_paper=True, statements=(), trigger="at signature")
    handed = Act(
        "list",
        0,
        1,
        ("reds",),
        True,
        deposited="host",
        statements=("s05",),
        verifier="monitors",
        deadline="by 10 March 2024",
        trigger=f"{names['reds']} can hand it over at once",
        if_not_done=f"{names['blues']} does nothing; nothing has been given yet",
    )
    seat = Act(
        "seat",
        0,
        1,
        ("blues",),
        True,
        waits_for=(("list", 1),),
        statements=("s04",),
        trigger=f"once {titles['list']} lies with {names['host']}",
        if_not_done=f"{names['host']} hands {titles['list']} back",
    )
    half = Act("pay", 0, 1, ("blues",), True, amount=Fraction(1, 2), trigger=f"together with {titles['seat']}")
    truce = Act(
        "truce",
        0,
        1,
        ("reds", "blues"),
        True,
        waits_for=(("seat", 1),),
        statements=("procedure:1",),
        verifier="monitors",
        deadline="within 5 days",
        trigger=f"once {titles['seat']} is done",
        if_not_done=f"{titles['list']} stays with {names['host']}",
    )
    released = Act(
        "list",
        0,
        1,
        ("reds",),
        False,
        deposited="host",
        released=True,
        waits_for=(("truce", 1),),
        statements=("s05",),
        verifier="monitors",
        trigger=f"once {titles['truce']} holds",
        if_not_done=f"{names['blues']} holds back the rest of {titles['pay']}",
    )
    rest = replace(half, trigger=f"once {names['host']} has released {titles['list']}", statements=("s08",))

    def stage(
        number: int,
        acts: tuple[Act, ...],
        tempted: tuple[Force, Force],
        exposed: tuple[Force, Force],
        arrears: tuple[float, float],
        *forced: str,
        covered: tuple[int, ...] = (),
    ) -> Stage:
        sides = ("reds", "blues")
        return Stage(
            number,
            acts,
            dict(zip(sides, tempted, strict=True)),
            dict(zip(sides, exposed, strict=True)),
            dict(zip(sides, arrears, strict=True)),
            tuple(rules[one] for one in forced),
            covered,
        )

    floor = {"reds": nothing, "blues": Force(0.1234, 0.2612, 0.3411, 0.6712)}
    stages = (
        stage(1, (venue, handed), (nothing, nothing), (Force(0.0, 0.0), Force(0.0, 0.0)), (0.0, 0.0)),
        stage(
            2,
            (seat, half),
            (Force(-0.1123, 0.0812, None, 0.0412), Force(0.0412, 0.1512, 0.1123, 0.2212)),
            (Force(0.0, 0.0), Force(0.1123, 0.2412)),
            (-0.25, 0.6123),
            "c:blues:seat",
        ),
        stage(
            3,
            (truce, released),
            (nothing, Force(0.3123, 0.4812, 0.5512, 0.8812)),
            (Force(0.2012, 0.3612), Force(0.0512, 0.0912)),
            (0.2512, -0.2012),
            "procedure:1",
            "c:reds:list",
            covered=(0,),
        ),
        stage(
            4, (rest,), (nothing, floor["blues"]), (Force(0.2012, 0.3612), Force(0.0, 0.0)), (0.0, 0.0), covered=(0,)
        ),
    )
    repairs = (
        Repair(
            "split", "blues", 0.3123, 0.2011, f"{titles['pay']} comes in more parts, the last after the truce", "pay"
        ),
        Repair("guarantee", "blues", 0.3123, 0.0912, f"{names['host']} promises more", "truce", 0.2212),
    )
    together = Move(MoveKind.TOGETHER, "blues", "seat", Fraction(1), ("s04",), "c:blues:seat")
    drop = Move(MoveKind.DROP, "blues", "seat", Fraction(4), ("s04",), "c:blues:seat")
    return Plan(
        table=table,
        model=deals.model,
        name="package A",
        package=first.steps,
        sides=("reds", "blues"),
        stages=stages,
        floor=floor,
        guarantee={"reds": 0.0, "blues": 0.2512},
        accepts={"reds": 0.9312, "blues": 0.6417},
        walked_back=first.walk_backs,
        opened_by=first.opened_by,
        other_openings=(
            Opening((together,), Fraction(1), f"{titles['seat']} and {titles['list']} would come in one stage"),
            Opening((drop,), Fraction(4), "one stage fewer; nobody would be ahead by more than a fifth"),
        ),
        loose_ends=(LooseEnd("pay", 1, ("blues",), (("list", 1),)), LooseEnd("venue", 2, ("reds", "blues"), ())),
        swaps=(((1, "venue"), (2, "pay")),),
        breaches=(),
        trust=Trust(3, "blues", stages[2].temptation["blues"], repairs),
        proved=True,
        worlds=10_000,
        seed=7,
        ratified_by=("council",),
        notes=("The venue has no stake for anybody.",),
    )


def trusted(made: Made | None = None) -> Plan:
    """The same, had nobody anything to gain from leaving; and not proved to be the best order."""
    plan = make_plan(made)
    calm = Force(-0.2312, -0.0412, None, 0.0)
    stages = tuple(replace(stage, temptation=dict.fromkeys(plan.sides, calm)) for stage in plan.stages)
    return replace(
        plan,
        stages=stages,
        floor=dict.fromkeys(plan.sides, calm),
        guarantee=dict.fromkeys(plan.sides, 0.0),
        trust=None,
        proved=False,
        gap="orders of more than six stages were not looked at",
    )


def rotten(made: Made | None = None) -> Plan:
    """The same, had the package itself been the trouble: the floor, which no order can beat."""
    plan = make_plan(made)
    assert plan.trust is not None
    return replace(plan, trust=replace(plan.trust, stage=None, temptation=plan.floor["blues"], repairs=()))


def walked_through(made: Made | None = None) -> Plan:
    """A draft in its own stages, with a condition that it breaks."""
    plan = make_plan(made)
    rule = next(rule for rule in plan.model.rules if rule.id == "c:reds:list")
    words = f"{plan.table.case.issues['list'].title} moves to stage 3"
    return replace(
        plan,
        name="draft text",
        walked_back=(),
        opened_by=(),
        other_openings=(),
        breaches=(Breach(2, rule, words),),
    )


def nothing_left(made: Made | None = None) -> Plan:
    """The same talks, had Reds said what no preferences agree with."""
    words = "it called pay the most important, and accepted a draft in which only the truce moves"
    return replace(_bare(make_plan(made)), emptied=(Emptied("reds", ("s01", "s07"), words),))


def blues_unheard(made: Made | None = None) -> Plan:
    """The same talks, had Blues not been heard."""
    return replace(_bare(make_plan(made)), unheard=("blues",))


def no_plan(made: Made | None = None) -> Plan:
    """The same talks, with a package that nobody can carry out in order."""
    return replace(_bare(make_plan(made)), reason="the procedure runs in a circle, and no move opens it")


def _bare(plan: Plan) -> Plan:
    return replace(
        plan,
        stages=(),
        floor={},
        guarantee={},
        accepts={},
        loose_ends=(),
        swaps=(),
        trust=None,
        opened_by=(),
        other_openings=(),
    )
