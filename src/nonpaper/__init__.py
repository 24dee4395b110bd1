"""Where the sides of a negotiation stand, why there is no deal, and the ways out.

    import nonpaper

    case = nonpaper.load("examples/cairo-2024")
    case.status(at="2024-03-07")

Nothing heavy is imported until an answer is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nonpaper.version import VERSION

if TYPE_CHECKING:
    from nonpaper.answers import Answer
    from nonpaper.desk import Desk, check, export_case, import_scenario, load, new, read_reports, score_reading
    from nonpaper.errors import CaseError, EngineError, NonpaperError, SaveError, UsageError

__version__ = VERSION

_WHERE = {
    "Answer": "nonpaper.answers",
    "Desk": "nonpaper.desk",
    "check": "nonpaper.desk",
    "export_case": "nonpaper.desk",
    "import_scenario": "nonpaper.desk",
    "load": "nonpaper.desk",
    "new": "nonpaper.desk",
    "read_reports": "nonpaper.desk",
    "score_reading": "nonpaper.desk",
    "CaseError": "nonpaper.errors",
    "EngineError": "nonpaper.errors",
    "NonpaperError": "nonpaper.errors",
    "SaveError": "nonpaper.errors",
    "UsageError": "nonpaper.errors",
}

__all__ = [
    "Answer",
    "CaseError",
    "Desk",
    "EngineError",
    "NonpaperError",
    "SaveError",
    "UsageError",
    "__version__",
    "check",
    "export_case",
    "import_scenario",
    "load",
    "new",
    "read_reports",
    "score_reading",
]


def __getattr__(name: str) -> object:
    """The public names, each fetched from its room when first asked for [PEP 562]."""
    if name not in _WHERE:
        raise AttributeError(f"module 'nonpaper' has no attribute {name!r}")
    value: object = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
