import xml.etree.ElementTree as ET

import pytest
import segno

from documents import qr


@pytest.mark.parametrize("payload", ["A", "https://t.me/contoh_bot?start=v_7KQ4M2XW9T", "é" * 300])
def test_the_svg_has_the_quiet_zone_and_the_symbol_of_error_correction_m(payload: str) -> None:
    code = segno.make_qr(payload, error="m", boost_error=False)
    modules = len(code.matrix)

    root = ET.fromstring(qr.svg(payload))

    assert root.attrib["viewBox"] == f"0 0 {modules + 8} {modules + 8}"
    assert code.error == "M"


def test_a_payload_beyond_the_largest_symbol_is_refused() -> None:
    with pytest.raises(segno.DataOverflowError):
        qr.svg("a" * 2332)
