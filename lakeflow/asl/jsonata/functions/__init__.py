"""The built-in functions, by family; ``BUILTINS`` maps each name to its function value."""

from typing import Final

from lakeflow.asl.jsonata.functions import (
    aggregation,
    arrays,
    dates,
    encoding,
    higher_order,
    numbers,
    objects,
    step_functions,
    strings,
)
from lakeflow.asl.jsonata.values import Native

BUILTINS: Final[dict[str, Native]] = {
    native.name: native
    for family in (strings, encoding, numbers, aggregation, arrays, objects, higher_order, dates, step_functions)
    for native in family.FUNCTIONS
}
"""Every function of JSONata 2.0.6 but ``$eval``, which Step Functions leaves out, and the six that it adds."""
