"""Which module knows a kind of step: found by the step's class, loaded only for the kinds that a pipeline has."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from lakeflow.dsl.steps import Step


def module_for(step: Step, package: str, modules: Mapping[str, str]) -> ModuleType:
    """Return the module of ``package`` that ``modules`` names for the step's class, or for the nearest above it.

    Raises:
        TypeError: a new kind of step that nobody has added to the table.

    """
    for kind in type(step).__mro__:
        if kind.__name__ in modules:
            return import_module(f"{package}.{modules[kind.__name__]}")
    raise TypeError(f"{package} knows nothing of {type(step).__name__}")
