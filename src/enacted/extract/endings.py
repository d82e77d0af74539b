"""How a line ends: what closes a sentence, and what only seems to."""

from __future__ import annotations

import re

ENDS = re.compile(r"[.!?:;][\"'”’)\]]*$")
"""A line that may close a sentence or a clause; a colon is among what closes."""

STRONG = re.compile(r"[.!?][\"'”’)\]]*$")
"""A line that closes a sentence."""

ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|pp?|[Nn]os?|[Ff]igs?|vol|e\.g|i\.e|et al|[Ss]ecs?|vs|approx|cf|Dr|Mrs?|Ms|St)"
    r"|[A-Z]\.[A-Z])\.$"
)
"""A full stop that ends no sentence, as often as not."""

OPENED = re.compile(r"[(\[][^)\]]*$")
"""A bracket that is still open."""
