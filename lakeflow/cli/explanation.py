"""What `render --explain` and `durations` print."""

import json
from pathlib import Path

from lakeflow.operations.durations import durations_of_runs
from lakeflow.operations.render import Request, explain
from lakeflow.project import find_project
from lakeflow.render.explanation import explanation_json, explanation_text


def explained(request: Request, *, as_json: bool) -> str:
    """Return the explanation of a pipeline's structure as text or JSON."""
    explanation = explain(request)
    return json.dumps(explanation_json(explanation), indent=2) + "\n" if as_json else explanation_text(explanation)


def learned_durations(start: Path, pipeline: str | None) -> str:
    """Return how long the steps of a project's runs took, as JSON."""
    return json.dumps(durations_of_runs(find_project(start), pipeline), indent=2) + "\n"
