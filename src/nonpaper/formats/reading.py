"""Which scenario is in these files? One domain and a profile for each party, whatever program wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from nonpaper.case.text import Problems, Text, decode, nearest, read_bytes
from nonpaper.case.yaml_nodes import Node, compose
from nonpaper.formats import genius, negmas
from nonpaper.formats.finding import Finding
from nonpaper.formats.scenario import MOST_OPTIONS, Profile, Scenario
from nonpaper.formats.xml_nodes import Document, Element, read_xml
from nonpaper.problems import Place, Problem, problem

MOST_BYTES = 10_000_000
_FIRST_TAG = re.compile(r"(?:\s*<\?.*?\?>|\s*<!--.*?-->)*\s*<([\w.-]+)", re.DOTALL)
_ENDINGS = (".xml", ".yml", ".yaml", ".json")
READ = "GENIUS XML and NegMAS YAML are read"


@dataclass(frozen=True, slots=True)
class Found:
    """What the files give: the scenario, None where there are errors; and all problems, in order of place."""

    scenario: Scenario | None
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _File:
    """One file as far as it was read."""

    shown: str
    file: str
    stem: str
    finding: Finding
    root: Element | Node | None = None
    sort: str = ""  # "genius", "negmas", "json", or nothing
    part: str = ""  # "domain" or "profile"; nothing, where it is no part of a scenario
    why: str = ""  # why it is none


def read_scenario(files: Iterable[Path], *, raw: bool = False) -> Found:
    """The scenario in some files; a folder stands for the XML, YAML and JSON files in it.

    `raw` keeps the evaluations of GENIUS as they stand; otherwise they are divided as GENIUS divides them. Nothing in
    a file raises: a mistake is a problem with a place, and where one of them is an error there is no scenario.
    """
    problems = Problems()
    given = tuple(files)
    paths = _spread(given)
    if len(paths) > MOST_OPTIONS:
        told = f"there are {len(paths):,} files; at most {MOST_OPTIONS:,} are read"
        problems.add(problem("file-too-large", Place(str(paths[0])), told))
        return Found(None, problems.in_order())
    names = [path.name for path in paths]
    shown = names if len(set(names)) == len(names) else [str(path) for path in paths]
    read = [_read(path, file, problems) for path, file in zip(paths, shown, strict=True)]
    domains = [file for file in read if file.part == "domain"]
    profiles = [file for file in read if file.part == "profile"]
    _ignored(read, bool(domains), problems)
    if problems.errors:
        return Found(None, problems.in_order())
    if len(domains) != 1 or not profiles or len(profiles) > MOST_OPTIONS:
        first = domains[1] if len(domains) > 1 else read[0] if read else None
        told = "a scenario is one domain and a profile for each party; "
        told += f"domains here: {len(domains)}, profiles: {len(profiles)}"
        hint = ", ".join(f"{file.shown} is a {file.part}" for file in read[:12] if file.part)
        place = Place(first.shown if first is not None else " ".join(str(path) for path in given[:3]))
        problems.add(problem("scenario-files", place, told, hint or READ))
        return Found(None, problems.in_order())
    scenario = _joined(domains[0], profiles, problems, raw=raw)
    if problems.errors or scenario is None:
        return Found(None, problems.in_order())
    return Found(scenario, problems.in_order())


def _spread(files: Iterable[Path]) -> list[Path]:
    """The files, each once; of a folder those that may be part of a scenario."""
    found: dict[Path, None] = {}
    for path in files:
        if path.is_dir():
            inside = sorted(path.iterdir(), key=lambda entry: entry.name)
            found |= dict.fromkeys(each for each in inside if each.suffix.lower() in _ENDINGS and each.is_file())
        else:
            found[path] = None
    return list(found)


def _read(path: Path, shown: str, problems: Problems) -> _File:
    """One file, parsed, and what it is."""
    if not path.exists():
        near = nearest(path.name, (entry.name for entry in islice(path.absolute().parent.glob("*"), 1000)))
        hint = f"did you mean `{near}`?" if near else ""
        problems.add(problem("missing-file", Place(shown), f"there is no file {shown}", hint))
    nothing = _File(shown, path.name, path.stem, Finding(Text(shown, ""), problems))
    data = read_bytes(path, shown, MOST_BYTES, problems) if path.exists() else None
    text = decode(data, shown, problems) if data is not None else None
    if text is None:
        return nothing
    finding = Finding(text, problems)
    file = replace(nothing, finding=finding)
    first = text.text[:4000].lstrip()[:1]
    ending = path.suffix.lower()
    if first == "<" or ending == ".xml":
        return _read_xml(file, problems)
    if ending == ".json" or (first in ("{", "[") and ending not in (".yml", ".yaml")):
        file.sort = "json"
        file.why = "it is JSON (of GeniusWeb or NegoLog, perhaps)"
        return file
    if ending not in (".yml", ".yaml"):
        file.why = "it is neither XML nor YAML"
        return file
    file.sort = "negmas"
    before = len(problems)
    root = compose(text, problems)
    if root is None and len(problems) == before:
        file.why = "it is empty"
        return file
    if root is not None:
        file.root, file.part = root, negmas.kind_of(root)
        file.why = "" if file.part else "it has neither `issues` nor a utility function"
    return file


def _read_xml(file: _File, problems: Problems) -> _File:
    """An XML file. One that is no part of a scenario may be broken: such files stand beside scenarios."""
    file.sort = "genius"
    found = Problems()
    document: Document = read_xml(file.finding.text, found)
    root = document.root
    begins = _FIRST_TAG.match(file.finding.text.text[:4000])
    tag = root.tag if root is not None else begins[1] if begins is not None else ""
    file.root = root
    file.part = {genius.DOMAIN: "domain", genius.PROFILE: "profile"}.get(tag, "")
    told = found.in_order()
    harmful = [each for each in told if each.code != "xml-syntax"]
    if file.part or harmful:
        problems.add(*told)
        return file
    file.why = f"it begins with `{tag[:40]}`" if tag else "it has no element"
    if told:
        file.why += f", and is no XML at line {told[0].place.line}"
    return file


def _ignored(read: list[_File], has_domain: bool, problems: Problems) -> None:
    """What is no part of a scenario: named, where there is one; a mistake, where there is none."""
    for file in read:
        if file.part or not file.why:
            continue
        text = file.finding.text
        if has_domain and not (file.sort == "json" and len(read) == 1):
            told = f"not read, since {file.why}"
            problems.add(text.problem("file-ignored", 0, 0, told, "a part of a scenario is a domain or a profile"))
        else:
            more = "; NegMAS reads those of GeniusWeb, and saves them as YAML" if file.sort == "json" else ""
            hint = READ + more
            problems.add(text.problem("unknown-format", 0, 0, f"no scenario that is read: {file.why}", hint))


def _joined(domain: _File, profiles: list[_File], problems: Problems, *, raw: bool) -> Scenario | None:
    """The domain and its profiles as one."""
    strange = [file for file in profiles if file.sort != domain.sort]
    for file in strange:
        told = f"the domain {domain.shown} is of another program than this profile"
        problems.add(problem("scenario-files", Place(file.shown), told, "a scenario is of one program"))
    if strange:
        return None
    found: list[Profile | None] = []
    names: dict[str, str] = {}
    notes: list[str] = []
    if isinstance(domain.root, Element):
        space = genius.read_domain(domain.root, domain.finding)
        if space is None or problems.errors:
            return None
        issues = space.issues
        short = _shorter(domain, profiles)
        for file in profiles:
            name = _unique(space.agents.get(file.file) or short[file.shown], names, file, problems)
            if isinstance(file.root, Element):
                found.append(genius.read_profile(name, file.root, space, file.finding, raw=raw))
        title = _title(domain.stem)
        source = "GENIUS XML"
        if raw:
            notes.append("evaluations are kept as they stand in the files (--raw); GENIUS divides them")
        else:
            notes.append("as in GENIUS, an evaluation counts as its share of the issue's largest evaluation")
    else:
        root = domain.root
        read = negmas.read_domain(root, domain.finding) if root is not None else None
        if read is None or problems.errors:
            return None
        issues = read
        for file in profiles:
            name = _unique(negmas.name_of(file.root) or file.stem, names, file, problems)
            if file.root is not None and not isinstance(file.root, Element):
                found.append(negmas.read_profile(name, file.root, issues, file.finding))
        title = _title(negmas.name_of(root) or domain.stem)
        source = "NegMAS YAML"
        notes.append("values and weights are as they stand in the files")
        if raw:
            notes.append("--raw changes nothing here: NegMAS divides nothing")
    read_whole = tuple(profile for profile in found if profile is not None)
    if problems.errors or len(read_whole) < len(profiles):
        return None
    return Scenario(title, issues, read_whole, source, tuple(notes))


def _title(stem: str) -> str:
    """The name of a domain's file without the word that says so."""
    short = stem
    for word in ("domain", "template", "specs"):
        if short.lower().endswith(word) and len(short) > len(word):
            short = short[: -len(word)].rstrip("-_ .")
    return short.replace("_", " ") or stem


def _shorter(domain: _File, profiles: list[_File]) -> dict[str, str]:
    """The names of the profiles' files without the domain's, where all begin with it."""
    begins = _title(domain.stem).replace(" ", "_")
    rest = {file.shown: file.stem.replace(" ", "_")[len(begins) :].strip("-_. ") for file in profiles}
    if all(rest.values()) and all(file.stem.replace(" ", "_").startswith(begins) for file in profiles):
        return rest
    return {file.shown: file.stem for file in profiles}


def _unique(name: str, names: dict[str, str], file: _File, problems: Problems) -> str:
    """The name of a party; a problem, where another profile has it."""
    name = " ".join(name.split()) or file.stem
    if name in names:
        told = f"this profile and {names[name]} are both called `{name}`"
        problems.add(problem("duplicate-name", Place(file.shown), told, "rename the file, or the `name` in it"))
    names.setdefault(name, file.shown)
    return name
