"""Values written as text that has references in it: templates, and JSONata."""

from lakeflow.dsl.declared import declared
from lakeflow.dsl.expressions import Expression, Jsonata, Literal, Operation
from lakeflow.dsl.mistakes import mistake
from lakeflow.dsl.references import Record, Ref, Value, expression_of
from lakeflow.dsl.source import caller_location


@declared
def Format(template: str, *values: Value) -> Ref:  # noqa: N802  it reads as the intrinsic it stands for, States.Format
    """Return the template with each ``{}`` replaced by the value in that place.

    >>> from lakeflow import DateParam, Format, Pipeline
    >>> date = Pipeline("shop", params={"date": DateParam()}).params.date
    >>> path = Format("orders/{}.csv", date)
    """
    pieces = template.split("{}")
    if len(pieces) != len(values) + 1:
        mistake(
            "LF214",
            f"the template has {len(pieces) - 1} places, and {len(values)} of them were given a value",
            "give one value for each {}",
        )
    parts: list[Expression] = [Literal(pieces[0])]
    for piece, value in zip(pieces[1:], values, strict=False):
        parts += [expression_of(value), Literal(piece)]
    spoken = [part for part in parts if not (isinstance(part, Literal) and part.value == "")]
    if len(spoken) < 2:  # `&` is what makes text of a value: keep one
        spoken = [Literal(""), *spoken]
    joined = spoken[0]
    for part in spoken[1:]:
        joined = Operation("&", joined, part)
    return Ref(joined)


def jsonata(text: str, **references: Value) -> Record:
    """Return what an expression of JSONata gives; ``$name`` in it is the reference of that name.

    For what the language has no word for. The text is checked when the pipeline is compiled.

    >>> from lakeflow import Lambda, LambdaFunction, Pipeline, jsonata
    >>> with Pipeline("shop"):
    ...     found = Lambda("find", LambdaFunction("find_files", handler="jobs/find.py:handler"))
    ...     total = jsonata("$sum($files.size)", files=found.output.files)
    """
    arguments = tuple(expression_of(value) for value in references.values())
    return Record(Jsonata(text.strip(), tuple(references), arguments, caller_location()))
