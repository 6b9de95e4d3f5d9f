"""``lakeflow deploy`` and ``lakeflow rollback``: carry a plan out, or a former release."""

from pathlib import Path

from lakeflow.deploy import rollback as former
from lakeflow.deploy.apply import ApplyObserver
from lakeflow.deploy.deploy import Intent
from lakeflow.deploy.deploy import deploy as carry_out
from lakeflow.deploy.releases import Provenance, Release
from lakeflow.errors import StalePlanError
from lakeflow.operations.plan import Planned
from lakeflow.operations.provenance import provenance
from lakeflow.operations.worlds import connected, site_of
from lakeflow.project import find_project
from lakeflow.render.plan import plan_document


def deploy(planned: Planned, origin: Provenance, observer: ApplyObserver) -> Release:
    """Do what was planned and return the release that runs then.

    Raises:
        DeployLockedError: another deployer is at work.
        StalePlanError: another deployer was, since the plan.
        ApplyError: changes or a smoke execution failed.

    """
    intent = Intent(provenance=origin, pipelines=planned.pipelines, smoke=planned.smoke)
    return carry_out(planned.world, planned.outlook, intent, observer)


def check_approved(planned: Planned, approved: object) -> None:
    """Refuse to do anything but what a plan file says, wherever in the code it is said by now.

    Raises:
        StalePlanError: the code, or what is live, is not what that plan was made for.

    """
    if _unplaced(plan_document(planned.outlook, planned.smoke)) != _unplaced(approved):
        raise StalePlanError(
            "the plan file is not what would be done now: the code or what is live has changed since",
            hint="plan again: lakeflow plan -o plan.json",
        )


def _unplaced(document: object) -> object:
    """Return a plan without the lines of the code that its resources are declared at."""
    if not isinstance(document, dict) or not isinstance(document.get("changes"), list):
        return document
    changes = [
        {key: value for key, value in change.items() if key != "location"} if isinstance(change, dict) else change
        for change in document["changes"]
    ]
    return {**document, "changes": changes}


def rollback(environment: str, start: Path, number: int | None, observer: ApplyObserver) -> Release:
    """Go back to a release, to the one before without a number; return the new record of it.

    Raises:
        DeployError: there is none, or a change failed.

    """
    project = find_project(start)
    world = connected(site_of(project, environment), {})
    return former.rollback(world, former.target(world.store, number), provenance(project), observer)
