import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.document import document, dumps
from lakeflow.asl.states import Json, Pass, StateMachine

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_a_document_is_printed_as_json_prints_it(value: Json) -> None:
    machine = StateMachine(start_at="a", states={"a": Pass(output=value, assign={"b": value})})
    assert dumps(machine) == json.dumps(document(machine), indent=2, ensure_ascii=False) + "\n"


def test_a_default_is_left_out_and_what_only_python_takes_for_one_is_not() -> None:
    machine = StateMachine(start_at="a", states={"a": Pass()})
    assert document(machine)["States"] == {"a": {"Type": "Pass", "End": True}}
    assert document(replace(machine, states={"a": Pass(output=None)}))["States"] == {
        "a": {"Type": "Pass", "Output": None, "End": True}
    }
