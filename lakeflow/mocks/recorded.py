"""Mocks from an execution that has happened: each task answers what it answered then."""

from collections.abc import Iterable

from lakeflow.mocks.answers import Answer, Raised, Responded
from lakeflow.mocks.scripts import Script
from lakeflow.recordings.visits import Attempt, Recording


def recorded_scripts(recording: Recording, *, durations: bool) -> dict[str, Script]:
    """Return the script of each task that was called; ``durations`` lets each answer take its time again.

    A call with the arguments of a recorded one gets the answer of that; others get theirs in turn.
    """
    attempts: dict[str, list[Attempt]] = {}
    for visit in recording.visits:
        attempts.setdefault(visit.name, []).extend(visit.attempts)
    return {name: script for name, made in attempts.items() if (script := _script(made, durations)) is not None}


def _script(attempts: Iterable[Attempt], durations: bool) -> Script | None:  # noqa: FBT001  its caller names it
    ended = [attempt for attempt in attempts if attempt.answered or attempt.error is not None]
    if not ended:
        return None
    return Script(
        tuple(_answer(attempt, attempt.seconds if durations else 0.0) for attempt in ended),
        ends=True,
        arguments=tuple(attempt.arguments for attempt in ended),
    )


def _answer(attempt: Attempt, seconds: float) -> Answer:
    if attempt.error is not None:
        return Answer(Raised(attempt.error, attempt.cause or ""), seconds)
    return Answer(Responded(attempt.result), seconds)
