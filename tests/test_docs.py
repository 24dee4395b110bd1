"""What the documentation says is what the program does: examples are run, links lead somewhere, tables are fresh.

In a page, a block marked `console` is run in a copy of the examples, one command after the other: `$ ` begins a
command, what follows is what it prints, and `...` stands for anything (on a line of its own, for any lines). A block
marked `python` is run too: with `>>> ` as a doctest, otherwise as a script. Blocks marked `sh`, `text`, `yaml`, `csv`
or `json` are not.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    + [page for folder in ("docs", "examples") for page in (ROOT / folder).rglob("*.md")]
)
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
RUN, SHOWN = ("console", "python"), ("sh", "text", "yaml", "csv", "json", "toml", "html", "make", "")


@dataclass(frozen=True)
class Block:
    """One fenced block of a page."""

    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 1) for m in FENCE.finditer(text)]


def name(page: Path) -> str:
    """A page by its path in the repository."""
    return page.relative_to(ROOT).as_posix()


def commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a console block with what it should print."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        while command.endswith("\\"):
            more, _, expected = expected.partition("\n")
            command = f"{command}\n{more}"
        yield command, expected


def matches(expected: str, found: str) -> bool:
    """Whether the output is as printed in the page; `...` stands for anything, on a line of its own for any lines."""
    pattern = ""
    for line in expected.rstrip().splitlines():
        words = ".*".join(re.escape(part) for part in line.rstrip().split("..."))
        pattern += r"(?:.*\n)*?" if line.strip() == "..." else words + r"\n"
    tidy = "".join(line.rstrip() + "\n" for line in found.rstrip().splitlines())
    return re.fullmatch(pattern, tidy) is not None


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a copy of the examples, in which a page's commands may write."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize("page", [p for p in PAGES if any(b.language in RUN for b in blocks(p))], ids=name)
def test_the_examples_of_a_page_are_true(page: Path, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command and every line of Python in the documentation does what the page says."""
    monkeypatch.chdir(desk)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    plain = {**os.environ, "PATH": path, "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    names: dict[str, object] = {"__name__": "page"}
    for block in blocks(page):
        where = f"{name(page)}:{block.line}"
        if block.language == "console":
            for command, expected in commands(block):
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=plain, check=False)
                found = done.stdout + done.stderr
                assert done.returncode == 0, f"{where}: $ {command}\nfails with\n{found}"
                if expected.strip():
                    assert matches(expected, found), f"{where}: $ {command}\nprints\n{found}\nand not\n{expected}"
        elif block.language == "python" and ">>> " in block.text:
            run_session(block, names, where)
        elif block.language == "python":
            exec(compile(block.text, where, "exec"), names)


def run_session(block: Block, names: dict[str, object], where: str) -> None:
    """Run a block of `>>> ` lines; names go on from block to block of a page."""
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    told: list[str] = []
    session = doctest.DocTestParser().get_doctest(block.text, names, where, where, block.line)
    runner.run(session, out=told.append, clear_globs=False)
    names.update(session.globs)
    assert not told, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_leads_somewhere(page: Path) -> None:
    """Links inside the repository have a target, and every block says whether it is run."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name(page)} links to {target}, which is not there"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{name(page)} links to {target}: no such heading"
    for block in blocks(page):
        assert block.language in RUN + SHOWN, f"{name(page)}:{block.line}: {block.language!r} is neither run nor plain"


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_names_every_page() -> None:
    """Whoever opens docs/index.md finds everything."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        link = page.relative_to(ROOT / "docs").as_posix()
        assert link == "index.md" or f"({link}" in index, f"docs/index.md does not lead to {link}"


def test_the_generated_pages_are_fresh() -> None:
    """docs/reference is made from the tables in the code; `make docs` writes it anew."""
    from docs.generate import pages

    for file, text in pages().items():
        found = ROOT / "docs" / "reference" / file
        assert found.exists(), f"{file} is missing: make docs"
        assert found.read_text(encoding="utf-8") == text, f"{file} is out of date: make docs"


def test_every_work_cited_is_in_the_bibliography() -> None:
    """A key in a docstring or on a page stands in docs/bibliography.md, once."""
    known = re.findall(r"\*\*\[([^\]]+)\]\*\*", (ROOT / "docs" / "bibliography.md").read_text(encoding="utf-8"))
    assert len(known) == len(set(known))
    key = re.compile(r"\[([A-Z][A-Za-z]+[0-9]{4})\]")
    for file in [*PAGES, *sorted((ROOT / "src").rglob("*.py"))]:
        for cited in key.findall(FENCE.sub("", file.read_text(encoding="utf-8"))):
            assert cited in known, f"{name(file)} cites [{cited}], which docs/bibliography.md does not have"


def test_every_key_of_the_json_is_explained(tmp_path: Path) -> None:
    """docs/reference/json.md names whatever `to_dict` can give on the examples."""
    import nonpaper
    from nonpaper.answers import plain_problem

    explained = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")))
    free = {"burden", "more_ways", "stages", "referred", "left_open"}  # under these are parties, kinds and issues
    free |= {"temptation", "exposure", "arrears", "floor", "guarantee", "accepts"}  # by party
    free |= {"utility", "acceptability", "walk_backs", "bases", "direction", "won", "shares", "totals"}
    found: set[str] = set()

    def walk(value: object, under: str = "") -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if under not in free and not (under in ("bounds", "package") and isinstance(value, dict)):
                    found.add(key)
                walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, "" if under == "bounds" else under)

    for folder in sorted(path.parent for path in (ROOT / "examples").glob("*/case.yaml")):
        case = nonpaper.load(folder)
        walk(case.brief().to_dict())
        row = case.status().rows[0]
        walk(case.history(row.positions[0].party, row.issue).to_dict())
        for problem in case.check():
            walk(plain_problem(problem))
    assert found
    assert found <= explained, f"not explained: {sorted(found - explained)}"
