"""Whether a name typed as a signature is the signer's name: how it is written is forgiven, a missing word is not."""

import re
import unicodedata
from typing import Final

_WORD_BREAK: Final = re.compile(r"[\s_/-]+")
_TITLES: Final = "prof dr drs dra drg drh ir h hj kh apt ns bd bapak ibu bpk sdr sdri tn ny nn"
_DEGREES: Final = (
    "se sh st sp mm mh mt mp mpd mpsi msi mkes mkep mkom map mpa mph mba msc mhum mag magr mars phd spd spdi ssos sip "
    "sag skom skm skep sfarm spsi spt sstp sst stp ssi ssn shum shut sptn samd amd amdkep amdkeb amdkom amk ak ca cpa "
    "lc sthi shi sei"
)
# Forms of address, academic and religious titles as they stand before Indonesian names.
TITLES: Final = frozenset(_TITLES.split())
# Degrees behind names where the roster sets no comma before them.
DEGREES: Final = frozenset(_DEGREES.split())
_GLUED_TITLE: Final = re.compile(rf"\b({'|'.join(sorted(TITLES, key=len, reverse=True))})\.(?=\w{{2}})")


def matches(typed: str, name: str) -> bool:
    """Whether `typed` holds every word of `name` in its order and nothing that is no title or degree.

    Case, accents, blanks, punctuation, titles before and degrees behind the name make no difference.
    """
    wanted = _core(name)
    return bool(wanted) and _core(typed) == wanted


def _core(text: str) -> str:
    """The letters of the name itself: what follows the first comma are degrees."""
    words = [word for chunk in _WORD_BREAK.split(_plain(text).partition(",")[0]) if (word := _letters(chunk))]
    while len(words) > 1 and words[0] in TITLES:
        words.pop(0)
    while len(words) > 1 and words[-1] in DEGREES:
        words.pop()
    return "".join(words)


def _plain(text: str) -> str:
    """Lower case without accents; a dot that ends a title glued to the name ("Dr.Siti") separates them."""
    decomposed = unicodedata.normalize("NFKD", text.strip().strip(",").casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return _GLUED_TITLE.sub(r"\1 ", bare)


def _letters(word: str) -> str:
    return "".join(mark for mark in word if mark.isalnum())
