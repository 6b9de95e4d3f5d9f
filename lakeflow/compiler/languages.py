"""Query languages: everything emitted is JSONata; a raw state in JSONPath mode needs a machine that allows both.

A JSONata machine refuses JSONPath states; in a JSONPath machine each state may say that it is JSONata:
https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html.
"""

from collections.abc import Mapping
from dataclasses import replace

from lakeflow.asl.states import JSONATA, JSONPATH, Branch, Map, Parallel, State, StateMachine, walk


def with_languages(machine: StateMachine) -> StateMachine:
    """Return the machine in the language that all of its states allow."""
    if all(state.query_language != JSONPATH for _, state, _ in walk(machine.states)):
        return machine
    return replace(machine, query_language=JSONPATH, states=in_language(machine.states, JSONATA))


def in_language(states: Mapping[str, State], language: str) -> dict[str, State]:
    """Return states that each say their language: this one where they do not say another."""
    return {name: _said(state, language) for name, state in states.items()}


def _said(state: State, language: str) -> State:
    match state:
        case Parallel(branches=branches):
            state = replace(state, branches=tuple(_branch(branch, language) for branch in branches))
        case Map(item_processor=processor, iterator=iterator):
            state = replace(
                state,
                item_processor=processor and _branch(processor, language),
                iterator=iterator and _branch(iterator, language),
            )
        case _:
            pass
    return state if state.query_language is not None else replace(state, query_language=language)


def _branch(branch: Branch, language: str) -> Branch:
    return replace(branch, states=in_language(branch.states, language))
