"""Worlds: the examples from a cold start, the chain under many orderings, and how the time grows."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from tests.model.made import get, give, party
from tests.peers.orderings import by_hopsy, planted_orderings

import nonpaper
from benchmarks.timing import Row, median
from nonpaper.model.cone import Row as Statement
from nonpaper.model.cone import diagnose, run_chain
from nonpaper.model.preferences import PartyPreferences, preferences
from nonpaper.model.prior import layout
from nonpaper.model.worlds import NoWorlds, draw_worlds, party_worlds

EXAMPLES = ("cairo-2024", "chicago-teachers-2012", "river-treaty")
SIZES = ((10, 8, 1), (30, 25, 1), (60, 60, 0), (120, 120, 0), (120, 300, 0))  # issues, orderings, whether with hopsy
GROWTH = ((6, 2, 2), (12, 3, 4), (24, 4, 8), (24, 8, 8), (48, 8, 16))  # issues, terms, priorities
EFFECTIVE = 5_000
_COLD = (
    "import nonpaper; from nonpaper.model.preferences import preferences; "
    "from nonpaper.model.worlds import draw_worlds; "
    "draw_worlds(preferences(nonpaper.load('examples/cairo-2024').table()))"
)


def chain(issues: int, orderings: int, seed: int) -> float:
    """Seconds of the processor for 5,000 effective worlds: the start included, 10,000 drawn."""
    statements = planted_orderings(issues, orderings, seed)
    columns = layout(party([get(f"i{k:03}", 2) for k in range(issues)]))
    rows = [Statement(weights=tuple((int(k), float(row[k])) for k in np.flatnonzero(row))) for row in statements]
    begun = time.process_time()
    drawn = run_chain(columns, rows, (0.0, 0.0), 10_000, np.random.default_rng(seed))
    seconds = time.process_time() - begun
    if drawn is None:
        raise RuntimeError(f"no start for {issues} issues under {orderings} orderings")
    return seconds * EFFECTIVE / drawn.size


def hopsy(issues: int, orderings: int, seed: int) -> float:
    """Seconds for 5,000 effective worlds by hopsy's coordinate hit-and-run, not rounded beforehand."""
    statements = planted_orderings(issues, orderings, seed)
    by_hopsy(statements, 10, 1, seed)
    begun = time.process_time()
    weights = by_hopsy(statements, 10_000, 2 * issues, seed)
    seconds = time.process_time() - begun
    stretches = weights.reshape(50, 200, issues)  # one chain, in fifty stretches of two hundred
    size, _ = diagnose(list(stretches.transpose(1, 2, 0)))
    return seconds * EFFECTIVE / size


def grown(issues: int, terms: int, priorities: int) -> PartyPreferences:
    """One party with half gets and half gives, terms of four issues each and a chain of priorities among the gets."""
    rng = np.random.default_rng(issues + 1000 * terms)
    half = issues // 2
    values = [get(f"g{k:03}") for k in range(half)] + [give(f"v{k:03}") for k in range(issues - half)]
    packages = []
    for _ in range(terms):
        gets, gives = rng.permutation(half)[:2], rng.permutation(issues - half)[:2]
        packages.append({f"g{k:03}": 2 for k in gets} | {f"v{k:03}": 1 for k in gives})
    order = [f"g{k:03}" for k in rng.permutation(half)[: priorities + 1]]
    return party(values, packages, list(pairwise(order)))


def rows(quick: bool = False) -> Iterator[Row]:
    """The table's rows: wall times, and the time of the processor where it says so."""

    def cold(_: object) -> None:
        subprocess.run([sys.executable, "-c", _COLD], check=True)

    yield median("worlds of the Cairo case (wall, new process)", [None], cold, 3.0, repeat=3 if quick else 7)
    for name in EXAMPLES:
        found = preferences(nonpaper.load(f"examples/{name}").table())
        yield median(f"10,000 worlds of every side, {name}", [found], draw_worlds, 0.3, repeat=5)
    for issues, orderings, with_peer in SIZES[: 2 if quick else None]:
        seeds = (1,) if quick else (1, 2, 3)
        chain(issues, orderings, 0)
        ours = _each(lambda seed, n=issues, m=orderings: chain(n, m, seed), seeds)  # type: ignore[misc]
        peer = hopsy(issues, orderings, 1) if with_peer else None
        what = f"5,000 effective worlds, {issues} issues under {orderings} orderings (CPU)"
        goal = 1.0 if (issues, orderings) == (120, 120) else None
        ratio = None if peer is None else peer / ours[0]
        yield Row(what, statistics.median(ours), max(ours), goal, peer, ratio, len(ours))
    for issues, terms, priorities in GROWTH[: 2 if quick else None]:
        made = grown(issues, terms, priorities)
        first = party_worlds(made)
        how = "none" if isinstance(first, NoWorlds) else f"{first.method.value}, {first.effective:,.0f} effective"
        what = f"10,000 worlds of a party, {issues} issues, {terms} terms, {priorities} priorities ({how})"
        yield median(what, [made], party_worlds, None, repeat=3)


def _each(work: Callable[[int], float], seeds: Sequence[int]) -> list[float]:
    return [work(seed) for seed in seeds]
