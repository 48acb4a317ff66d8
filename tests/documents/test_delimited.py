"""Delimited text that Excel opens: encoding, delimiter, and nothing that runs as a formula."""

import csv
import io

import pytest

from documents.delimited import write_delimited
from documents.workbooks import read_tables


def test_the_text_is_read_back_as_it_was_written() -> None:
    rows = [("Ani, S.E.", "+628110000001"), ('Budi "Bud"; M.M.', "-5"), ("Čitra\nDewi", "- Staf")]
    data = write_delimited(("Nama", "Isi"), rows)
    assert data.startswith(b"\xef\xbb\xbfNama;Isi\r\n")
    assert read_tables(data, "x.csv")[0].rows == (("Nama", "Isi"), *rows)


@pytest.mark.parametrize("cell", ["=1+1", "@sum", "+cmd|' /C calc'!A0", "-cmd", "\t=1"])
def test_what_looks_like_a_formula_gets_a_quote(cell: str) -> None:
    text = write_delimited(("Nama",), [(cell,)]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1] == [f"'{cell}"]
