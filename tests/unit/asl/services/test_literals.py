"""What of a Task's arguments is known before it runs."""

import pytest

from lakeflow.asl.services.literals import UNKNOWN, Known, jsonata_literals, jsonpath_literals


@pytest.mark.parametrize(
    ("template", "known"),
    [
        ("text", "text"),
        ("{% 'G.1X' %}", "G.1X"),
        ('{% "G.1X" %}', "G.1X"),
        ("{% 5 %}", 5),
        ("{%-1.5%}", -1.5),
        ("{% true %}", True),
        ("{% null %}", None),
        ("{% $type %}", UNKNOWN),
        ("{% 'a' & 'b' %}", UNKNOWN),
        (r"{% 'a\'b' %}", UNKNOWN),
        ("s3://${Bucket}/x", UNKNOWN),
        ("${JobName}", UNKNOWN),
        (["{% 1 %}", {"a": "{% $x %}"}], [1, {"a": UNKNOWN}]),
    ],
)
def test_in_jsonata_expressions_are_unknown_unless_they_are_constants(template: object, known: Known) -> None:
    assert jsonata_literals(template) == known


def test_in_jsonpath_paths_are_unknown_under_the_name_without_its_ending() -> None:
    template = {"a.$": "$.a", "b": ["x", {"c.$": "States.UUID()"}], "d": "{% 5 %}", "e": "${E}", "f": 1}
    assert jsonpath_literals(template) == {
        "a": UNKNOWN,
        "b": ["x", {"c": UNKNOWN}],
        "d": "{% 5 %}",
        "e": UNKNOWN,
        "f": 1,
    }
