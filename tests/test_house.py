"""Is the house in order? What is tracked works on any machine, and what is installed is what was locked."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import nonpaper

ROOT = Path(__file__).parents[1]
LOCKS = ("run.txt", "dev.txt")


def tracked() -> list[Path]:
    """The files under version control; outside a clone (an unpacked archive) there is nothing to ask."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git clone")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def project() -> dict[str, object]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(file: str) -> dict[str, str]:
    """Package -> its stretch of a lock; two versions for two Pythons stand under one name."""
    text = (ROOT / "lock" / file).read_text(encoding="utf-8")
    parts: dict[str, str] = {}
    for part in re.split(r"^(?=\S)", text, flags=re.MULTILINE):
        if part.strip() and not part.startswith("#"):
            name = re.split(r"[=\s;\[]", part, maxsplit=1)[0].lower()
            parts[name] = parts.get(name, "") + part
    return parts


def test_no_file_names_a_machine() -> None:
    """No path of somebody's machine, and no host of a package index, in anything tracked."""
    alien = re.compile(r"/(?:work|tmp|root|home)/\w|pypi\.org|pythonhosted|index-url", re.IGNORECASE)
    for path in tracked():
        if path == Path(__file__) or path.suffix in (".png", ".ico") or path.name == "Makefile":
            continue
        for number, line in enumerate(path.read_bytes().decode("utf-8", errors="replace").splitlines(), 1):
            assert not alien.search(line), f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"


@pytest.mark.parametrize("file", LOCKS)
def test_everything_locked_has_its_hashes(file: str) -> None:
    """Each package is pinned exactly, and each file of it has a hash."""
    for name, part in locked(file).items():
        assert re.search(r"==\S+", part), f"{name} in lock/{file} is not pinned"
        assert "--hash=sha256:" in part, f"{name} in lock/{file} has no hash"


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """Every requirement of pyproject.toml is in the lock that installs it, and the two locks agree."""
    table = project()
    assert isinstance(table["project"], dict)
    assert isinstance(table["dependency-groups"], dict)
    run, dev = (locked(file) for file in LOCKS)

    def names(requirements: list[object]) -> set[str]:
        return {re.split(r"[<>=!~ \[]", r, maxsplit=1)[0].lower() for r in requirements if isinstance(r, str)}

    wanted = names(table["project"]["dependencies"]) | names(table["dependency-groups"]["build"])
    assert wanted <= run.keys()
    assert names(table["dependency-groups"]["dev"]) <= dev.keys()
    for name, part in run.items():
        assert dev[name] == part, f"{name} differs between the locks: make lock"


def test_the_version_is_told_once() -> None:
    """The package, its description and the changelog speak of the same version."""
    table = project()
    assert isinstance(table["project"], dict)
    assert table["project"]["version"] == nonpaper.__version__
    assert f"## {nonpaper.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_module_opens_by_saying_what_it_answers() -> None:
    """A docstring at the head of each file of the package that has anything in it, and on each public name."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not tree.body:
            continue
        where = path.relative_to(ROOT).as_posix()
        assert ast.get_docstring(tree), f"{where} does not say which question it answers"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{where}:{node.lineno}: {node.name} has no docstring"


def test_every_verb_of_the_makefile_is_explained() -> None:
    """`make` alone lists what one can do."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    for verb in phony[1].split():
        assert re.search(rf"^{verb}:.*## \S", text, re.MULTILINE), f"make {verb} has no explanation"


def test_what_ci_runs_is_what_the_readme_says() -> None:
    """The clean-clone script calls the README's own test command."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make brief", "make test"):
        assert f"\n{command}" in script
        assert f"```sh\n{command}\n```" in readme
