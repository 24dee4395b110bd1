"""`python -m nonpaper` is the command `nonpaper`."""

from __future__ import annotations

import sys

from nonpaper.cli import main

if __name__ == "__main__":
    sys.exit(main())
