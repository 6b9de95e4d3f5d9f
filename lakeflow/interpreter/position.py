"""Where a region had got to when its execution ended: what a redrive goes on from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from lakeflow.asl.states import Json


@dataclass(frozen=True, slots=True)
class Finished:
    """A branch or iteration that had come to its end."""

    output: Json


@dataclass(frozen=True, slots=True)
class Position:
    """The state that a region was in, with its input and the variables of then.

    ``inner`` has the branches of a Parallel or the iterations of a Map, by their index, as far as they had started;
    None where the state had not come so far, or has to start over.
    """

    state: str
    input: Json
    variables: Mapping[str, Json]
    entered: datetime
    entered_event_id: int
    inner: "Inner | None"


Inner: TypeAlias = Mapping[int, Position | Finished]
