"""The documents of a unit as one file: asking for it, how far it is, and the file itself."""

from collections.abc import Sequence
from typing import Final

from domain.ledger import Signature
from domain.people import Unit
from domain.receipt import shown
from texts.callback import encode
from texts.catalogue import translator
from texts.engine import render
from texts.place import Place
from texts.screen import Attachment, Button, Screen

MIME: Final = "application/zip"
LIST: Final = "daftar.csv"


def button(language: str, unit_id: int, campaign_id: int | None) -> Button:
    """Asks for the documents of a unit."""
    _ = translator(language)
    return Button(_("ZIP bukti PDF"), encode("exports.zip", unit_id, campaign_id or 0))


def asked(place: Place) -> str:
    """The short answer at the button."""
    _ = translator(place.language)
    return _("Berkas bukti sedang disiapkan. Mohon tunggu.")


def progress(place: Place, unit: Unit, done: int, total: int) -> Screen:
    """How many documents are made."""
    return Screen(render("evidence/progress", place.language, unit=unit.name, done=done, total=total))


def too_large(place: Place, unit: Unit) -> Screen:
    """The file is larger than a bot may send."""
    return Screen(render("evidence/too_large", place.language, unit=unit.name, code=unit.code))


def file(place: Place, unit: Unit, count: int, data: bytes) -> Screen:
    """The file itself, with the word of care that it needs."""
    text = render("evidence/file", place.language, unit=unit.name, count=count, now=place.now, tz=place.tz)
    return Screen(text, document=Attachment(f"bukti-pakta-{unit.code}.zip", data, MIME))


def columns(language: str) -> tuple[str, ...]:
    """The columns of the list in the file."""
    _ = translator(language)
    return (
        _("Kode"), _("Nama"), _("Jabatan"), _("Unit kerja"), _("Waktu setempat"), _("Nomor di buku segel"),
        _("Nama berkas"),
    )  # fmt: skip


def cells(signed: Signature, record: int | None, name: str) -> Sequence[str]:
    """A row of the list."""
    return (
        shown(signed.code), signed.name, signed.position, signed.unit_name, signed.signed_local, str(record or ""), name
    )  # fmt: skip
