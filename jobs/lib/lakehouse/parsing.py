"""Raw CSV lines to typed rows; a line that is none keeps its text and the reasons."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it

from lakehouse.datasets import Dataset
from lakehouse.quality import REASONS

MALFORMED = "__malformed"
LINE = "line"

# How a value of each type is written. Spark's own casts take more: '11:27' is a timestamp of today to them.
SHAPES = {
    "INT": "^[+-]?[0-9]+$",
    "DECIMAL(10,2)": "^[+-]?[0-9]+([.][0-9]{1,2}0*)?$",
    "TIMESTAMP": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}$",
    "DATE": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}


def parse(lines: DataFrame, dataset: Dataset, header: tuple[str, ...], date: str) -> DataFrame:
    """Return the dataset's columns, ``line`` and ``reasons`` for each line (column ``value``) of a file.

    An empty field is NULL. Timestamps carry no zone and are taken as UTC. A line of another date than the file's
    has no place in the file's partition: it is kept aside like one that cannot be read.
    """
    texts = ", ".join([*(f"`{name}` STRING" for name in header), f"`{MALFORMED}` STRING"])
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": MALFORMED}
    split = lines.select(F.col("value").alias(LINE), F.from_csv("value", texts, options).alias("text"))
    typed = split.select("*", *[_typed(name, kind).alias(name) for name, kind in dataset.columns])
    unreadable = [_unparsable(name) for name in dataset.column_names]
    foreign = [_foreign_date(date)] if dataset.dated else []
    reasons = F.when(F.col(f"text.{MALFORMED}").isNotNull(), F.array(F.lit("Wrong number of columns"))).otherwise(
        F.array_compact(F.array(*unreadable, *foreign))
    )
    return typed.select(*dataset.column_names, LINE, reasons.alias(REASONS))


def _typed(name: str, kind: str) -> Column:
    text = f"text.`{name}`"
    if kind not in SHAPES:
        return F.expr(text)
    return F.expr(f"try_cast(if({text} RLIKE '{SHAPES[kind]}', {text}, NULL) AS {kind})")


def _unparsable(name: str) -> Column:
    return F.when(F.col(f"text.{name}").isNotNull() & F.col(name).isNull(), F.lit(f"Unparsable {name}"))


def _foreign_date(date: str) -> Column:
    is_foreign = F.col("text.date").isNull() | (F.col("date") != F.lit(date).cast("date"))
    return F.when(is_foreign, F.lit("Date is not the file's"))
