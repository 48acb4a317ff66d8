"""`zibot import portal` and `zibot export portal`."""

import json
from pathlib import Path

import pytest

from domain.instrument import bundled
from domain.portal import entries
from tests.bot.test_cli import Place, place

__all__ = ["place"]
pytestmark = pytest.mark.usefixtures("logging_as_before")
ENTRIES = entries(bundled())
ROWS = [{"soal_id": one.number, "answer_type": one.kind, "sheet": "Jawaban"} for one in ENTRIES]


def ran(at: Place, *words: str) -> list[str]:
    result = at.zibot(*words)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(at: Place, *words: str) -> tuple[int, str]:
    result = at.zibot(*words)
    return result.exit_code, result.stderr.strip()


def kept(at: Place) -> list[tuple[object, ...]]:
    return at.rows("SELECT key FROM installation WHERE key = 'portal_list'")


def as_json(folder: Path, content: object) -> str:
    path = folder / "daftar.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def as_csv(folder: Path, rows: list[dict[str, object]]) -> str:
    path = folder / "daftar.csv"
    lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_the_list_of_2026_is_taken_without_a_question(place: Place) -> None:
    expected = ["127 soal di daftar induk, 127 cocok dengan LKE.", "Daftar induk dipakai mulai sekarang."]
    assert ran(place, "import", "portal", as_csv(place.folder, ROWS)) == expected
    for content in (ROWS, {"error": False, "data": ROWS}):
        assert ran(place, "import", "portal", as_json(place.folder, content)) == expected
    assert len(kept(place)) == 1
    assert ran(place, "import", "portal", "--default") == ["Daftar bawaan dipakai lagi."]
    assert ran(place, "import", "portal", "--default") == ["Daftar bawaan sudah dipakai."]
    assert kept(place) == []


def test_differences_are_told_and_asked_about(place: Place) -> None:
    changed = [{**ROWS[0], "answer_type": "abcd"}, *ROWS[2:], {**ROWS[0], "soal_id": 200}]
    file = as_csv(place.folder, changed)
    told = [
        "127 soal di daftar induk, 125 cocok dengan LKE.",
        "Tidak ada di daftar   2: P1.i.b (abc)",
        "Tidak ada di LKE      200: - (ya_tidak)",
        "Tipe berbeda          1: P1.i.a, LKE ya_tidak, daftar abcd",
        "Soal yang tidak cocok tidak dikirim. Isi kolom kode bila nomornya berubah (`zibot export portal`).",
    ]
    assert ran(place, "import", "portal", file, "--dry-run") == told
    assert refused(place, "import", "portal", file)[0] == 1
    assert kept(place) == []
    assert ran(place, "import", "portal", file, "--yes") == [*told, "Daftar induk dipakai mulai sekarang."]
    assert len(kept(place)) == 1


def test_what_was_exported_is_edited_and_loaded_again(place: Place) -> None:
    file = place.folder / "daftar.csv"
    assert ran(place, "export", "portal", str(file)) == [f"127 soal disimpan ke {file}."]
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[:2] == ["soal_id;answer_type;kode", "1;ya_tidak;P1.i.a"]
    file.write_text("\n".join([lines[0], lines[1].replace("1;", "301;", 1), *lines[2:]]), encoding="utf-8")
    found = ran(place, "import", "portal", str(file), "--yes")
    assert "Nomor berbeda         P1.i.a: bawaan 1, daftar 301" in found
    ran(place, "export", "portal", str(file))
    assert file.read_text("utf-8-sig").splitlines()[-1] == "301;ya_tidak;P1.i.a"


def test_a_long_list_of_differences_is_cut(place: Place) -> None:
    found = ran(place, "import", "portal", as_csv(place.folder, ROWS[:60]), "--dry-run")
    assert len(found) == 1 + 20 + 1 + 1
    assert found[-2] == "... dan 47 lagi."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("bukan json", "bukan JSON"), ('"teks"', "bukan JSON"), ('{"data": 1}', "bukan JSON"), ("[1]", "bukan JSON"),
        ("[" * 100_000, "bukan JSON"), ("[]", "kolom soal_id"), ('[{"id": 1}]', "kolom soal_id"),
        ('[{"id": true, "answer_type": "abc"}]', "Baris 2"), ('[{"id": 900, "answer_type": "abc"}]', "cocok"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_stores_nothing(place: Place, content: str, sentence: str) -> None:
    file = place.folder / "daftar.json"
    file.write_text(content, encoding="utf-8")
    code, said = refused(place, "import", "portal", str(file), "--yes")
    assert (code, sentence in said) == (1, True)
    assert kept(place) == []


def test_misuse_and_missing_files_are_one_sentence(place: Place) -> None:
    assert refused(place, "import", "portal") == (2, "Sebut satu berkas, atau --default.")
    assert refused(place, "import", "portal", "x.csv", "--default")[0] == 2
    assert "tidak dapat dibaca" in refused(place, "import", "portal", str(place.folder / "tidak-ada.csv"))[1]
    assert refused(place, "export", "portal", str(place.folder / "tidak" / "ada.csv"))[0] == 1
