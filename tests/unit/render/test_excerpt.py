"""What of two long values is shown: where they differ, with a little around it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.states import ABSENT
from lakeflow.render.excerpt import LONGEST, excerpts

EXPRESSION = (
    "{% $merge([$states.result.Payload, {'date': $date, 'mode': $mode, 'tables': [$tables.silver, $tables.gold]}]) ~> "
    "|$|{'counted': $count($.files[size > 1000]), 'first': $sort($.files, function($a, $b) {$a.name > $b.name})[0]}| %}"
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300)


def test_short_values_are_shown_whole() -> None:
    assert excerpts(2, 4, "(none)") == ("2", "4")
    assert excerpts({"a": [1, "é"]}, ABSENT, "nothing") == ('{"a": [1, "é"]}', "nothing")


def test_a_word_that_changed_in_a_long_expression_is_shown_with_what_is_around_it() -> None:
    before, after = excerpts(EXPRESSION, EXPRESSION.replace("size > 1000", "size > 5000"), "(none)")
    assert (before, after) == (
        "…: $count($.files[size > 1000]), 'first': $sort($.fil…",
        "…: $count($.files[size > 5000]), 'first': $sort($.fil…",
    )


@pytest.mark.parametrize("place", [0, 60, len(EXPRESSION)])
def test_what_was_put_in_is_shown_wherever_it_is(place: int) -> None:
    longer = f"{EXPRESSION[:place]} $inserted {EXPRESSION[place:]}"
    before, after = excerpts(EXPRESSION, longer, "(none)")
    assert "$inserted" in after
    assert "$inserted" not in before


def test_a_long_difference_is_cut_and_says_so() -> None:
    before, after = excerpts("a " * 200, "b " * 300, "(none)")
    assert before.endswith("…")
    assert len(before) < 200
    assert len(after) < 200


def test_a_new_value_is_shown_from_its_start() -> None:
    _, after = excerpts(ABSENT, {"Type": "Task", "Arguments": EXPRESSION}, "(none)")
    assert after.startswith('{"Type": "Task"')
    assert len(after) == LONGEST + 1


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_an_excerpt_is_a_part_of_its_value_and_two_excerpts_differ_where_the_values_do(
    start: str, one: str, other: str, end: str
) -> None:
    values = (start + one + end, start + other + end)
    shown = excerpts(*values, "(none)")
    for value, excerpt in zip(values, shown, strict=True):
        text = json.dumps(value, ensure_ascii=False)
        assert len(excerpt) <= 160 + 2 * 24 + 3
        assert excerpt == text or all(part in text for part in excerpt.split("…") if "…" not in text)
    if values[0] != values[1] and max(len(json.dumps(value, ensure_ascii=False)) for value in values) <= 300:
        assert shown[0] != shown[1] or any(text.endswith("…") for text in shown)
