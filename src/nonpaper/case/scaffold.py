"""How does a case begin? A small one, invented, that passes `check` and can be replaced piece by piece."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from nonpaper.case.record import COLUMNS
from nonpaper.case.reports import FOLDER
from nonpaper.errors import SaveError, UsageError

_CASE = """\
# A case: who takes part, and what is to be settled. What was said stands in record.csv, one statement a row,
# and the texts that it cites in reports/. Everything below is invented: replace it piece by piece, and run
# `nonpaper check` after each. A line that begins with # is a comment.
title: {title}

parties:
  # The id (crew) is what record.csv writes; the name is what screens show: a neutral one.
  crew:
    name: Ferry crew
    aliases: [the strikers, the union]     # the words that reports use
    speakers: {{principal: [Ida Brandt]}}    # whose word weighs most; also possible: delegation
  owner:
    name: Ferry company
    aliases: [the management]
    speakers: {{principal: [Olaf Nyman]}}
  harbour:
    name: Harbour office
    role: mediator                         # only a `party` (the default) signs

issues:
  # Steps run from how things are now to the furthest. `by` is whose act it is.
  sailing:
    title: Ferries sail
    steps: [none, morning, all day]
    by: crew
  pay:
    title: Rise in pay
    steps: [0%, 3%, 6%]                    # numbers: a statement may name one in between
    by: owner
  rest:
    title: Rest between two shifts
    steps: [8 hours, 11 hours]
    by: owner

# The analyst's own judgement of how things are done; shown as such, wherever an answer rests on it.
# procedure:
#   - pay >= 3% after sailing >= morning

rounds:
  - {{where: Harbour office, from: 2030-05-06, to: 2030-05-08, present: [crew, owner], ended: adjourned}}

deadlines:
  - {{on: 2030-06-01, what: the summer timetable begins}}
"""

_REPORT = (
    "An invented report, for the case to cite.\n"
    "\n"
    "After three days at the harbour office the talks about the ferries were adjourned on Wednesday.\n"
    "Ida Brandt said for the crew: nobody casts off for less than six per cent.\n"
    "She added that the boats sail again in the morning once eleven hours of rest are granted.\n"
    "Olaf Nyman answered that the company can pay three per cent, and not more.\n"
    "On the hours of rest the company is ready to give way.\n"
    "It asks for boats all day.\n"
)
_FILE = "2030-05-08-harbour-news.txt"
_ROWS = (
    ("crew", "demands", "pay >= 6%", "Ida Brandt", "nobody casts off for less than six per cent"),
    (
        "crew",
        "offers",
        'sailing >= morning after rest = "11 hours"',
        "Ida Brandt",
        "the boats sail again in the morning once eleven hours of rest are granted",
    ),
    ("owner", "offers", "pay = 3%", "Olaf Nyman", "the company can pay three per cent"),
    ("owner", "rejects", "pay > 3%", "Olaf Nyman", "the company can pay three per cent, and not more"),
    ("owner", "offers", 'rest = "11 hours"', "", "On the hours of rest the company is ready to give way."),
    ("owner", "demands", 'sailing = "all day"', "", "It asks for boats all day."),
)


def scaffold(folder: Path, title: str | None = None) -> tuple[Path, ...]:
    """Write a new case into a folder that is empty or not there yet; gives the files written.

    The case is small and invented, and has neither errors nor warnings. Raises `UsageError` where something stands
    there already, `SaveError` where it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{str(folder)!r} is a file; a case is a folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"the folder {str(folder)!r} is not empty; nothing was written")
    texts = {
        folder / "case.yaml": _CASE.format(title=_title(title)),
        folder / "record.csv": _record(),
        folder / FOLDER / _FILE: _REPORT,
    }
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Exclusive: what somebody else has put there in the meantime is not overwritten.
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
    except FileExistsError as error:
        raise UsageError(f"{error.filename!r} is there already") from error
    except (OSError, UnicodeEncodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "the title cannot be written in UTF-8"
        raise SaveError(f"the case could not be written into {str(folder)!r}: {why}") from error
    return tuple(texts)


def _title(title: str | None) -> str:
    """The title as a YAML text in quotes, if one is given."""
    if title is None:
        return "Talks about the ferries, May 2030 (invented)"
    told = " ".join("".join(letter if letter.isprintable() else " " for letter in title).split())
    if not told:
        raise UsageError("the title is empty")
    return '"' + told.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _record() -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(COLUMNS), restval="", lineterminator="\n")
    writer.writeheader()
    for number, (party, stance, claim, speaker, quote) in enumerate(_ROWS, 1):
        start = _REPORT.index(quote)
        writer.writerow(
            {
                "id": f"s{number:02d}",
                "date": "2030-05-08",
                "party": party,
                "stance": stance,
                "claim": claim,
                "speaker": speaker,
                "named": "true",
                "outlet": "Harbour News",
                "report": _FILE,
                "start": str(start),
                "end": str(start + len(quote)),
                "quote": quote,
                "grade": "B2",
            }
        )
    return buffer.getvalue()
