"""Where a declaration stands: the line that its author can correct, and the line of the module that led there."""

import textwrap
from pathlib import Path
from typing import Any

from lakeflow.errors import Location


def run(tmp_path: Path, text: str) -> dict[str, Any]:
    file = tmp_path / "shop.py"
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    namespace: dict[str, Any] = {"__name__": "shop"}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), namespace)
    return namespace


def place(location: Location) -> tuple[int, int]:
    return location.line, location.column


def test_a_step_stands_where_its_class_is_called(tmp_path: Path) -> None:
    made = run(
        tmp_path,
        """\
        from lakeflow import Pipeline, Wait
        with Pipeline("shop") as shop:
            first = Wait("first",
                         seconds=1)
            later = [Wait(f"w{n}", seconds=n) for n in (1, 2)]
        """,
    )
    assert place(made["first"].location) == (3, 13)
    assert [place(step.location) for step in made["later"]] == [(5, 14), (5, 14)]
    assert made["first"].location.caller is None
    assert made["later"][0].location.caller is None


def test_a_step_that_a_function_adds_stands_in_it_and_knows_the_line_that_called_it(tmp_path: Path) -> None:
    made = run(
        tmp_path,
        """\
        from lakeflow import Pipeline, Wait
        def pause(name):
            return inner(name)
        def inner(name):
            return Wait(name, seconds=1)
        with Pipeline("shop") as shop:
            first = pause("first")
            second = pause("second")
        """,
    )
    assert place(made["first"].location) == (5, 12)
    assert place(made["first"].location.caller) == (7, 13)
    assert place(made["second"].location.caller) == (8, 14)


def test_one_mistake_in_a_function_is_one_however_often_it_is_called(tmp_path: Path) -> None:
    made = run(
        tmp_path,
        """\
        from lakeflow import Pipeline, Wait, IntParam
        def pause(name, days):
            if days:
                return Wait(name, seconds=1)
        with Pipeline("shop", params={"days": IntParam()}) as shop:
            for name in ("first", "second"):
                pause(name, shop.params.days)
        """,
    )
    (finding,) = dict.fromkeys(made["shop"].findings)
    assert place(finding.location) == (3, 5)
    assert place(finding.location.caller) == (7, 9)


def test_a_lambda_belongs_to_its_line(tmp_path: Path) -> None:
    made = run(
        tmp_path,
        """\
        from lakeflow import Pipeline, Pass, fn
        with Pipeline("shop") as shop:
            Pass("seen", fn.map([1], lambda item: len(item)))
        """,
    )
    (finding,) = made["shop"].findings
    assert place(finding.location) == (3, 43)
    assert finding.location.caller is None
