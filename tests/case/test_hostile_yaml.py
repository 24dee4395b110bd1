"""Files that mean harm, or were saved by the wrong program: a clear problem or a right answer, never a traceback."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.build import write_case

from nonpaper.case.load import Loaded, load_case
from nonpaper.case.text import Problems, Text
from nonpaper.case.yaml_nodes import DEEPEST, compose, plain
from nonpaper.problems import Severity, render_problem

GOOD = "title: T\nparties: {a: {name: A}, b: {name: B}}\nissues: {x: {steps: [p, q]}}\n"
ROWS = "id,date,party,stance,claim\ns1,2024-01-01,a,demands,x = q\ns2,2024-01-02,b,rejects,x = q\n"


def load_bytes(folder: Path, case: bytes, record: bytes = ROWS.encode()) -> Loaded:
    """A folder with exactly these bytes, loaded within two seconds; every problem can be shown."""
    folder.mkdir(exist_ok=True)
    (folder / "case.yaml").write_bytes(case)
    (folder / "record.csv").write_bytes(record)
    start = time.process_time()
    loaded = load_case(folder)
    assert time.process_time() - start < 2
    assert (loaded.case is None) == any(p.severity is Severity.ERROR for p in loaded.problems)
    for problem in loaded.problems:
        assert render_problem(problem)
    return loaded


def codes(loaded: Loaded) -> list[str]:
    """What is wrong, by code."""
    return [problem.code for problem in loaded.problems]


# --- what YAML can do and we do not want --------------------------------------------------------------------------

LAUGHS = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))

TRICKS = [
    # what is added to a good file, code, line and column
    ("deadlines: &d []\n", "yaml-anchor", 4, 12),
    ("deadlines: *d\n", "yaml-anchor", 4, 12),
    ("deadlines: !!python/object/apply:os.system [exit]\n", "yaml-tag", 4, 12),
    ("deadlines: !!binary aGk=\n", "yaml-tag", 4, 12),
    ("deadlines: !mine []\n", "yaml-tag", 4, 12),
    ("<<: {title: U}\n", "yaml-merge-key", 4, 1),
    ("title: U\n", "duplicate-key", 4, 1),
    ("---\ntitle: U\n", "yaml-documents", 4, 1),
    ("? [a, b]\n: c\n", "yaml-syntax", 4, 3),
    ("%YAML 1.1\n", "yaml-syntax", 5, 1),
    ("\tdeadlines: []\n", "yaml-syntax", 4, 1),
    ("deadlines: [\n", "yaml-syntax", 5, 1),
    ("deadlines: 'open\n", "yaml-syntax", 5, 1),
    ("deadlines: \x01\n", "control-character", 4, 12),
    ("deadlines: \x00\n", "control-character", 4, 12),
    ("deadlines: " + "[" * 60 + "]" * 60 + "\n", "yaml-too-deep", 4, 12 + DEEPEST - 1),
    ("deadlines: " + "{a: " * 60 + "}" * 60 + "\n", "yaml-too-deep", 4, 12 + 4 * (DEEPEST - 1)),
]


@pytest.mark.parametrize(("more", "code", "line", "column"), TRICKS, ids=[ascii(more)[:30] for more, *_ in TRICKS])
def test_what_yaml_can_do_and_a_case_may_not(tmp_path: Path, more: str, code: str, line: int, column: int) -> None:
    """Told at the very letter."""
    loaded = load_bytes(tmp_path, (GOOD + more).encode())
    assert loaded.case is None
    assert (code, line, column) in [(p.code, p.place.line, p.place.column) for p in loaded.problems]
    assert len(loaded.problems) <= 2


def test_a_billion_laughs_are_not_laughed(tmp_path: Path) -> None:
    """Anchors are refused before they are followed."""
    loaded = load_bytes(tmp_path, LAUGHS.encode())
    assert "yaml-anchor" in codes(loaded)
    assert len(loaded.problems) < 50


@pytest.mark.parametrize("text", ["[" * 500_000, "{a: " * 200_000, "- " * 400_000, "? " * 400_000, "a: " * 300_000])
def test_depth_costs_nothing(tmp_path: Path, text: str) -> None:
    """A file of nothing but brackets stops at the first that is too deep."""
    assert load_bytes(tmp_path, text.encode()).case is None


def test_many_keys_stop_somewhere(tmp_path: Path) -> None:
    """So does a file of nothing but keys."""
    assert "file-too-large" in codes(load_bytes(tmp_path, b"[" + b"a," * 400_000 + b"]"))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """Nor is one line of a hundred megabytes."""
    loaded = load_bytes(tmp_path, b"title: " + b"a" * 100_000_000, b"id,date\n" + b"a" * 100_000_000)
    assert codes(loaded) == ["file-too-large", "file-too-large"]


# --- how text can be written --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_change_nothing(tmp_path: Path, ends: str, mark: str) -> None:
    """Neither what is read, nor the columns of what is wrong."""

    def written(text: str) -> bytes:
        return (mark + text.replace("\n", ends)).encode()

    loaded = load_bytes(tmp_path, written(GOOD), written(ROWS))
    assert loaded.case is not None
    assert loaded.problems == ()
    wrong = load_bytes(tmp_path, written("titel: T\n" + GOOD), written(ROWS.replace("q\ns2", "r\ns2")))
    places = [(p.place.file, p.place.line, p.place.column) for p in wrong.problems]
    assert places == [("case.yaml", 1, 1), ("record.csv", 2, 29)]


def test_other_encodings_are_told_with_the_byte(tmp_path: Path) -> None:
    """Latin-1 by its first letter that is no ASCII; UTF-16 by its mark."""
    latin = load_bytes(tmp_path, GOOD.replace("name: A", "name: Zürich").encode("latin-1"))
    assert [(p.code, p.place.line, p.place.column) for p in latin.problems] == [("not-utf8", 2, 22)]
    assert "ü" in latin.problems[0].hint
    wide = load_bytes(tmp_path, GOOD.encode("utf-16"), ROWS.encode("utf-16"))
    assert codes(wide) == ["not-utf8", "not-utf8"]


def test_letters_that_write_backwards_or_stand_on_others(tmp_path: Path) -> None:
    """Columns count code points, and the caret stands under the letter it means."""
    case = GOOD.replace("name: A", "name: نونپیپر e\u0301\u0302, rle: x").replace("name: B", "name: 外交, roel: y")
    loaded = load_bytes(tmp_path, case.encode())
    second = case.splitlines()[1]
    assert [(p.place.line, p.place.column) for p in loaded.problems] == [
        (2, second.index("rle") + 1),
        (2, second.index("roel") + 1),
    ]
    assert all("did you mean `role`" in p.hint for p in loaded.problems)


def test_words_that_yaml_would_type_stay_words(tmp_path: Path) -> None:
    """`no` is no falsehood, `010` no number, a date no date."""
    case = GOOD.replace("[p, q]", "[no, yes, 010, 1e3, 2024-01-01, null, ~, 0x1F, 1:30]")
    made = load_bytes(tmp_path, case.encode(), b"id,date,party,stance,claim\n").case
    assert made is not None
    assert made.issues["x"].steps == ("no", "yes", "010", "1e3", "2024-01-01", "null", "~", "0x1F", "1:30")


def nested(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Lists and mappings of what there is."""
    return st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)


@given(tree=st.recursive(st.text(max_size=8), nested, max_leaves=12))
def test_any_tree_of_texts_comes_through(tree: object) -> None:
    """As it was: JSON is YAML, and every scalar is a text."""
    import json

    text = json.dumps(tree, ensure_ascii=True)
    problems = Problems()
    node = compose(Text("case.yaml", text), problems)
    if node is not None and not len(problems):
        assert plain(node) == tree


# --- files that are no files --------------------------------------------------------------------------------------


def test_files_that_are_no_files(tmp_path: Path) -> None:
    """Missing, a folder, a link to nowhere, a pipe that would wait for ever."""
    assert codes(load_case(tmp_path / "nowhere")) == ["missing-file", "missing-file"]
    (tmp_path / "case.yaml").mkdir()
    (tmp_path / "record.csv").symlink_to("nowhere")
    assert codes(load_case(tmp_path)) == ["unreadable-file", "missing-file"]
    (tmp_path / "case.yaml").rmdir()
    (tmp_path / "record.csv").unlink()
    os.mkfifo(tmp_path / "case.yaml")
    os.mkfifo(tmp_path / "record.csv")
    assert codes(load_case(tmp_path)) == ["unreadable-file", "unreadable-file"]


OUT = ("../secret.txt", "/etc/passwd", "..", ".", "a/../../secret.txt", "out.txt", "folder", "loop", "C:\\x", "a\x01b")


@pytest.mark.parametrize("name", OUT)
def test_a_report_is_a_file_inside_the_folder(tmp_path: Path, name: str) -> None:
    """No way out by name, by link, or by a ring of links; nothing of what lies outside is shown."""
    (tmp_path / "secret.txt").write_text("SECRET")
    case = tmp_path / "case"
    rows = f"id,date,party,stance,claim,report\ns1,2024-01-01,a,demands,x = q,{name}\ns2,2024-01-02,b,rejects,x = q,\n"
    write_case(case, GOOD, rows, {"good.txt": "words"})
    (case / "reports" / "out.txt").symlink_to("../../secret.txt")
    (case / "reports" / "folder").mkdir()
    (case / "reports" / "loop").symlink_to("loop")
    (case / "record.csv").write_text(rows)
    loaded = load_case(case)
    assert loaded.case is None
    assert len(loaded.problems) == 1
    shown = render_problem(loaded.problems[0])
    assert loaded.problems[0].code in ("bad-report-name", "missing-report", "unreadable-file")
    assert "SECRET" not in shown
    assert "root:" not in shown
