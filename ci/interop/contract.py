"""The contract, as grpcio's own compiler generates it from protos/ while the program starts."""

import pathlib
import sys

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "protos"))
messages, services = grpc.protos_and_services("route_guide.proto")

LIGHT = messages.Point(latitude=409146138, longitude=-746188906)
NAME = "Berkshire Valley Management Area Trail, Jefferson, NJ, USA"
NOWHERE = messages.Point(latitude=1, longitude=2)


def rectangle(south, west, north, east):
    """Corners in whole degrees."""
    corner = lambda latitude, longitude: messages.Point(
        latitude=latitude * 10**7, longitude=longitude * 10**7
    )
    return messages.Rectangle(lo=corner(south, west), hi=corner(north, east))
