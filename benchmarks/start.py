"""From a cold shell: the import, and the first answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.timing import Row, median

_CPU = "import time; import nonpaper; print(time.process_time())"


def rows(quick: bool = False) -> Iterator[Row]:
    """CPU time of `import nonpaper` (the interpreter's own start included) and wall time of commands on the example."""
    case = "examples/cairo-2024"
    figures = sorted(
        float(subprocess.run([sys.executable, "-c", _CPU], capture_output=True, check=True, text=True).stdout)
        for _ in range(5)
    )
    yield Row("import nonpaper (CPU, the interpreter's start included)", figures[2], figures[-1], 0.2, runs=5)
    goals = {"status": 0.5, "check": None, "why": None, "brief": None}
    for command, goal in goals.items():

        def run(_: object, command: str = command) -> None:
            subprocess.run([sys.executable, "-m", "nonpaper", command, case], capture_output=True, check=True)

        yield median(f"nonpaper {command} {case} (wall, new process)", [None], run, goal, repeat=3 if quick else 7)
