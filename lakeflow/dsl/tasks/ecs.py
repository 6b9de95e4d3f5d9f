"""Run a container on ECS."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from lakeflow.dsl.expressions import StepOutput
from lakeflow.dsl.references import Record, Value
from lakeflow.dsl.tasks.task import JobOptions, JobStep


class Ecs(JobStep):
    """Run a task definition on Fargate and wait for its end, unless ``wait=False``.

    ``command`` and ``environment`` override those of one ``container``. Cluster and task definition are named as AWS
    knows them.

    >>> from lakeflow import DateParam, Ecs, Pipeline
    >>> with Pipeline("shop", params={"date": DateParam()}) as shop:
    ...     exported = Ecs(
    ...         "export",
    ...         task_definition="exporter:3",
    ...         cluster="batch",
    ...         subnets=["subnet-1", "subnet-2"],
    ...         container="main",
    ...         environment={"DATE": shop.params.date},
    ...     )
    """

    typical_seconds = 120.0

    def __init__(  # noqa: PLR0913  each is a field of the call
        self,
        name: str,
        *,
        task_definition: Value,
        cluster: Value,
        subnets: Sequence[str] = (),
        security_groups: Sequence[str] = (),
        public_ip: bool = False,
        container: str | None = None,
        command: Sequence[Value] = (),
        environment: Mapping[str, Value] | None = None,
        **options: Unpack[JobOptions],
    ) -> None:
        super().__init__(name, **options)
        self.task_definition = task_definition
        self.cluster = cluster
        self.subnets = tuple(subnets)
        self.security_groups = tuple(security_groups)
        self.public_ip = public_ip
        self.container = container
        self.command = tuple(command)
        self.environment = dict(environment or {})

    @property
    def output(self) -> Record:
        """What ECS says of the task when it has ended; of one not waited for, of its start."""
        return Record(StepOutput(self))

    @property
    def values(self) -> tuple[Value, ...]:
        """Task definition, cluster, command and environment."""
        return (self.task_definition, self.cluster, self.command, self.environment)
