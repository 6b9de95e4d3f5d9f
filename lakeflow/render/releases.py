"""What releases, deploys, rollbacks and destroys come to, as JSON for scripts."""

from collections.abc import Iterable

from lakeflow.asl.states import Json
from lakeflow.deploy.plan import Change
from lakeflow.deploy.releases import Release
from lakeflow.deploy.world import Outlook


def release_document(release: Release) -> Json:
    """Return a release without its resources, which are most of it."""
    document: Json = release.model_dump(mode="json", exclude={"resources"})
    return document


def released_document(release: Release | None, *, changed: bool) -> Json:
    """Return which release an environment runs, and whether there was anything to do for that."""
    return {"changed": changed, "release": None if release is None else release_document(release)}


def destroyed_document(outlook: Outlook) -> Json:
    """Return what a destroy removes, and what it keeps."""
    work = outlook.plan.work
    return {
        "removed": _addresses(work),
        "kept": _addresses(change for change in outlook.plan.changes if change not in work),
    }


def _addresses(changes: Iterable[Change]) -> Json:
    return [{"type": str(change.address.kind), "name": change.address.name} for change in changes]
