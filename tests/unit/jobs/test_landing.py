"""What is known of a landing file before Spark reads it."""

import hashlib
import io
from pathlib import Path

import pytest
from lakehouse.landing import Contents, LandingFileError, check_header, inspect, locate
from lakehouse.storage import LocalStorage


def contents(text: bytes) -> Contents:
    """Inspect a file of this text."""
    return inspect(io.BytesIO(text))


def test_blank_lines_and_headers_are_no_data_lines() -> None:
    text = b"\xef\xbb\xbfid,name\r\n1,a\r\n\r\n  \r\nid,name\r\n2,b"
    assert contents(text) == Contents("id,name", 2, hashlib.sha256(text).hexdigest())


def test_a_quoted_header_names_its_columns() -> None:
    assert contents(b'"id", name\n').column_names == ("id", "name")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(LandingFileError, match="the file is empty"):
        contents(b"\n\n")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [(b"id,n\xb4me\n1,a\n", "no text in UTF-8, at byte 4 of its header"), (b"id,name\r1,a\r", "carriage return alone")],
)
def test_a_file_whose_header_cannot_be_read_is_refused(text: bytes, complaint: str) -> None:
    with pytest.raises(LandingFileError, match=complaint):
        contents(text)


def test_a_header_may_have_more_columns_in_another_order() -> None:
    check_header(contents(b"name,extra,id\n"), ("id", "name"))


@pytest.mark.parametrize(
    ("header", "complaint"),
    [(b"id,nom\n", "lacks name; it has id,nom"), (b"id,name,id\n", "names a column twice")],
)
def test_a_header_that_cannot_be_used_is_refused(header: bytes, complaint: str) -> None:
    with pytest.raises(LandingFileError, match=complaint):
        check_header(contents(header), ("id", "name"))


def test_a_new_delivery_is_preferred_to_an_archived_file(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path)
    assert locate(storage, "orders/a.csv") is None
    for area in ("archive", "incoming"):
        (tmp_path / area / "orders").mkdir(parents=True)
        (tmp_path / area / "orders/a.csv").touch()
        found = locate(storage, "orders/a.csv")
        assert found is not None
        assert found.path == f"{area}/orders/a.csv"
