"""Files of another program in, a case out; a case in, files of another program out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nonpaper.case.case import Case
from nonpaper.errors import UsageError
from nonpaper.formats.folder import write_folder
from nonpaper.formats.from_case import scenario_of
from nonpaper.formats.genius import write_genius
from nonpaper.formats.negmas import write_negmas
from nonpaper.formats.reading import read_scenario
from nonpaper.formats.scenario import Scenario
from nonpaper.formats.to_case import case_texts
from nonpaper.problems import Problem

Writer = Callable[[Scenario, Sequence[str], str], tuple[dict[str, str], tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Format:
    """What is written for another program: its name, the ending of its files, and who writes them."""

    name: str
    ending: str
    write: Writer


FORMATS = {
    "genius": Format("GENIUS XML", ".xml", write_genius),
    "negmas": Format("NegMAS YAML", ".yml", write_negmas),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import or an export did: the files written (none, where there are errors), and what has to be said.

    `notes` are sentences for the reader; `problems` are those of the files read, in order of place.
    """

    folder: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def bring(files: Sequence[Path], folder: Path | None = None, *, raw: bool = False) -> Brought:
    """Read a scenario and write it as a case, into a folder that is empty or not there yet (default: by its title)."""
    found = read_scenario(files, raw=raw)
    if found.scenario is None:
        return Brought(folder or Path(), (), (), found.problems)
    scenario = found.scenario
    texts = case_texts(scenario)
    if texts.problems:
        return Brought(folder or Path(), (), (), (*found.problems, *texts.problems))
    where = folder if folder is not None else Path(_file_name(scenario.title))
    return Brought(where, write_folder(where, texts.files), (*scenario.notes, *texts.notes), found.problems)


def hand_over(case: Case, to: str, folder: Path | None = None) -> Brought:
    """Write the values of a case for another program, into a folder that is empty or not there yet.

    The default is the case's name and the program's, here. Raises `UsageError` for a program that is not known.
    """
    if to not in FORMATS:
        raise UsageError(f"cannot export to {to!r}; there are: {', '.join(FORMATS)}")
    drawn = scenario_of(case)
    where = folder if folder is not None else Path(f"{case.folder.resolve().name}-{to}")
    if drawn.scenario is None:
        return Brought(where, (), (), drawn.problems)
    chosen = FORMATS[to]
    used = {"domain"}
    names: list[str] = []
    for profile in drawn.scenario.profiles:
        base = _file_name(profile.name)
        name, number = base, 2
        while name.casefold() in used:
            name, number = f"{base}-{number}", number + 1
        used.add(name.casefold())
        names.append(name + chosen.ending)
    texts, notes = chosen.write(drawn.scenario, names, f"domain{chosen.ending}")
    return Brought(where, write_folder(where, texts), (*drawn.notes, *notes))


def _file_name(title: str) -> str:
    """A title as the name of a file: its letters and digits."""
    return re.sub(r"[^\w-]+", "-", title).strip("-_")[:60] or "scenario"
