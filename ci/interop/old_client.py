"""Chats with the server at an address as a client that still has an old contract. Usage:
old_client.py HOST:PORT"""

import pathlib
import sys

import grpc
from google.protobuf.unknown_fields import UnknownFieldSet

sys.path.insert(0, str(pathlib.Path(__file__).parent / "old_contract"))
messages, services = grpc.protos_and_services("route_guide.proto")

with grpc.insecure_channel(sys.argv[1]) as channel:
    place = messages.Point(latitude=7, longitude=8)
    notes = [messages.RouteNote(location=place, message=text) for text in ["one", "two"]]
    (note,) = services.RouteGuideStub(channel).RouteChat(iter(notes))
    assert note.message == "one" and note.location == place, note
    assert 4 in [field.field_number for field in UnknownFieldSet(note)], "the time, skipped"
    print("route_chat")
