"""Rules that rows must obey, the reasons of those that do not, and which of several rows of one key is kept."""

from dataclasses import dataclass

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F  # noqa: N812  the name that Spark's own documentation gives it

REASONS = "reasons"
IS_VALID = f"size({REASONS}) = 0"


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition in Spark SQL that every row must meet, and what is wrong with a row that does not.

    As in a CHECK constraint, a condition that is NULL is met: whether NULL is allowed is a rule of its own.
    """

    condition: str
    reason: str


def judge(rows: DataFrame, rules: tuple[Rule, ...]) -> DataFrame:
    """Add ``reasons``: an array of what is wrong with each row, empty for a valid one."""
    broken = [F.when(~F.expr(rule.condition), F.lit(rule.reason)) for rule in rules]
    return rows.withColumn(REASONS, F.array_compact(F.array(*broken)))


def mark_duplicates(judged: DataFrame, key: str, preference: tuple[str, ...]) -> DataFrame:
    """Give every valid row but one of each ``key`` the reason ``Duplicate <key>``.

    The row that is kept is the greatest by ``preference``, a list of columns. It must hold every column that can
    differ, and none that depends on when a row was loaded: then the choice is the same in whatever order days arrive.
    """
    is_valid = F.expr(IS_VALID)
    rivals = Window.partitionBy(key, is_valid).orderBy(*[F.desc_nulls_last(name) for name in preference])
    is_duplicate = is_valid & (F.row_number().over(rivals) > 1)
    return judged.withColumn(
        REASONS, F.when(is_duplicate, F.array(F.lit(duplicate_reason(key)))).otherwise(F.col(REASONS))
    )


def duplicate_reason(key: str) -> str:
    """Return the reason of a row that is valid, but that another row of its key is preferred to."""
    return f"Duplicate {key}"
