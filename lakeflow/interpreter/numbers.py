"""Numbers among JSON values: true is none, and 2.0 is whole."""

from lakeflow.asl.states import Json


def number(value: Json) -> float | None:
    """Return a number as it is, None for anything else."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def whole_number(value: Json) -> int | None:
    """Return a number without a fraction as an integer, None for anything else."""
    found = number(value)
    return int(found) if found is not None and float(found).is_integer() else None
