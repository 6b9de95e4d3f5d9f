"""The functions around a run: find the files of a date, archive those that it processed."""

from pathlib import Path

import pytest
from lakehouse.storage import LocalStorage

from jobs.lambda_ import archive_files, find_files

DAY = "2025-04-01"


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lake in which products, orders and order_items of a day have arrived."""
    monkeypatch.setenv("LAKE_ROOT", str(tmp_path))
    for path in ("products.csv", f"orders/{DAY}.csv", f"order_items/{DAY}.csv"):
        deliver(tmp_path, path, path)
    return tmp_path


def deliver(lake: Path, path: str, text: str) -> None:
    """Put a file in incoming/."""
    file = lake / "incoming" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def files_of(folder: Path) -> list[str]:
    """Return the files below a folder."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_the_files_of_a_date_are_found_with_what_identifies_them(lake: Path) -> None:
    deliver(lake, "orders/2025-04-02.csv", "another day")
    found = find_files.handler({"date": DAY}, None)
    assert found["count"] == 3
    assert [file["path"] for file in found["files"]] == [
        "incoming/products.csv",
        f"incoming/orders/{DAY}.csv",
        f"incoming/order_items/{DAY}.csv",
    ]
    assert all(len(file["etag"]) == 32 for file in found["files"])


def test_products_alone_do_not_make_a_day(lake: Path) -> None:
    assert lake.is_dir()
    assert find_files.handler({"date": "2025-05-05"}, None) == {"count": 0, "files": []}


def test_a_date_that_is_none_is_refused(lake: Path) -> None:
    with pytest.raises(ValueError, match="yesterday"):
        find_files.find_files(LocalStorage(lake), "yesterday")


def test_processed_files_are_archived_below_the_same_path_and_no_others(lake: Path) -> None:
    found = find_files.handler({"date": DAY}, None)
    deliver(lake, "orders/2025-04-02.csv", "arrived meanwhile")
    archived = archive_files.handler(found, None)["archived"]
    assert archived == ["archive/products.csv", f"archive/orders/{DAY}.csv", f"archive/order_items/{DAY}.csv"]
    assert files_of(lake / "incoming") == ["orders/2025-04-02.csv"]
    # Two files of one name: neither has overwritten the other.
    assert (lake / f"archive/orders/{DAY}.csv").read_text() == f"orders/{DAY}.csv"


def test_a_file_that_was_delivered_anew_during_the_run_stays_for_the_next_one(lake: Path) -> None:
    found = find_files.handler({"date": DAY}, None)
    deliver(lake, f"orders/{DAY}.csv", "corrected")
    archive_files.handler(found, None)
    assert files_of(lake / "incoming") == [f"orders/{DAY}.csv"]


@pytest.mark.parametrize("moved_before_the_kill", [0, 1, 2, 3])
def test_archiving_can_be_killed_anywhere_and_run_again(lake: Path, moved_before_the_kill: int) -> None:
    found = find_files.handler({"date": DAY}, None)
    archive_files.archive_files(LocalStorage(lake), found["files"][:moved_before_the_kill])
    assert len(archive_files.handler(found, None)["archived"]) == 3 - moved_before_the_kill
    assert files_of(lake / "incoming") == []
    assert len(files_of(lake / "archive")) == 3
    again = find_files.handler({"date": DAY}, None)
    assert again["count"] == 3
    assert archive_files.handler(again, None) == {"archived": []}
