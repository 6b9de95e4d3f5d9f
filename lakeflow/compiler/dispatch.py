"""Which module knows a kind of step: found by the step's class, loaded only for the kinds that a pipeline has."""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from lakeflow.dsl.steps import Step


class ModulesByKind(dict[type[Step], ModuleType]):
    """The modules of a package by kind of step; ``names`` has a module's name by that of a class, or one above it."""

    def __init__(self, package: str, names: Mapping[str, str]) -> None:
        super().__init__()
        self._package = package
        self._names = names

    def __missing__(self, kind: type[Step]) -> ModuleType:
        """Load a module the first time that it is asked for.

        Raises:
            TypeError: a new kind of step that nobody has added to the table.

        """
        for each in kind.__mro__:
            if each.__name__ in self._names:
                self[kind] = module = import_module(f"{self._package}.{self._names[each.__name__]}")
                return module
        raise TypeError(f"{self._package} knows nothing of {kind.__name__}")
