"""The lake that the jobs make equals what an independent computation makes of the same files."""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from lakehouse.reconciliation import UnreconciledError

from jobs.sample_data import Manifest, sample_data
from tests.ecommerce_oracle import differences, expect, read_lake

PROJECT = Path(__file__).parents[3]
REAL_DATA = PROJECT.parent / "shared/data/ecommerce"
DAYS = [dt.date(2024, 1, day) for day in (1, 2, 3)]

pytestmark = pytest.mark.spark


def planted_and_found(manifest: Manifest, lake_root: Path) -> list[tuple[object, ...]]:
    """Return where the rejected tables do not count exactly what was planted."""
    wrong: list[tuple[object, ...]] = []
    for (table, date), planted in manifest.reasons.items():
        rows = read_lake(lake_root, f"rejected.{table}").to_pylist()
        of_date = [row for row in rows if not date or str(row["date"]) == date]
        found = Counter(reason for row in of_date for reason in row["reasons"])
        if found != planted:
            wrong.append((table, date, planted - found, found - planted))
    return wrong


def contents(lake_root: Path) -> dict[str, list[str]]:
    """Return every row of every table, the times of loading included."""
    tables = sorted(log.parent for log in lake_root.glob("*/*/_delta_log"))
    names = [f"{table.parent.name}.{table.name}" for table in tables]
    return {name: sorted(map(repr, read_lake(lake_root, name).to_pylist())) for name in names}


def audit(lake_root: Path, date: object) -> dict[str, object]:
    """Return the audit's row, by DuckDB."""
    database = duckdb.connect()
    for log in lake_root.glob("*/*/_delta_log"):
        schema, table = log.parent.parent.name, log.parent.name
        database.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        database.register("arrow", read_lake(lake_root, f"{schema}.{table}"))
        database.execute(f"CREATE TABLE {schema}.{table} AS SELECT * FROM arrow")
    statement = (PROJECT / "jobs/sql/audit.sql").read_text().replace(":date", f"'{date}'")
    result = database.execute(statement)
    (row,) = result.fetchall()
    return dict(zip((column[0] for column in result.description), row, strict=True))


def test_every_kind_of_bad_row_is_set_aside_under_its_reasons_and_the_rest_adds_up(
    load_days: Callable[..., None], tmp_path: Path
) -> None:
    manifest = sample_data(tmp_path / "incoming", DAYS, orders_a_day=60)
    load_days(tmp_path, DAYS)
    assert differences(expect(tmp_path / "incoming", DAYS), tmp_path) == {}
    assert planted_and_found(manifest, tmp_path) == []
    assert audit(tmp_path, DAYS[1])["failures"] == 0


def test_days_in_any_order_give_the_same_tables_and_a_day_again_changes_nothing(
    load_days: Callable[..., None], tmp_path: Path
) -> None:
    sample_data(tmp_path / "incoming", DAYS, seed=11, orders_a_day=40)
    load_days(tmp_path, [DAYS[2], DAYS[0], DAYS[1]])
    assert differences(expect(tmp_path / "incoming", DAYS), tmp_path) == {}
    before = contents(tmp_path)
    load_days(tmp_path, [DAYS[0]])
    assert contents(tmp_path) == before


def test_a_changed_file_replaces_what_its_date_gave_before_even_when_the_run_is_killed_on_the_way(
    load_days: Callable[..., None], run_job: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "incoming"
    sample_data(raw, DAYS[:2], orders_a_day=40)
    load_days(tmp_path, DAYS[:1])
    for table in ("orders", "order_items"):
        run_job("bronze_ingest", lake_root=tmp_path, table=table, date=DAYS[1])
    run_job("silver_orders", lake_root=tmp_path, date=DAYS[1])
    # The first day's early line has its order now: it has left the rejected lines, and reached nothing yet.
    with killed_before_silver(monkeypatch):
        run_job("silver_order_items", lake_root=tmp_path, date=DAYS[1])
    load_days(tmp_path, [DAYS[1]])
    assert differences(expect(raw, DAYS[:2]), tmp_path) == {}
    # Another day's orders under the same name: those that won over the first day's are gone, lines lose their orders.
    sample_data(tmp_path / "other", [DAYS[1]], seed=99, orders_a_day=20)
    header, first, *others = (tmp_path / f"other/orders/{DAYS[1]}.csv").read_text().splitlines(keepends=True)
    assert first.split(",")[1].endswith("0000"), "the order that lines with other flaws name too"
    (raw / f"orders/{DAYS[1]}.csv").write_text("".join([header, *others]))
    run_job("bronze_ingest", lake_root=tmp_path, table="orders", date=DAYS[1])
    with killed_before_silver(monkeypatch):
        run_job("silver_orders", lake_root=tmp_path, date=DAYS[1])
    load_days(tmp_path, [DAYS[1]])
    assert differences(expect(raw, DAYS[:2]), tmp_path) == {}


@contextmanager
def killed_before_silver(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stop the job between its two writes."""

    def killed(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("lakehouse.lake.Lake.merge", killed)
        with pytest.raises(KeyboardInterrupt):
            yield


def test_a_day_without_files_keeps_what_it_holds_and_leaves_tables_to_read(
    run_job: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "incoming/orders").mkdir(parents=True)
    file = tmp_path / "incoming/orders/2024-01-01.csv"
    # Columns in another order, one too many, a quoted comma, CRLF, the header again.
    header = "order_id,order_num,comment,user_id,order_timestamp,total_amount,date\r\n"
    file.write_bytes(f'{header}7,1,"a, b",5,2024-01-01T10:00:00,9.90,2024-01-01\r\n{header}\r\n'.encode())
    run_job("bronze_ingest", lake_root=tmp_path, table="orders", date="2024-01-01")
    before = read_lake(tmp_path, "bronze.orders").to_pylist()
    assert [(row["order_id"], row["order_num"], row["source_file"]) for row in before] == [
        (7, 1, "orders/2024-01-01.csv")
    ]
    file.unlink()
    run_job("bronze_ingest", lake_root=tmp_path, table="orders", date="2024-01-01")
    run_job("bronze_ingest", lake_root=tmp_path, table="products", date="2024-01-01")
    assert read_lake(tmp_path, "bronze.orders").to_pylist() == before
    assert read_lake(tmp_path, "bronze.products").num_rows == 0


def test_rows_that_do_not_add_up_stop_the_run_before_anything_is_written(
    run_job: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_data(tmp_path / "incoming", DAYS[:1], orders_a_day=10)
    run_job("bronze_ingest", lake_root=tmp_path, table="products", date=DAYS[0])
    monkeypatch.setattr(
        "lakehouse.silver.judge", lambda rows, _rules: rows.limit(3).selectExpr("*", "array('x') reasons")
    )
    with pytest.raises(UnreconciledError, match="3 accounted for"):
        run_job("silver_products", lake_root=tmp_path, date=DAYS[0])
    assert not (tmp_path / "silver/products").exists()


@pytest.mark.skipif(not REAL_DATA.is_dir(), reason="the real data set is not beside the repository")
def test_the_real_data_gives_the_golden_numbers(load_days: Callable[..., None], tmp_path: Path) -> None:
    shutil.copytree(REAL_DATA, tmp_path / "incoming")
    days = [f"2025-04-0{day}" for day in (1, 2, 3)]
    load_days(tmp_path, days)
    assert differences(expect(REAL_DATA, days), tmp_path) == {}
    assert audit(tmp_path, days[0])["failures"] == 0
    first = next(row for row in read_lake(tmp_path, "gold.daily_sales").to_pylist() if str(row["date"]) == days[0])
    assert [str(value) for value in first.values()] == [
        "2025-04-01",
        "132204.46",
        "500",
        "264.41",
        "487",
        "2768",
        "5.54",
    ]
