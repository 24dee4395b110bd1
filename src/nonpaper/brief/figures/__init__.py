"""How is it drawn? Each figure as one SVG made here: no script, no network, the same on a screen and on paper."""

from __future__ import annotations
