"""Make the shape of a set of nodes shorter by moving nodes in it, for as long as the effort lasts.

A few nodes are taken out of the shape and put back where the whole becomes shortest (ruin and recreate: Schrimpf et
al., 2000), and a result is kept if it is not much longer than the last, ever less so. Effort is counted in rounds,
never in time, and the dice are the same ones every time: the same graph gives the same shape on every machine.
"""

from collections.abc import Sequence

from lakeflow.graph.algorithms import bits
from lakeflow.graph.cutting import Cutter, critical_length
from lakeflow.graph.dice import Dice
from lakeflow.graph.insertion import inserted
from lakeflow.graph.order import Order
from lakeflow.graph.shapes import Column, Shape, leaf, without

_ROUND = 300
"""What a round costs besides a unit for each node and run."""

_ROUNDS_PER_NODE = 30
_MOST_TAKEN_OUT = 6
_WORSE_AT_FIRST = 0.004


def searched(nodes: int, order: Order, columns: Sequence[Column], effort: int) -> Shape:
    """Return a short shape of a connected set of nodes; of up to eight and in a single run, the shortest there is.

    ``effort`` is about what half a microsecond does, and is spent on larger sets only.
    """
    start = Cutter(order, columns).shape(nodes)
    least = critical_length(nodes, order, columns)
    rounds = min(_ROUNDS_PER_NODE * nodes.bit_count(), effort // (_ROUND + nodes.bit_count() * len(columns[0])))
    return _improved(start, least, rounds, order, columns)


def _improved(shape: Shape, least: float, rounds: int, order: Order, columns: Sequence[Column]) -> Shape:
    """Return the best of the shapes that some rounds come by, each from the last; ``least`` is good enough."""
    nodes = tuple(bits(shape.nodes))
    enough = least * (1 + 1e-9)
    dice = Dice("")
    best = current = _settled(shape, rounds, order, columns)
    for played in range(rounds):
        if best.length <= enough:
            break
        taken = _neighbourhood(shape.nodes, nodes, order, dice)
        changed = _replaced(current, taken, order, columns)
        if changed is None:
            continue
        worse = _WORSE_AT_FIRST * (1 - played / rounds) * dice.fraction()
        if changed.length <= current.length + worse * best.length:
            current = changed
            if current.length < best.length * (1 - 1e-9):
                best = current
    return best


def _settled(shape: Shape, moves: int, order: Order, columns: Sequence[Column]) -> Shape:
    """Return the shape after moving single nodes, up to so many times and for as long as that helps."""
    nodes = tuple(bits(shape.nodes))
    helped = 0
    for move in range(moves):
        moved = _replaced(shape, (nodes[move % len(nodes)],), order, columns)
        if moved is not None and moved.length < shape.length * (1 - 1e-9):
            shape, helped = moved, move
        elif move - helped >= len(nodes):
            break
    return shape


def _replaced(shape: Shape, taken: Sequence[int], order: Order, columns: Sequence[Column]) -> Shape | None:
    """Return the shape with some nodes taken out and put back one by one; None if one finds no place."""
    changed = without(shape, sum(1 << node for node in taken))
    for node in taken:
        piece = leaf(node, order, columns)
        changed = piece if changed is None else inserted(changed, piece, order.after[node])
        if changed is None:
            return None
    return changed


def _neighbourhood(all_nodes: int, nodes: Sequence[int], order: Order, dice: Dice) -> list[int]:
    """Return a node and a few that it is ordered with directly, or not ordered with at all, or any."""
    centre = nodes[dice.below(len(nodes))]
    kind = dice.below(10)
    if kind < 3:
        pool = [node for node in nodes if node != centre]
    elif kind < 6:
        pool = list(bits(all_nodes & ~(order.before[centre] | order.after[centre] | 1 << centre)))
    else:
        pool = [node for node in (*order.direct[centre], *order.next[centre]) if all_nodes >> node & 1]
    wanted = dice.below(_MOST_TAKEN_OUT)
    return [*dice.taken(pool, wanted), centre]
