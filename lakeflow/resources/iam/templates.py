"""Statements by AWS's own templates, for integrations that no step of lakeflow's makes.

https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from lakeflow.asl.integrations import Pattern, ServiceCall
from lakeflow.resources.iam.arguments import Arguments
from lakeflow.resources.iam.grants import job_events, pass_role
from lakeflow.resources.iam.statement import Statement


class Template(NamedTuple):
    """What a call needs, and ``.sync`` besides.

    ``kind`` and ``name`` are the start of the resource in its ARN and the argument that names it; without a kind the
    service knows no resources. ``roles`` are the arguments that hold roles for the services ``passed_to``.
    """

    start: tuple[str, ...]
    watch: tuple[str, ...] = ()
    kind: str = ""
    name: str = ""
    rule: str = ""
    roles: tuple[str, ...] = ()
    passed_to: tuple[str, ...] = ()


def _cluster(*start: str, watch: tuple[str, ...] = (), rule: str = "") -> Template:
    return Template(start, watch, "cluster/", "ClusterId", rule)


def _training(what: str, kind: str) -> Template:
    return Template(
        (f"Create{what}Job",),
        (f"Describe{what}Job", f"Stop{what}Job"),
        kind,
        f"{what}JobName",
        f"StepFunctionsGetEventsForSageMaker{what}JobsRule",
        ("RoleArn",),
        ("sagemaker.amazonaws.com",),
    )


TEMPLATES: Final[Mapping[str, Template]] = {
    "batch:submitJob": Template(
        ("SubmitJob",), ("DescribeJobs", "TerminateJob"), rule="StepFunctionsGetEventsForBatchJobsRule"
    ),
    "bedrock:invokeModel": Template(("InvokeModel",), kind="foundation-model/", name="ModelId"),
    "codebuild:batchDeleteBuilds": Template(("BatchDeleteBuilds",), kind="project/"),
    "codebuild:batchGetReports": Template(("BatchGetReports",), kind="report-group/"),
    "codebuild:startBuild": Template(
        ("StartBuild",),
        ("BatchGetBuilds", "StopBuild"),
        "project/",
        "ProjectName",
        "StepFunctionsGetEventForCodeBuildStartBuildRule",
    ),
    "codebuild:stopBuild": Template(("StopBuild",), kind="project/"),
    "databrew:startJobRun": Template(("StartJobRun",), ("ListJobRuns", "StopJobRun"), "job/", "Name"),
    "eks:call": Template(()),
    "eks:deleteCluster": Template(("DeleteCluster",), ("DescribeCluster",), "cluster/", "Name"),
    "eks:runJob": Template(()),
    "elasticmapreduce:addStep": _cluster(
        "AddJobFlowSteps",
        watch=("CancelSteps", "DescribeStep"),
        rule="StepFunctionsGetEventForEMRAddJobFlowStepsRule",
    ),
    "elasticmapreduce:cancelStep": _cluster("CancelSteps"),
    "elasticmapreduce:createCluster": Template(
        ("RunJobFlow",),
        ("DescribeCluster", "TerminateJobFlows"),
        rule="StepFunctionsGetEventForEMRRunJobFlowRule",
        roles=("ServiceRole", "JobFlowRole"),
        passed_to=("ec2.amazonaws.com", "elasticmapreduce.amazonaws.com"),
    ),
    "elasticmapreduce:modifyInstanceFleetByName": _cluster("ListInstanceFleets", "ModifyInstanceFleet"),
    "elasticmapreduce:modifyInstanceGroupByName": _cluster("ListInstanceGroups", "ModifyInstanceGroups"),
    "elasticmapreduce:setClusterTerminationProtection": _cluster("SetTerminationProtection"),
    "elasticmapreduce:terminateCluster": _cluster(
        "TerminateJobFlows", watch=("DescribeCluster",), rule="StepFunctionsGetEventForEMRTerminateJobFlowsRule"
    ),
    "mediaconvert:createJob": Template(
        ("CreateJob",),
        ("CancelJob", "GetJob"),
        rule="StepFunctionsGetEventsForMediaConvertJobRule",
        roles=("Role",),
        passed_to=("mediaconvert.amazonaws.com",),
    ),
    "sagemaker:createTrainingJob": _training("Training", "training-job/"),
    "sagemaker:createTransformJob": _training("Transform", "transform-job/")._replace(roles=(), passed_to=()),
}
"""By service and action. Kubernetes' own rights, and not IAM, decide what ``eks:call`` and ``eks:runJob`` may do."""


def by_template(call: ServiceCall, arguments: Arguments) -> Iterator[Statement]:
    """Yield AWS's own statements for a call."""
    template = TEMPLATES[f"{call.service}:{call.action}"]
    sid = f"{call.service[0].upper()}{call.service[1:]}{call.action[0].upper()}{call.action[1:]}"
    resources = arguments.arns(call.service) or (_resource(template, call, arguments),)
    if template.start:
        yield Statement(sid, tuple(f"{call.service}:{name}" for name in template.start), resources)
    if call.pattern is Pattern.RUN_A_JOB and template.watch:
        yield Statement(f"{sid}Watch", tuple(f"{call.service}:{name}" for name in template.watch), resources)
    if call.pattern is Pattern.RUN_A_JOB and template.rule:
        yield job_events(template.rule, arguments.site)
    if template.passed_to:
        roles = tuple(arguments.text(name) for name in template.roles)
        yield pass_role(f"{sid}Role", template.passed_to, roles if all(roles) else (), arguments.site)
    if call.service == "sagemaker":
        yield Statement("SagemakerTags", ("sagemaker:ListTags",), ("*",))


def _resource(template: Template, call: ServiceCall, arguments: Arguments) -> str:
    if not template.kind:
        return "*"
    target = arguments.site.target
    name = f"{template.kind}{arguments.text(template.name) or '*'}"
    if call.service == "bedrock":  # foundation models are nobody's
        return f"arn:{target.partition}:bedrock:{target.region}::{name}"
    return target.arn(call.service, name)
