"""How many random cases hypothesis tries: `quick` unless told otherwise, many with `--hypothesis-profile=long`."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Machines share their cores, so no test is timed; `quick` draws the same cases every time, `long` fresh ones.
settings.register_profile(
    "quick", max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("quick")
