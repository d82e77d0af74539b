"""What a word is, for every count of words that enters a table."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’.,\-\u2010\u2011][^\W_]+)*")
"""A token that holds a letter or digit: letters and digits, joined within by an apostrophe, a
stop, a comma or a hyphen ("co-production", "people's", "e.g", "1,250.5" are one word each;
"and/or" is two)."""


def count_words(text: str) -> int:
    """Tokens that hold a letter or a digit.

    On policy prose the count is within about 1 % of spaCy's tokens that hold a letter or digit,
    which cut "co-production" and "people's" in two; it is some 15 times faster.

    >>> count_words("Co-production isn't new (see para. 3.2).")
    6
    """
    return len(WORD.findall(text))
