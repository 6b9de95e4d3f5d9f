from typing import TypedDict

from lakeflow import Athena, Choice, Format, Pass, Pipeline


class Check(TypedDict):
    failures: int
    passed: bool
    first: str


with Pipeline("cells") as cells:
    free = Athena("free", "SELECT 1 AS n")
    typed = Athena("typed", "SELECT 0 AS failures, true AS passed, 'a' AS first", columns=Check)
    first, checked = free.rows[0], typed.rows[0]
    Pass("sum", first.n + 1)
    Pass("more", first["n"] + first["m"])
    Pass("double", first.n * 2)
    Pass("typed_sum", checked["failures"] + checked["first"])
    Pass("result", free.output.n)
    Pass("right", [first.n.int() + 1, checked["failures"] + 1, Format("{}", first.n), first.n + " rows", first.n == "1"])
    with Choice("any") as any_:
        with any_.when(first.n > 0):
            Pass("one", 1)
        with any_.when(first.n == 0):
            Pass("two", 2)
        with any_.when(checked["passed"] & (checked["failures"] == 0)):
            Pass("three", 3)
    Athena("named", "SELECT 1 AS n", columns={"n": "int"})
