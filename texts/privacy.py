"""Personal data: what is held and why, and the rights of the person (UU 27/2022)."""

from collections.abc import Sequence
from dataclasses import fields

from domain.data_rights import Correction, Look, RequestState, Seen, Standing
from domain.people import Employee, Unit
from domain.retention import Retention
from domain.rights import Role
from texts.callback import encode
from texts.catalogue import gettext, mark, translator
from texts.engine import render
from texts.format import moment_long
from texts.labels import role_label
from texts.place import Place
from texts.screen import Attachment, Button, Screen

TERMS = {
    "drafts": mark("Langkah yang belum selesai"),
    "uploads": mark("Berkas yang diunggah"),
    "attempts": mark("Percobaan masuk yang gagal"),
    "parked_inbox": mark("Pesan masuk yang gagal diproses"),
    "outbox_details": mark("Isi pesan yang sudah dikirim bot"),
    "link_requests": mark("Permintaan bergabung"),
    "group_requests": mark("Permintaan menautkan grup"),
    "correction_requests": mark("Permintaan perbaikan, sesudah dijawab"),
}
SEEN = {Seen.PERSON: mark("data pegawai"), Seen.PLEDGE: mark("pakta"), Seen.LIST: mark("daftar nama")}


def terms(language: str, kept: Retention) -> dict[str, str]:
    """How long each kind is kept whose term is set in the configuration."""
    return {one.name: _term(language, getattr(kept, one.name)) for one in fields(kept)}


def _term(language: str, days: int) -> str:
    _, ngettext = translator(language), gettext(language).ngettext
    years, rest = divmod(days, 365)
    if not days:
        return _("selama layanan berjalan")
    if rest:
        return ngettext("{days} hari", "{days} hari", days).format(days=days)
    return ngettext("{years} tahun", "{years} tahun", years).format(years=years)


def notice(place: Place, standing: Standing, kept: Retention) -> Screen:
    """What is held, why, how long, who can see it; with a button for each right that the person has now."""
    _ = translator(place.language)
    named = [(_(TERMS[kind]), term) for kind, term in terms(place.language, kept).items()]
    text = render(
        "privacy/notice", place.language, terms=named, version=standing.version,
        given_at=standing.given_at, withdrawn_at=standing.withdrawn_at, requests=standing.open_requests, tz=place.tz,
    )  # fmt: skip
    return Screen(text, _rights(place, standing))


def _rights(place: Place, standing: Standing) -> tuple[tuple[Button, ...], ...]:
    _ = translator(place.language)
    rows = [(Button(_("Data saya (PDF)"), encode("privacy.file")),)]
    if standing.linked:
        rows.append((Button(_("Perbaiki data"), encode("privacy.correct")),))
        rows.append((Button(_("Siapa melihat data saya"), encode("privacy.looks", 0)),))
        rows.append((Button(_("Putuskan akun"), encode("privacy.unlink")),))
    if standing.version:
        rows.append((Button(_("Tarik persetujuan"), encode("privacy.withdraw")),))
    return tuple(rows)


def file_coming(place: Place) -> str:
    """The note at the button that asked for the data as a file."""
    _ = translator(place.language)
    return _("PDF sedang disiapkan.")


def data_file(place: Place, name: str, pdf: bytes) -> Screen:
    """The person's data as a file, which can't be passed on."""
    file = Attachment(f"data-pribadi-{place.now.astimezone(place.tz):%Y%m%d}.pdf", pdf, "application/pdf")
    return Screen(render("privacy/file", place.language, name=name), document=file)


def ask_wish(place: Place, employee: Employee, unit: Unit) -> Screen:
    """What the roster holds, and the request to write what is wrong."""
    _ = translator(place.language)
    text = render(
        "privacy/correct", place.language, name=employee.name, staff_number=employee.staff_number,
        position=employee.position, rank=employee.rank, unit=unit.name,
    )  # fmt: skip
    return Screen(text, ((Button(_("Batal"), encode("privacy.drop")),),))


def asked(place: Place, request: Correction) -> Screen:
    """The wish was kept, with the end of its clock."""
    text = render("privacy/asked", place.language, wish=request.wish, due_at=request.due_at, tz=place.tz)
    return Screen(text, (_back(place),))


def answer(place: Place, request: Correction) -> Screen:
    """What became of the person's request."""
    done = request.state is RequestState.DONE
    return Screen(render("privacy/answer", place.language, done=done, wish=request.wish, answer=request.answer))


def looks(place: Place, found: Sequence[Look], page: int, pages: int) -> Screen:
    """Which officials have looked, the last first; `page` counts from 0."""
    _ = translator(place.language)
    lines = [
        (moment_long(one.at, place.tz, place.language), _(SEEN[one.seen]), official(place.language, one))
        for one in found
    ]
    text = render("privacy/looks", place.language, looks=lines, page=page, pages=pages)
    turns = [
        Button(label, encode("privacy.looks", target))
        for label, target in (("◀", page - 1), ("▶", page + 1))
        if 0 <= target < pages
    ]
    return Screen(text, (tuple(turns), _back(place)) if turns else (_back(place),))


def official(language: str, look: Look) -> str:
    """Who looked: the name, then role and unit at that moment."""
    _ = translator(language)
    if not look.role:
        return _("petugas TI, lewat baris perintah")
    parts = (look.name, role_label(Role(look.role), language), look.unit)
    return ", ".join(part for part in parts if part)


def ask_unlink(place: Place) -> Screen:
    """What follows from parting account and person."""
    _ = translator(place.language)
    yes = Button(_("Ya, putuskan"), encode("privacy.unlink_yes"), style="danger")
    return Screen(render("privacy/unlink", place.language), ((yes,), _back(place)))


def unlinked(place: Place) -> Screen:
    """It is done, and what stays."""
    return Screen(render("privacy/unlinked", place.language))


def ask_withdrawal(place: Place) -> Screen:
    """What follows from withdrawing the consent, and what the law of archives lets the agency keep."""
    _ = translator(place.language)
    yes = Button(_("Ya, tarik persetujuan"), encode("privacy.withdraw_yes"), style="danger")
    return Screen(render("privacy/withdraw", place.language), ((yes,), _back(place)))


def withdrawn(place: Place) -> Screen:
    """It is done, and what stays."""
    return Screen(render("privacy/withdrawn", place.language))


def _back(place: Place) -> tuple[Button, ...]:
    _ = translator(place.language)
    return (Button(_("Kembali"), encode("privacy.open")),)
