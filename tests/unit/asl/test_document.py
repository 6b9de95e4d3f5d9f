from dataclasses import replace

from lakeflow.asl.document import document
from lakeflow.asl.states import Pass, StateMachine


def test_a_default_is_left_out_and_what_only_python_takes_for_one_is_not() -> None:
    machine = StateMachine(start_at="a", states={"a": Pass()})
    assert document(machine)["States"] == {"a": {"Type": "Pass", "End": True}}
    assert document(replace(machine, states={"a": Pass(output=None)}))["States"] == {
        "a": {"Type": "Pass", "Output": None, "End": True}
    }
