"""Roles of the machines that lakeflow compiles: each call of every golden document is allowed."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from lakeflow.compiler.target import Target
from lakeflow.resources.iam.machine import machine_statements
from lakeflow.resources.site import Site
from lakeflow.settings import Settings

GOLDEN = sorted((Path(__file__).parents[4] / "tests" / "golden" / "cases").glob("*.asl.json"))
ACCOUNT = "123456789012"
SITE = Site(
    target=Target(project="shop", environment="test", region="eu-west-1", account=ACCOUNT),
    settings=TypeAdapter(Settings).validate_python(
        {
            "project": "shop",
            "aws": {"region": "eu-west-1", "account": ACCOUNT},
            "lake": {"root": "s3://shop-lake"},
        }
    ),
)


def resources(scope: Any) -> list[str]:
    """Return the Resource of every Task, wherever it is."""
    if isinstance(scope, list):
        return [found for part in scope for found in resources(part)]
    if not isinstance(scope, dict):
        return []
    own = [scope["Resource"]] if scope.get("Type") == "Task" else []
    return own + [found for part in scope.values() for found in resources(part)]


@pytest.mark.parametrize("document", GOLDEN, ids=lambda path: path.name.removesuffix(".asl.json"))
def test_every_call_of_a_compiled_machine_is_granted(document: Path) -> None:
    definition = json.loads(document.read_text(encoding="utf-8"))
    statements = machine_statements(SITE, "shop-test-golden", definition)
    granted = {action.split(":")[0] for one in statements for action in one.actions}
    called = {resource.split(":::")[-1].removeprefix("aws-sdk:").split(":")[0] for resource in resources(definition)}
    assert {{"http": "states"}.get(service, service) for service in called} <= granted
    # Nothing finer: AWS has no resources for these actions, and what is computed is granted for its kind.
    everywhere = {action for one in statements if "*" in one.resources for action in one.actions}
    assert everywhere <= {"ecs:DescribeTasks", "ecs:StopTask", "lakeformation:GetDataAccess", "s3:ListAllMyBuckets"}
