"""Wait: let time pass, for some seconds or until a moment."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from lakeflow.asl import states as asl
from lakeflow.asl.states import JSONATA, Json
from lakeflow.errors import InvalidStateMachineError
from lakeflow.interpreter.failure import StateFailed
from lakeflow.interpreter.numbers import whole_number
from lakeflow.interpreter.processing import (
    Arguments,
    Ending,
    Field,
    compile_field,
    compile_input,
    compile_input_ending,
)
from lakeflow.interpreter.visit import Transition, Visit

_TIMESTAMP: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:[Zz]|([+-]\d{2}:\d{2}))", re.ASCII
)


LONGEST_WAIT_SECONDS: Final = 24_855 * 86_400
"""From the day after on AWS says that the delay is too long."""


@dataclass(frozen=True, slots=True)
class RunnableWait:
    """A Wait state with either Seconds or Timestamp, written or found by a path; None is what is not there."""

    kind: ClassVar[str] = "Wait"
    can_retry: ClassVar[bool] = False
    arguments: Arguments
    seconds: Field | None
    timestamp: Field | None
    is_jsonata: bool
    ending: Ending

    async def run(self, visit: Visit) -> Transition:
        """Let the time pass; Assign and Output are evaluated afterwards. Raises StateFailed."""
        value = self.arguments.of(visit)
        seconds = self._seconds(visit)
        if seconds > LONGEST_WAIT_SECONDS:
            raise visit.failed("Wait state delay is too long.")
        if seconds > 0:
            await visit.scope.runtime.clock.sleep(seconds)
        return self.ending.after_input(visit, value)

    def _seconds(self, visit: Visit) -> float:
        if self.seconds is not None:
            return self._whole_seconds(visit, self.seconds)
        assert self.timestamp is not None  # the compiler of the state made sure
        text = self.timestamp.of(visit)
        moment = parse_timestamp(text) if isinstance(text, str) else None
        if moment is None:
            verb = "cannot be parsed as an" if self.is_jsonata else "does not reference a valid"
            problem = f"{verb} ISO-8601 extended offset date-time format string"
            raise self._refused(visit, self.timestamp, problem, text)
        return (moment - visit.scope.runtime.clock.now()).total_seconds()

    def _whole_seconds(self, visit: Visit, field: Field) -> float:
        value = field.of(visit)
        seconds = whole_number(value)
        if seconds is None:
            raise self._refused(visit, field, "cannot be parsed as a long value", value)
        if seconds < 0:
            raise self._refused(visit, field, "references a negative value", value)
        return seconds

    def _refused(self, visit: Visit, field: Field, problem: str, value: Json) -> StateFailed:
        # Unlike other failed expressions, AWS records this one after the state's entry.
        visit.previous_event_id = visit.entered_event_id
        return field.refused(visit, problem, value)


def parse_timestamp(text: str) -> datetime | None:
    """Return the moment, or None where Step Functions would not take the text.

    It takes RFC 3339 with ``T`` and an offset; seconds may be left out, fractions have up to nine digits.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    date, minutes, seconds, fraction, offset = match.groups()
    microseconds = (fraction or "0").ljust(6, "0")[:6]
    try:
        return datetime.fromisoformat(f"{date}T{minutes}:{seconds or '00'}.{microseconds}{offset or '+00:00'}")
    except ValueError:
        return None


def compile_wait(state: asl.Wait, language: str) -> RunnableWait:
    """Parse the state's expressions.

    Raises:
        TemplateError: an expression does not parse.
        PathError: a path does not.
        InvalidStateMachineError: the state has not exactly one of Seconds and Timestamp.

    """
    seconds = compile_field("Seconds", state.seconds, state.seconds_path, language, expects="number")
    timestamp = compile_field("Timestamp", state.timestamp, state.timestamp_path, language, expects="string")
    if (seconds is None) == (timestamp is None):
        raise InvalidStateMachineError("A Wait needs either Seconds or Timestamp.")
    return RunnableWait(
        compile_input(state, language),
        seconds,
        timestamp,
        is_jsonata=language == JSONATA,
        ending=compile_input_ending(state, state.next, language),
    )
