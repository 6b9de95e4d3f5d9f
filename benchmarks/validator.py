"""Judge the same documents by lakeflow, asl-validator, statelint and cfn-lint in one run: verdicts and speed.

``python benchmarks/validator.py FOLDER`` takes a folder of JSON documents below which manifests (``manifest.json``: a
list of ``file``, ``expected``, perhaps ``adjudicated``) label some as ``valid``, ``invalid`` or ``real``. The peers are
installed into a temporary folder, or into ``--peers FOLDER`` to keep them. Needs the network, npm, and ten minutes.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PYTHON_PEERS = {"statelint": "3.1.0", "cfn-lint": "1.58.0"}
ASL_VALIDATOR = "4.0.0"

# Each program reads a JSON list of documents and writes [verdict of each, seconds of one pass, seconds of the next].
PROGRAM = """
import json, sys, time
{imports}
documents = json.load(sys.stdin)
def is_valid(document):
    try:
        return {test}
    except Exception:
        return False
passes = []
for _ in range({passes}):
    start = time.perf_counter()
    verdicts = [is_valid(document) for document in documents]
    passes.append(time.perf_counter() - start)
print(json.dumps([verdicts, passes[0], min(passes)]))
"""
LAKEFLOW = PROGRAM.format(
    imports="from lakeflow.asl.validation import errors, validate\nvalidate(json.loads(WARM))",
    test="not errors(document)",
    passes=5,
)
STATELINT = PROGRAM.format(
    imports="from statelint.linter import Linter", test="not Linter.validate(document)", passes=2
)
CFN_LINT = PROGRAM.format(
    imports="""from cfnlint.config import ConfigMixIn
from cfnlint.decode import decode_str
from cfnlint.runner import Runner
runner = Runner(ConfigMixIn(regions=["us-east-1"]))
def problems(document):
    machine = {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
        "RoleArn": "arn:aws:iam::123456789012:role/r", "Definition": document}}
    template, _ = decode_str(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"M": machine}}))
    return [match for match in runner.validate_template(template) if match.rule.id == "E3601"]""",
    test="not problems(document)",
    passes=1,
)
ASL_VALIDATOR_PROGRAM = """
import imported from "asl-validator";
import { readFileSync } from "node:fs";
const validate = imported.default ?? imported;
const documents = JSON.parse(readFileSync(0, "utf8"));
const judge = (document) => { try { return validate(document).isValid; } catch { return false; } };
const start = performance.now();
const verdicts = documents.map(judge);
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify([verdicts, seconds, seconds]));
"""
WARM = {
    "StartAt": "a",
    "QueryLanguage": "JSONata",
    "States": {"a": {"Type": "Pass", "Output": "{% $states.input %}", "End": True}},
}


class Document(NamedTuple):
    """A document with its label."""

    label: str
    content: Any
    file: Path


class Peer(NamedTuple):
    """A validator: its program, and its command for a single file."""

    name: str
    program: list[str]
    command: list[str]


def labelled(folder: Path) -> Iterator[Document]:
    """Yield the labelled documents of a folder; those that are known to be no ASL are left out."""
    for manifest in sorted(folder.rglob("manifest.json")):
        for entry in json.loads(manifest.read_text("utf-8")):
            file = folder / entry["file"]
            label = entry.get("adjudicated", entry["expected"])
            if file.exists() and label in {"valid", "invalid", "real"}:
                is_aws = "aws" in manifest.parent.name and label != "real"
                yield Document(f"{label}, by AWS" if is_aws else label, json.loads(file.read_text("utf-8")), file)


def install(folder: Path) -> list[Peer]:
    """Install the peers and return them, lakeflow first."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(folder / "venv", with_pip=True)
        pins = [f"{name}=={version}" for name, version in PYTHON_PEERS.items()]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *pins], check=True)
    if not (folder / "node_modules").exists():
        package = f"asl-validator@{ASL_VALIDATOR}"
        command = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), package]
        subprocess.run(command, check=True)
    (folder / "judge.mjs").write_text(ASL_VALIDATOR_PROGRAM, "utf-8")
    bin_folder = str(folder / "venv" / "bin")
    return [
        Peer(
            "lakeflow",
            [sys.executable, "-c", LAKEFLOW.replace("WARM", repr(json.dumps(WARM)))],
            [sys.executable, str(ROOT / "cli.py"), "validate"],
        ),
        Peer(
            f"asl-validator {ASL_VALIDATOR}",
            ["node", str(folder / "judge.mjs")],
            [str(folder / "node_modules/.bin/asl-validator"), "--json-path"],
        ),
        Peer(
            f"statelint {PYTHON_PEERS['statelint']}",
            [str(python), "-c", STATELINT],
            [f"{bin_folder}/statelint"],
        ),
        Peer(f"cfn-lint {PYTHON_PEERS['cfn-lint']}", [str(python), "-c", CFN_LINT], []),
    ]


def judge(peer: Peer, documents: list[Document]) -> tuple[list[bool], float, float]:
    """Return a peer's verdicts, and the seconds of its first and of its best pass."""
    text = json.dumps([document.content for document in documents])
    done = subprocess.run(peer.program, cwd=ROOT, input=text, capture_output=True, text=True, check=True)
    verdicts, first, best = json.loads(done.stdout)
    return verdicts, first, best


def cold_seconds(peer: Peer, file: Path) -> float:
    """Return how long the command takes for one file, whole process: the median of nine."""

    def once() -> float:
        start = time.perf_counter()
        subprocess.run([*peer.command, str(file)], cwd=ROOT, capture_output=True, check=False)
        return time.perf_counter() - start

    return statistics.median(once() for _ in range(9))


def row(peer: Peer, documents: list[Document], sample: Path) -> list[str]:
    """Return a peer's line of the table."""
    verdicts, _, _ = judge(peer, documents)
    cells = [peer.name]
    for label in sorted({document.label for document in documents}):
        own = [verdict for verdict, document in zip(verdicts, documents, strict=True) if document.label == label]
        wrong = own.count(True) if label.startswith("invalid") else own.count(False)
        cells.append(f"{wrong} of {len(own)}")
    real = [document for document in documents if document.label == "real"]
    _, first, best = judge(peer, real)
    cells.append(f"{len(real) / first:,.0f} / {len(real) / best:,.0f}")
    cells.append(f"{cold_seconds(peer, sample) * 1000:.0f} ms" if peer.command else "-")
    return cells


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", type=Path, help="where the peers are installed, and kept")
    given = parser.parse_args()
    documents = list(labelled(given.folder))
    sizes = sorted((document.file.stat().st_size, document.file) for document in documents if document.label == "real")
    sample = sizes[len(sizes) // 2][1]
    labels = sorted({document.label for document in documents})
    heads = ["", *(f"{'missed' if label.startswith('invalid') else 'refused'}, {label}" for label in labels)]
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.peers or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"| {' | '.join([*heads, 'documents a second, first / best pass', 'one file, whole process'])} |")
        print(f"|{'---|' * (len(heads) + 2)}")
        for peer in install(folder):
            print(f"| {' | '.join(row(peer, documents, sample))} |", flush=True)


if __name__ == "__main__":
    main()
