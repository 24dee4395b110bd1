"""Can all these acts be put in an order? Difference constraints over moments, and the circles that forbid one.

An edge `first -> then` says that the moment of `then` is later than that of `first` (strict) or not earlier. An order
exists exactly if no circle of active edges contains a strict one. The engines add such circles to their clauses only
when a candidate answer runs into one; `lightest` lists those that could matter below a given weight, so that a proof of
"lightest" holds for circles never met.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Clause = list[int]


@dataclass(frozen=True, slots=True)
class Edge:
    """`then` comes later than `first` (or not earlier, if not `strict`), while all `guards` are true.

    `guards` are literals of the caller's formula. A true `together` literal makes a strict edge a weak one.
    `owner` is the index of the rule behind the edge, -1 for the order of the rungs of one issue.
    """

    first: int
    then: int
    strict: bool
    guards: tuple[int, ...] = ()
    together: int | None = None
    owner: int = -1


class Precedence:
    """Nodes are moments (any hashable key, numbered on first use); edges order them."""

    def __init__(self) -> None:
        self.nodes: dict[Hashable, int] = {}
        self.edges: list[Edge] = []

    def node(self, key: Hashable) -> int:
        """The number of a moment."""
        return self.nodes.setdefault(key, len(self.nodes))

    def add(
        self,
        first: Hashable,
        then: Hashable,
        *,
        strict: bool,
        guards: tuple[int, ...] = (),
        together: int | None = None,
        owner: int = -1,
    ) -> None:
        """Put `then` after `first` while the guards hold."""
        self.edges.append(Edge(self.node(first), self.node(then), strict, guards, together, owner))

    def knotted(self) -> list[Edge]:
        """The edges that lie on some circle with a strict edge, were all guards true; empty: no order can fail."""
        component = _components(len(self.nodes), self.edges)
        strict = {component[e.first] for e in self.edges if e.strict and component[e.first] == component[e.then]}
        return [e for e in self.edges if component[e.first] == component[e.then] and component[e.first] in strict]

    def broken(self, edges: Sequence[Edge], true: Callable[[int], bool], most: int = 40) -> list[tuple[Edge, ...]]:
        """Short circles among `edges` that a candidate answer breaks; empty if an order exists.

        `true` tells the value of a literal. At most `most` circles come back, each with a strict edge.
        """
        active = [e for e in edges if all(true(g) for g in e.guards)]
        if not active:
            return []
        component = _components(len(self.nodes), active)
        inside = [e for e in active if component[e.first] == component[e.then]]
        leaving: dict[int, list[Edge]] = {}
        ending: dict[int, list[Edge]] = {}  # the strict edges by where they lead to
        for edge in inside:
            leaving.setdefault(edge.first, []).append(edge)
            if edge.strict and not (edge.together is not None and true(edge.together)):
                ending.setdefault(edge.then, []).append(edge)
        found: dict[frozenset[tuple[int, ...]], tuple[Edge, ...]] = {}
        for source, closing in ending.items():
            back = _shortest(leaving, source, {edge.first for edge in closing})
            for edge in closing:
                circle = (edge, *back[edge.first])
                found.setdefault(frozenset((e.owner, *e.guards) for e in circle), circle)
                if len(found) >= most:
                    return list(found.values())
        return list(found.values())

    def moments(self, edges: Sequence[Edge], true: Callable[[int], bool]) -> dict[Hashable, int]:
        """The earliest moment of every node, counted from 1, for an answer that breaks no circle."""
        active = [e for e in edges if all(true(g) for g in e.guards)]
        moment = [1] * len(self.nodes)
        for _ in range(len(self.nodes) + 1):
            changed = False
            for edge in active:
                lag = 1 if edge.strict and not (edge.together is not None and true(edge.together)) else 0
                if moment[edge.first] + lag > moment[edge.then]:
                    moment[edge.then] = moment[edge.first] + lag
                    changed = True
            if not changed:
                break
        return {key: moment[number] for key, number in self.nodes.items()}


def clauses_against(circle: Iterable[Edge]) -> list[Clause]:
    """The clauses that forbid a circle: one of its guards fails, or all its strict edges become weak."""
    edges = list(circle)
    off = sorted({-g for e in edges for g in e.guards})
    strict = [e for e in edges if e.strict]
    if any(e.together is None for e in strict):
        return [off]
    return [[*off, together] for together in sorted({e.together for e in strict if e.together is not None})]


def lightest(
    edges: Sequence[Edge], weight: Callable[[int], int], bound: float, longest: int | None, most: int
) -> tuple[list[tuple[Edge, ...]], bool]:
    """All simple circles with a strict edge whose owners weigh less than `bound` together, lightest search first.

    `longest` caps the number of edges that have an owner. Returns the circles and whether none was left out for `most`.
    """
    leaving: dict[int, list[Edge]] = {}
    entering: dict[int, list[Edge]] = {}
    for edge in edges:
        leaving.setdefault(edge.first, []).append(edge)
        entering.setdefault(edge.then, []).append(edge)
    cost = {edge: weight(edge.owner) if edge.owner >= 0 else 0 for edge in edges}
    found: list[tuple[Edge, ...]] = []
    for start in sorted(leaving):
        home = _distances(entering, start, cost, bound)
        for circle in _circles_from(start, leaving, home, cost, bound, longest):
            if any(e.strict for e in circle):
                found.append(circle)
                if len(found) >= most:
                    return found, False
    return found, True


def _circles_from(
    start: int,
    leaving: dict[int, list[Edge]],
    home: dict[int, int],
    cost: dict[Edge, int],
    bound: float,
    longest: int | None,
) -> Iterator[tuple[Edge, ...]]:
    """Simple circles through `start` and otherwise only higher nodes, by depth-first search under the bound."""
    path: list[Edge] = []
    on_path = {start}
    stack: list[tuple[Iterator[Edge], int, int]] = [(iter(leaving[start]), 0, 0)]
    while stack:
        options, spent, owned = stack[-1]
        for edge in options:
            to = edge.then
            total = spent + cost[edge]
            count = owned + (edge.owner >= 0)
            if to not in home or total + home[to] >= bound or (longest is not None and count > longest):
                continue
            if to == start:
                yield (*path, edge)
            elif to > start and to not in on_path:
                path.append(edge)
                on_path.add(to)
                stack.append((iter(leaving.get(to, ())), total, count))
                break
        else:
            stack.pop()
            if path:
                on_path.discard(path.pop().then)


def _distances(entering: dict[int, list[Edge]], start: int, cost: dict[Edge, int], bound: float) -> dict[int, int]:
    """For each node not below `start`: the least weight of a way from it to `start`, as far as it is below `bound`."""
    best = {start: 0}
    queue = [(0, start)]
    while queue:
        spent, node = heapq.heappop(queue)
        if spent > best[node]:
            continue
        for edge in entering.get(node, ()):
            total = spent + cost[edge]
            if edge.first >= start and total < bound and total < best.get(edge.first, total + 1):
                best[edge.first] = total
                heapq.heappush(queue, (total, edge.first))
    return best


def _shortest(leaving: dict[int, list[Edge]], source: int, targets: set[int]) -> dict[int, list[Edge]]:
    """For each target that can be reached: the way with the fewest edges to it from `source`, empty if it is there."""
    came: dict[int, Edge] = {}
    missing = targets - {source}
    layer = [source]
    while layer and missing:
        following: list[int] = []
        for node in layer:
            for edge in leaving.get(node, ()):
                if edge.then not in came and edge.then != source:
                    came[edge.then] = edge
                    missing.discard(edge.then)
                    following.append(edge.then)
        layer = following
    ways: dict[int, list[Edge]] = {}
    for target in targets - missing:
        way: list[Edge] = []
        while target != source:
            way.append(came[target])
            target = came[target].first
        ways[way[0].then if way else source] = way[::-1]
    return ways


def _components(count: int, edges: Sequence[Edge]) -> list[int]:
    """The strongly connected component of every node [Tarjan1972], without recursion."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    for edge in edges:
        leaving[edge.first].append(edge.then)
    index = [0] * count
    low = [0] * count
    component = [-1] * count
    waiting: list[int] = []
    clock = 0
    number = 0
    for root in range(count):
        if index[root] or not leaving[root]:
            continue
        clock += 1
        index[root] = low[root] = clock
        waiting.append(root)
        work = [(root, iter(leaving[root]))]
        while work:
            node, options = work[-1]
            for to in options:
                if not index[to]:
                    clock += 1
                    index[to] = low[to] = clock
                    waiting.append(to)
                    work.append((to, iter(leaving[to])))
                    break
                if component[to] < 0 and index[to] < low[node]:
                    low[node] = index[to]
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    while True:
                        member = waiting.pop()
                        component[member] = number
                        if member == node:
                            break
                    number += 1
    for node in range(count):
        if component[node] < 0:
            component[node] = number
            number += 1
    return component
