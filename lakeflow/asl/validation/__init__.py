"""The validator: everything that AWS would refuse in an ASL document, or accept and stumble over, found at once.

It takes any JSON value, in both query languages, and never raises for one::

    validate(document)      every finding, each with a stable code, a JSON pointer, and what to write instead
    errors(document)        those alone for which the document is refused

A finding is an error where AWS refuses to create the machine, or where a state can never do its work; a warning where
the machine is created and fails or surprises when it runs.

>>> validate({"StartAt": "a", "States": {"a": {"Type": "Pass", "Nxt": "b", "End": True}}})[0].hint
'did you mean Next?'
>>> errors({"StartAt": "a", "States": {"a": {"Type": "Succeed"}}})
()

Which module does what: ``machine`` walks; ``fields`` are the tables of what states have, ``shapes`` and ``values``
check a thing against them; ``templates``, ``paths``, ``intrinsics`` and ``expressions`` know what is computed;
``choices``, ``errors``, ``tasks`` and ``maps`` what fields demand of each other; ``graph`` and ``variables`` look at
whole machines.
"""

from typing import TYPE_CHECKING, Final

from lakeflow.asl.quotas import MAX_DEFINITION_BYTES
from lakeflow.asl.validation.codes import Code
from lakeflow.asl.validation.graph import check_graph
from lakeflow.asl.validation.machine import read_machine
from lakeflow.asl.validation.maps import check_labels
from lakeflow.asl.validation.sites import JSONATA, JSONPATH, Options, QueryLanguage, Site
from lakeflow.asl.validation.values import wrong_type
from lakeflow.asl.validation.variables import check_variables
from lakeflow.asl.writing import byte_size
from lakeflow.errors import Diagnostic, Severity

if TYPE_CHECKING:
    from lakeflow.asl.states import Json

_DEFAULT: Final = Options()


def validate(document: "Json", options: Options = _DEFAULT) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with a document, in the order in which it is found."""
    findings: list[Diagnostic] = []
    fields = document if isinstance(document, dict) else {}
    language: QueryLanguage = JSONATA if fields.get("QueryLanguage") == JSONATA else JSONPATH
    machine = Site("", "", fields, language, options, findings)
    try:
        if fields is document:
            _check(machine)
        else:
            wrong_type(document, "", machine, "an object")
    except RecursionError:
        machine.report(Code.TOO_LARGE, "", "the definition is nested too deeply", "take it apart")
    return tuple(findings)


def errors(document: "Json", options: Options = _DEFAULT) -> tuple[Diagnostic, ...]:
    """Return the findings for which a document is refused."""
    return tuple(finding for finding in validate(document, options) if finding.severity is Severity.ERROR)


def _check(machine: Site) -> None:
    _check_size(machine)
    scope = read_machine(machine)
    if scope is not None:
        check_graph(scope, machine)
        check_labels(scope)
        check_variables(scope)


def _check_size(machine: Site) -> None:
    size = byte_size(machine.fields)
    if size > MAX_DEFINITION_BYTES:
        hint = "move parts into nested state machines, or data to S3"
        machine.report(
            Code.TOO_LARGE, "", f"the definition has {size:,} bytes; AWS takes {MAX_DEFINITION_BYTES:,}", hint
        )


__all__ = ["Code", "Options", "errors", "validate"]
