"""Where nothing can be kept on disk, loops are compiled all the same."""

from __future__ import annotations

import pytest

from nonpaper.compiled import compiled


def _double(number: int) -> int:
    return 2 * number


def test_without_a_place_to_keep_it_a_loop_is_compiled_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba.core.caching import FunctionCache

    def nowhere(*_: object) -> None:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(FunctionCache, "__init__", nowhere)
    assert compiled(_double)(21) == 42
