"""Glue jobs, their roles and what they may reach."""

from collections.abc import Iterator, Mapping

from lakeflow.asl.states import Json
from lakeflow.resources.code import Code, JobCode
from lakeflow.resources.glue_versions import DELTA
from lakeflow.resources.model import GlueJobResource
from lakeflow.resources.resource import Kind, Resource, placed
from lakeflow.resources.roles import job_statements, role
from lakeflow.resources.site import Site
from lakeflow.resources.storage import object_address

OBSERVED: Mapping[str, str] = {
    "--enable-metrics": "true",
    "--enable-observability-metrics": "true",
    "--enable-job-insights": "true",
    "--job-bookmark-option": "job-bookmark-disable",
}


def glue_jobs(site: Site, jobs: Mapping[str, GlueJobResource], code: Code, pipeline: str) -> Iterator[Resource]:
    """Yield each job, and the role that it runs under unless the configuration names one that exists."""
    for name, job in jobs.items():
        yield from placed(_job(site, job, code.jobs[name], pipeline), job.location)


def _job(site: Site, job: GlueJobResource, code: JobCode, pipeline: str) -> Iterator[Resource]:
    made = role(site, job.name, "glue.amazonaws.com", job_statements(site, job), pipeline)
    if made is not None:
        yield made
    needs = [object_address(site, code.script)]
    needs += [object_address(site, code.libraries)] if code.libraries is not None else []
    needs += [made.address] if made is not None else []
    yield Resource(
        kind=Kind.GLUE_JOB,
        name=job.name,
        properties=_properties(site, job, code),
        needs=tuple(needs),
        tags=site.tags(pipeline),
        attributes={"Writes": ",".join(job.writes)} if job.writes else {},
    )


def pins(site: Site, code: JobCode) -> dict[str, str]:
    """Return the arguments that make a run use this code, whatever the job's own is by then."""
    arguments = {"--scriptLocation": site.s3_uri(code.script.key)}
    if code.libraries is not None:
        arguments["--extra-py-files"] = site.s3_uri(code.libraries.key)
    return arguments


def _properties(site: Site, job: GlueJobResource, code: JobCode) -> dict[str, Json]:
    pinned = pins(site, code)
    location = pinned.pop("--scriptLocation")
    arguments: dict[str, Json] = {
        **DELTA,
        **OBSERVED,
        "--TempDir": site.s3_uri("temporary/"),
        **pinned,
        **({"--additional-python-modules": ",".join(job.python_modules)} if job.python_modules else {}),
        **job.default_arguments,
    }
    more: dict[str, Json] = {}
    if job.connections:
        more["Connections"] = {"Connections": list(job.connections)}
    if job.execution_class != "STANDARD":
        more["ExecutionClass"] = job.execution_class
    return {
        **more,
        "Name": job.name,
        "Role": site.settings.existing.roles.get(job.name) or site.role_arn(job.name),
        "Command": {"Name": "glueetl", "ScriptLocation": location, "PythonVersion": "3"},
        "DefaultArguments": arguments,
        "GlueVersion": job.glue_version,
        "WorkerType": job.worker_type,
        "NumberOfWorkers": job.workers,
        "Timeout": job.timeout_minutes,
        "ExecutionProperty": {"MaxConcurrentRuns": job.max_concurrent_runs},
        # With queuing a job has to be started once: its retries are the state machine's.
        "MaxRetries": 0,
        "JobRunQueuingEnabled": True,
    }
