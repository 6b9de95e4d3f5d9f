"""Where a pipeline will run: what turns declared names into physical ones, the same every time."""

from typing import NamedTuple


class Target(NamedTuple):
    """An environment's account and naming; ARNs are computed, so nothing must be looked up."""

    project: str
    environment: str
    region: str
    account: str
    partition: str = "aws"
    workgroup: str = "primary"

    def name(self, declared: str) -> str:
        """Return the physical name of a job, a function, a topic or a state machine."""
        return f"{self.project}-{self.environment}-{declared}"

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource in this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def integration(self, action: str) -> str:
        """Return the ARN of a service integration, such as ``glue:startJobRun.sync``."""
        return f"arn:{self.partition}:states:::{action}"
