"""Words for deadlines that come again."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.series import Frequency
from texts.catalogue import mark, translator

FREQUENCIES: Final[Mapping[Frequency, str]] = MappingProxyType(
    {
        Frequency.MONTHLY: mark("setiap bulan"),
        Frequency.QUARTERLY: mark("setiap triwulan"),
        Frequency.YEARLY: mark("setiap tahun"),
    }
)


def frequency_label(frequency: Frequency, language: str) -> str:
    """How often: "setiap bulan"."""
    return translator(language)(FREQUENCIES[frequency])
