"""Makes coast.json from boundaries of the US Census Bureau; README.md beside this file says how to run it."""

import json
import sys
from pathlib import Path

WEST, SOUTH, EAST, NORTH = -75.6, 39.6, -72.4, 42.4  # the dataset's square, and a margin
DIGITS = 3  # about 100 meters

topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]


def decoded(arc):
    """The points of an arc, which are stored as differences, in degrees."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield (x * scale[0] + origin[0], y * scale[1] + origin[1])


arcs = [list(decoded(arc)) for arc in topology["arcs"]]


def ring(indices):
    """The points of a ring. A negative index is an arc in the opposite direction."""
    points = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def clipped(points):
    """The part of a ring that lies in the square: one edge of the square after the other is cut off."""
    for axis, limit, sign in [(0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)]:
        inside = lambda point: sign * (point[axis] - limit) >= 0
        kept = []
        for last, point in zip([*points[-1:], *points], points):
            if inside(last) != inside(point):
                part = (limit - last[axis]) / (point[axis] - last[axis])
                kept.append(tuple(a + part * (b - a) for a, b in zip(last, point)))
            if inside(point):
                kept.append(point)
        points = kept
    return points


def rounded(points):
    """The points as they are stored, without repetitions."""
    result = []
    for point in points:
        point = [round(degrees, DIGITS) for degrees in point]
        if result[-1:] != [point]:
            result.append(point)
    return result


states = []
for geometry in topology["objects"]["states"]["geometries"]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [rounded(clipped(ring(indices))) for polygon in polygons for indices in polygon]
    rings = [points for points in rings if len(points) > 2]
    if rings:
        states.append({"name": geometry["properties"]["name"], "rings": rings})

text = ",\n".join("  " + json.dumps(state, separators=(",", ":")) for state in sorted(states, key=lambda s: s["name"]))
Path(__file__).with_name("coast.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")
