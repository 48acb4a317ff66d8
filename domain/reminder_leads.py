"""Lead days as people type them: "30, 14, 7" or "H-7 H-1 hari H"."""

from __future__ import annotations

import re
from typing import Final

from domain.errors import DomainError
from domain.folding import shortened

MOST_LEADS: Final = 30
"""More are not read; how many a deadline may have is another matter."""
_DUE_DAY = re.compile(r"\bhari[\s-]*h\b|\bd-day\b")
_LEAD = re.compile(r"(?:[hd]-)?(\d{1,4})")


def typed_leads(text: str) -> tuple[int, ...]:
    """Days before the due day, each once, the farthest first; 0 is the due day. Raises `deadline.leads`."""
    words = re.split(r"[\s,;&]+", _DUE_DAY.sub("0", text.lower().replace(" dan ", " ")).strip(" .,;"))
    found = [_LEAD.fullmatch(word) for word in words]
    leads = tuple(sorted({int(one[1]) for one in found if one is not None}, reverse=True))
    if None in found or not leads or len(leads) > MOST_LEADS:
        raise DomainError("deadline.leads", value=shortened(text, 40))
    return leads
