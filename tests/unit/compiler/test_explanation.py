"""What `render --explain` knows: false waits and their cost, and the longest path before and after."""

from lakeflow import Choice, Pipeline, Wait
from lakeflow.compiler.explanation import explain
from lakeflow.render.explanation import explanation_json, explanation_text


def n_shaped() -> Pipeline:
    """Return a → c, b → c, b → d, where the best structure lets c and d wait for a and b."""
    with Pipeline("shop") as shop:
        a, b = Wait("a", seconds=1, expect=10), Wait("b", seconds=1, expect=10)
        Wait("c", seconds=1, after=[a, b], expect=30)
        Wait("d", seconds=1, after=b, expect=40)
    return shop


def test_a_false_wait_names_both_steps_and_what_it_costs() -> None:
    explanation = explain(n_shaped(), {"a": 25})
    (wait,) = explanation.false_waits
    assert (wait.step.name, wait.earlier.name) in {("d", "a"), ("a", "b")}
    assert explanation.needed_seconds == 55
    assert explanation.taken_seconds >= explanation.needed_seconds


def test_learned_seconds_come_before_the_authors() -> None:
    explanation = explain(n_shaped(), {"d": 1000})
    assert explanation.taken_seconds == explanation.needed_seconds == 1010
    assert [step.name for step in explanation.taken] == ["b", "d"]


def test_a_graph_without_false_waits_takes_its_critical_path() -> None:
    with Pipeline("shop") as shop:
        first = Wait("first", seconds=1, expect=5)
        with Choice("which") as which:
            first >> which
            with which.when(condition=True):
                Wait("long", seconds=1, expect=50)
            with which.otherwise():
                Wait("short", seconds=1, expect=20)
    explanation = explain(shop, {})
    assert explanation.false_waits == ()
    assert explanation.taken_seconds == explanation.needed_seconds == 55
    assert explanation_text(explanation) == (
        "shop: 55 s expected, the length of its critical path; no step waits needlessly\n"
        "\n"
        "first  5 s\n"
        "which  50 s\n"
        "  branch 1 of choice 'which':\n"
        "    long  50 s\n"
        "  the otherwise branch of choice 'which':\n"
        "    short  20 s\n"
        "\n"
        "critical path: first > which, 55 s\n"
    )


def test_the_text_shows_branches_and_the_cost_of_each_wait() -> None:
    with Pipeline("shop") as shop:
        a, b = Wait("a", seconds=1, expect=40), Wait("b", seconds=1, expect=10)
        Wait("c", seconds=1, after=[a, b], expect=5)
        Wait("d", seconds=1, after=b, expect=32)
    text = explanation_text(explain(shop, {}))
    assert "in parallel, c.join:\n- a  40 s\n- b  10 s\n  d  32 s\nc  5 s\n" in text
    assert "waits that no edge asks for:\n  c waits for d: starts 2 s later for it (" in text
    assert "critical path: a > c, 45 s\nas compiled:   b > d > c, 47 s\n" in text


def test_the_json_has_the_same_facts() -> None:
    value = explanation_json(explain(n_shaped(), {}))
    assert value["pipeline"] == "shop"
    assert value["critical_path"] == {"seconds": 50, "steps": ["b", "d"]}
    assert value["as_compiled"]["seconds"] == 50
    assert value["false_waits"][0]["seconds"] == 0
    assert set(value["structure"]) == {"series"}
