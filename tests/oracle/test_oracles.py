"""The judges agree with each other, and with cases small enough to see through."""

from __future__ import annotations
