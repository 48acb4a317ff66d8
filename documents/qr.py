"""QR codes as SVG, for use inside typeset documents and pages."""

import io

import segno

# The quiet zone that ISO/IEC 18004 asks for, in modules.
QUIET_ZONE = 4


def svg(payload: str) -> str:
    """The QR code of a payload as one SVG document without size or colour: error correction M, quiet zone of 4 modules.

    The payload is at most 2,331 bytes (version 40-M); raises `segno.DataOverflowError` beyond.
    """
    code = segno.make_qr(payload, error="m", boost_error=False)
    target = io.BytesIO()
    code.save(target, kind="svg", border=QUIET_ZONE, omitsize=True, xmldecl=False, nl=False, light="#fff")
    return target.getvalue().decode()
