"""The graph of one region: its steps and what each must wait for."""

from typing import NamedTuple

from lakeflow.dsl.regions import Region
from lakeflow.dsl.steps import Step


class Graph(NamedTuple):
    """Steps in declared order; bit ``i`` of ``predecessors[j]`` says that step ``j`` waits for step ``i``."""

    region: Region
    steps: tuple[Step, ...]
    predecessors: tuple[int, ...]
