"""What the e-commerce lakehouse must hold, computed by DuckDB straight from the raw CSV files.

Written from the rules, not from the jobs: other parser, other SQL, integer cents instead of decimals. ``expect``
computes every table for the dates that were loaded, ``differences`` compares them with a lake.
"""

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

FIELDS = {
    "products": ("product_id", "department_id", "department", "product_name"),
    "orders": ("order_num", "order_id", "user_id", "order_timestamp", "total_amount", "date"),
    "order_items": (
        "id",
        "order_id",
        "user_id",
        "days_since_prior_order",
        "product_id",
        "add_to_cart_order",
        "reordered",
        "order_timestamp",
        "date",
    ),
}

INTEGER = r"CASE WHEN regexp_full_match({0}, '[+-]?\d+') THEN try_cast({0} AS INTEGER) END"
CONVERSIONS = {
    "total_amount": (
        r"CASE WHEN regexp_full_match({0}, '[+-]?\d+(\.\d{{1,2}}0*)?') THEN try_cast({0} AS DECIMAL(10,2)) END"
    ),
    "order_timestamp": (
        r"CASE WHEN regexp_full_match({0}, '\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d') THEN try_cast({0} AS TIMESTAMP) END"
    ),
    "date": r"CASE WHEN regexp_full_match({0}, '\d{{4}}-\d\d-\d\d') THEN try_cast({0} AS DATE) END",
    "department": "{0}",
    "product_name": "{0}",
}

REASONS = {
    "products": {
        "Null product_id": "product_id IS NULL",
        "Non-positive product_id": "product_id < 1",
        "Null department_id": "department_id IS NULL",
        "Non-positive department_id": "department_id < 1",
        "Null department": "department IS NULL OR trim(department) = ''",
        "Null product name": r"product_name IS NULL OR NOT regexp_matches(product_name, '[\pL\pN_]')",
    },
    "orders": {
        "Null order_id": "order_id IS NULL",
        "Non-positive order_id": "order_id < 1",
        "Null order_num": "order_num IS NULL",
        "Null user_id": "user_id IS NULL",
        "Non-positive user_id": "user_id < 1",
        "Invalid timestamp": "order_timestamp IS NULL",
        "Null total amount": "total_amount IS NULL",
        "Non-positive total amount": "total_amount <= 0",
        "Total amount above 50000": "total_amount > 50000",
    },
    "order_items": {
        "Null id": "id IS NULL",
        "Non-positive id": "id < 1",
        "Null order_id": "order_id IS NULL",
        "Non-positive order_id": "order_id < 1",
        "Null user_id": "user_id IS NULL",
        "Null product_id": "product_id IS NULL",
        "Non-positive product_id": "product_id < 1",
        "Null add_to_cart_order": "add_to_cart_order IS NULL",
        "Invalid add_to_cart_order": "add_to_cart_order < 1 OR add_to_cart_order > 50",
        "Invalid reordered": "reordered IS NULL OR reordered < 0 OR reordered > 1",
        "Negative days_since_prior_order": "days_since_prior_order < 0",
        "Invalid timestamp": "order_timestamp IS NULL",
        "Invalid order_id reference": "order_id NOT IN (SELECT order_id FROM silver.orders)",
        "Invalid product_id reference": "product_id NOT IN (SELECT product_id FROM silver.products)",
    },
}
# The row of a key that is kept: the first in this order.
BEST = {
    "products": ("product_id", "product_name DESC, department DESC, department_id DESC"),
    "orders": (
        "order_id",
        "order_timestamp DESC, date DESC, total_amount DESC, order_num DESC, user_id DESC",
    ),
    "order_items": (
        "id",
        """order_timestamp DESC, date DESC, order_id DESC, product_id DESC, add_to_cart_order DESC, user_id DESC,
        reordered DESC, days_since_prior_order DESC NULLS LAST""",
    ),
}
SILVER = {
    "products": r"""
        product_id, department_id,
        CASE WHEN department ILIKE '%book%' THEN 'Books'
             WHEN department ILIKE '%cloth%' OR department ILIKE '%apparel%' THEN 'Clothing'
             WHEN department ILIKE '%electronic%' OR department ILIKE '%tech%' THEN 'Electronics'
             WHEN department ILIKE '%grocery%' OR department ILIKE '%food%' THEN 'Food'
             WHEN department ILIKE '%home%' OR department ILIKE '%household%' THEN 'Home'
             WHEN department ILIKE '%sport%' THEN 'Sports'
             WHEN department ILIKE '%toy%' THEN 'Toys'
             ELSE upper(trim(department)[1]) || lower(trim(department)[2:]) END AS department,
        trim(regexp_replace(product_name, '[^\pL\pN_\s]', '', 'g')) AS product_name,
        true AS is_active""",
    "orders": """
        order_num, order_id, user_id, order_timestamp, total_amount, date,
        dayofweek(order_timestamp) + 1 AS day_of_week, hour(order_timestamp) AS hour_of_day""",
    "order_items": """
        id, order_id, user_id, days_since_prior_order, product_id, add_to_cart_order, reordered, order_timestamp, date,
        CASE WHEN days_since_prior_order IS NULL THEN 'first_order'
             WHEN days_since_prior_order < 2 THEN '0-1_days'
             WHEN days_since_prior_order < 8 THEN '2-7_days'
             WHEN days_since_prior_order < 15 THEN '8-14_days'
             WHEN days_since_prior_order < 31 THEN '15-30_days'
             ELSE '30+_days' END AS days_since_prior_order_bucket,
        reordered > 0 AS is_reorder""",
}

# The k-th of n lines gets (cents + n - k) div n cents: as even as cents allow, the first lines first.
LINES = """
    CREATE TABLE lines AS
    SELECT i.id, i.order_id, i.product_id, i.reordered, i.days_since_prior_order, o.user_id, o.date, p.department,
        ((o.total_amount * 100)::BIGINT + count(*) OVER whole - row_number() OVER cart) // count(*) OVER whole AS cents
    FROM silver.order_items i JOIN silver.orders o USING (order_id) JOIN silver.products p USING (product_id)
    WINDOW whole AS (PARTITION BY i.order_id),
           cart AS (PARTITION BY i.order_id ORDER BY i.add_to_cart_order, i.id)
"""
GOLD = {
    "daily_sales": """
        SELECT o.date, sum(total_amount) AS total_sales, count(*) AS order_count,
            half_up(sum(total_amount * 100)::BIGINT, count(*)) / 100 AS avg_order_value,
            count(DISTINCT user_id) AS unique_customers,
            (SELECT count(*) FROM lines l WHERE l.date = o.date) AS total_items,
            half_up((SELECT count(*) FROM lines l WHERE l.date = o.date) * 100, count(*)) / 100 AS avg_items_per_order
        FROM silver.orders o GROUP BY o.date""",
    "product_performance": """
        SELECT product_id, p.department, p.product_name, count(*) AS total_quantity, sum(cents) / 100 AS total_sales,
            count(DISTINCT order_id) AS order_count,
            half_up(sum(reordered) * 10000, count(*)) / 10000 AS reorder_rate,
            half_up(sum(days_since_prior_order) * 100, count(days_since_prior_order)) / 100 AS avg_days_between_orders
        FROM lines JOIN silver.products p USING (product_id) GROUP BY ALL""",
    "department_analytics": """
        SELECT department, sum(cents) / 100 AS total_sales, count(DISTINCT product_id) AS product_count,
            count(DISTINCT order_id) AS order_count, count(DISTINCT user_id) AS customer_count,
            half_up(sum(cents), count(DISTINCT order_id)) / 100 AS avg_order_value
        FROM lines GROUP BY department""",
    "customer_insights": """
        WITH customers AS (
            SELECT user_id, count(*) AS total_orders, sum(total_amount) AS total_spend,
                half_up(sum(total_amount * 100)::BIGINT, count(*)) / 100 AS avg_order_value,
                min(date) AS first_order_date, max(date) AS last_order_date,
                ((SELECT max(date) FROM silver.orders) - max(date))::INTEGER AS days_since_last_order
            FROM silver.orders GROUP BY user_id
        ), departments AS (
            SELECT user_id, department, count(*) AS n FROM lines GROUP BY ALL
        ), liked AS (
            SELECT user_id, product_id, count(*) AS n FROM lines GROUP BY ALL
        )
        SELECT *,
            (SELECT d.department FROM departments d WHERE d.user_id = c.user_id ORDER BY n DESC, department LIMIT 1)
                AS favorite_department,
            (SELECT l.product_id FROM liked l WHERE l.user_id = c.user_id ORDER BY n DESC, product_id LIMIT 1)
                AS favorite_product_id,
            CASE WHEN total_orders >= 11 THEN 'Loyal'
                 WHEN total_orders >= 6 AND days_since_last_order <= 30 THEN 'Active'
                 WHEN total_orders >= 2 AND days_since_last_order <= 90 THEN 'Regular'
                 WHEN days_since_last_order >= 91 THEN 'Lapsed'
                 ELSE 'New' END AS customer_segment
        FROM customers c""",
}
# What tells when and from where a row came, which the raw files do not say.
PROVENANCE = {"source_file", "ingestion_timestamp", "content_hash", "last_updated_timestamp"}


def expect(raw_dir: Path, dates: Iterable[dt.date | str]) -> duckdb.DuckDBPyConnection:
    """Return a database whose schemas bronze, silver, rejected and gold hold what a lake must hold after ``dates``."""
    days = sorted(str(date) for date in dates)
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    database.execute("CREATE MACRO half_up(a, b) AS CASE WHEN b > 0 THEN (2 * a + b) // (2 * b) END")
    for schema in ("raw", "bronze", "silver", "rejected", "gold"):
        database.execute(f"CREATE SCHEMA {schema}")
    for dataset in FIELDS:
        _load_raw(database, dataset, raw_dir, days)
        _expect_bronze(database, dataset)
        _expect_silver(database, dataset)
    database.execute(LINES)
    for table, query in GOLD.items():
        database.execute(f"CREATE TABLE gold.{table} AS {query}")
    return database


def differences(expected: duckdb.DuckDBPyConnection, lake_root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return, by table, rows that are only expected or only in the lake; empty when all tables are equal."""
    tables = expected.execute(
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema NOT IN ('raw', 'main')"
    ).fetchall()
    found = {f"{schema}.{table}": _difference(expected, lake_root, schema, table) for schema, table in tables}
    return {table: rows for table, rows in found.items() if rows}


def read_lake(lake_root: Path, table: str) -> pa.Table:
    """Return a Delta table of the lake, read by delta-rs rather than by Spark."""
    return DeltaTable(str(lake_root / table.replace(".", "/"))).to_pyarrow_dataset().to_table()


def _difference(
    expected: duckdb.DuckDBPyConnection, lake_root: Path, schema: str, table: str
) -> list[tuple[object, ...]]:
    described = expected.execute(f"DESCRIBE {schema}.{table}").fetchall()
    arrow = read_lake(lake_root, f"{schema}.{table}")
    columns = [name for name in arrow.column_names if name not in PROVENANCE]
    if [name for name, *_ in described] != columns:
        return [("columns", *columns)]
    # Quotients of integers are doubles in DuckDB: exact to the fourth digit, which is all that a lake holds.
    types = {name: "DECIMAL(20,4)" if kind in {"DOUBLE", "FLOAT"} else kind for name, kind, *_ in described}
    cast = ", ".join(f"CAST({name} AS {types[name]}) AS {name}" for name in columns)
    expected.register("actual", arrow)
    sides = {"expected": f"{schema}.{table}", "actual": "actual"}
    missing, surplus = ((a, b) for a, b in (("expected", "actual"), ("actual", "expected")))
    rows: list[tuple[object, ...]] = []
    for one, other in (missing, surplus):
        query = f"SELECT {cast} FROM {sides[one]} EXCEPT ALL SELECT {cast} FROM {sides[other]} LIMIT 5"
        rows += [(f"only {one}", *row) for row in expected.execute(query).fetchall()]
    expected.unregister("actual")
    return rows


def _load_raw(database: duckdb.DuckDBPyConnection, dataset: str, raw_dir: Path, days: list[str]) -> None:
    """Fill ``raw.<dataset>``: the line, whether it has the right number of fields, the fields as text."""
    fields = FIELDS[dataset]
    files = [("", raw_dir / "products.csv")] if dataset == "products" else []
    files = files or [(day, raw_dir / dataset / f"{day}.csv") for day in days]
    columns: dict[str, list[object]] = {name: [] for name in ("file_date", "line", "fits", *(f"t_{f}" for f in fields))}
    for day, file in files:
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            if not line.strip():
                continue
            values = next(csv.reader([line]))
            fits = len(values) == len(fields)
            texts = [value or None for value in values] if fits else [None] * len(fields)
            for column, value in zip(columns.values(), (day or None, line, fits, *texts), strict=True):
                column.append(value)
    types = {name: pa.bool_() if name == "fits" else pa.string() for name in columns}
    arrow = pa.table({name: pa.array(values, types[name]) for name, values in columns.items()})
    database.register("arrow", arrow)
    typed = ", ".join(f"{CONVERSIONS.get(field, INTEGER).format(f't_{field}')} AS {field}" for field in fields)
    database.execute(f"CREATE TABLE raw.{dataset} AS SELECT *, {typed} FROM arrow")
    database.unregister("arrow")


def _expect_bronze(database: duckdb.DuckDBPyConnection, dataset: str) -> None:
    fields = FIELDS[dataset]
    tests = [f"CASE WHEN t_{field} IS NOT NULL AND {field} IS NULL THEN 'Unparsable {field}' END" for field in fields]
    if dataset != "products":
        tests.append("CASE WHEN t_date IS NULL OR date <> file_date::DATE THEN 'Date is not the file''s' END")
    reasons = (
        f"CASE WHEN fits THEN list_filter([{', '.join(tests)}], lambda r: r IS NOT NULL) "
        "ELSE ['Wrong number of columns'] END"
    )
    file_date = "" if dataset == "products" else ", file_date::DATE AS date"
    database.execute(f"CREATE VIEW raw.read_{dataset} AS SELECT *, {reasons} AS reasons FROM raw.{dataset}")
    database.execute(
        f"CREATE TABLE bronze.{dataset} AS SELECT {', '.join(fields)} FROM raw.read_{dataset} WHERE len(reasons) = 0"
    )
    database.execute(
        f"CREATE TABLE rejected.bronze_{dataset} AS "
        f"SELECT line, reasons{file_date} FROM raw.read_{dataset} WHERE len(reasons) > 0"
    )


def _expect_silver(database: duckdb.DuckDBPyConnection, dataset: str) -> None:
    tests = ", ".join(f"CASE WHEN {wrong} THEN '{reason}' END" for reason, wrong in REASONS[dataset].items())
    key, best = BEST[dataset]
    database.execute(
        f"CREATE VIEW raw.judged_{dataset} AS "
        f"SELECT *, list_filter([{tests}], lambda r: r IS NOT NULL) AS reasons FROM bronze.{dataset}"
    )
    database.execute(
        f"CREATE TABLE raw.ranked_{dataset} AS "
        f"SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {best}) AS place "
        f"FROM raw.judged_{dataset} WHERE len(reasons) = 0"
    )
    database.execute(
        f"CREATE TABLE silver.{dataset} AS SELECT {SILVER[dataset]} FROM raw.ranked_{dataset} WHERE place = 1"
    )
    database.execute(
        f"CREATE TABLE rejected.{dataset} AS SELECT * FROM raw.judged_{dataset} WHERE len(reasons) > 0 UNION ALL "
        f"SELECT * EXCLUDE (reasons, place), ['Duplicate {key}'] FROM raw.ranked_{dataset} WHERE place > 1"
    )
