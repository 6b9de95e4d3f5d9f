from collections.abc import Mapping

import pytest

from lakeflow.errors import Location, Severity
from lakeflow.resources.model import GlueJobResource, Resources
from lakeflow.resources.syntax import unparsed

GROUPS = b"try:\n    load()\nexcept* ValueError:\n    pass\n"
FINE = b"print('loaded')\n"


def resources(version: str) -> Resources:
    job = GlueJobResource(name="load", script="jobs/load.py", extra_py_files=("jobs/lib",), glue_version=version)
    return Resources(glue_jobs={"load": job}, functions={}, topics={})


def files(script: bytes, library: bytes) -> dict[str, Mapping[str, bytes]]:
    return {"jobs/load.py": {"load.py": script}, "jobs/lib": {"shop/rules.py": library, "shop/rules.sql": b"select"}}


@pytest.mark.parametrize(("version", "python"), [("4.0", "3.10"), ("5.0", "3.11"), ("5.1", "3.11")])
def test_a_script_is_parsed_as_the_python_of_its_glue_version_does(version: str, python: str) -> None:
    found = list(unparsed(resources(version), files(GROUPS, FINE).__getitem__))
    if python == "3.11":
        assert found == []
        return
    (finding,) = found
    assert finding.code == "LF122"
    assert finding.severity is Severity.ERROR
    assert "jobs/load.py does not parse on Glue 4.0, whose Python is 3.10: Exception groups are only" in finding.message
    assert finding.location == Location("jobs/load.py", 4, 9)


def test_what_does_not_parse_in_a_library_is_a_warning() -> None:
    (finding,) = unparsed(resources("4.0"), files(FINE, GROUPS).__getitem__)
    assert finding.severity is Severity.WARNING
    assert finding.location is not None
    assert finding.location.file == "jobs/lib/shop/rules.py"
    (finding,) = unparsed(resources("5.1"), files(b"def load(:\n", FINE).__getitem__)
    assert finding.location is not None
    assert (finding.severity, finding.location.line) == (Severity.ERROR, 1)
