"""How is a loop compiled? When it is first called, and kept on disk where that can be written, so once a machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def compiled(function: Callable[..., Any], signature: Any = None, **options: Any) -> Callable[..., Any]:
    """The function, compiled by Numba. Without a place to keep it (a package and a home that are both read-only) it is
    compiled anew in each process, which takes some seconds."""
    import numba

    compile_for: Any = numba.njit
    arguments = () if signature is None else (signature,)
    try:
        made: Callable[..., Any] = compile_for(*arguments, cache=True, **options)(function)
    except RuntimeError:
        made = compile_for(*arguments, **options)(function)
    return made
