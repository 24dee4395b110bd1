"""The one arrow: a room imports only from itself and to its left, and nothing heavy before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "nonpaper"
ARROW = ("ground", "case", "positions", "model", "analysis", "brief", "desk", "screen", "cli", "front")
# Rooms beside the arrow: what they may import, and who may import them.
BESIDE = {
    "formats": (("ground", "case", "formats"), ("formats", "desk")),
    "read": (("ground", "case", "read"), ("read", "desk", "screen")),
}
FILES = {
    "errors": "ground",
    "problems": "ground",
    "version": "ground",
    "compiled": "ground",
    "answers": "desk",
    "asking": "desk",
    "desk": "desk",
    "heard": "desk",
    "cli": "cli",
    "__init__": "front",
    "__main__": "front",
}
HEAVY = (
    *("pysat", "ortools", "numpy", "scipy", "numba", "moocore", "pandas"),
    *("pydantic", "lark", "yaml", "jinja2", "rich", "typer"),
    *("spacy", "trafilatura", "lxml", "textual", "pydantic_ai", "openai"),
)
NEVER = ("cpmpy", "negmas", "hopsy")  # oracles of the tests and benchmarks


def modules() -> list[Path]:
    """Every Python file of the package."""
    return sorted(SOURCE.rglob("*.py"))


def room(dotted: str) -> str:
    """The room of a module, by the first word after the package's name."""
    first = dotted.split(".")[1] if "." in dotted else "__init__"
    return FILES.get(first, first)


def name(path: Path) -> str:
    """The dotted name of a file of the package."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(("nonpaper", *parts))


def imports(path: Path) -> list[tuple[int, str]]:
    """Line and dotted name of whatever a file imports, inside functions and for type checking too."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are written out in full"
            module = node.module or ""
            if module == "nonpaper":
                found += [(node.lineno, f"nonpaper.{alias.name}") for alias in node.names]
            else:
                found.append((node.lineno, module))
    return found


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_room_imports_only_to_its_left(path: Path) -> None:
    """DESIGN's arrow, read from the files themselves."""
    here = room(name(path))
    assert here in ARROW or here in BESIDE, f"{path} stands in no room of the arrow"
    for line, imported in imports(path):
        where = f"{path.name}:{line}"
        assert imported != "nonpaper", f"{where}: nobody inside imports the package itself"
        assert imported.split(".")[0] not in NEVER, f"{where}: {imported} is for tests and benchmarks only"
        there = room(imported) if imported.startswith("nonpaper.") else ""
        if there in BESIDE:
            assert here in BESIDE[there][1], f"{where}: {here} may not import {imported}"
        elif there and here in BESIDE:
            assert there in BESIDE[here][0], f"{where}: {here} may not import {imported}"
        elif there:
            assert ARROW.index(there) <= ARROW.index(here), f"{where}: {here} may not import {imported}"


def test_the_checker_of_plans_shares_nothing_with_the_planner() -> None:
    """It knows the case, the model, and the frozen types in which a plan is told: what it finds is its own."""
    ours = {imported for _, imported in imports(SOURCE / "analysis" / "check_plan.py")}
    ours = {module for module in ours if module.startswith("nonpaper.")}
    assert ours == {
        *("nonpaper.analysis.plans", "nonpaper.analysis.results"),  # what it looks at
        *("nonpaper.case.case", "nonpaper.case.claims", "nonpaper.case.issues", "nonpaper.case.parties"),
        *("nonpaper.case.prices", "nonpaper.model.rules", "nonpaper.model.worlds", "nonpaper.positions.position"),
    }
    for answer in ("plans", "results"):  # and these make nothing themselves
        path = SOURCE / "analysis" / f"{answer}.py"
        analysis = {imported for _, imported in imports(path) if imported.startswith("nonpaper.analysis.")}
        assert analysis <= {"nonpaper.analysis.packages", "nonpaper.analysis.results"}
        functions = [
            node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)
        ]
        assert not functions


def test_the_command_line_knows_only_the_desk() -> None:
    """Whatever a command can do, a program can do through the desk."""
    ours = {imported for _, imported in imports(SOURCE / "cli.py") if imported.startswith("nonpaper.")}
    assert {room(module) for module in ours} <= {"desk", "screen", "ground"}


def test_a_screen_knows_only_the_desk_and_what_is_read() -> None:
    """It shows and decides; whatever it shows, the desk has worked out."""
    ours = {imported for path in (SOURCE / "screen").glob("*.py") for _, imported in imports(path)}
    rooms = {room(module) for module in ours if module.startswith("nonpaper.")}
    assert rooms <= {"screen", "desk", "read", "case", "ground"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import nonpaper` costs next to nothing; every public name is there all the same."""
    code = f"import nonpaper, sys; print([m for m in {HEAVY!r} if m in sys.modules]); nonpaper.Desk; dir(nonpaper)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_desk_itself_loads_nothing_heavy() -> None:
    """Solvers, tables and templates wait until an answer asks for them."""
    code = f"import nonpaper.desk, sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
