"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Environment = Annotated[str, typer.Option("--env", "-e", help="Environment: a file in config/.", metavar="NAME")]
PipelineName = Annotated[str | None, typer.Option("--pipeline", "-p", help="Which pipeline.", metavar="NAME")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of printing.")]
