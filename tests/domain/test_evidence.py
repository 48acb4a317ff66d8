"""What may be evidence: names without tricks, types told by content, links that open for others."""

import hashlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain import evidence
from tests import files
from tests.refusals import refused

JAKARTA = ZoneInfo("Asia/Jakarta")
BY_ENDING = {
    "pdf": files.PDF, "jpg": files.JPEG, "jpeg": files.JPEG, "png": files.PNG, "webp": files.WEBP, "heic": files.HEIC,
    "mp4": files.MP4, "docx": files.DOCX, "xlsx": files.XLSX, "pptx": files.PPTX,
}  # fmt: skip


def test_every_type_has_a_sample_here() -> None:
    assert BY_ENDING.keys() == evidence.KINDS.keys()


@pytest.mark.parametrize("ending", BY_ENDING)
def test_a_file_is_what_its_ending_says(ending: str) -> None:
    content = BY_ENDING[ending]
    found = evidence.checked_file(f"SK Tim.{ending.upper()}", content, 20)
    assert found == evidence.Candidate(
        f"SK Tim.{ending.upper()}", evidence.KINDS[ending].media_type, len(content), hashlib.sha256(content).hexdigest()
    )


@pytest.mark.parametrize("ending", BY_ENDING)
def test_the_content_of_another_type_is_refused(ending: str) -> None:
    same = {one for one, kind in evidence.KINDS.items() if kind.media_type == evidence.KINDS[ending].media_type}
    for other in BY_ENDING.keys() - same:
        with refused("evidence.not_what_it_says", file=f"a.{ending}", type=ending.upper()):
            evidence.checked_file(f"a.{ending}", BY_ENDING[other], 20)


@pytest.mark.parametrize(
    "name",
    [
        "laporan.exe", "laporan.pdf.exe", "laporan", ".pdf", "pdf", "laporan.pdf.", "halaman.html", "gambar.svg",
        "laporan\u202efdp.exe", "berkas.docm", "arsip.zip", "laporan.pdf\x00.exe", "laporan.pdf/..",
    ],
)  # fmt: skip
def test_an_ending_that_is_not_in_the_table_is_refused(name: str) -> None:
    if evidence.clean_name(name).endswith("laporan.pdf"):  # the dot at the end is no part of a name
        assert evidence.checked_file(name, files.PDF, 20).name == "laporan.pdf"
        return
    with refused("evidence.type_unknown"):
        evidence.checked_file(name, files.PDF, 20)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.archive("word/document.xml", "word/vbaProject.bin"), "makro.docx"),
        (files.archive("isi.txt"), "arsip.docx"),
        (files.DOCX[:-30], "terpotong.docx"),
        (b"PK\x03\x04" + b"\x00" * 100, "rusak.xlsx"),
        (b"<html>%PDF-1.7", "halaman.pdf"),
        (b"\x00\x00\x00\x18ftypxxxx", "video.mp4"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "suara.webp"),
    ],
)
def test_half_files_macros_and_disguises_are_refused(content: bytes, name: str) -> None:
    with refused("evidence.not_what_it_says"):
        evidence.checked_file(name, content, 20)


def test_the_size_has_an_edge() -> None:
    evidence.check_size("a.pdf", 20_000_000, 20)
    with refused("evidence.too_large", file="a.pdf", megabytes=20):
        evidence.check_size("a.pdf", 20_000_001, 20)
    with refused("evidence.empty", file="a.pdf"):
        evidence.checked_file("../a.pdf", b"", 20)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\SK 12.pdf", "SK 12.pdf"),
        ("a\r\nContent-Type: text.pdf", "aContent-Type text.pdf"),
        ("SK\u202e\u2066 Tim\u200b.pdf", "SK Tim.pdf"),
        ('<b>"x"|?*.png', "bx.png"),
        ("  ..rahasia..pdf ", "rahasia.pdf"),
        ("/", "bukti"),
        ("", "bukti"),
        ("...", "bukti"),
        ("Notulen Rapat – 2 Maret.pdf", "Notulen Rapat – 2 Maret.pdf"),
        ("ä" * 300 + ".pdf", "ä" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_hold_no_path_no_tricks_and_keep_their_ending(given: str, kept: str) -> None:
    assert evidence.clean_name(given) == kept
    assert evidence.clean_name(kept) == kept


def test_a_photo_is_named_by_its_caption_or_its_moment() -> None:
    moment = datetime(2026, 3, 2, 3, 0, 5, tzinfo=UTC)
    assert evidence.photo_name("", files.JPEG, moment, JAKARTA) == "foto 2026-03-02 10.00.05.jpg"
    assert (
        evidence.photo_name("Rapat 2/3, ruang.A\nlantai 2", files.JPEG, moment, JAKARTA)
        == "Rapat 2-3, ruang Alantai 2.jpg"
    )
    assert evidence.photo_name("\u202e", files.PNG, moment, JAKARTA) == "bukti.png"
    assert len(evidence.photo_name("x" * 1024, b"?", moment, JAKARTA)) == 84


@pytest.mark.parametrize(
    "link",
    ["https://drive.google.com/drive/folders/1a?usp=sharing", "https://contoh.go.id:8443/bukti#a", "https://8.8.8.8/a"],
)
def test_whole_public_addresses_are_kept_as_they_are(link: str) -> None:
    assert evidence.checked_link(f"  {link}\n") == link


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("http://contoh.go.id/a", "link_incomplete"),
        ("contoh.go.id", "link_incomplete"),
        ("ftp://contoh.go.id", "link_incomplete"),
        ("javascript:alert(1)", "link_incomplete"),
        ("https://contoh.go.id/a b", "link_incomplete"),
        ("https://contoh.go.id/\u202egpj", "link_incomplete"),
        ("https://contoh.go.id:99999/", "link_incomplete"),
        ("https://[::1", "link_incomplete"),
        ("https://intranet", "link_incomplete"),
        (f"https://contoh.go.id/{'a' * 1000}", "link_incomplete"),
        ("https://localhost.localhost/", "link_private"),
        ("https://127.0.0.1/", "link_private"),
        ("https://127.1/", "link_private"),
        ("https://0x7f.0.0.1/", "link_private"),
        ("https://10.1.2.3/a", "link_private"),
        ("https://192.168.0.2:8443/a", "link_private"),
        ("https://169.254.169.254/latest", "link_private"),
        ("https://100.64.0.1/", "link_private"),
        ("https://server.local./a", "link_private"),
        ("https://budi:rahasia@contoh.go.id/", "link_login"),
        ("https://contoh.go.id@jahat.example/", "link_login"),
    ],
)
def test_other_addresses_are_refused_with_the_reason(link: str, key: str) -> None:
    with refused(f"evidence.{key}"):
        evidence.checked_link(link)


def test_shared_folders_are_told_by_their_host() -> None:
    assert evidence.needs_opening("https://drive.google.com/a")
    assert evidence.needs_opening("https://kab-my.sharepoint.com/a")
    assert not evidence.needs_opening("https://drive.google.com.contoh.go.id/a")
    assert not evidence.needs_opening("https://contoh.go.id/drive.google.com")


def test_a_share_ends_ninety_days_after_the_year_in_the_unit_s_zone() -> None:
    assert evidence.share_ends(2026, JAKARTA) == datetime(2027, 3, 31, 17, 0, tzinfo=UTC)


def test_a_link_is_read_by_host_and_path() -> None:
    assert evidence.link_name("https://contoh.go.id/bukti/?token=rahasia") == "contoh.go.id/bukti"
    assert len(evidence.link_name(f"https://contoh.go.id/{'a' * 500}")) == 120
