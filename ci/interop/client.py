"""Calls every method of the server at an address, with grpcio; with a CA, over TLS and with a token.

Usage: client.py HOST:PORT [CA_FILE TOKEN]
"""

import pathlib
import sys
import time

import grpc
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status

from contract import LIGHT, NAME, NOWHERE, messages, rectangle, services

ADDRESS, CA, TOKEN = [*sys.argv[1:], None, None][:3]
AUTHORIZATION = [("authorization", f"Bearer {TOKEN}")] if TOKEN else []


def get_feature(stub):
    assert stub.GetFeature(LIGHT).name == NAME
    nothing = stub.GetFeature(NOWHERE)
    assert nothing.name == "" and nothing.location == NOWHERE, nothing
    same = stub.GetFeature(LIGHT, compression=grpc.Compression.Gzip)
    assert same.name == NAME, "a compressed request"
    off = refused(lambda: stub.GetFeature(messages.Point(latitude=900000001)))
    assert off.code() == grpc.StatusCode.INVALID_ARGUMENT and "latitude" in off.details(), off
    assert invalid_fields(off) == ["latitude"], off


def list_features(stub):
    found = list(stub.ListFeatures(rectangle(-90, -180, 90, 180)))
    assert any(feature.name == NAME for feature in found), found
    latitudes = [feature.location.latitude for feature in found]
    assert latitudes == sorted(latitudes), "from south to north"
    assert list(stub.ListFeatures(rectangle(-34, 150, -33, 151))) == []
    some = stub.ListFeatures(rectangle(90, 180, -90, -180))
    next(some)
    some.cancel()
    missing = refused(lambda: list(stub.ListFeatures(messages.Rectangle(lo=LIGHT))))
    assert missing.code() == grpc.StatusCode.INVALID_ARGUMENT and "hi" in missing.details(), missing
    assert invalid_fields(missing) == ["hi"], missing
    off = refused(lambda: list(stub.ListFeatures(rectangle(0, 0, 91, 0))))
    assert invalid_fields(off) == ["hi.latitude"], off


def record_route(stub):
    def route():
        yield LIGHT
        time.sleep(1.1)
        yield messages.Point(latitude=LIGHT.latitude + 10**7, longitude=LIGHT.longitude)

    summary = stub.RecordRoute(route())
    assert summary == messages.RouteSummary(
        point_count=2, feature_count=1, distance=111195, elapsed_time=1
    ), summary
    assert stub.RecordRoute(iter([])) == messages.RouteSummary()
    far = [messages.Point(latitude=sign * 900000000) for sign in [1, -1]] * 200
    assert stub.RecordRoute(iter(far)).distance == 2**31 - 1, "all that an int32 holds"
    off = refused(lambda: stub.RecordRoute(iter([LIGHT, messages.Point(longitude=-(2**31))])))
    assert off.code() == grpc.StatusCode.INVALID_ARGUMENT, off


def route_chat(stub):
    place = messages.Point(latitude=3, longitude=4)
    note = lambda text: messages.RouteNote(location=place, message=text)
    texts = lambda answers: [answer.message for answer in answers]
    chat = lambda notes, **options: stub.RouteChat(notes, metadata=AUTHORIZATION, **options)
    assert texts(chat(iter([note("one"), note("two")]))) == ["one"]
    later = list(chat(iter([note("three")])))
    assert texts(later) == ["one", "two"], "from another call"
    author = "alice" if AUTHORIZATION else ""
    assert [answer.author for answer in later] == [author, author], later
    forged = note("four")
    forged.posted_at.FromSeconds(1)
    list(chat(iter([forged])))
    times = [answer.posted_at.ToSeconds() for answer in chat(iter([note("five")]))]
    assert times == sorted(times) and all(abs(at - time.time()) < 60 for at in times), times
    long = refused(lambda: list(chat(iter([note("x" * 501)]))))
    assert long.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, long
    assert invalid_fields(long) == ["message"], long
    if AUTHORIZATION:
        for metadata in [[], [("authorization", "Bearer wrong")]]:
            unknown = refused(lambda: list(stub.RouteChat(iter([note("six")]), metadata=metadata)))
            assert unknown.code() == grpc.StatusCode.UNAUTHENTICATED, unknown
    forever = chat(silence(), timeout=0.3)
    late = refused(lambda: list(forever))
    assert late.code() == grpc.StatusCode.DEADLINE_EXCEEDED, late


def health(channel):
    stub = health_pb2_grpc.HealthStub(channel)
    for service in ["", "routeguide.RouteGuide"]:
        answer = stub.Check(health_pb2.HealthCheckRequest(service=service))
        assert answer.status == health_pb2.HealthCheckResponse.SERVING, answer


def silence():
    time.sleep(1)
    yield from ()


def invalid_fields(error):
    """The fields that the details of an error name."""
    (detail,) = rpc_status.from_call(error).details
    bad_request = error_details_pb2.BadRequest()
    assert detail.Unpack(bad_request), detail
    return [violation.field for violation in bad_request.field_violations]


def refused(call):
    """The error with which a call ends."""
    try:
        answer = call()
    except grpc.RpcError as error:
        return error
    raise AssertionError(f"should be refused, and is answered: {answer}")


def connected():
    if CA is None:
        return grpc.insecure_channel(ADDRESS)
    credentials = grpc.ssl_channel_credentials(pathlib.Path(CA).read_bytes())
    return grpc.secure_channel(ADDRESS, credentials)


with connected() as channel:
    stub = services.RouteGuideStub(channel)
    for method in [get_feature, list_features, record_route, route_chat]:
        method(stub)
        print(method.__name__)
    health(channel)
    print("health")
