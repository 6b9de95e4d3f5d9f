"""Load one landing file into bronze as it is: typed, with its origin; bad lines kept aside, with reasons.

    --table products|orders|order_items  --date YYYY-MM-DD

The unit of work is (table, date): a file replaces what the date held before, and a file that is already loaded is
not loaded again. The file is looked for in incoming/, then in archive/. When neither has it, what the date holds is
kept: a day without items is an ordinary day, and an archive may have expired.

``products.csv`` is a snapshot of all products: it has no date, and a new one replaces the table.
"""

import sys

from awsglue.utils import getResolvedOptions
from lakehouse.datasets import Dataset, dataset_named
from lakehouse.lake import EVERYWHERE, Lake, cached, on_date, open_lake
from lakehouse.landing import Contents, LandingFileError, check_header, inspect, locate
from lakehouse.metrics import emit
from lakehouse.parsing import LINE, parse
from lakehouse.quality import IS_VALID, REASONS
from lakehouse.reconciliation import RowCounts
from lakehouse.storage import Storage, storage_at
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it

ORIGIN = ("source_file", "ingestion_timestamp", "content_hash")


def ingest(lake: Lake, dataset: Dataset, date: str) -> RowCounts:
    """Load the file of ``date`` unless it is loaded already, and return what was read and what became of it."""
    storage = storage_at(lake.root)
    file = locate(storage, dataset.landing_path(date))
    if file is None:
        print(f"{dataset.landing_path(date)} has not arrived: what {dataset.name} hold for {date} is kept")
        create_tables(lake, dataset, date)
        return loaded_counts(lake, dataset, date)[0]
    contents = read_contents(storage, file.path, dataset)
    if already_loaded(lake, dataset, date, contents):
        print(f"{file.path} is loaded already")
    else:
        lines = lake.spark.read.text(f"{lake.root}/{file.path}")
        write(lake, dataset, date, lines, contents)
    counts, _ = loaded_counts(lake, dataset, date)
    return RowCounts(read=contents.lines, valid=counts.valid, rejected=counts.rejected)


def read_contents(storage: Storage, path: str, dataset: Dataset) -> Contents:
    """Look at the file before Spark does; raises LandingFileError, with the file's name, when it is not usable."""
    try:
        with storage.open(path) as stream:
            contents = inspect(stream)
        check_header(contents, dataset.column_names)
    except LandingFileError as error:
        raise LandingFileError(f"{path}: {error}") from None
    return contents


def already_loaded(lake: Lake, dataset: Dataset, date: str, contents: Contents) -> bool:
    """Tell whether the tables hold this very content, all of it: a load that was killed half way is none."""
    if not all(map(lake.exists, tables(dataset))):
        return False
    counts, hashes = loaded_counts(lake, dataset, date)
    return counts.read == contents.lines and hashes <= {contents.content_hash}


def loaded_counts(lake: Lake, dataset: Dataset, date: str) -> tuple[RowCounts, set[str]]:
    """Return how many rows and bad lines the tables hold for ``date``, and the hashes of the files they are from."""
    good, bad = (
        lake.read(table).where(scope(dataset, date)).select("content_hash", F.lit(table).alias("table"))
        for table in tables(dataset)
    )
    groups = good.union(bad).groupBy("table", "content_hash").agg(F.count("*").alias("rows")).collect()
    valid, rejected = (sum(group.rows for group in groups if group.table == table) for table in tables(dataset))
    return RowCounts(valid + rejected, valid, rejected), {group.content_hash for group in groups}


def create_tables(lake: Lake, dataset: Dataset, date: str) -> None:
    """Make the tables that are missing, empty, so that whoever reads them finds them."""
    if not all(map(lake.exists, tables(dataset))):
        no_lines = lake.spark.range(0).select(F.lit("").alias("value"))
        write(lake, dataset, date, no_lines, Contents(",".join(dataset.column_names), 0, ""))


def write(lake: Lake, dataset: Dataset, date: str, lines: DataFrame, contents: Contents) -> None:
    """Replace the rows and the bad lines of ``date`` by what ``lines`` give; a header among them is no line."""
    is_data = F.col("value").rlike("\\S") & (F.col("value") != contents.header)
    parsed = (
        parse(lines.where(is_data), dataset, contents.column_names, date)
        .withColumn("source_file", F.lit(dataset.landing_path(date)))
        .withColumn("ingestion_timestamp", F.current_timestamp())
        .withColumn("content_hash", F.lit(contents.content_hash))
    )
    bronze, rejected = tables(dataset)
    where, partition_by = scope(dataset, date), "date" if dataset.dated else None
    file_date = [F.lit(date).cast("date").alias("date")] if dataset.dated else []
    with cached(parsed) as rows:
        bad_lines = rows.where(f"NOT ({IS_VALID})").select(LINE, REASONS, *file_date, *ORIGIN)
        lake.replace(rejected, bad_lines, where=where, partition_by=partition_by)
        good_rows = rows.where(IS_VALID).select(*dataset.column_names, *ORIGIN)
        lake.replace(bronze, good_rows, where=where, partition_by=partition_by)


def tables(dataset: Dataset) -> tuple[str, str]:
    """Return the tables of the rows and of the bad lines."""
    return f"bronze.{dataset.name}", f"rejected.bronze_{dataset.name}"


def scope(dataset: Dataset, date: str) -> str:
    """Return the predicate of what a load of ``date`` replaces."""
    return on_date(date) if dataset.dated else EVERYWHERE


def main() -> None:
    """Run the job with the arguments that Glue gives it."""
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "lake_root", "table", "date"])
    dataset, date = dataset_named(args["table"]), args["date"]
    counts = ingest(open_lake(args["lake_root"]), dataset, date)
    emit(f"bronze.{dataset.name}", date, counts)
    counts.reconcile(f"bronze.{dataset.name}", date)


if __name__ == "__main__":
    main()
