"""``sns:publish`` on this machine: messages are appended to the run's ``notifications.jsonl``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from lakeflow.asl.states import Json
from lakeflow.clock import Clock
from lakeflow.errors import TaskFailed
from lakeflow.interpreter.executor import ScheduledTask
from lakeflow.local.workspace import Workspace
from lakeflow.resources.model import TopicResource


@dataclass(frozen=True, slots=True)
class SnsExecutor:
    """Publishes to a file what AWS would send."""

    topics: Mapping[str, TopicResource]
    workspace: Workspace
    clock: Clock

    async def publish(self, task: ScheduledTask) -> Json:
        """Append a message to the run's notifications; return its MessageId. Raises TaskFailed for an unknown topic."""
        request = task.arguments if isinstance(task.arguments, dict) else {}
        topic = str(request.get("TopicArn", ""))
        if topic.rpartition(":")[2] not in self.topics:
            raise TaskFailed("Sns.NotFoundException", f"Topic does not exist: {topic}")
        if "Message" not in request:
            raise TaskFailed("Sns.InvalidParameterException", "Invalid parameter: Empty message")
        message: dict[str, Json] = {"MessageId": str(uuid4()), "Timestamp": self.clock.now().isoformat(), **request}
        self.workspace.run_dir.mkdir(parents=True, exist_ok=True)
        with (self.workspace.run_dir / "notifications.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(message, ensure_ascii=False) + "\n")
        return {"MessageId": message["MessageId"]}
