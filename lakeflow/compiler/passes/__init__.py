"""Machines to smaller machines that mean the same: each pass in a module, tried by running both."""

from lakeflow.asl.states import StateMachine
from lakeflow.compiler.passes.assigns import folded_assigns
from lakeflow.compiler.passes.branches import single_branches
from lakeflow.compiler.passes.items import direct_items
from lakeflow.compiler.passes.reachability import reachable
from lakeflow.compiler.passes.scopes import Scope, rewritten

PASSES = (single_branches, direct_items, folded_assigns, reachable)


def optimized(machine: StateMachine) -> StateMachine:
    """Return the machine with the fewest transitions that these passes can get."""
    return rewritten(machine, _in_turn)


def _in_turn(scope: Scope) -> Scope:
    """Return a scope after all passes; those inside it are through already."""
    for each in PASSES:
        scope = each(scope)
    return scope
