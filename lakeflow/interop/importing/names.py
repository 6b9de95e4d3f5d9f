"""Names for what an import writes: of steps, for AWS and people, and of variables, for Python."""

import builtins
import keyword
import re
from collections.abc import Collection

import lakeflow
from lakeflow.interop.definitions import legal_name


class Names:
    """Gives each thing a name of its own, none of ``avoided``."""

    def __init__(self, avoided: Collection[str] = ()) -> None:
        self._steps = set(avoided)
        self.steps: list[str] = []
        self._variables: set[str] = {*lakeflow.__all__, *dir(builtins)}

    def step(self, wanted: str) -> str:
        """Return the name of a step that a state becomes."""
        name = _free(legal_name(wanted)[:56], self._steps, "-")
        self.steps.append(name)
        return name

    def variable(self, wanted: str) -> str:
        """Return the Python variable of a step or a pipeline."""
        plain = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wanted), flags=re.ASCII).strip("_").lower()
        if not plain or not plain[0].isalpha():
            plain = f"step_{plain}".rstrip("_")
        return _free(f"{plain}_" if keyword.iskeyword(plain) else plain, self._variables, "_")


def _free(wanted: str, taken: set[str], joint: str) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}{joint}{number}", number + 1
    taken.add(name)
    return name
