"""The sample data set is the same for the same arguments, and holds what it says."""

import csv
import datetime as dt
from pathlib import Path

from jobs.sample_data import sample_data

DAYS = [dt.date(2024, 1, day) for day in (1, 2, 3)]


def test_the_same_arguments_give_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        sample_data(tmp_path / name, DAYS)
    files = [file.relative_to(tmp_path / "a") for file in (tmp_path / "a").rglob("*.csv")]
    assert len(files) == 7
    assert all((tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes() for file in files)


def test_the_manifest_counts_the_lines_of_each_file(tmp_path: Path) -> None:
    manifest = sample_data(tmp_path, DAYS[:1])
    for (dataset, date), lines in manifest.lines.items():
        file = tmp_path / dataset / f"{date}.csv" if date else tmp_path / f"{dataset}.csv"
        assert sum(1 for line in file.read_text().splitlines()[1:] if line.strip()) == lines


def test_days_never_share_a_key_by_accident(tmp_path: Path) -> None:
    manifest = sample_data(tmp_path, DAYS, orders_a_day=300)
    keys: list[str] = []
    for day in DAYS:
        with (tmp_path / f"order_items/{day}.csv").open(newline="") as stream:
            keys += [row["id"] for row in csv.DictReader(stream) if row["date"] == str(day) and row["order_id"]]
    usable = [key for key in keys if key.isdigit() and key not in {"0", "99999999999"}]
    planted = sum(reasons["Duplicate id"] for (table, _), reasons in manifest.reasons.items() if table == "order_items")
    assert len(usable) - len(set(usable)) == planted
