"""A ZIP file of documents: there as a whole or not at all, with names that every system can store."""

import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from documents.evidence_zip import EvidenceZip, file_name

NOW = datetime(2026, 1, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Siti Aminah, S.Pd.", "Siti-Aminah-S-Pd_ABCDE12345.pdf"),
        ("../../etc/passwd", "etc-passwd_ABCDE12345.pdf"),
        ("Café Müller", "Cafe-Muller_ABCDE12345.pdf"),
        ("\u0000\n", "pegawai_ABCDE12345.pdf"),
        ("a" * 300, f"{'a' * 60}_ABCDE12345.pdf"),
        ("a" * 59 + " b", f"{'a' * 59}_ABCDE12345.pdf"),
    ],
)
def test_a_name_is_safe_and_bears_the_code(name: str, expected: str) -> None:
    assert file_name(name, "ABCDE12345") == expected


def test_the_file_holds_what_was_put_in_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "bukti.zip"
    with EvidenceZip(path, NOW) as target:
        target.add("a.pdf", b"%PDF-1")
        target.add_list("daftar.csv", ("Nama",), [("=1+1",)])
        assert not path.exists()

    with zipfile.ZipFile(path) as found:
        assert found.testzip() is None
        assert found.namelist() == ["a.pdf", "daftar.csv"]
        assert found.read("a.pdf") == b"%PDF-1"
        assert found.getinfo("a.pdf").compress_type == zipfile.ZIP_STORED
        assert found.getinfo("a.pdf").date_time == (2026, 1, 5, 1, 0, 0)
        assert "'=1+1" in found.read("daftar.csv").decode("utf-8-sig")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def twice(path: Path) -> None:
    with EvidenceZip(path, NOW) as target:
        target.add("a.pdf", b"1")
        target.add("a.pdf", b"2")


def test_an_error_in_the_middle_leaves_the_former_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "bukti.zip"
    with EvidenceZip(path, NOW) as kept:
        kept.add("a.pdf", b"1")
    former = path.read_bytes()

    with pytest.raises(ValueError, match="two files named"):
        twice(path)
    assert path.read_bytes() == former
    assert list(tmp_path.iterdir()) == [path]
