"""A state machine as an SVG picture: ranks from top to bottom, parallel branches side by side in a frame."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from lakeflow.asl.states import Branch, Choice, Fail, Map, Parallel, State, StateMachine, Succeed
from lakeflow.render.flow import Edge, edges, kind_label

_CHARACTER, _PADDING, _HEIGHT, _GAP, _RANK_GAP, _HEADER = 7.2, 16.0, 44.0, 28.0, 40.0, 26.0
_STYLE = """
  text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: #1f2933; text-anchor: middle; }
  .kind, .label { font-size: 10px; fill: #616e7c; }
  .label { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
  .box { fill: #ffffff; stroke: #52606d; }
  .frame { fill: #f5f7fa; stroke: #9aa5b1; stroke-dasharray: 4 3; }
  .choice { fill: #fff3c4; stroke: #b44d12; }
  .good { fill: #e3f9e5; stroke: #207227; }
  .bad { fill: #ffe3e3; stroke: #ab091e; }
  .edge { fill: none; stroke: #52606d; marker-end: url(#arrow); }
  .catch { stroke: #ab091e; stroke-dasharray: 5 3; }
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A drawn thing: its size, and its SVG with the top left corner at 0, 0."""

    width: float
    height: float
    body: str


def svg(machine: StateMachine) -> str:
    """Return the picture as one self-contained SVG document."""
    drawing = _scope(machine.start_at, machine.states)
    width, height = drawing.width + 2 * _GAP, drawing.height + 2 * _GAP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}">\n<style>{_STYLE}</style>\n'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z" fill="#52606d"/></marker></defs>\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{_at(_GAP, _GAP, drawing.body)}\n</svg>\n'
    )


def _at(x: float, y: float, body: str) -> str:
    return f'<g transform="translate({x:.1f},{y:.1f})">\n{body}\n</g>'


def _scope(start_at: str, states: Mapping[str, State]) -> Shape:
    """Draw the states of one scope in ranks: a state is below everything that leads to it."""
    links = list(edges(states))
    ranks = _ranks(start_at, states, links)
    shapes = {name: _state(name, state) for name, state in states.items()}
    slots = {name: max(shapes[name].width, _label_width(name, links)) for name in states}
    rows = [[name for name in states if ranks[name] == rank] for rank in range(max(ranks.values()) + 1)]
    widths = [sum(slots[name] for name in row) + _GAP * (len(row) - 1) for row in rows]
    width = max(widths)
    placed: dict[str, tuple[float, float]] = {}
    bodies: list[str] = []
    y = 0.0
    for row, row_width in zip(rows, widths, strict=True):
        x = (width - row_width) / 2
        height = max(shapes[name].height for name in row)
        for name in row:
            left = x + (slots[name] - shapes[name].width) / 2
            placed[name] = (left, y)
            bodies.append(_at(left, y, shapes[name].body))
            x += slots[name] + _GAP
        y += height + _RANK_GAP
    drawn = [_edge(edge, placed, shapes) for edge in links if edge.target is not None]
    return Shape(width, y - _RANK_GAP, "\n".join([*drawn, *bodies]))


def _ranks(start_at: str, states: Mapping[str, State], links: Sequence[Edge]) -> dict[str, int]:
    """Return how many transitions the longest way from the start to each state has; an edge back does not count."""
    following: dict[str, list[str]] = {name: [] for name in states}
    for edge in links:
        if edge.target is not None:
            following[edge.source].append(edge.target)
    ranks = dict.fromkeys(states, 0)
    order: list[str] = []
    seen: set[str] = set()
    back: set[tuple[str, str]] = set()
    for root in (start_at, *states):
        order += _depth_first(root, following, seen, back)
    for name in reversed(order):
        for target in following[name]:
            if (name, target) not in back:
                ranks[target] = max(ranks[target], ranks[name] + 1)
    return ranks


def _depth_first(
    root: str, following: Mapping[str, Sequence[str]], seen: set[str], back: set[tuple[str, str]]
) -> Iterator[str]:
    """Yield names as they are left, what they lead to before them; note in ``back`` the edges that close a loop."""
    if root in seen:
        return
    seen.add(root)
    path = [(root, iter(following[root]))]
    on_path = {root}
    while path:
        name, targets = path[-1]
        target = next(targets, None)
        if target is None:
            path.pop()
            on_path.discard(name)
            yield name
        elif target in on_path:
            back.add((name, target))
        elif target not in seen:
            seen.add(target)
            on_path.add(target)
            path.append((target, iter(following[target])))


def _state(name: str, state: State) -> Shape:
    match state:
        case Parallel(branches=branches):
            return _frame(name, branches)
        case Map():
            return _frame(f"{name} (for each item)", (state.processor,))
        case Choice():
            return _box(name, "choice", "choice", 4)
        case Succeed():
            return _box(name, "succeed", "good", _HEIGHT / 2)
        case Fail():
            return _box(name, "fail", "bad", _HEIGHT / 2)
        case _:
            return _box(name, kind_label(state), "box", 4)


def _box(name: str, kind: str, style: str, radius: float) -> Shape:
    width = max(len(name), len(kind) * 0.85) * _CHARACTER + 2 * _PADDING
    return Shape(
        width,
        _HEIGHT,
        f'<rect class="{style}" width="{width:.1f}" height="{_HEIGHT:.1f}" rx="{radius:.1f}"/>'
        f'<text x="{width / 2:.1f}" y="19">{escape(name)}</text>'
        f'<text class="kind" x="{width / 2:.1f}" y="34">{escape(kind)}</text>',
    )


def _frame(title: str, branches: Sequence[Branch]) -> Shape:
    inner = [_scope(branch.start_at, branch.states) for branch in branches]
    title_width = len(title) * _CHARACTER + 2 * _PADDING
    content = sum(shape.width for shape in inner) + _GAP * (len(inner) - 1)
    width = max(content + 2 * _PADDING, title_width)
    height = max(shape.height for shape in inner) + _HEADER + _PADDING
    x = (width - content) / 2
    outline = f'<rect class="frame" width="{width:.1f}" height="{height:.1f}" rx="6"/>'
    parts = [outline, f'<text class="kind" x="{width / 2:.1f}" y="17">{escape(title)}</text>']
    for shape in inner:
        parts.append(_at(x, _HEADER, shape.body))
        x += shape.width + _GAP
    return Shape(width, height, "\n".join(parts))


def _edge(edge: Edge, placed: Mapping[str, tuple[float, float]], shapes: Mapping[str, Shape]) -> str:
    assert edge.target is not None
    (x1, y1), (x2, y2) = placed[edge.source], placed[edge.target]
    x1 += shapes[edge.source].width / 2
    y1 += shapes[edge.source].height
    x2 += shapes[edge.target].width / 2
    bend = (y2 - y1) / 2
    style = "edge catch" if edge.is_catch else "edge"
    path = f"M{x1:.1f},{y1:.1f} C{x1:.1f},{y1 + bend:.1f} {x2:.1f},{y2 - bend:.1f} {x2:.1f},{y2:.1f}"
    label = ""
    if edge.label:
        label = f'<text class="label" x="{x2:.1f}" y="{y2 - 12:.1f}">{escape(_short(edge.label))}</text>'
    return f'<path class="{style}" d="{path}"/>{label}'


def _label_width(name: str, links: Sequence[Edge]) -> float:
    """Return the room that the labels of the transitions to a state need above it."""
    return max((len(_short(edge.label)) * _CHARACTER * 0.8 for edge in links if edge.target == name), default=0.0)


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
