"""What does a scenario of GENIUS say? Its domain and its profiles, read as GENIUS reads them, and written again.

As GENIUS 9 reads a profile (`AdditiveUtilitySpace`, `EvaluatorDiscrete`, `EvaluatorInteger`) [Lin2014]:

* the value of an option is its evaluation over the largest evaluation of the issue in that profile; where the largest
  is below 0.00001, every value is 0; of two evaluations of one option the last counts;
* the value of a whole number n is offset + slope * (n - lowest), cut to 0 and 1;
* a package is worth the sum over the issues of weight times value. Weights are taken as they are: GENIUS divides them
  by their sum when a space is built in memory, not when a file is read. What is above 1 is cut to 1 (told, not done);
* a reservation value that is not there is 0.

Issues and options are matched by name; indices count only where a name is not known. Weights and issues of one
profile are matched by their indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from xml.sax.saxutils import quoteattr

from nonpaper.formats.finding import Finding, Span, folded
from nonpaper.formats.scenario import MOST_OPTIONS, Profile, Scenario, ScenarioIssue, rounded
from nonpaper.formats.xml_nodes import Element, where

DOMAIN, PROFILE = "negotiation_template", "utility_space"
_NEGLIGIBLE = Fraction(1, 100_000)  # the largest evaluation below which GENIUS takes every value of an issue for 0
_NOT_ADDITIVE = ("utility_function", "utility", "ufun", "hyperRectangle", "constraint", "rule")


@dataclass(frozen=True, slots=True)
class Domain:
    """The issues of a domain, with the indices they have in the file, and how it calls the profiles."""

    issues: tuple[ScenarioIssue, ...]
    indices: tuple[str, ...]
    agents: dict[str, str]  # file of a profile -> name of the party


def read_domain(root: Element, finding: Finding) -> Domain | None:
    """The domain, None where it has no issue that could be used."""
    text = finding.text
    issues: list[ScenarioIssue] = []
    indices: list[str] = []
    names: dict[str, Element] = {}
    elements = root.all("issue")
    if len(elements) > MOST_OPTIONS:
        told = f"the domain has {len(elements):,} issues; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", where(text, elements[0]), told)
        return None
    for element in elements:
        name = _name(element, finding)
        if name is None:
            continue
        if name in names:
            line, _ = text.line_column(names[name].start)
            told = f"the domain has two issues called `{name}`"
            finding.tell("duplicate-name", where(text, element, "name"), told, f"the first at {text.file}:{line}")
            continue
        names[name] = element
        issue = _issue(name, element, finding)
        if issue is not None:
            issues.append(issue)
            indices.append(element.attributes.get("index", ""))
    if not elements:
        finding.tell("scenario-files", where(text, root), "the domain has no issue")
    agents = {
        agent.attributes["utility_space"].replace("\\", "/").split("/")[-1]: folded(agent.attributes["name"])
        for agent in root.own("agent")
        if agent.attributes.get("utility_space") and folded(agent.attributes.get("name", ""))
    }
    return Domain(tuple(issues), tuple(indices), agents) if issues else None


def _name(element: Element, finding: Finding) -> str | None:
    name = folded(element.attributes.get("name", ""))
    if not name:
        finding.tell("missing-key", where(finding.text, element), "an issue without a `name`")
        return None
    return name


def _issue(name: str, element: Element, finding: Finding) -> ScenarioIssue | None:
    """One issue of a domain; None where its options cannot be counted."""
    text = finding.text
    sort = element.attributes.get("type", "discrete")
    if sort == "integer":
        bounds = _bounds(element, finding)
        if bounds is None:
            return None
        low, high = bounds
        if high - low + 1 > MOST_OPTIONS:
            told = f"`{name}` runs over {high - low + 1:,} whole numbers; at most {MOST_OPTIONS:,} are read"
            finding.tell("file-too-large", where(text, element), told)
            return None
        return ScenarioIssue(name, tuple(str(number) for number in range(low, high + 1)), ordered=True)
    if sort != "discrete":
        told = f"`{name}` is of type `{sort[:40]}`: its options cannot be counted"
        finding.tell("unsupported-issue", where(text, element, "type"), told, "`discrete` and `integer` are read")
        return None
    options: dict[str, Element] = {}
    items = element.own("item")
    if len(items) > MOST_OPTIONS:
        told = f"`{name}` has {len(items):,} options; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", where(text, element), told)
        return None
    for item in items:
        option = folded(item.attributes.get("value", ""))
        if not option:
            finding.tell("missing-key", where(text, item), f"an option of `{name}` without a `value`")
        elif option in options:
            line, _ = text.line_column(options[option].start)
            told = f"`{name}` has the option `{option}` twice"
            finding.tell("duplicate-name", where(text, item, "value"), told, f"first at {text.file}:{line}")
        else:
            options[option] = item
    if len(options) < 2:
        told = f"`{name}` has {len(options) or 'no'} option{'' if options else 's'}, so there is nothing to settle"
        finding.tell("too-few-steps", where(text, element), told, "leave the issue out, or give it another option")
        return None
    ordered = element.attributes.get("vtype") == "integer" and _rising(tuple(options))
    return ScenarioIssue(name, tuple(options), ordered)


def _rising(options: Sequence[str]) -> bool:
    """Whether the options are whole numbers, each larger than the one before."""
    try:
        numbers = [int(option) if len(option) < 20 else None for option in options]
    except ValueError:
        return False
    known = [number for number in numbers if number is not None]
    return len(known) == len(options) and all(a < b for a, b in pairwise(known))


def _bounds(element: Element, finding: Finding) -> tuple[int, int] | None:
    """The lowest and the highest of an integer issue: attributes of its own, or of a `range` in it."""
    found: list[int] = []
    for key in ("lowerbound", "upperbound"):
        holder = next((e for e in (element, *element.own("range")) if key in e.attributes), None)
        if holder is None:
            finding.tell("missing-key", where(finding.text, element), f"`{key}` is missing here")
            return None
        given = holder.attributes[key].strip()
        if not (given.lstrip("+-").isascii() and given.lstrip("+-").isdigit() and len(given) <= 15):
            told = f"`{given[:40]}` is no whole number"
            finding.tell("bad-number", where(finding.text, holder, key), told)
            return None
        found.append(int(given))
    if found[0] >= found[1]:
        told = f"the range ends at {found[1]}, and begins at {found[0]}"
        finding.tell("interval-order", where(finding.text, element), told)
        return None
    return found[0], found[1]


def read_profile(name: str, root: Element, domain: Domain, finding: Finding, *, raw: bool) -> Profile | None:
    """The profile of one party; None where it does not fit the domain. `raw` leaves evaluations as they are."""
    text = finding.text
    alien = root.all(*_NOT_ADDITIVE)
    if alien:
        told = f"`{alien[0].tag}`: the utility of a package is not a sum over its issues"
        hint = "only additive profiles fit into a table of values; see NegMAS or GENIUS for the others"
        finding.tell("not-additive", where(text, alien[0]), told, hint)
        return None
    before = finding.problems.errors
    elements = _matched(root, domain, finding)
    if elements is None:
        return None
    weights = _weights(root, finding)
    if weights is None:
        return None
    rows: list[tuple[Fraction, ...]] = []
    given: list[Fraction] = []
    for issue, element in zip(domain.issues, elements, strict=True):
        if element is None:
            told = f"the profile says nothing about the issue `{issue.name}`"
            finding.tell("issue-mismatch", where(text, root), told)
            continue
        weight = weights.get(id(element))
        if weight is None:
            told = f"no `weight` has the index of `{issue.name}`"
            finding.tell("issue-mismatch", where(text, element, "index"), told, "each issue has one")
        row = _row(issue, element, finding, raw=raw)
        if weight is not None and row is not None:
            given.append(weight)
            rows.append(row)
    reservation = _single(root, "reservation", "a reservation value", finding)
    discount = _single(root, "discount_factor", "a discount factor", finding, most=1)
    if finding.problems.errors > before:
        return None
    total = sum(given, Fraction(0))
    if abs(total - 1) > Fraction(1, 10**6):
        first = next(iter(root.all("weight")), root)
        told = f"the weights of {name} sum to {float(total):.6g}, not to 1; they are kept as they are"
        hint = "GENIUS keeps them too, and cuts a utility above 1 to 1" if total > 1 else "so does GENIUS"
        finding.tell("weights-sum", where(text, first), told, hint)
    return Profile(name, tuple(given), tuple(rows), reservation or Fraction(0), discount)


def _weights(root: Element, finding: Finding) -> dict[int, Fraction] | None:
    """`id` of an issue's element -> its weight: by index, or in order where the issues have no indices of their own."""
    text = finding.text
    issues, elements = root.all("issue"), root.all("weight")
    if len(elements) > MOST_OPTIONS:
        told = f"the profile has {len(elements):,} weights; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", where(text, elements[0]), told)
        return None
    indices = [issue.attributes.get("index", "").strip() for issue in issues]
    by_index = dict(zip(indices, issues, strict=True))
    in_order = len(by_index) < len(issues)
    objectives = {each.attributes.get("index", "").strip() for each in root.all("objective")}
    if in_order and elements:
        told = "two issues of the profile have one index, so the weights are taken in the order of the issues"
        finding.tell("bad-index", where(text, elements[0]), told)
    found: dict[int, Fraction] = {}
    for place, element in enumerate(elements):
        index = element.attributes.get("index", "").strip()
        value = finding.number(element.attributes.get("value", ""), where(text, element, "value"), "a weight")
        issue = (issues[place] if place < len(issues) else None) if in_order else by_index.get(index)
        if issue is None:
            if in_order or index not in objectives:
                told = f"no issue of the profile has the index `{index[:40]}`: this weight counts for nothing"
                finding.tell("bad-index", where(text, element, "index"), told)
            continue
        if id(issue) in found:
            told = f"a second weight for the issue with the index `{index}`; the last one counts, as in GENIUS"
            finding.tell("bad-index", where(text, element, "index"), told)
        found[id(issue)] = value if value is not None else Fraction(0)
    return found


def _matched(root: Element, domain: Domain, finding: Finding) -> list[Element | None] | None:
    """For each issue of the domain what the profile says of it: by name, else by index."""
    text = finding.text
    elements = root.all("issue")
    if len(elements) > MOST_OPTIONS:
        told = f"the profile has {len(elements):,} issues; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", where(text, elements[0]), told)
        return None
    places = {issue.name: place for place, issue in enumerate(domain.issues)}
    found: list[Element | None] = [None] * len(domain.issues)
    strangers: list[Element] = []
    for element in elements:
        name = folded(element.attributes.get("name", ""))
        place = places.get(name)
        if place is None:
            strangers.append(element)
        elif found[place] is not None:
            told = f"the profile has two issues called `{name}`"
            finding.tell("duplicate-name", where(text, element, "name"), told)
        else:
            found[place] = element
            index = element.attributes.get("index", "")
            if index.strip() != domain.indices[place].strip():
                told = f"`{name}` has the index `{index[:40]}` here and `{domain.indices[place][:40]}` in the domain"
                finding.tell("bad-index", where(text, element, "index"), told, "they are matched by name")
    for element in strangers:
        name = folded(element.attributes.get("name", ""))
        index = element.attributes.get("index", "").strip()
        place = domain.indices.index(index) if index and domain.indices.count(index) == 1 else None
        if place is not None and found[place] is None:
            found[place] = element
            told = f"`{name[:60]}` is called `{domain.issues[place].name}` in the domain"
            finding.tell("bad-index", where(text, element, "name"), told, f"matched by its index, {index}")
            continue
        told = f"the domain has no issue `{name[:60]}`"
        finding.tell("issue-mismatch", where(text, element, "name"), told, finding.near(name, places))
    return found


def _row(issue: ScenarioIssue, element: Element, finding: Finding, *, raw: bool) -> tuple[Fraction, ...] | None:
    """The value of each option of an issue."""
    evaluators = element.own("evaluator")
    if issue.ordered and element.attributes.get("type") == "integer" and not element.own("item"):
        return _linear(issue, element, evaluators, finding)
    text = finding.text
    values: dict[str, Fraction] = {}
    known = set(issue.options)
    items = element.own("item")
    if len(items) > MOST_OPTIONS:
        told = f"`{issue.name}` has {len(items):,} options here; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", where(text, element), told)
        return None
    for item in items:
        option = folded(item.attributes.get("value", ""))
        given = item.attributes.get("evaluation", "null")
        if given.strip() in ("", "null"):
            continue
        value = finding.number(given, where(text, item, "evaluation"), "an evaluation")
        if value is None:
            value = Fraction(0)
        if option in values:
            told = f"`{option[:60]}` has an evaluation already; the last one counts, as in GENIUS"
            finding.tell("evaluated-twice", where(text, item, "value"), told)
        values[option] = value
        if option not in known:
            told = f"the domain has no option `{option[:60]}` of `{issue.name}`"
            finding.tell("issue-mismatch", where(text, item, "value"), told, finding.near(option, issue.options))
    for option in issue.options:
        if option not in values:
            told = f"the option `{option[:60]}` of `{issue.name}` has no `evaluation`"
            finding.tell("issue-mismatch", where(text, element, "name"), told)
            values[option] = Fraction(0)
    largest = max(values.values())
    if raw:
        return tuple(values[option] for option in issue.options)
    if largest < _NEGLIGIBLE:
        return (Fraction(0),) * len(issue.options)
    return tuple(values[option] / largest for option in issue.options)


def _linear(
    issue: ScenarioIssue, element: Element, evaluators: list[Element], finding: Finding
) -> tuple[Fraction, ...] | None:
    """The values of a range of whole numbers: a line, cut to 0 and 1."""
    text = finding.text
    if not evaluators:
        told = f"`{issue.name}` has no `evaluator`, so nothing says what its numbers are worth"
        finding.tell("issue-mismatch", where(text, element, "name"), told)
        return None
    evaluator = evaluators[0]
    numbers: list[Fraction] = []
    for key in ("slope", "offset"):
        given = evaluator.attributes.get(key)
        if given is None:
            finding.tell("missing-key", where(text, evaluator), f"`{key}` is missing here")
            return None
        sign = -1 if key == "slope" and given.strip().startswith("-") else 1
        stripped = given.strip()[1:] if sign < 0 else given
        number = finding.number(stripped, where(text, evaluator, key), f"the {key}")
        if number is None:
            return None
        numbers.append(sign * number)
    slope, offset = numbers
    low = int(issue.options[0])
    has_bounds = any("lowerbound" in each.attributes for each in (element, *element.own("range")))
    bounds = _bounds(element, finding) if has_bounds else None
    if bounds is not None and bounds != (low, int(issue.options[-1])):
        told = f"`{issue.name}` runs from {bounds[0]} to {bounds[1]} here, and from {low} to {issue.options[-1]} in "
        finding.tell("issue-mismatch", where(text, element), told + "the domain")
    return tuple(min(Fraction(1), max(Fraction(0), slope * (int(n) - low) + offset)) for n in issue.options)


def _single(root: Element, tag: str, what: str, finding: Finding, *, most: int | None = None) -> Fraction | None:
    """The number that stands once in a profile; None where it is not there."""
    elements = root.all(tag)
    if not elements:
        return None
    span: Span = where(finding.text, elements[0], "value")
    return finding.number(elements[0].attributes.get("value", ""), span, what, most=most)


# --- writing ------------------------------------------------------------------------------------------------------


def write_genius(scenario: Scenario, names: Sequence[str], domain_file: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """File name -> text of the domain and the profiles (their files are `names`), and what is not exact in them.

    Evaluations are whole numbers in the relation of the values, and the weight takes up the scale: GENIUS divides by
    the largest evaluation, so it finds the utilities that the scenario gives.
    """
    notes: list[str] = []
    agents = [
        f"  <agent name={quoteattr(profile.name)} utility_space={quoteattr(file)}/>"
        for profile, file in zip(scenario.profiles, names, strict=True)
    ]
    lines = [_HEAD, f"<{DOMAIN}>", *agents, f'  <{PROFILE} number_of_issues="{len(scenario.issues)}">']
    lines += [f"    {line}" for line in _objective(scenario, None, notes)]
    files = {domain_file: "\n".join([*lines, f"  </{PROFILE}>", f"</{DOMAIN}>"]) + "\n"}
    for profile, file in zip(scenario.profiles, names, strict=True):
        body = [f"  {line}" for line in _objective(scenario, profile, notes)]
        discount = profile.discount if profile.discount is not None else Fraction(1)
        reservation = profile.reservation if profile.reservation is not None else Fraction(0)
        for tag, number in (("discount_factor", discount), ("reservation", reservation)):
            text, exact = rounded(number)
            body.append(f'  <{tag} value="{text}"/>')
            if not exact:
                notes.append(f"the {tag.replace('_', ' ')} of {profile.name} has no finite decimal: rounded")
        if profile.most > 1 + _NEGLIGIBLE:
            notes.append(f"packages of {profile.name} are worth up to {float(profile.most):.6g}; GENIUS cuts them to 1")
        files[file] = "\n".join([_HEAD, f"<{PROFILE}>", *body, f"</{PROFILE}>"]) + "\n"
    return files, tuple(notes)


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def _objective(scenario: Scenario, profile: Profile | None, notes: list[str]) -> list[str]:
    """The tree of issues; with weights and evaluations, where it is that of a profile."""
    name = quoteattr(scenario.title)
    lines = [f'<objective index="0" name={name} description="" type="objective" etype="objective">']
    for place, issue in enumerate(scenario.issues):
        vtype = "integer" if issue.ordered and _rising(issue.options) else "discrete"
        head = f'index="{place + 1}" name={quoteattr(issue.name)} type="discrete" etype="discrete" vtype="{vtype}"'
        lines.append(f"  <issue {head}>")
        evaluations = _whole(profile.tables[place]) if profile is not None else None
        if evaluations is None and profile is not None:
            largest = max(profile.tables[place])
            evaluations = [rounded(value / largest)[0] for value in profile.tables[place]]
            notes.append(f"the evaluations of {issue.name} for {profile.name} have too many digits: rounded")
        for number, option in enumerate(issue.options):
            value = f' evaluation="{evaluations[number]}"' if evaluations is not None else ""
            lines.append(f'    <item index="{number + 1}" value={quoteattr(option)}{value}/>')
        lines.append("  </issue>")
    if profile is not None:
        for place, (weight, table) in enumerate(zip(profile.weights, profile.tables, strict=True)):
            text, exact = rounded(weight * max(table))
            if not exact:
                issue_name = scenario.issues[place].name
                notes.append(f"the weight of {issue_name} for {profile.name} has no finite decimal: rounded")
            lines.append(f'  <weight index="{place + 1}" value="{text}"/>')
    return [*lines, "</objective>"]


def _whole(values: Sequence[Fraction]) -> list[str] | None:
    """Whole numbers in the relation of the values, the smallest that do; None where they have more than 50 digits."""
    scale = lcm(*(value.denominator for value in values))
    whole = [int(value * scale) for value in values]
    common = gcd(*whole) or 1
    return [str(number // common) for number in whole] if max(whole) // common < 10**50 else None
