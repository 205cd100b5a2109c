"""Serves the contract with grpcio, in its simplest form, on a port that it prints."""

import collections
from concurrent import futures

import grpc

from contract import LIGHT, NAME, messages, services


class RouteGuide(services.RouteGuideServicer):
    def __init__(self):
        self.notes = collections.defaultdict(list)

    def GetFeature(self, point, context):
        if abs(point.latitude) > 900000000:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "latitude is off the map")
        name = NAME if point == LIGHT else ""
        return messages.Feature(name=name, location=point)

    def ListFeatures(self, rectangle, context):
        for number in range(1000):
            yield messages.Feature(name=f"feature {number}", location=messages.Point(latitude=number))

    def RecordRoute(self, points, context):
        return messages.RouteSummary(point_count=sum(1 for _ in points), distance=12, elapsed_time=3)

    def RouteChat(self, notes, context):
        for note in notes:
            place = note.location.SerializeToString()
            yield from list(self.notes[place])
            self.notes[place].append(note)


server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
services.add_RouteGuideServicer_to_server(RouteGuide(), server)
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
