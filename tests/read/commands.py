"""The command line as a person types it, run in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nonpaper.cli import main

Say = Callable[..., tuple[int, str, str]]


def sayer(capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    """Runs a command and gives its exit code, what it said, and what it complained of."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main([str(a) for a in arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode("utf-8"), err.decode("utf-8")

    return run
