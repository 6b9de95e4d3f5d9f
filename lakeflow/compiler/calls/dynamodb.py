"""The four optimized DynamoDB calls, https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html.

DynamoDB wants each value with its type: ``{"N": "3"}``. What is known while compiling is written so; of a reference the
type is asked at run time.
"""

from collections.abc import Mapping, Sequence

from lakeflow.asl.states import Json
from lakeflow.compiler.calls.call import RESULT, ServiceCall, Surroundings
from lakeflow.compiler.expressions import jsonata, text_template, wrap
from lakeflow.dsl.kinds import Kind, kind_of
from lakeflow.dsl.references import Ref, Value, expression_of
from lakeflow.dsl.tasks.dynamodb import ConditionalWrite, DynamoDelete, DynamoGet, DynamoPut, DynamoUpdate

_TYPED = (
    '($_typed := function($_v) { $type($_v) = "string" ? {"S": $_v} : $type($_v) = "number" ? {"N": $string($_v)} : '
    '$type($_v) = "boolean" ? {"BOOL": $_v} : $type($_v) = "null" ? {"NULL": true} : '
    '$type($_v) = "array" ? {"L": $append([], $map($_v, function($_i) { $_typed($_i) })[])} : '
    '{"M": $merge($append([], $each($_v, function($_i, $_k) { {$_k: $_typed($_i)} })))} }; $_typed(VALUE))'
)
_PLAIN = (
    "($_plain := function($_a) { $exists($_a.S) ? $_a.S : $exists($_a.N) ? $number($_a.N) : "
    "$exists($_a.BOOL) ? $_a.BOOL : $exists($_a.NULL) ? null : "
    "$exists($_a.L) ? $append([], $map($_a.L, function($_i) { $_plain($_i) })[]) : "
    "$exists($_a.SS) ? $append([], $_a.SS) : $exists($_a.NS) ? [$map($_a.NS, $number)] : "
    "$exists($_a.M) ? $merge($append([], $each($_a.M, function($_i, $_k) { {$_k: $_plain($_i)} }))) : $_a }; "
    '$exists(ITEM) ? $_plain({"M": ITEM}) : null)'
)


def call(step: DynamoGet | DynamoPut | DynamoUpdate | DynamoDelete, around: Surroundings) -> ServiceCall:
    """Return the call that reads or writes the item."""
    table: dict[str, Json] = {"TableName": text_template(step.table, around.environment)}
    match step:
        case DynamoGet():
            arguments = {**table, "Key": _attributes(step.key, around)}
            if step.consistent:
                arguments["ConsistentRead"] = True
            return _call("getItem", arguments, around, "Item")
        case DynamoPut():
            arguments = {**table, "Item": _attributes(step.item, around), **_condition(step, around)}
            return _call("putItem", arguments, around)
        case DynamoUpdate():
            return _call("updateItem", {**table, **_update(step, around)}, around, "Attributes")
        case DynamoDelete():
            arguments = {**table, "Key": _attributes(step.key, around), **_condition(step, around)}
            return _call("deleteItem", arguments, around)


def _call(action: str, arguments: dict[str, Json], around: Surroundings, item: str | None = None) -> ServiceCall:
    resource = around.target.integration(f"dynamodb:{action}")
    if item is None:
        return ServiceCall(resource, arguments)
    return ServiceCall(resource, arguments, _PLAIN.replace("ITEM", f"{RESULT}.{item}"), whole=True)


def _update(step: DynamoUpdate, around: Surroundings) -> dict[str, Json]:
    """Return key, expression, names and values; names are given apart, for any of them may be a reserved word."""
    names: list[str] = []

    def placeholder(name: str) -> str:
        names.append(name)
        return f"#{len(names) - 1}"

    values: dict[str, Json] = {}
    clauses: list[str] = []
    for verb, changes, joined in (("SET", step.set, " = "), ("ADD", step.add, " ")):
        parts = []
        for name, value in changes.items():
            place = placeholder(name)
            values[place.replace("#", ":v")] = _attribute(value, around)
            parts.append(f"{place}{joined}{place.replace('#', ':v')}")
        clauses += [f"{verb} {', '.join(parts)}"] if parts else []
    if step.remove:
        clauses.append(f"REMOVE {', '.join(placeholder(name) for name in step.remove)}")
    condition = _condition(step, around)
    given = condition.pop("ExpressionAttributeValues", {})
    assert isinstance(given, dict)
    values |= given
    arguments: dict[str, Json] = {"Key": _attributes(step.key, around), "UpdateExpression": " ".join(clauses)}
    arguments["ExpressionAttributeNames"] = {f"#{number}": name for number, name in enumerate(names)}
    if values:
        arguments["ExpressionAttributeValues"] = values
    return {**arguments, **condition, "ReturnValues": "ALL_NEW"}


def _condition(step: ConditionalWrite, around: Surroundings) -> dict[str, Json]:
    if step.condition is None:
        return {}
    arguments: dict[str, Json] = {"ConditionExpression": step.condition}
    if step.condition_values:
        arguments["ExpressionAttributeValues"] = {
            f":{name.removeprefix(':')}": _attribute(value, around) for name, value in step.condition_values.items()
        }
    return arguments


def _attributes(item: Mapping[str, Value], around: Surroundings) -> Json:
    return {name: _attribute(value, around) for name, value in item.items()}


def _attribute(value: Value, around: Surroundings) -> Json:  # noqa: PLR0911  one return for each type
    """Return a value with its type."""
    match value:
        case Ref():
            return _referenced(value, around)
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": str(value)}
        case None:
            return {"NULL": True}
        case Mapping():
            return {"M": _attributes(value, around)}
        case Sequence():
            return {"L": [_attribute(part, around) for part in value]}
        case _:
            raise TypeError(f"a {type(value).__name__} is no attribute of an item")  # refused before


def _referenced(value: Ref, around: Surroundings) -> Json:
    expression = expression_of(value)
    text = jsonata(expression, around.environment)
    known: Mapping[Kind, Json] = {
        "text": {"S": wrap(text)},
        "number": {"N": wrap(f"$string({text})")},
        "boolean": {"BOOL": wrap(text)},
    }
    return known.get(kind_of(expression), wrap(_TYPED.replace("VALUE", text)))
