"""Writes docs/reference from the tables in the code: `make docs`. A test asks that what is committed is fresh."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from typer.models import ArgumentInfo

HEAD = "<!-- Written by docs/generate.py from the tables in the code; change those, then: make docs -->\n\n"


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars inside the cells are kept from ending them."""
    head = [str(cell) for cell in header]
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join('---' for _ in head)}|"]
    for row in rows:
        lines.append(f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Every command with its arguments and options, as the command line itself declares them."""
    from nonpaper.cli import app

    parts = [
        "# Commands\n\n",
        f"{app.info.help}\n\n"
        "Exit codes: 0 fine, 1 problems in the case, 2 misuse. Answers go to standard output; problems and\n"
        "complaints to standard error, but with `--format` json, csv or md problems too go to standard output. In a\n"
        "pipe the text is plain and 80 columns wide; `NO_COLOR` switches colours off at a terminal too.\n",
    ]
    for command in app.registered_commands:
        if command.callback is None:
            continue
        arguments, options = parameters(command.callback)
        usage = " ".join(["nonpaper", str(command.name), *(metavar for metavar, _ in arguments)])
        meaning = " ".join((command.callback.__doc__ or "").split())
        parts.append(f"\n## nonpaper {command.name}\n\n```sh\n{usage} [OPTIONS]\n```\n\n{meaning}\n\n")
        parts.append(table(("argument", "meaning"), ((f"`{metavar}`", text) for metavar, text in arguments)))
        parts.append("\n" + table(("option", "default", "meaning"), options))
    return "".join(parts)


def parameters(command: Callable[..., Any]) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """The arguments (name, meaning) and the options (names and value, default, meaning) of a command."""
    arguments: list[tuple[str, str]] = []
    options: list[tuple[str, str, str]] = []
    defaults = inspect.signature(command).parameters
    for name, hint in get_type_hints(command, include_extras=True).items():
        if name == "return":
            continue
        kind, info = get_args(hint)[:2]
        if isinstance(info, ArgumentInfo):
            arguments.append((str(info.metavar), info.help or ""))
            continue
        form = next((k for k in (kind, *get_args(kind)) if isinstance(k, type) and issubclass(k, Enum)), None)
        value = "" if kind is bool else "|".join(str(member.value) for member in form) if form else str(info.metavar)
        names = ", ".join(f"`{text}`" for text in (info.default, *info.param_decls))
        default = defaults[name].default
        shown = "" if default is None or default is False else f"`{getattr(default, 'value', default)}`"
        options.append((f"{names} {value}".strip(), shown, info.help or ""))
    return arguments, options


def stances() -> str:
    """The table of stances."""
    from nonpaper.case.statements import STANCES

    rows = (
        (f"`{row.stance.value}`", "yes" if row.binds else "no", row.firmness if row.binds else "", row.meaning)
        for row in STANCES.values()
    )
    return (
        "# Stances\n\n"
        "What a statement does. A stance that binds moves a position; the others are shown but never computed\n"
        "with. Firmness runs from 0 to 5; the default holds where the row of the record leaves it blank. A soft bound\n"
        "(what a party has offered, and not more) has firmness 2. What each does to a position:\n"
        "[positions](../explanation/positions.md).\n\n" + table(("stance", "binds", "firmness", "meaning"), rows)
    )


def moves() -> str:
    """The moves and their prices."""
    from nonpaper.analysis.results import MoveKind
    from nonpaper.case.prices import PRICES

    settles = {kind.name.lower(): ("settles" if kind.settles else "side-steps") for kind in MoveKind}
    names = {kind.name.lower(): kind.value for kind in MoveKind}
    rows = [(f"`{names[key]}`", f"`{key}`", PRICES[key].default, settles[key], PRICES[key].meaning) for key in names]
    rest = [(f"`{key}`", price.default, price.meaning) for key, price in PRICES.items() if key not in names]
    return (
        "# Moves and prices\n\n"
        "A way out is made of moves, each of one party. The factor multiplies the firmness (0 to 5) of the mover's\n"
        "own statement; the burden is the mover's. A case may set its own factors under `prices` in `case.yaml`.\n"
        "Prices order ways out; they are not money. More on each: [ways out](../explanation/ways-out.md).\n\n"
        + table(("move", "key in `prices`", "factor", "a conflict", "what is paid for"), rows)
        + "\nTwo more keys of `prices` are read and checked, and will be used by the packages and stages to come:\n\n"
        + table(("key", "default", "meaning"), rest)
    )


def case_yaml() -> str:
    """Every key of case.yaml."""
    from nonpaper.case.schema import key_rows

    rows = (
        (f"`{path}`", "yes" if required else "", f"`{default}`" if default else "", meaning)
        for path, required, default, meaning in key_rows()
    )
    return (
        "# case.yaml\n\n"
        "Who takes part and what is to be settled. `ID` stands for an id of your own (letters, digits, `_`, `-`),\n"
        "`[]` for each entry of a list. YAML is read in its plainest form: every scalar is text until its key types\n"
        "it (`no` stays the word *no*); anchors, aliases and tags are told as problems. A key may stand only once.\n\n"
        + table(("key", "required", "default", "meaning"), rows)
    )


def record_csv() -> str:
    """Every column of record.csv."""
    from nonpaper.case.record import COLUMNS, REQUIRED

    rows = ((f"`{name}`", "yes" if name in REQUIRED else "", meaning) for name, meaning in COLUMNS.items())
    return (
        "# record.csv\n\n"
        "Who said what: one statement a row, parted by commas, in UTF-8 with or without a byte order mark. Columns\n"
        "may stand in any order; columns of your own are kept. The record only grows: a correction is a new row that\n"
        "names the old one.\n\n"
        f"```csv\n{','.join(COLUMNS)}\n```\n\n" + table(("column", "required", "meaning"), rows)
    )


def problems() -> str:
    """Every code of a problem."""
    from nonpaper.problems import catalogue_markdown

    return catalogue_markdown()


def python() -> str:
    """The public names of the package, from their docstrings."""
    import nonpaper

    parts = [
        "# Python\n\n"
        "What `import nonpaper` offers. Nothing heavy is imported before an answer is asked for. How it is used:\n"
        "[from Python or a notebook](../how-to/use-from-python.md).\n"
    ]
    for name in nonpaper.__all__:
        thing = getattr(nonpaper, name)
        if inspect.isclass(thing):
            parts.append(f"\n## {name}\n\n{inspect.cleandoc(thing.__doc__ or '')}\n")
            for method, value in vars(thing).items():
                told = value.__func__ if isinstance(value, classmethod) else value
                if inspect.isfunction(told) and not method.startswith("_"):
                    parts.append(f"\n### {name}.{method}{signature(told)}\n\n{inspect.cleandoc(told.__doc__ or '')}\n")
        elif inspect.isfunction(thing):
            parts.append(f"\n## {name}{signature(thing)}\n\n{inspect.cleandoc(thing.__doc__ or '')}\n")
    return "".join(parts)


def signature(function: Callable[..., Any]) -> str:
    """The parameters of a function, without their types and without `self`."""
    parts: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name in ("self", "cls"):
            continue
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and "*" not in parts:
            parts.append("*")
        given = parameter.default
        parts.append(name if given is inspect.Parameter.empty else f"{name}={given!r}")
    return f"({', '.join(parts)})"


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "case-yaml.md": case_yaml,
    "record-csv.md": record_csv,
    "stances.md": stances,
    "moves.md": moves,
    "problems.md": problems,
    "python.md": python,
}


def pages() -> dict[str, str]:
    """File name under docs/reference -> its text."""
    return {file: HEAD + make() for file, make in PAGES.items()}


def main() -> None:
    """Write every generated page."""
    folder = Path(__file__).parent / "reference"
    folder.mkdir(exist_ok=True)
    for file, text in pages().items():
        (folder / file).write_text(text, encoding="utf-8")
        print(f"docs/reference/{file}")


if __name__ == "__main__":
    main()
