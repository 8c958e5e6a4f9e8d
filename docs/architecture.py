"""The rooms of the package and who imports whom, read from the code and drawn; the documentation is built with it."""

from __future__ import annotations

import ast
from pathlib import Path

import symxent

ROOT = Path(symxent.__file__).resolve().parent
WIDE, HIGH, GAP, STEP = 118, 34, 14, 78  # of a box, between boxes, from one row to the next


def rooms() -> dict[str, str]:
    """Each room with the first sentence of what it says of itself."""
    found = {}
    for path in sorted(ROOT.glob("*/__init__.py")):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.parent.name] = said.split("\n\n")[0].replace("\n", " ")
    return found


def imports() -> dict[str, set[str]]:
    """Room → the rooms that its files import when they are loaded; what methods import later is no layer's business."""
    found: dict[str, set[str]] = {name: set() for name in rooms()}
    for name in found:
        for path in (ROOT / name).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symxent."):
                    found[name].add(str(node.module).split(".")[1])
                if isinstance(node, ast.ImportFrom) and node.module == "symxent":
                    found[name] |= {alias.name for alias in node.names}
        found[name] = (found[name] & found.keys()) - {name}
    return found


def direct(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """The imports that no way over another room stands for already."""
    reach = {name: reached(name, edges) for name in edges}
    return {
        name: {one for one in to if not any(one in reach[other] for other in to - {one})} for name, to in edges.items()
    }


def reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    """All rooms that one imports, itself or through others."""
    found, waiting = set[str](), list(edges[start])
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += edges[here]
    return found - {start}


def rows(edges: dict[str, set[str]]) -> list[list[str]]:
    """The rooms from those that everything stands upon to those that nothing knows; rooms of a circle stand apart."""
    depth: dict[str, int] = {}

    def deep(name: str, above: tuple[str, ...] = ()) -> int:
        if name not in depth:
            below = [deep(one, (*above, name)) for one in sorted(edges[name]) if one not in above]
            depth[name] = 1 + max(below, default=-1)
        return depth[name]

    for name in edges:
        deep(name)
    return [sorted(name for name in edges if depth[name] == level) for level in range(max(depth.values()) + 1)]


def drawing() -> str:
    """The rooms as boxes, the upper import the lower, as SVG without a script or a font of its own."""
    edges = imports()
    layers = rows(edges)[::-1]
    width = max(len(layer) for layer in layers) * (WIDE + GAP) + GAP
    place: dict[str, tuple[float, float]] = {}
    for level, layer in enumerate(layers):
        left = (width - len(layer) * (WIDE + GAP) + GAP) / 2
        for n, name in enumerate(layer):
            place[name] = (left + n * (WIDE + GAP), GAP + level * STEP)
    lines = []
    for name, to in sorted(direct(edges).items()):
        for one in sorted(to):
            (x, y), (u, v) = place[name], place[one]
            lines.append(f'<path d="M{x + WIDE / 2:g} {y + HIGH:g} C{x + WIDE / 2:g} {(y + HIGH + v) / 2:g}, '
                         f'{u + WIDE / 2:g} {(y + HIGH + v) / 2:g}, {u + WIDE / 2:g} {v:g}"/>')  # fmt: skip
    boxes = [
        f'<rect x="{x:g}" y="{y:g}" width="{WIDE}" height="{HIGH}" rx="6"/>'
        f'<text x="{x + WIDE / 2:g}" y="{y + HIGH / 2 + 5:g}">{name}</text>'
        for name, (x, y) in place.items()
    ]
    style = (
        "path{fill:none;stroke:currentColor;opacity:.4}rect{fill:var(--color-background-primary,Canvas);stroke:currentColor}"
        "text{font:15px system-ui,sans-serif;text-anchor:middle;fill:currentColor}"
    )
    size = f"0 0 {width} {GAP + (len(layers) - 1) * STEP + HIGH + GAP}"
    words = "The rooms of symxent; the upper import the lower"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" role="img" aria-label="{words}" width="100%">',
        f"<style>{style}</style>", *lines, *boxes, "</svg>",
    ])  # fmt: skip


def page() -> str:
    """The drawing, and below it each room in words, from the bottom up."""
    edges, said = imports(), rooms()
    out = ["```{raw} html", drawing(), "```", ""]
    for layer in rows(edges):
        for name in layer:
            below = ", ".join(f"`{one}`" for one in sorted(edges[name])) or "nothing of the package"
            out.append(f"`{name}`\n: {said[name] or 'Its files say what they are.'} Imports {below}.\n")
    return "\n".join(out)


if __name__ == "__main__":
    print(page())
