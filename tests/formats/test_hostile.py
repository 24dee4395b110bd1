"""Files of others that mean harm, or were cut off: a clear problem with a place, in two seconds and half a gigabyte."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.made import ROAD, TOLL, domain, profile, write

from nonpaper.formats.reading import MOST_BYTES, Found, read_scenario
from nonpaper.formats.to_case import case_texts
from nonpaper.problems import Severity, render_problem

GOOD = domain(Road=ROAD, Toll=TOLL)
ALDA = profile(["0.6", "0.4"], Road=ROAD, Toll=TOLL)
SPACE = "name: T\ntype: CartesianOutcomeSpace\nissues:\n- {name: x, type: CategoricalIssue, values: [p, q]}\n"
UFUN = (
    "name: A\ntype: LinearAdditiveUtilityFunction\nweights: [1]\nvalues:\n- {type: TableFun, mapping: {p: 0, q: 1}}\n"
)
SECONDS = 4.0  # of processor time; two are promised, on a machine that does nothing else


def timed(folder: Path) -> Found:
    """Read the files, show every problem, and look at the clock; a problem has a place in one of the files."""
    start = time.process_time()
    found = read_scenario([folder])
    if found.scenario is not None:
        case_texts(found.scenario)
    assert time.process_time() - start < SECONDS
    names = {path.name for path in folder.iterdir()}
    assert (found.scenario is None) == any(p.severity is Severity.ERROR for p in found.problems)
    assert len(found.problems) <= 1001
    for problem in found.problems:
        assert problem.place.file in names
        assert len(render_problem(problem)) < 3000
    return found


def codes(found: Found) -> set[str]:
    """What is told, by code."""
    return {problem.code for problem in found.problems}


# --- what XML can do and we do not want ---------------------------------------------------------------------------

LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {c} "&{p};&{p};&{p};&{p};&{p};&{p};&{p};&{p};&{p};&{p};">'
    for p, c in zip("abcdefgh", "bcdefghi", strict=True)
)
TRICKS = [
    (f'<!DOCTYPE x [{LAUGHS}]><utility_space n="&i;"/>', "xml-doctype"),
    ('<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd"><utility_space/>', "xml-doctype"),
    ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><utility_space>&e;</utility_space>', "xml-doctype"),
    ('<!DOCTYPE x [<!ENTITY % p SYSTEM "other.dtd"> %p;]><utility_space/>', "xml-doctype"),
    ("<!DOCTYPE utility_space><utility_space/>", "xml-doctype"),
    ("<utility_space>&undeclared;</utility_space>", "xml-syntax"),
    ("<utility_space>" + "<objective>" * 100_000, "xml-too-deep"),
    ("<utility_space>\0</utility_space>", "xml-syntax"),
    ("<utility_space><a></utility_space>", "xml-syntax"),
    ('<utility_space a="1" a="2"/>', "xml-syntax"),
    ("<utility_space/><utility_space/>", "xml-syntax"),
    ('<utility_space a="', "xml-syntax"),
]


@pytest.mark.parametrize(("text", "code"), TRICKS, ids=range(len(TRICKS)))
def test_no_entity_is_declared(tmp_path: Path, text: str, code: str) -> None:
    """A document type ends the reading before anything in it is looked at."""
    write(tmp_path, domain_xml=GOOD, alda_xml=text)
    found = timed(tmp_path)
    assert found.scenario is None
    assert codes(found) == {code}


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """The interpreter itself is asked what is opened: the two files and modules, no secret and no socket."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><utility_space>&e;</utility_space>'
    folder = write(tmp_path / "in", domain_xml=GOOD, alda_xml=entity)
    code = (
        "import sys; from pathlib import Path; from nonpaper.formats.reading import read_scenario; "
        "opened = []; watched = ('open', 'socket.connect', 'socket.getaddrinfo', 'urllib.Request'); "
        "sys.addaudithook(lambda event, given: opened.append((event, str(given[0]))) if event in watched else None); "
        "found = read_scenario([Path(sys.argv[1])]); "
        "print(*(name for event, name in opened if event == 'open' and not name.endswith(('.py', '.pyc', '.so')))); "
        "print(*(event for event, _ in opened if event != 'open')); print(found.problems)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    opened, other, told = done.stdout.split("\n", 2)
    assert {Path(name).name for name in opened.split()} == {"domain.xml", "alda.xml"}
    assert other == ""
    assert "xml-doctype" in told


def test_a_doctype_is_told_where_it_stands(tmp_path: Path) -> None:
    """Line and column, behind letters of more than one byte too."""
    write(tmp_path, domain_xml=GOOD, alda_xml='<?xml version="1.0"?>\n<!-- Genève 日本 --> <!DOCTYPE x><x/>')
    (problem,) = timed(tmp_path).problems
    assert (problem.place.line, problem.place.column) == (2, 20)


def test_a_place_counts_code_points(tmp_path: Path) -> None:
    """Not bytes: for elements deep in a file of other letters."""
    long = "é" * 5000
    alda = ALDA.replace('evaluation="5"', f'description="{long}" evaluation="é"')
    write(tmp_path, domain_xml=GOOD, alda_xml=alda)
    (problem,) = timed(tmp_path).problems
    line = alda.splitlines()[problem.place.line - 1]
    assert line[problem.place.column - 1 : problem.place.end_column - 1] == "é"
    assert problem.place.column > 5000


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "cp1252"])
def test_other_encodings_are_told(tmp_path: Path, encoding: str) -> None:
    """Not guessed: a wrong letter in a name would go unseen."""
    text = '<?xml version="1.0" encoding="latin-1"?>' + GOOD.replace("closed", "fermé")
    write(tmp_path, domain_xml=text.encode(encoding), alda_xml=ALDA)
    assert codes(timed(tmp_path)) == {"not-utf8"}


def test_a_file_that_says_one_encoding_and_has_another_is_told(tmp_path: Path) -> None:
    """And one that has ASCII only may say what it likes."""
    head = '<?xml version="1.0" encoding="ISO-8859-1"?>'
    write(tmp_path / "one", domain_xml=head + GOOD.replace("closed", "fermé"), alda_xml=ALDA)
    assert codes(timed(tmp_path / "one")) == {"not-utf8"}
    write(tmp_path / "two", domain_xml=b"\xef\xbb\xbf" + (head + GOOD).encode(), alda_xml=ALDA)
    assert codes(timed(tmp_path / "two")) == set()


# --- far too much of it -------------------------------------------------------------------------------------------


def huge_table(number: int) -> str:
    """A domain with very many options."""
    return domain(Road=[(f"o{n}", "1") for n in range(number)])


def huge_profile(number: int) -> str:
    """A profile with very many options of one issue, none of which the domain has."""
    return profile(["1"], Road=[(f"option {n}", str(n)) for n in range(number)])


XML: dict[str, Callable[[], dict[str, str]]] = {
    "a million options": lambda: {"domain_xml": huge_table(180_000), "alda_xml": ALDA},
    "a hundred thousand wrong options": lambda: {"domain_xml": GOOD, "alda_xml": huge_profile(120_000)},
    "a million elements": lambda: {"domain_xml": GOOD, "alda_xml": "<utility_space>" + "<a/>" * 2_000_000},
    "a million weights": lambda: {
        "domain_xml": GOOD,
        "alda_xml": ALDA.replace("</objective>", '<weight index="7" value="1"/>' * 190_000 + "</objective>"),
    },
    "a million issues": lambda: {
        "domain_xml": GOOD,
        "alda_xml": ALDA.replace("</objective>", '<issue index="7" name="x"/>' * 190_000 + "</objective>"),
    },
    "a million attributes": lambda: {
        "domain_xml": GOOD,
        "alda_xml": "<utility_space " + " ".join(f'a{n}="{n}"' for n in range(600_000)) + "/>",
    },
    "one attribute of ten megabytes": lambda: {
        "domain_xml": GOOD,
        "alda_xml": f'<utility_space a="{"x" * 9_900_000}"/>',
    },
    "one number of ten megabytes": lambda: {
        "domain_xml": GOOD,
        "alda_xml": ALDA.replace('evaluation="5"', f'evaluation="{"9" * 9_900_000}"'),
    },
    "a comment that does not end": lambda: {"domain_xml": GOOD, "alda_xml": "<utility_space><!-- " + "- " * 4_900_000},
    "nothing but brackets": lambda: {"domain_xml": GOOD, "alda_xml": "<" * 9_900_000},
    "nothing but lines": lambda: {"domain_xml": GOOD, "alda_xml": "<utility_space>" + "\n" * 900_000},
    "too large": lambda: {"domain_xml": GOOD, "alda_xml": ALDA + " " * MOST_BYTES},
}
YAML: dict[str, Callable[[], dict[str, str]]] = {
    "a million options": lambda: {
        "space_yml": SPACE.replace("[p, q]", f"[{', '.join(f'o{n}' for n in range(1_000_000))}]"),
        "a_yml": UFUN,
    },
    "a million values": lambda: {
        "space_yml": SPACE,
        "a_yml": UFUN.replace("{p: 0, q: 1}", "{" + ", ".join(f"o{n}: {n}" for n in range(600_000)) + "}"),
    },
    "a hundred thousand wrong options": lambda: {
        "space_yml": SPACE,
        "a_yml": UFUN.replace("{p: 0, q: 1}", "{" + ", ".join(f"option{n}: {n}" for n in range(90_000)) + "}"),
    },
    "a million weights": lambda: {"space_yml": SPACE, "a_yml": UFUN.replace("[1]", f"[{'1, ' * 1_000_000}]")},
    "nested without end": lambda: {"space_yml": SPACE, "a_yml": UFUN.replace("[1]", "[" * 1_000_000)},
    "one text of ten megabytes": lambda: {
        "space_yml": SPACE,
        "a_yml": UFUN.replace("name: A", f"name: {'x' * 9_900_000}"),
    },
    "one number of ten megabytes": lambda: {"space_yml": SPACE, "a_yml": UFUN.replace("[1]", f"[{'9' * 9_900_000}]")},
    "too large": lambda: {"space_yml": SPACE, "a_yml": UFUN + " " * MOST_BYTES},
}
MANY = {
    **{f"XML: {name}": made for name, made in XML.items()},
    **{f"YAML: {name}": made for name, made in YAML.items()},
}


@pytest.mark.parametrize("name", MANY)
def test_a_file_of_any_size(tmp_path: Path, name: str) -> None:
    """Refused with a reason, in time; a name of ten megabytes is a name all the same, but makes too large a case."""
    write(tmp_path, **MANY[name]())
    found = timed(tmp_path)
    if found.scenario is not None:
        assert [problem.code for problem in case_texts(found.scenario).problems] == ["file-too-large"]
    else:
        assert found.problems


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system counts no memory")
@pytest.mark.parametrize(
    "name", ["XML: a million elements", "XML: a million attributes", "XML: a million options", "YAML: a million values"]
)
def test_memory_has_an_end_too(tmp_path: Path, name: str) -> None:
    """Half a gigabyte at most, measured in a process of its own, as its own (not what its parent once had)."""
    write(tmp_path, **MANY[name]())
    code = (
        "import sys; from pathlib import Path; from nonpaper.formats.reading import read_scenario; "
        "read_scenario([Path(sys.argv[1])]); "
        "print(*(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 512 * 1024


@given(st.text(max_size=60) | st.sampled_from([GOOD, ALDA, SPACE, UFUN]), st.integers(0, 700), st.text(max_size=5))
def test_whatever_stands_in_a_file_no_exception_comes_out(text: str, cut: int, more: str) -> None:
    """Cut off anywhere, with anything put in: a scenario, or problems with places in the file."""
    import tempfile

    cut_off = text[:cut] + more + text[cut + 1 :]
    with tempfile.TemporaryDirectory() as folder:
        data = cut_off.encode("utf-8", "surrogatepass")
        timed(write(Path(folder) / "xml", domain_xml=GOOD, alda_xml=data))
        timed(write(Path(folder) / "yaml", space_yml=SPACE, alda_yml=data))
        timed(write(Path(folder) / "neither", space_yml=data, alda_xml=data, more_txt=data))
