"""Sentences of our own, with the claims that a careful reader would write: three invented cases.

An expected claim in brackets is a topic: the issue is named and no step of it. "" is neither.
"""

from __future__ import annotations

LABOUR = """
title: Bus drivers (invented)
parties:
  drivers: {name: Drivers' union}
  company: {name: Bus company}
issues:
  service: {title: Bus service, steps: [halted, resumed], by: drivers, words: {_: [strike, walkout, buses]}}
  pay: {title: Rise in pay, steps: [0%, 3%, 6%, 9%], by: company, words: {_: [raise, wages, salaries, wage]}}
  shift: {title: Longest shift, steps: [12 hours, 10 hours, 8 hours], by: company, words: {_: [shifts, working day]}}
  jobs:
    title: Job security
    steps: [none, partial, full]
    by: company
    words: {_: [dismissals, layoffs], full: [no dismissals]}
  agency:
    title: Agency drivers
    steps: [unlimited, capped, banned]
    by: company
    words: {_: [agency workers, agency staff]}
  contract: {title: Contract, steps: [open, signed], by: [drivers, company], words: {_: [agreement]}}
"""
RIVER = """
title: River (invented)
parties:
  upper: {name: Upland}
  lower: {name: Lowland}
  basin: {name: Basin office, role: mediator}
issues:
  flow: {title: Summer flow, steps: [20%, 40%, 60%], by: upper, words: {_: [water]}}
  data: {title: Gauge readings, steps: [none, monthly, daily], by: upper, words: {_: [measurements, gauges]}}
  dam:
    title: Dam
    steps: [filling, paused, given up]
    by: upper
    words: {_: [reservoir], paused: [stop filling, halt the filling]}
  fund: {title: Compensation, steps: [none, part, full], by: lower, words: {_: [payment for lost power]}}
  seat:
    title: Seat of the office
    steps: [undecided, Harrow, Tarn, Port Elm]
    kind: choice
    by: all
    words: {_: [headquarters]}
  talks: {title: Talks, steps: [suspended, continued], by: [upper, lower], words: {_: [negotiations]}}
  inspection:
    title: Inspection of the dam
    steps: [none, announced, any time]
    by: upper
    words: {_: [inspectors], any time: [without notice]}
"""
CLIMATE = """
title: Climate (invented)
parties:
  north: {name: Northern group}
  south: {name: Southern group}
issues:
  cuts:
    title: Emission cuts by 2040
    steps: [0%, 30%, 50%, 70%]
    by: north
    words: {_: [emissions, cut in emissions]}
  finance:
    title: Climate finance
    steps: ["$0 billion", "$50 billion", "$100 billion"]
    by: north
    words: {_: [funding, money for adaptation]}
  coal: {title: Coal, steps: [in use, phased down, phased out], by: south, words: {_: [coal power, coal plants]}}
  forest:
    title: Protection of forests
    steps: [none, some, all]
    by: south
    words: {_: [forests, deforestation], all: [end deforestation]}
  review:
    title: Review of pledges
    steps: [none, "every ten years", "every five years"]
    by: all
    words: {_: [stocktake]}
  tariff: {title: Carbon tariff, steps: [in force, suspended, abolished], by: north, words: {_: [border levy]}}
"""
PEACE = """
title: A civil war (invented)
parties:
  gov: {name: Government}
  front: {name: Front}
issues:
  arms: {title: Handover of arms, steps: [none, partial, full], by: front, words: {_: [weapons, disarmament, rifles]}}
  amnesty: {title: Amnesty, steps: [none, limited, general], by: gov, words: {_: [pardon]}}
  seats: {title: Seats in parliament, steps: ["0", "5", "10", "20"], by: gov, words: {_: [seats]}}
  truce: {title: Truce, steps: [none, local, nationwide], by: [gov, front], words: {_: [ceasefire, fighting, attacks]}}
  troops:
    title: Withdrawal of troops
    steps: [none, partial, full]
    by: gov
    words: {_: [soldiers, army, garrison]}
  road: {title: Northern road, steps: [closed, open], by: front, words: {_: [highway, roadblocks]}}
  election:
    title: Date of elections
    steps: [undecided, spring, autumn]
    kind: choice
    by: gov
    words: {_: [vote, elections, election]}
  prisoners:
    title: Release of prisoners
    steps: [none, sick, all]
    by: gov
    words: {_: [detainees], sick: [ill, wounded]}
"""
CASES = {"labour": LABOUR, "river": RIVER, "climate": CLIMATE, "peace": PEACE}

# The case, who says it, the stance, the content, and what it claims: several, where it names several acts.
SENTENCES: tuple[tuple[str, str, str, str, str | tuple[str, ...]], ...] = (
    # --- labour: quantities
    ("labour", "drivers", "demands", "a 6 percent raise over two years", "pay = 6%"),
    ("labour", "drivers", "demands", "at least six per cent more in wages", "pay >= 6%"),
    ("labour", "company", "offers", "a rise in pay of 4.5%", "pay = 4.5%"),
    ("labour", "company", "rules out", "any raise of more than 3 percent", "pay > 3%"),
    ("labour", "company", "offers", "wages would go up by no more than three percent", "pay <= 3%"),
    ("labour", "drivers", "rejects", "a three percent raise", "pay = 3%"),
    ("labour", "drivers", "demands", "wages must not rise by less than five percent", "pay >= 5%"),
    ("labour", "drivers", "demands", "a 25 percent raise", "(pay)"),
    ("labour", "company", "offers", "the company can pay three per cent, and not more", "pay <= 3%"),
    ("labour", "company", "offers", "to pay the drivers on time", ""),
    ("labour", "drivers", "demands", "higher wages", "pay > 0%"),
    ("labour", "company", "offers", "to raise wages from 3 to 5 percent", "pay = 5%"),
    ("labour", "company", "offers", "a bonus of 3 percent for every manager", ""),
    ("labour", "drivers", "demands", "shifts of at most 10 hours", 'shift >= "10 hours"'),
    ("labour", "drivers", "demands", "a working day of eight hours", 'shift = "8 hours"'),
    ("labour", "company", "accepts", "shifts of nine hours", 'shift = "9 hours"'),
    # --- labour: direction and conditions
    ("labour", "company", "demands", "that the drivers end the strike", "service = resumed"),
    ("labour", "company", "demands", "an end to the walkout", "service = resumed"),
    ("labour", "drivers", "commits", "the strike will continue", "service = halted"),
    (
        "labour",
        "drivers",
        "insists",
        "the strike will go on until the contract is signed",
        "service = resumed after contract = signed",
    ),
    (
        "labour",
        "drivers",
        "insists",
        "no bus service before wages rise by 6 percent",
        "service = resumed after pay >= 6%",
    ),
    (
        "labour",
        "drivers",
        "rejects",
        "sign any contract unless agency drivers are banned",
        "contract = signed if agency = banned",
    ),
    ("labour", "drivers", "demands", "a ban on agency workers", "agency = banned"),
    ("labour", "company", "offers", "a cap on agency staff", "agency = capped"),
    ("labour", "drivers", "demands", "no dismissals", "jobs = full"),
    (
        "labour",
        "company",
        "offers",
        "partial job security in exchange for a signed contract",
        "jobs = partial if contract = signed",
    ),
    ("labour", "company", "offers", "6 percent more pay if the strike ends", "pay = 6% if service = resumed"),
    (
        "labour",
        "company",
        "insists",
        "only after the buses run again can the contract be signed",
        "contract = signed after service = resumed",
    ),
    ("labour", "drivers", "demands", "job security and shorter shifts", ("jobs >= partial", 'shift > "12 hours"')),
    (
        "labour",
        "drivers",
        "demands",
        "full job security, an eight-hour working day and a 9% raise",
        ("jobs = full", 'shift = "8 hours"', "pay = 9%"),
    ),
    ("labour", "drivers", "prioritises", "job security matters more than pay", "jobs > pay"),
    ("labour", "company", "reports", "wage talks have broken down", "(pay)"),
    ("labour", "company", "blames", "the union for the long walkout", "(service)"),
    ("labour", "drivers", "demands", "respect", ""),
    ("labour", "company", "offers", "wages go up by 3 percent if the weather holds", "(pay)"),
    ("labour", "drivers", "demands", "that the company stop hiring agency drivers", "(agency)"),
    ("labour", "company", "offers", "agency drivers", "(agency)"),
    ("labour", "drivers", "demands", "that layoffs end", "jobs >= partial"),
    ("labour", "drivers", "demands", "a raise of 9 percent, not 6 percent", "pay = 9%"),
    ("labour", "drivers", "demands", "job security rather than higher wages", "jobs >= partial"),
    (
        "labour",
        "company",
        "demands",
        "not just an end to the strike but a signed contract",
        ("service = resumed", "contract = signed"),
    ),
    ("labour", "company", "rules out", "wages will be talked about next year", "(pay)"),
    ("labour", "company", "offers", "a raise of 3% now and 4% next year", "(pay)"),
    # --- river
    ("river", "lower", "demands", "at least 40 percent of the summer flow", "flow >= 40%"),
    ("river", "upper", "offers", "30% of the water", "flow = 30%"),
    ("river", "upper", "rules out", "a summer flow above 50 per cent", "flow > 50%"),
    ("river", "lower", "demands", "daily gauge readings", "data = daily"),
    ("river", "upper", "offers", "to share gauge readings once a month", "data = monthly"),
    ("river", "lower", "demands", "that Upland share its measurements", "data >= monthly"),
    ("river", "upper", "rejects", "sharing any gauge readings", "data >= monthly"),
    ("river", "upper", "rejects", "refused to hand over its measurements", "data = daily"),
    ("river", "lower", "demands", "that Upland halt the filling of the dam", "dam = paused"),
    (
        "river",
        "upper",
        "commits",
        "to stop filling the reservoir while talks continue",
        ("dam = paused", "talks = continued"),
    ),
    ("river", "lower", "accepts", "full compensation", "fund = full"),
    ("river", "lower", "insists", "compensation will be paid in full only once daily readings are delivered", "(fund)"),
    (
        "river",
        "lower",
        "insists",
        "compensation will be paid in full only once daily gauge readings are delivered",
        "fund = full after data = daily",
    ),
    (
        "river",
        "upper",
        "insists",
        "no readings of the gauges without compensation",
        "data >= monthly after fund >= part",
    ),
    ("river", "lower", "proposes", "the office should have its seat in Tarn", "seat = Tarn"),
    ("river", "upper", "demands", "headquarters in Port Elm", 'seat = "Port Elm"'),
    ("river", "upper", "rejects", "Tarn as the seat of the office", "seat = Tarn"),
    ("river", "upper", "demands", "another seat for the office", "(seat)"),
    ("river", "upper", "demands", "a trip to Tarn", ""),
    ("river", "lower", "demands", "inspections without notice", 'inspection = "any time"'),
    ("river", "upper", "accepts", "announced visits by inspectors", "inspection = announced"),
    (
        "river",
        "lower",
        "insists",
        "talks cannot continue until the filling of the dam is paused",
        "talks = continued after dam >= paused",
    ),
    ("river", "upper", "threatens", "to walk out of the negotiations", "(talks)"),
    ("river", "upper", "commits", "to continue the talks on compensation", "talks = continued"),
    ("river", "lower", "reports", "the ministers met twice over lunch", ""),
    ("river", "lower", "accepts", "that proposal", ""),
    ("river", "lower", "insists", "it will pay nothing before it has seen the figures", ""),
    ("river", "lower", "demands", "that talks not be suspended", "talks = continued"),
    ("river", "upper", "carries out", "it resumed the negotiations", "talks = continued"),
    ("river", "upper", "carries out", "it sent two gauge readings", "(data)"),
    # --- climate
    ("climate", "south", "demands", "emission cuts of at least 50 percent by 2040", "cuts >= 50%"),
    ("climate", "north", "offers", "to cut emissions by 40 percent", "cuts = 40%"),
    ("climate", "south", "demands", "$100 billion in climate finance", 'finance = "$100 billion"'),
    ("climate", "north", "offers", "climate finance of up to 80 billion dollars", 'finance <= "$80 billion"'),
    ("climate", "south", "accepts", "that coal be phased down", 'coal = "phased down"'),
    ("climate", "south", "rejects", "a phase-out of coal", 'coal = "phased out"'),
    ("climate", "north", "demands", "a phase-out of coal power", 'coal = "phased out"'),
    (
        "climate",
        "south",
        "insists",
        "coal will be phased out provided that funding reaches $100 billion",
        'coal = "phased out" if finance >= "$100 billion"',
    ),
    (
        "climate",
        "south",
        "insists",
        "no protection of forests without money for adaptation",
        'forest >= some after finance > "$0 billion"',
    ),
    ("climate", "north", "demands", "that the south end deforestation", "forest = all"),
    ("climate", "south", "demands", "the carbon tariff be suspended", "tariff = suspended"),
    ("climate", "south", "demands", "that the north abolish the border levy", "tariff = abolished"),
    ("climate", "north", "rejects", "abolishing the border levy", "tariff = abolished"),
    ("climate", "north", "proposes", "a review of pledges every five years", 'review = "every five years"'),
    ("climate", "south", "demands", "that rich states listen", ""),
    ("climate", "north", "denies", "that the border levy is protectionist", "(tariff)"),
    ("climate", "south", "prioritises", "finance comes before the review of pledges", "finance > review"),
    # --- a civil war
    ("peace", "gov", "demands", "that the Front hand over all its weapons", "arms = full"),
    (
        "peace",
        "front",
        "rejects",
        "calls to lay down its weapons before a general amnesty",
        "arms >= partial after amnesty = general",
    ),
    ("peace", "front", "insists", "no rifle will be handed over as long as soldiers remain in the valley", "(arms)"),
    (
        "peace",
        "front",
        "offers",
        "a partial handover of arms in return for 10 seats in parliament",
        "arms = partial if seats >= 10",
    ),
    ("peace", "gov", "rules out", "a general pardon", "amnesty = general"),
    ("peace", "gov", "accepts", "eight seats for the Front", "seats = 8"),
    ("peace", "gov", "rules out", "more than five seats", "seats > 5"),
    ("peace", "gov", "demands", "an end to the attacks", "truce >= local"),
    (
        "peace",
        "front",
        "commits",
        "to open the northern road once the army has pulled out completely",
        "road = open after troops = full",
    ),
    ("peace", "gov", "demands", "the removal of the roadblocks", "road = open"),
    ("peace", "front", "rejects", "elections in the spring", "election = spring"),
    ("peace", "front", "demands", "that wounded prisoners be freed", "prisoners = sick"),
    (
        "peace",
        "gov",
        "insists",
        "soldiers will stay until the last weapon is surrendered",
        "troops >= partial after arms >= partial",
    ),
    ("peace", "gov", "commits", "it will keep its soldiers in the valley", "troops = none"),
    (
        "peace",
        "gov",
        "insists",
        "unless the fighting stops, there will be no amnesty",
        "amnesty >= limited if truce >= local",
    ),
    (
        "peace",
        "gov",
        "accepts",
        "to release prisoners and to withdraw troops from the valley",
        ("(prisoners)", "troops = partial"),
    ),
    ("peace", "front", "rejects", "a demand that all weapons be handed over", "arms = full"),
    ("peace", "front", "accepts", "a truce, but only a local one", "truce = local"),
    ("peace", "gov", "prioritises", "disarmament is more important than the date of the vote", "arms > election"),
    (
        "peace",
        "gov",
        "commits",
        "there will be neither amnesty nor a release of prisoners",
        ("amnesty = none", "prisoners = none"),
    ),
    (
        "peace",
        "gov",
        "commits",
        "there will be no amnesty or release of prisoners",
        ("amnesty = none", "prisoners = none"),
    ),
    (
        "peace",
        "front",
        "offers",
        "the road would be opened at the same time as the prisoners are released",
        "road = open with prisoners >= sick",
    ),
    ("peace", "front", "carries out", "its fighters stood by the highway", "(road)"),
    ("peace", "front", "demands", "bread for the villages", ""),
)
