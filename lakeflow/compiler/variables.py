"""Names of workflow variables: one for each value that is read, each used for nothing else in the whole machine."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from lakeflow.asl.quotas import MAX_NAME
from lakeflow.compiler.liveness import Key, Kind, Liveness
from lakeflow.dsl.pipeline import Pipeline

# A variable hides the function of its name (T1006 when that is called); `states` is reserved, `failure` is ours.
_TAKEN = frozenset(
    re.findall(
        r"\w+",
        """
        states abs append assert average base64decode base64encode boolean ceil clone contains count decodeUrl
        decodeUrlComponent distinct each encodeUrl encodeUrlComponent error eval exists filter floor formatBase
        formatInteger formatNumber fromMillis hash join keys length lookup lowercase map match max merge millis min
        not now number pad parse parseInteger partition power random range reduce replace reverse round shuffle sift
        single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim type uppercase
        uuid zip failure
        """,
    )
)
_SUFFIX: Mapping[Kind, str] = {Kind.OUTPUT: "", Kind.ROWS: "_rows", Kind.ITEM: "_item", Kind.ERROR: "_error"}


def param_variables(pipeline: Pipeline) -> dict[str, str]:
    """Return the variable of each declared parameter."""
    return _allot((name, name) for name in pipeline.declared_params)


def value_variables(live: Liveness, taken: Iterable[str]) -> dict[Key, str]:
    """Return the variable of each value that is read, none of them in ``taken``."""
    wanted = ((key, f"{key.step.name}{_SUFFIX[key.kind]}") for key in live.values)
    return _allot(wanted, frozenset(taken))


K = TypeVar("K")


def _allot(wanted: Iterable[tuple[K, str]], taken: frozenset[str] = frozenset()) -> dict[K, str]:
    allotted: dict[K, str] = {}
    used = set(_TAKEN | taken)
    for key, name in wanted:
        plain = re.sub(r"\W", "_", name)[: MAX_NAME - 4]
        chosen, number = plain, 2
        while chosen in used:
            chosen, number = f"{plain}_{number}", number + 1
        used.add(chosen)
        allotted[key] = chosen
    return allotted
