from hypothesis import given
from hypothesis import strategies as st

from lakeflow.asl.states import ABSENT, Json
from lakeflow.deploy.difference import differences
from lakeflow.deploy.widening import widened

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_a_value_does_not_differ_from_itself(value: Json) -> None:
    assert not list(differences(value, value))


@given(VALUES, VALUES)
def test_two_values_differ_somewhere_unless_they_print_the_same(one: Json, other: Json) -> None:
    import json

    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert same == (not list(differences(one, other)))


def test_a_field_that_comes_or_goes_is_absent_on_the_other_side() -> None:
    assert list(differences({"a": 1}, {"b": 2})) == [("a", 1, ABSENT), ("b", ABSENT, 2)]


def test_statements_are_compared_with_those_of_their_name() -> None:
    before: Json = {"Statement": [{"Sid": "Read", "Action": "s3:GetObject"}, {"Sid": "Log", "Action": "logs:*"}]}
    after: Json = {"Statement": [{"Sid": "Log", "Action": "logs:*"}, {"Sid": "Read", "Action": "s3:*"}]}
    assert list(differences(before, after)) == [("Statement.[Read].Action", "s3:GetObject", "s3:*")]


def test_a_definition_is_compared_state_by_state_in_branches_too() -> None:
    def definition(*branches: tuple[str, str]) -> Json:
        inner: list[Json] = [
            {"StartAt": name, "States": {name: {"Type": "Task", "Resource": arn}}} for name, arn in branches
        ]
        return {"States": {"both": {"Type": "Parallel", "Branches": inner}}}

    before = definition(("load", "a"), ("clean", "b"))
    after = definition(("load", "a"), ("clean", "c"))
    assert list(differences(before, after)) == [
        ("States.both.Branches.[clean].States.clean.Resource", "b", "c"),
    ]
    ((path, _, _),) = differences(before, definition(("clean", "b"), ("load", "a")))
    assert path == "States.both.Branches"


def test_a_policy_widens_by_what_no_former_statement_covers() -> None:
    def policy(action: str, resource: str) -> Json:
        return {"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}

    assert not widened(policy("s3:*", "arn:b/*"), policy("s3:GetObject", "arn:b/x"))
    assert [str(grant.action) for grant in widened(policy("s3:GetObject", "arn:b/*"), policy("s3:*", "arn:b/*"))] == [
        "s3:*"
    ]
    assert widened(policy("s3:GetObject", "arn:b/x/*"), policy("s3:GetObject", "arn:b/*"))
