"""The commands that deploy: plan, build, deploy, rollback, releases, drift, destroy, unlock, and the sandbox."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TextIO

import typer

from lakeflow.cli.commands.options import AsJson, Environment
from lakeflow.cli.failures import reported

if TYPE_CHECKING:
    from lakeflow.deploy.releases import Provenance, Release
    from lakeflow.operations.plan import Planned

CHANGES = 3
"""The exit code of ``plan --exit-code`` when there is something to do."""

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
Adopt = Annotated[
    list[str] | None,
    typer.Option(help="Take over what exists under this name and is not lakeflow's; may be repeated.", metavar="NAME"),
]
Paths = Annotated[list[Path] | None, typer.Argument(help="Pipeline modules; all in pipelines/ without any.")]


@reported
def plan(  # noqa: PLR0913, PLR0917  each is an option
    environment: Environment,
    paths: Paths = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the plan here, for deploy.")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Plan without an account.")] = False,  # noqa: FBT002
    against: Annotated[
        Path | None, typer.Option(help="Plan offline against this release's record; against nothing without it.")
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 3 if there are changes.")] = False,  # noqa: FBT002
    adopt: Adopt = None,
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Show what a deploy would do, without doing it."""
    from lakeflow.operations.plan import Against
    from lakeflow.operations.plan import plan as operation
    from lakeflow.render.plan import plan_document

    where = Against(offline or against is not None, against)
    planned = operation(paths or [], environment, Path.cwd(), where, adopt=adopt or ())
    document = json.dumps(plan_document(planned.outlook, planned.smoke), indent=2, ensure_ascii=False) + "\n"
    if output is not None:
        output.write_text(document, encoding="utf-8")
    if as_json:
        sys.stdout.write(document)
    else:
        _print_plan(planned, sys.stdout)
    if exit_code and not planned.outlook.is_settled:
        raise typer.Exit(CHANGES)


@reported
def build(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path("bundle.zip"),
) -> None:
    """Write the project as one file. It is deployed to one environment after the other."""
    from lakeflow.operations.build import build as operation

    sys.stdout.write(f"{operation(Path.cwd(), output)}  {output}\n")


@reported
def deploy(  # noqa: PLR0913, PLR0917  each is an option
    environment: Environment,
    paths: Paths = None,
    yes: Yes = False,  # noqa: FBT002  Typer makes a flag of it
    version: Annotated[str, typer.Option(help="What people call this release.", metavar="VERSION")] = "",
    plan_file: Annotated[
        Path | None, typer.Option("--plan", help="Do what this plan says, or nothing.", metavar="FILE")
    ] = None,
    bundle: Annotated[Path | None, typer.Option(help="Deploy what `lakeflow build` wrote.", metavar="FILE")] = None,
    adopt: Adopt = None,
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Make an environment what the code says. Plans, asks, applies, and switches everything at once."""
    from lakeflow.operations.build import unpacked
    from lakeflow.operations.provenance import provenance
    from lakeflow.project import find_project

    approved = _read_plan(plan_file) if plan_file is not None else None
    if bundle is None:
        origin = provenance(find_project(Path.cwd()), version)
        wanted = Wanted(Path.cwd(), environment, paths or [], adopt or [])
        _deploy(wanted, origin, approved, yes=yes, as_json=as_json)
        return
    if paths:
        raise typer.BadParameter("a bundle is deployed as a whole", param_hint="--bundle")
    with unpacked(bundle) as (folder, revision):
        origin = provenance(find_project(folder), version).model_copy(update={"revision": revision})
        _deploy(Wanted(folder, environment, [], adopt or []), origin, approved, yes=yes, as_json=as_json)


@reported
def rollback(
    environment: Environment,
    to: Annotated[int | None, typer.Option(help="The release to go back to; the one before without it.")] = None,
    yes: Yes = False,  # noqa: FBT002  Typer makes a flag of it
    as_json: AsJson = False,  # noqa: FBT002  likewise
) -> None:
    """Go back to an earlier release. State machine, jobs' and functions' code at once, then all else."""
    from lakeflow.cli.applying import applying
    from lakeflow.operations.deploy import rollback as operation
    from lakeflow.project import find_project
    from lakeflow.render.releases import released_document

    find_project(Path.cwd())  # nobody is asked about what is not there
    _confirm(f"Roll {environment} back to {f'release {to}' if to else 'the release before'}?", yes=yes, as_json=as_json)
    with applying(sys.stderr, None) as observer:
        release = operation(environment, Path.cwd(), to, observer)
    said = f"{environment} runs release {release.restored} again, recorded as release {release.number}."
    _tell(said, released_document(release, changed=True), as_json=as_json)


@reported
def releases(
    environment: Environment,
    show: Annotated[int | None, typer.Option(help="Print the whole record of one.", metavar="NUMBER")] = None,
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """List the releases of an environment. When, who, from which revision, what changed."""
    from lakeflow.cli.tables import print_rows, without_empty_columns
    from lakeflow.operations.environments import list_releases
    from lakeflow.render.releases import release_document

    found = list_releases(environment, Path.cwd())
    if show is not None:
        sys.stdout.write(_numbered(found, show).model_dump_json(indent=2) + "\n")
    elif as_json:
        _print_json([release_document(one) for one in found])
    else:
        names = ["release", "created", "by", "revision", "version", "changes"]
        print_rows(*without_empty_columns(names, [_release_row(one) for one in found]))


@reported
def drift(
    environment: Environment,
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 3 if something has drifted.")] = False,  # noqa: FBT002
) -> None:
    """Show how an environment differs from its release. And how the code does."""
    from lakeflow.operations.environments import drift as operation
    from lakeflow.render.drift import drift_document, drift_lines

    found = operation(environment, Path.cwd())
    if as_json:
        _print_json(drift_document(found))
    else:
        sys.stdout.writelines(f"{line}\n" for line in drift_lines(found))
    if exit_code and any(one.fields for one in found):
        raise typer.Exit(CHANGES)


@reported
def destroy(
    environment: Environment,
    name: Annotated[str | None, typer.Option(help="The environment's name again, instead of being asked.")] = None,
    data_too: Annotated[bool, typer.Option("--data-too", help="Delete buckets, databases and tables too.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002  Typer makes a flag of it
) -> None:
    """Remove what was deployed to an environment. Its data stays unless told otherwise."""
    from lakeflow.cli.applying import applying
    from lakeflow.operations.environments import destroy as operation
    from lakeflow.operations.environments import doomed
    from lakeflow.render.plan import plan_lines
    from lakeflow.render.releases import destroyed_document

    world, outlook = doomed(environment, Path.cwd(), data_too=data_too)
    kept = len(outlook.plan.changes) - len(outlook.plan.work)
    but = f", but for {kept} resources that keep its data and its code (--data-too removes them)" if kept else ""
    if outlook.plan.is_empty:
        _tell(f"Nothing of {environment} is left{but}.", destroyed_document(outlook), as_json=as_json)
        return
    _talk(as_json=as_json).writelines(f"{line}\n" for line in plan_lines(outlook))
    if (name or typer.prompt(f"Type {environment} to destroy it", err=as_json)) != environment:
        sys.stderr.write("That is not its name: nothing was done.\n")
        raise typer.Exit(1)
    with applying(sys.stderr, len(outlook.plan.work)) as observer:
        operation(world, outlook, Path.cwd(), observer)
    _tell(f"{environment} is gone{but}.", destroyed_document(outlook), as_json=as_json)


@reported
def unlock(environment: Environment) -> None:
    """Remove the lock that a deployer left behind."""
    from lakeflow.operations.environments import unlock as operation

    lock = operation(environment, Path.cwd())
    if lock is None:
        sys.stdout.write(f"{environment} is not locked.\n")
    else:
        sys.stdout.write(f"Removed the lock of {lock.holder}, taken at {lock.acquired:%Y-%m-%d %H:%M} UTC.\n")


@reported
def sandbox(
    stop: Annotated[bool, typer.Option("--stop", help="Stop it, with everything in it.")] = False,  # noqa: FBT002
) -> None:
    """Keep an AWS in a box running here, for --env sandbox."""
    from lakeflow.operations import sandbox as operations

    if stop:
        sys.stdout.write("The sandbox is stopped.\n" if operations.stop(Path.cwd()) else "No sandbox was running.\n")
        return
    endpoint, started = operations.start(Path.cwd())
    sys.stdout.write(f"The sandbox {'runs now' if started else 'was running already'} at {endpoint}.\n")


class Wanted(NamedTuple):
    """What a deploy is of: a project's modules, all without any, for an environment; ``adopt`` names what to take."""

    start: Path
    environment: str
    paths: list[Path]
    adopt: list[str]


def _deploy(wanted: Wanted, origin: "Provenance", approved: Any, *, yes: bool, as_json: bool) -> None:
    from lakeflow.cli.applying import applying
    from lakeflow.operations.deploy import check_approved
    from lakeflow.operations.deploy import deploy as operation
    from lakeflow.operations.plan import plan as planning
    from lakeflow.render.releases import released_document

    planned = planning(wanted.paths, wanted.environment, wanted.start, adopt=wanted.adopt)
    if planned.outlook.is_settled:
        settled = released_document(planned.outlook.release, changed=False)
        _tell("Nothing to do: everything is as it should be.", settled, as_json=as_json)
        return
    if approved is not None:
        check_approved(planned, approved)
    else:
        _print_plan(planned, _talk(as_json=as_json))
        _confirm(f"Deploy this to {wanted.environment}?", yes=yes, as_json=as_json)
    with applying(sys.stderr, planned.outlook.plan.steps) as observer:
        release = operation(planned, origin, observer)
    said = f"Release {release.number} of {wanted.environment} is live."
    _tell(said, released_document(release, changed=True), as_json=as_json)


def _talk(*, as_json: bool) -> TextIO:
    """Return where a command talks to its reader: not between the lines of JSON."""
    return sys.stderr if as_json else sys.stdout


def _tell(sentence: str, document: Any, *, as_json: bool) -> None:
    """Say how a command ended, in words or as JSON."""
    if as_json:
        _print_json(document)
    else:
        sys.stdout.write(f"{sentence}\n")


def _print_json(document: Any) -> None:
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _print_plan(planned: "Planned", stream: TextIO) -> None:
    from lakeflow.render.plan import plan_lines

    colours = {"+": "green", "~": "yellow", "±": "red", "-": "red", "!": "red"}
    for line in plan_lines(planned.outlook, planned.smoke):
        colour = colours.get(line.strip()[:1]) if stream.isatty() else None
        typer.secho(line, fg=colour, file=stream)


def _confirm(question: str, *, yes: bool, as_json: bool) -> None:
    if yes:
        return
    try:
        agreed = typer.confirm(question, err=as_json)
    except typer.Abort:  # no answer is no agreement
        sys.stderr.write("\nNobody answered; --yes does it without asking.\n")
        agreed = False
    if not agreed:
        sys.stderr.write("Nothing was done.\n")
        raise typer.Exit(1)


def _read_plan(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{file} is not a plan: {error}", param_hint="--plan") from None


def _numbered(found: "tuple[Release, ...]", number: int) -> "Release":
    for one in found:
        if one.number == number:
            return one
    raise typer.BadParameter(f"there is no release {number}", param_hint="--show")


def _release_row(release: "Release") -> list[str]:
    what = f"back to release {release.restored}" if release.restored is not None else f"{len(release.changes)} changes"
    origin = release.provenance
    created = f"{release.created:%Y-%m-%d %H:%M}"
    return [str(release.number), created, origin.by, origin.revision, origin.version, what]
