"""What `zibot pledge` prints about texts and campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain import pledge
from domain.pledge import PledgeText, Signer
from domain.pledge_diff import Change, Size
from domain.publication import CampaignFacts, Phase, Preview
from texts.format import date_short, moment_long, number, percent
from texts.pledge import for_whom_label
from texts.publication import audience_label, difference_rows, phase_label, size_label

SOMEBODY: Final = Signer("(nama)", "(nomor induk)", "(jabatan)", "(unit kerja)")
MARKS: Final = {Change.SAME: "{}", Change.ADDED: "{{+{}+}}", Change.REMOVED: "[-{}-]"}


def preview_lines(found: Preview, tz: ZoneInfo, starts: datetime, now: datetime) -> Iterator[str]:
    """The difference to the version before, and what publishing would do."""
    yield from _difference_lines(found)
    yield f"Naskah     {found.version}{'' if found.is_new else ' (sudah tersimpan)'}, {size_label(found.size, 'id')}"
    yield f"Sasaran    {audience_label(found.audience, found.unit_name, 'id')}: {number(found.people)} orang saat ini"
    if found.size is Size.MINOR:
        titles = ", ".join(f"{one.id} ({one.title})" for one in found.affected)
        yield f"Diganti    naskah kampanye {titles}"
        yield f"Tetap sah  {number(found.signed)} tanda tangan"
        yield f"Beralih    {number(found.carries_over)} permintaan yang masih menunggu"
        return
    yield f"Dibuka     {'sekarang' if starts <= now else moment_long(starts, tz)}"
    yield from (f"Berakhir   kampanye {one.id} ({one.title})" for one in found.affected)
    yield f"Tanda tangan lagi  {number(found.signs_anew)} orang yang sudah menandatangani"


def _difference_lines(found: Preview) -> Iterator[str]:
    if found.difference is None:
        return
    if found.difference.is_none:
        yield f"Kata-katanya sama dengan versi {found.previous}."
        return
    yield f"Perbedaan dengan versi {found.previous}:"
    for row in difference_rows(found.difference, "id"):
        yield f"  {row.heading}"
        yield "    " + "".join(MARKS[Change(change)].format(text) for change, text in row.runs)
    yield f"Usulan     {size_label(found.difference.proposal, 'id')}"
    if found.size is Size.MINOR and found.difference.proposal is Size.MAJOR:
        yield "Perhatian  perbedaannya tampak besar; pakai --major bila makna janjinya berubah."


def campaign_line(facts: CampaignFacts, tz: ZoneInfo) -> str:
    """A campaign on one line."""
    of, got = facts.campaign, facts.coverage
    share = percent(got.percent / 100, 1) if got.expected else "-"
    reached = f"{number(got.signed)} dari {number(got.expected)} ({share})"
    days = f"{date_short(of.opens_at, tz)} - {date_short(of.ended_at or of.closes_at, tz)}"
    audience = audience_label(of.audience, facts.unit_name, "id")
    start = f"{of.id:>4}  {phase_label(facts.phase, 'id'):<11}  {days}  {reached}"
    return f"{start}  {of.title} [{of.text_version}], {audience}"


def campaign_lines(facts: CampaignFacts, tz: ZoneInfo) -> Iterator[str]:
    """Everything about a campaign."""
    of, got = facts.campaign, facts.coverage
    yield f"Kampanye {of.id}: {of.title} ({phase_label(facts.phase, 'id')})"
    yield f"Naskah     {of.text_version}"
    yield f"Sasaran    {audience_label(of.audience, facts.unit_name, 'id')}"
    yield f"Dibuka     {moment_long(of.opens_at, tz)}"
    over = of.ended_at if facts.phase is Phase.OVER and of.ended_at else of.closes_at
    yield f"Ditutup    {moment_long(over, tz)}"
    if of.months is None:
        yield f"Berlaku    sampai {moment_long(of.valid_until, tz)}"
    else:
        yield f"Berlaku    {of.months} bulan sejak ditandatangani"
    share = percent(got.percent / 100, 1) if got.expected else "-"
    yield f"Capaian    {number(got.signed)} dari {number(got.expected)} ({share})"
    yield f"Menunggu   {number(facts.waiting)}; tidak bersedia {number(facts.declined)}"


def text_lines(text: PledgeText) -> Iterator[str]:
    """A text as people read it, with words in brackets where their own data stand."""
    yield f"Naskah versi {text.version}" + (f" ({text.substances})" if text.substances else "")
    whom = for_whom_label(text.for_whom, "id")
    if whom:
        yield f"Untuk {whom}"
    for language in text.languages:
        filled = pledge.fill(text, language, SOMEBODY)
        yield from ("", f"[{language}] {filled.title}", filled.preamble)
        yield from (f"{place}. {point}" for place, point in enumerate(filled.points, 1))
        yield filled.closing
