"""Reading reports: words a second on one core, the start with the model of English, and the memory it takes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import Row

CASE = Path(__file__).parents[1] / "examples" / "river-treaty"
_SPEAKERS = (
    *("The union", "Two officials close to the talks", "The finance minister", "A spokesman for the guild", "She"),
    *(
        "Ada Galba, the guild's leader,",
        "The mediators",
        "Radio Nova, citing a source,",
        "The army",
        "Nobody at the table",
    ),
)
_SAYINGS = (
    *(
        "said the offer was too low and that talks would go on next week",
        "rejected any pause without a full withdrawal",
    ),
    *(
        "said in a statement that the raid was over, blaming the rebels for the delay",
        "called for a new round of talks",
    ),
    *(
        "told reporters on Thursday, “We are near a deal, but it is not done”",
        "did not rule out a truce before the feast",
    ),
    *("was expected to table a new paper", "walked along the river, where the boats lay idle and the market was shut"),
)
# One process: the start, then the reading of a report, each in CPU time, and the most memory that was held.
_READ = """
import json, resource, sys, time
begun = time.process_time()
from pathlib import Path
from nonpaper.case.load import load_case
from nonpaper.read.attribution import attributions, parse
from nonpaper.read.document import Document
from nonpaper.read.language import language
from nonpaper.read.reader import case_words, read
model = language()
started = time.process_time() - begun
text = sys.stdin.read()
document = Document("report.txt", text, "")
begun = time.process_time()
attributions(parse(document, model))
heard = time.process_time() - begun
words = case_words(load_case(Path(sys.argv[1])).case)
begun = time.process_time()
found = read(document, words, model)
whole = time.process_time() - begun
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([started, heard, whole, held, len(found), str(model)]))
"""


def report(words: int, seed: int = 5) -> str:
    """An invented report of about so many words: five sentences to a paragraph."""
    draw = random.Random(seed)
    paragraphs: list[str] = []
    while words > 0:
        sentences = [f"{draw.choice(_SPEAKERS)} {draw.choice(_SAYINGS)}." for _ in range(5)]
        paragraphs.append(" ".join(sentences))
        words -= len(paragraphs[-1].split())
    return "\n\n".join(paragraphs)


def rows(quick: bool = False) -> Iterator[Row]:
    """A report read for its attributions, and whole, to proposed statements; in a new process each time."""
    words = 2_000 if quick else 10_000
    text = report(words)
    runs = []
    for _ in range(3):
        asked = [sys.executable, "-c", _READ, str(CASE)]
        done = subprocess.run(asked, input=text, capture_output=True, check=True, text=True, encoding="utf-8")
        runs.append(json.loads(done.stdout))
    model = runs[0][5]
    counted = len(text.split())
    started, heard, whole, held = (sorted(run[place] for run in runs) for place in range(4))
    yield Row(f"reading: the start with {model} (CPU)", started[1], started[-1], 3.0, runs=3)
    for what, took in (("attributions alone", heard), ("to statements about a case", whole)):
        name = f"reading, {what}: {counted} words, {counted / took[1]:.0f} a second (CPU, one core)"
        yield Row(name, took[1], took[-1], counted / 1_500, runs=3)
    yield Row("reading: memory", held[1], held[-1], 300.0, runs=3, unit="MB")
