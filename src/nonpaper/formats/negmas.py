"""What does a scenario of NegMAS say? Outcome space and utility functions in YAML, and written again [Mohammad2021].

YAML is read in its plainest form, by the reader of the cases: every scalar is text, and anchors, aliases and tags are
refused, so no tag is ever executed. A package is worth the sum over the issues of weight times value, as it stands:
NegMAS divides nothing by a largest value. `reserved_value: -.inf` says that every agreement is better than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from nonpaper.case.yaml_nodes import Mapping, Node, Scalar
from nonpaper.case.yaml_nodes import Sequence as Listed
from nonpaper.formats.finding import Finding, Span, folded, quoted
from nonpaper.formats.scenario import MOST_OPTIONS, Profile, Scenario, ScenarioIssue, read_decimal, rounded

SPACES = ("DiscreteCartesianOutcomeSpace", "CartesianOutcomeSpace")
ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction")
_ORDERED = ("ContiguousIssue", "DiscreteCardinalIssue", "CardinalIssue", "DiscreteOrdinalIssue", "OrdinalIssue")
_LISTED = ("CategoricalIssue", "DiscreteIssue", *_ORDERED)
_LESS = ("-inf", "-.inf", "-Infinity", "-.Inf", "-.INF")


def last_name(text: str) -> str:
    """The name of a class, without the modules that it stands in."""
    return text.rsplit(".", 1)[-1]


def _class(node: Mapping) -> str:
    """The class that an entry is of, by either of the keys that NegMAS has used for it; nothing, if it does not say."""
    return last_name(_text(node, "type") or _text(node, "__python_class__"))


def kind_of(root: Node) -> str:
    """`domain`, `profile`, or nothing: what the file is, by its keys."""
    if not isinstance(root, Mapping):
        return ""
    name = _class(root)
    if "issues" in root.pairs and (name in SPACES or "values" not in root.pairs):
        return "domain"
    if name.endswith(("UtilityFunction", "UFun", "AggregationFunction")) or {"weights", "values"} <= root.pairs.keys():
        return "profile"
    return ""


def name_of(root: object) -> str:
    """What the file calls itself; nothing, where it does not say."""
    return _text(root, "name") if isinstance(root, Mapping) else ""


def _span(node: Node) -> Span:
    return (node.start, node.end) if isinstance(node, Scalar) else (node.start, node.start + 1)


def _under(node: Mapping, key: str, finding: Finding) -> Node | None:
    """What stands under a key that has to be there."""
    if key in node.pairs:
        return node.pairs[key][1]
    finding.tell("missing-key", (node.start, node.start + 1), f"`{key}` is missing here")
    return None


def _text(node: Mapping, key: str) -> str:
    found = node.pairs.get(key)
    return folded(found[1].value) if found is not None and isinstance(found[1], Scalar) else ""


def read_domain(root: Node, finding: Finding) -> tuple[ScenarioIssue, ...] | None:
    """The issues of an outcome space; None where there is none that could be used."""
    listed = _under(root, "issues", finding) if isinstance(root, Mapping) else None
    if listed is None:
        return None
    if not isinstance(listed, Listed) or not listed.items:
        finding.tell("wrong-type", _span(listed), "a list of issues is expected here")
        return None
    if len(listed.items) > MOST_OPTIONS:
        told = f"the outcome space has {len(listed.items):,} issues; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", _span(listed), told)
        return None
    issues: dict[str, ScenarioIssue] = {}
    for item in listed.items:
        if not isinstance(item, Mapping):
            finding.tell("wrong-type", _span(item), "an issue has keys: `name`, `type` and `values`")
            continue
        name = _text(item, "name")
        if not name:
            finding.tell("missing-key", (item.start, item.start + 1), "`name` is missing here")
            continue
        if name in issues:
            told = f"the outcome space has two issues called `{name}`"
            finding.tell("duplicate-name", _span(item.pairs["name"][1]), told)
            continue
        issue = _issue(name, item, finding)
        if issue is not None:
            issues[name] = issue
    return tuple(issues.values()) or None


def _issue(name: str, node: Mapping, finding: Finding) -> ScenarioIssue | None:
    sort = _class(node) or "CategoricalIssue"
    values = _under(node, "values", finding)
    if values is None:
        return None
    if sort not in _LISTED:
        told = f"`{name}` is a {sort[:40]}: its options cannot be counted"
        at = node.pairs.get("type", (None, node))[1]
        finding.tell("unsupported-issue", _span(at), told, f"there are: {', '.join(_LISTED)}")
        return None
    if sort == "ContiguousIssue":
        return _range(name, values, finding)
    if not isinstance(values, Listed) or not values.items:
        finding.tell("wrong-type", _span(values), f"a list of the options of `{name}` is expected here")
        return None
    if len(values.items) > MOST_OPTIONS:
        told = f"`{name}` has {len(values.items):,} options; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", _span(values), told)
        return None
    options: dict[str, None] = {}
    for item in values.items:
        option = folded(item.value) if isinstance(item, Scalar) else ""
        if not option:
            finding.tell("wrong-type", _span(item), "an option is a text or a number")
        elif option in options:
            finding.tell("duplicate-name", _span(item), f"`{name}` has the option `{option[:60]}` twice")
        else:
            options[option] = None
    if len(options) < 2:
        told = f"`{name}` has one option, so there is nothing to settle"
        finding.tell("too-few-steps", _span(values), told, "leave the issue out, or give it another option")
        return None
    return ScenarioIssue(name, tuple(options), sort in _ORDERED)


def _range(name: str, node: Node, finding: Finding) -> ScenarioIssue | None:
    """A range of whole numbers: `[lowest, highest]`, with a step behind them or not, or how many from 0."""
    items = node.items if isinstance(node, Listed) else [node]
    numbers: list[int] = []
    for item in items:
        value = read_decimal(item.value) if isinstance(item, Scalar) else None
        if value is None or value.denominator != 1 or abs(value) > 10**15:
            finding.tell("bad-number", _span(item), "a whole number is expected here")
            return None
        numbers.append(int(value))
    if isinstance(node, Scalar):
        numbers = [0, numbers[0] - 1]
    if len(numbers) not in (2, 3) or (len(numbers) == 3 and numbers[2] < 1):
        finding.tell("wrong-type", _span(node), "a range is `[lowest, highest]`")
        return None
    if numbers[0] >= numbers[1]:
        told = f"the range ends at {numbers[1]}, and begins at {numbers[0]}"
        finding.tell("interval-order", _span(node), told)
        return None
    whole = range(numbers[0], numbers[1] + 1, *numbers[2:])
    if len(whole) > MOST_OPTIONS:
        told = f"`{name}` runs over {len(whole):,} whole numbers; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", _span(node), told)
        return None
    return ScenarioIssue(name, tuple(str(number) for number in whole), ordered=True)


def read_profile(name: str, root: Node, issues: Sequence[ScenarioIssue], finding: Finding) -> Profile | None:
    """The utility function of one party; None where it does not fit the outcome space, or is no sum over its issues."""
    if not isinstance(root, Mapping):
        return None
    before = finding.problems.errors
    sort = _class(root) or ADDITIVE[0]
    if sort not in ADDITIVE:
        at = root.pairs.get("type", (None, root))[1]
        told = f"a {sort[:60]} is not a sum over the issues with a table for each"
        finding.tell("not-additive", _span(at), told, f"{ADDITIVE[0]} is read")
        return None
    if "bias" in root.pairs:
        node = root.pairs["bias"][1]
        if not isinstance(node, Scalar) or read_decimal(node.value) != 0:
            told = "a bias is added to every package, and belongs to no issue"
            finding.tell("not-additive", _span(node), told, "add it to the values of one issue")
    functions = _each(root, "values", issues, finding)
    weighted = _each(root, "weights", issues, finding)
    weights: list[Fraction] = []
    tables: list[tuple[Fraction, ...]] = []
    for place, issue in enumerate(issues):
        if weighted is not None and weighted[place] is not None:
            weights.append(_number(weighted[place], "a weight", finding))
        tables.append(_table(issue, functions[place], finding) if functions is not None else ())
    reservation: Fraction | None = None
    if "reserved_value" in root.pairs:
        node = root.pairs["reserved_value"][1]
        if not (isinstance(node, Scalar) and node.value.strip() in _LESS):
            reservation = _number(node, "a reservation value", finding)
    if finding.problems.errors > before or functions is None:
        return None
    total = sum(weights, Fraction(0))
    if abs(total - 1) > Fraction(1, 10**6):
        at = root.pairs.get("weights", (None, root))[1]
        told = f"the weights of {name} sum to {float(total):.6g}, not to 1; they are kept as they are"
        finding.tell("weights-sum", _span(at), told, "so does NegMAS")
    return Profile(name, tuple(weights), tuple(tables), reservation)


def _each(root: Mapping, key: str, issues: Sequence[ScenarioIssue], finding: Finding) -> list[Node | None] | None:
    """For each issue what stands for it under a key: in the order of the issues, or by their names."""
    node = _under(root, key, finding)
    if node is None:
        return None
    if isinstance(node, Listed):
        if len(node.items) != len(issues):
            told = f"{len(node.items)} entries for the {len(issues)} issues of the outcome space"
            finding.tell("wrong-length", _span(node), told)
            return None
        return list(node.items)
    if isinstance(node, Mapping):
        given = {folded(name): (named, value) for name, (named, value) in node.pairs.items()}
        names = [issue.name for issue in issues]
        for name, (named, _) in given.items():
            if name not in names:
                told = f"the outcome space has no issue `{name[:60]}`"
                finding.tell("issue-mismatch", _span(named), told, finding.near(name, names))
        for name in names:
            if name not in given:
                finding.tell("issue-mismatch", _span(node), f"nothing stands here for the issue `{name}`")
        return [given[name][1] if name in given else None for name in names]
    finding.tell("wrong-type", _span(node), "an entry for each issue is expected here")
    return None


def _number(node: Node | None, what: str, finding: Finding) -> Fraction:
    if not isinstance(node, Scalar):
        if node is not None:
            finding.tell("wrong-type", _span(node), f"{what} is a number")
        return Fraction(0)
    return finding.number(node.value, _span(node), what) or Fraction(0)


def _table(issue: ScenarioIssue, node: Node | None, finding: Finding) -> tuple[Fraction, ...]:
    """The value of each option, from a table or from a line over numbers."""
    nothing = (Fraction(0),) * len(issue.options)
    if node is None:
        return nothing
    if not isinstance(node, Mapping):
        finding.tell("wrong-type", _span(node), "a value function has a `type`, e.g. TableFun with a `mapping`")
        return nothing
    sort = _class(node) or "TableFun"
    if sort == "TableFun":
        return _mapping(issue, node, finding)
    lines = {"LinearFun": ("slope",), "AffineFun": ("slope",), "IdentityFun": (), "ConstFun": ()}
    if sort not in lines:
        finding.tell(
            "not-additive", _span(node.pairs.get("type", (None, node))[1]), f"a {sort[:40]} is no table, and no line"
        )
        return nothing
    slope, bias = Fraction(sort == "IdentityFun"), Fraction(0)
    for key in ("slope", "bias"):
        if key in node.pairs:
            given = node.pairs[key][1]
            value = read_decimal(given.value) if isinstance(given, Scalar) else None
            if value is None:
                finding.tell("bad-number", _span(given), f"this is no number that a {key} can be")
                return nothing
            slope, bias = (value, bias) if key == "slope" else (slope, value)
        elif key in lines[sort]:
            finding.tell("missing-key", (node.start, node.start + 1), f"`{key}` is missing here")
            return nothing
    found: list[Fraction] = []
    for option in issue.options:
        number = read_decimal(option)
        if number is None and slope:
            told = f"`{issue.name}` has the option `{option[:60]}`, which is no number for a {sort}"
            finding.tell("issue-mismatch", _span(node), told)
            return nothing
        value = slope * (number or 0) + bias
        if value < 0:
            told = f"`{option}` of `{issue.name}` would be worth {float(value):.6g}, less than 0"
            finding.tell("out-of-range", _span(node), told, "values and weights are not negative")
            return nothing
        found.append(value)
    return tuple(found)


def _mapping(issue: ScenarioIssue, node: Mapping, finding: Finding) -> tuple[Fraction, ...]:
    mapping = _under(node, "d" if "d" in node.pairs else "mapping", finding)  # `d`: so older versions
    values: dict[str, Fraction] = {}
    if mapping is None or not isinstance(mapping, Mapping):
        if mapping is not None:
            finding.tell("wrong-type", _span(mapping), "option to value is expected here")
        return (Fraction(0),) * len(issue.options)
    known = set(issue.options)
    if len(mapping.pairs) > MOST_OPTIONS:
        told = f"`{issue.name}` has {len(mapping.pairs):,} options here; at most {MOST_OPTIONS:,} are read"
        finding.tell("file-too-large", _span(mapping), told)
        return (Fraction(0),) * len(issue.options)
    for text, (key, value) in mapping.pairs.items():
        option = folded(text)
        if option not in known:
            told = f"the outcome space has no option `{option[:60]}` of `{issue.name}`"
            finding.tell("issue-mismatch", _span(key), told, finding.near(option, issue.options))
        values[option] = _number(value, "a value", finding)
    for option in issue.options:
        if option not in values:
            told = f"the option `{option[:60]}` of `{issue.name}` has no value"
            finding.tell("issue-mismatch", _span(mapping), told)
    return tuple(values.get(option, Fraction(0)) for option in issue.options)


# --- writing ------------------------------------------------------------------------------------------------------


def write_negmas(scenario: Scenario, names: Sequence[str], domain_file: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """File name -> text of the outcome space and the utility functions (their files are `names`), and what is lost."""
    notes: list[str] = []
    lines = ["issues:"]
    for issue in scenario.issues:
        sort = _sort(issue)
        lines += [f"- name: {quoted(issue.name)}", f"  type: {sort}", "  values:"]
        shown = (issue.options[0], issue.options[-1]) if sort == "ContiguousIssue" else issue.options
        lines += [f"  - {_option(option, sort)}" for option in shown]
    lines += [f"name: {quoted(scenario.title)}", f"type: {SPACES[0]}"]
    files = {domain_file: "\n".join(lines) + "\n"}
    for profile, file in zip(scenario.profiles, names, strict=True):
        inexact = 0

        def number(value: Fraction) -> str:
            nonlocal inexact
            text, exact = rounded(value)
            inexact += not exact
            return text if "." in text else f"{text}.0"

        reserved = number(profile.reservation) if profile.reservation is not None else "-.inf"
        lines = [f"name: {quoted(profile.name)}", f"reserved_value: {reserved}", f"type: {ADDITIVE[0]}", "values:"]
        for issue, table in zip(scenario.issues, profile.tables, strict=True):
            sort = _sort(issue)
            lines.append("- mapping:")
            pairs = zip(issue.options, table, strict=True)
            for option, value in pairs:
                key, worth = _option(option, sort), number(value)
                # A key of YAML that is longer than 1,024 signs is announced.
                short, long = f"    {key}: {worth}", f"    ? {key}\n    : {worth}"
                lines.append(short if len(key) < 1000 else long)
            lines.append("  type: TableFun")
        lines += ["weights:", *(f"- {number(weight)}" for weight in profile.weights)]
        files[file] = "\n".join(lines) + "\n"
        if inexact:
            notes.append(
                f"numbers of {profile.name} without a finite decimal, rounded to 17 digits behind the point: {inexact}"
            )
        if profile.discount is not None and profile.discount != 1:
            text, _ = rounded(profile.discount)
            notes.append(f"a utility function has no place for the discount factor of {profile.name}, {text}: left out")
    return files, tuple(notes)


def _sort(issue: ScenarioIssue) -> str:
    """The class of an issue: a range, numbers, or texts in an order or in none."""
    if not issue.ordered:
        return "CategoricalIssue"
    numbers = [read_decimal(option) for option in issue.options]
    known = [number for number in numbers if number is not None]
    if len(known) < len(issue.options) or any(option.strip("+-0123456789.") for option in issue.options):
        return "DiscreteOrdinalIssue"
    steps = {b - a for a, b in pairwise(known)}
    plain = all(option == str(number) for option, number in zip(issue.options, known, strict=True))
    return "ContiguousIssue" if steps == {Fraction(1)} and plain else "DiscreteCardinalIssue"


def _option(option: str, sort: str) -> str:
    return option if sort in ("ContiguousIssue", "DiscreteCardinalIssue") else quoted(option)
