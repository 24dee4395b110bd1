"""Reports that mean harm: half a minute at most, in a process with a memory limit, and a clear problem or a result."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nonpaper.case.load import load_case
from nonpaper.case.scaffold import scaffold
from nonpaper.read.crew import Orders
from nonpaper.read.reading import Outcome, Wanted, hear

LIMIT = 30.0
MEMORY = 3_000_000_000
STUB = "tests.read.stub_reader:open_stub"

WORDS = "The crew said that nobody casts off for less than six per cent. "
TEXTS: dict[str, Callable[[], bytes]] = {
    "one-sentence": lambda: ("the crew said that " * 530_000 + ".").encode(),
    "quotation-marks": lambda: b'"' * 100_000,
    "curly-quotes": lambda: ("“" * 50_000 + "”" * 50_000).encode(),
    "mixed-scripts": lambda: (
        ("Ida said нет 不 لا \u202eevil\u202c e\u0301\u0301\u0301 \U0001f1ee\U0001f1f1 ﷽ said no.\n") * 2_000
    ).encode(),
    "combining": lambda: ("a" + "\u0301" * 300_000).encode(),
    "many-lines": lambda: b"Ida said no.\n" * 30_000,
    "blank-lines": lambda: b"\n" * 900_000 + b"Ida said no.\n",
    "long-header": lambda: b"a: b\n" * 200_000 + b"---\nIda said no.\n",
    "brackets": lambda: b"([" * 300_000,
    "nul": lambda: b"Ida said\0no.",
    "surrogates": lambda: b"Ida said \xed\xa0\x80\xed\xb0\x80.",
    "binary": lambda: bytes(range(256)) * 1_000,
    "empty": lambda: b"",
    "mark-only": lambda: b"\xef\xbb\xbf",
}
PAGES: dict[str, Callable[[], bytes]] = {
    "deep-tags": lambda: ("<html><body>" + "<div>" * 100_000 + WORDS * 5).encode(),
    "deep-lists": lambda: ("<html><body>" + "<ul><li>" * 4_000 + WORDS * 5).encode(),
    "deep-spans": lambda: ("<html><body><p>" + "<b><i>" * 3_000 + WORDS * 5).encode(),
    "broken": lambda: ("<html><bod<p>" + "<p <div> " + WORDS * 3 + "</b></p <a href='" * 2_000).encode(),
    "unclosed": lambda: b"<" * 3_000_000,
    "comments": lambda: b"<html><!--" * 300_000,
    "scripts": lambda: ("<html><body>" + "<script>x()</script>" * 100_000 + f"<p>{WORDS * 5}").encode(),
    "attributes": lambda: ("<html><body><p " + 'a="b" ' * 300_000 + f">{WORDS}").encode(),
    "entity-bomb": lambda: (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
        + "]><html><body><article><p>"
        + "&i;" * 1_000
        + WORDS * 5
    ).encode(),
    "outer-entity": lambda: (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><article><p>&x; ' + WORDS * 5
    ).encode(),
    "surrogate-reference": lambda: f"<html><body><article><p>&#xD800; &#0; &#x110000; {WORDS * 5}".encode(),
    "many-paragraphs": lambda: ("<article>" + "".join(f"<p>{n} {WORDS}</p>" for n in range(15_000))).encode(),
    "json-bomb": lambda: (
        '<html><head><script type="application/ld+json">' + "[" * 100_000 + f"</script></head><body><p>{WORDS * 5}"
    ).encode(),
}


@pytest.mark.parametrize("name", [*TEXTS, *PAGES])
def test_a_hostile_report_is_read_or_is_a_clear_problem(name: str, tmp_path: Path) -> None:
    """In time and in bounds; the report after it is read, and what is kept is whole."""
    scaffold(tmp_path / "case")
    case = load_case(tmp_path / "case").case
    path = tmp_path / (f"{name}.html" if name in PAGES else f"{name}.txt")
    path.write_bytes((PAGES.get(name) or TEXTS[name])())
    (tmp_path / "good.txt").write_text("Ida said no.\n")
    orders = Orders(STUB, case=str(tmp_path / "case"), seconds=LIMIT, memory=MEMORY)
    began = time.monotonic()
    hearing = hear(Wanted([path, tmp_path / "good.txt"], orders), case)
    assert time.monotonic() - began < LIMIT + 10
    first, second = hearing.reports
    assert second.outcome is Outcome.READ
    if first.outcome is Outcome.READ:
        kept = tmp_path / "case" / "reports" / path.name
        assert kept.read_bytes() == path.read_bytes()
    else:
        (told,) = [each for each in first.problems if each.severity == "error"]
        assert told.code in ("report-not-read", "report-not-text", "report-empty", "not-utf8", "file-too-large")
        assert "Error" not in told.message
    if "entity" in name:
        text = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "case" / "reports").glob("*entity*.txt"))
        assert "root:" not in text
        assert "haha" not in text
    assert load_case(tmp_path / "case").case is not None


def test_what_is_no_file_is_a_clear_problem(tmp_path: Path) -> None:
    """A pipe, a folder of nothing, a file that is not there, names that nobody would give."""
    (tmp_path / "none").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "new\nline.txt").write_text("Ida said no.\n")
    (tmp_path / "locked.txt").symlink_to(tmp_path / "locked.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    odd = os.fsdecode(bytes(tmp_path) + b"/\xff\xfe.txt")
    Path(odd).write_text("Bo said yes.\n")
    scaffold(tmp_path / "case")
    case = load_case(tmp_path / "case").case
    names = ["none", "pipe", "gone.txt", "new\nline.txt", "locked.txt", "zero.txt"]
    named: list[str | Path] = [*(tmp_path / name for name in names), odd, "a\0b"]
    hearing = hear(Wanted(named, Orders(STUB, seconds=LIMIT)), case)
    assert [(heard.outcome.value, [p.code for p in heard.problems]) for heard in hearing.reports] == [
        ("not read", ["unreadable-file"]),
        ("not read", ["missing-file"]),
        ("read", []),
        ("not read", ["missing-file"]),
        ("not read", ["unreadable-file"]),
        ("read", []),
        ("not read", ["unreadable-file"]),
    ]
    kept = {path.name for path in (tmp_path / "case" / "reports").iterdir()}
    assert {"new-line.txt", "report.txt"} < kept


def test_a_name_as_long_as_a_disk_allows_is_kept(tmp_path: Path) -> None:
    """Under a shorter one, and its proposals too."""
    scaffold(tmp_path / "case")
    case = load_case(tmp_path / "case").case
    path = tmp_path / ("ж" * 125 + ".txt")
    path.write_text("Ida said no.\n")
    hearing = hear(Wanted([path], Orders(STUB)), case)
    assert hearing.count(Outcome.READ) == 1
