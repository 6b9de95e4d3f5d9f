"""Statements of calls that start something and, by ``.sync``, wait for its end: they start, look, and stop."""

from collections.abc import Iterator

from lakeflow.asl.integrations import Pattern, ServiceCall
from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.grants import job_events, pass_role
from lakeflow.resources.iam.statement import Statement


def glue_job(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to run a job; Step Functions polls it, so there is no rule."""
    job = arguments.arn("glue", "job", "JobName")
    yield Statement("StartJobs", ("glue:StartJobRun",), (job,))
    if call.pattern is Pattern.RUN_A_JOB:
        yield Statement("WatchJobs", ("glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns"), (job,))


def nested_machine(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to start an execution of a machine, and to watch and stop those of it.

    An execution started by a version or alias has the machine's own name in its ARN.
    """
    machine = arguments.arn("states", "stateMachine", "StateMachineArn", separator=":")
    parts = machine.split(":")
    plain = ":".join(parts[:7])
    yield Statement("StartMachines", ("states:StartExecution",), tuple(dict.fromkeys((plain, machine))))
    if call.pattern in (Pattern.RUN_A_JOB, Pattern.RUN_A_JOB_2):
        executions = ":".join((*parts[:5], "execution", parts[6], "*"))
        yield Statement("WatchMachines", ("states:DescribeExecution", "states:StopExecution"), (executions,))
        yield job_events("StepFunctionsGetEventsForStepFunctionsExecutionRule", arguments.site)


def ecs_task(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to run a task of a definition in a cluster, and to pass on the roles that it names.

    The roles stand in the task definition, which a machine does not show: any is passed, to ECS tasks alone.
    """
    site = arguments.site
    definition = arguments.arn("ecs", "task-definition", "TaskDefinition")
    cluster = arguments.arn("ecs", "cluster", "Cluster")
    in_cluster = (("ArnEquals", "ecs:cluster", (cluster,)),) if "*" not in cluster else ()
    revision = definition.rpartition("/")[2]
    whole = definition if ":" in revision or revision == "*" else f"{definition}:*"
    yield Statement("RunTasks", ("ecs:RunTask",), (whole,), in_cluster)
    if call.pattern is Pattern.RUN_A_JOB:
        yield Statement("WatchTasks", ("ecs:DescribeTasks", "ecs:StopTask"), ("*",), in_cluster)
        yield job_events("StepFunctionsGetEventsForECSTaskRule", site)
    if arguments.text("PropagateTags") not in ("", "NONE"):
        yield Statement("TagTasks", ("ecs:TagResource",), (site.target.arn("ecs", "task/*"),))
    roles = (arguments.text("Overrides", "TaskRoleArn"), arguments.text("Overrides", "ExecutionRoleArn"))
    yield pass_role("PassTaskRole", ("ecs-tasks.amazonaws.com",), roles if all(roles) else (), site)


def emr_serverless_job(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield the right to run a job on an application with its role."""
    site = arguments.site
    application = site.target.arn("emr-serverless", f"/applications/{arguments.text('ApplicationId') or '*'}")
    yield Statement("StartSpark", ("emr-serverless:StartJobRun",), (application,))
    yield pass_role("PassSparkRole", ("emr-serverless.amazonaws.com",), (arguments.text("ExecutionRoleArn"),), site)
    if call.pattern is Pattern.RUN_A_JOB:
        actions = ("emr-serverless:CancelJobRun", "emr-serverless:GetJobRun")
        yield Statement("WatchSpark", actions, (f"{application}/jobruns/*",))
        yield job_events("StepFunctionsGetEventsForEMRServerlessJobRule", site)
