"""Published state machines, imported: none fails, what comes out compiles, is valid, and does the same.

They lie beside the repository, not in it; without them these tests are skipped.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lakeflow.asl.states import walk
from lakeflow.asl.validation import errors
from lakeflow.errors import InvalidStateMachineError, LakeflowError, Location
from lakeflow.interop.definitions import machine_of
from lakeflow.interop.importing.definition import import_definition
from tests.equivalence import compiled_source, play, sample

DOCUMENTS = Path(__file__).parents[3] / "shared" / "asl_docs"

pytestmark = pytest.mark.skipif(not DOCUMENTS.exists(), reason="the documents are not on this machine")


def sound(folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(DOCUMENTS.glob(folder)):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            machine_of(content, Location(path.name, 1))
        except (ValueError, LakeflowError):
            continue
        yield path.name, content


@pytest.mark.parametrize("folder", ["real/*.json", "aws_labelled/valid-*.json"])
def test_every_sound_document_is_imported_as_a_pipeline_that_does_the_same(folder: str) -> None:
    counts, differing = Counter[str](), []
    for name, definition in sound(folder):
        imported = import_definition(definition, "imported")
        compiled = compiled_source(imported.source)
        if not errors(definition):
            assert errors(compiled) == (), name
        states = {state for state, _, _ in walk(machine_of(definition, Location(name, 1)).states)}
        counts += Counter(documents=1, states=len(states), raw=len(states & imported.kept.keys()))
        for seed in range(2):
            chance = random.Random(seed)
            payload, answer = sample(definition, chance), sample(definition, chance)
            try:
                before = play(definition, payload, answer)
            except InvalidStateMachineError:
                counts["not run: a resource is a placeholder"] += 1
                break
            after = play(compiled, payload, answer)
            counts[f"{before.status} before"] += 1
            if before.status != after.status or (before.status == "SUCCEEDED" and before != after):
                differing.append((name, seed, before, after))
    sys.stdout.write(f"\n{folder}: {dict(counts)}, {len(differing)} differ\n")
    for name, seed, before, after in differing:
        sys.stdout.write(f"  {name} {seed}: {before.status} {before.error} / {after.status} {after.error}\n")
    assert counts["documents"] > 0
    assert len({name for name, *_ in differing}) <= counts["documents"] * 0.05
