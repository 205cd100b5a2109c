"""Lets our programs talk to those of other implementations of gRPC, both ways. See README.md."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = ROOT / "target/tools/node_modules"
BERKSHIRE = "Berkshire Valley Management Area Trail, Jefferson, NJ, USA"
POINT = {"latitude": 409146138, "longitude": -746188906}
METHODS = ["get_feature", "list_features", "record_route", "route_chat"]

pairs = []


def exercised(client, server, methods):
    for method in methods:
        pairs.append((client, server, method))
        print(f"  {client:8} -> {server:10} {method}", flush=True)


def output(*command, typed=None, **options):
    """What a program prints; it has to succeed, within a minute."""
    done = subprocess.run(
        command, input=typed, capture_output=True, text=True, timeout=60, **options
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def built():
    """Our two programs, by their names."""
    messages = output(
        os.environ.get("CARGO", "cargo"), "build", "--locked", "--package", "completed", "--bins",
        "--message-format=json", cwd=ROOT,
    )  # fmt: skip
    files = (json.loads(line).get("executable") for line in messages.splitlines())
    return {pathlib.Path(file).stem: file for file in files if file}


def started(*command):
    """A program that keeps running, and the first line that it prints."""
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return program, program.stdout.readline()


def to_ours(address, ca=None, token=None):
    """Clients of other implementations; with a CA, over TLS, and with a token for RouteChat."""
    ours, arguments = ("ours (TLS)", [address, ca, token]) if ca else ("ours", [address])
    said = output(sys.executable, HERE / "client.py", *arguments)
    assert said.split() == [*METHODS, "health"], said
    exercised("grpcio", ours, said.split())

    if not ca:
        said = output(sys.executable, HERE / "old_client.py", address)
        assert said.split() == ["route_chat"], said
        exercised("old one", ours, said.split())

    node = {**os.environ, "NODE_MODULES": str(MODULES)}
    said = output("node", HERE / "client.js", *arguments, env=node)
    assert said.split() == METHODS, said
    exercised("grpc-js", ours, said.split())

    # buf knows nothing of the contract but what the server tells it by reflection.
    buf = MODULES / "@bufbuild/buf/bin/buf"

    authorization = f"authorization: Bearer {token}"
    tls = ["--cacert", ca, "--header", authorization] if ca else ["--http2-prior-knowledge"]

    def call(method, *messages):
        said = output(
            "node", buf, "curl", *tls, "--protocol", "grpc",
            "--data", "\n".join(json.dumps(message) for message in messages),
            f"{'https' if ca else 'http'}://{address}/routeguide.RouteGuide/{method}",
        )  # fmt: skip
        return list(documents(said))

    assert call("GetFeature", POINT) == [{"name": BERKSHIRE, "location": POINT}]
    assert call("ListFeatures", {"lo": POINT, "hi": POINT})[0]["name"] == BERKSHIRE
    assert call("RecordRoute", POINT, POINT) == [{"pointCount": 2, "featureCount": 2}]
    notes = [{"location": POINT, "message": text} for text in ["one", "two"]]
    assert [note["message"] for note in call("RouteChat", *notes)] == ["one"]
    exercised("buf", ours, METHODS)


def to_ours_by_web(address):
    """The script for browsers, and buf, with gRPC-Web over HTTP/1.1."""
    url = f"http://{address}"
    said = output("node", HERE / "web.mjs", url)
    assert said.split() == METHODS[:2], said
    exercised("web page", "ours (web)", said.split())

    buf = MODULES / "@bufbuild/buf/bin/buf"
    for method, message in [("GetFeature", POINT), ("ListFeatures", {"lo": POINT, "hi": POINT})]:
        said = output(
            "node", buf, "curl", "--protocol", "grpcweb", "--schema", ROOT / "protos",
            "--data", json.dumps(message), f"{url}/routeguide.RouteGuide/{method}",
        )  # fmt: skip
        assert [feature["name"] for feature in documents(said)] == [BERKSHIRE], said
    exercised("buf", "ours (web)", METHODS[:2])


def documents(text):
    """JSON values, one after the other."""
    decoder = json.JSONDecoder()
    text = text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:].strip()


def from_ours(client, url):
    """Our client, with a server of another implementation."""
    ours = lambda *arguments, typed="": output(client, *arguments, "--server", url, typed=typed)
    assert ours() == f"{BERKSHIRE} at 40.9146138, -74.6188906\n"
    refused = subprocess.run(
        [client, "feature", "91", "0", "--server", url], capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == 1 and "InvalidArgument" in refused.stderr, refused
    assert ours("list", "0", "0", "1", "1").count("\n") == 1000
    assert ours("record", "--points", "2000") == (
        "points: 2000, with a name: 0, distance: 12 m, time: 3 s\n"
    )
    assert ours("chat", typed="one\ntwo\n") == "  one\n"
    assert ours("chat", typed="three\n") == "  one\n  two\n"
    exercised("ours", "grpcio", METHODS)


programs = built()
dataset = ROOT / "data/route_guide_db.json"


def serve(*arguments, clients=to_ours, **options):
    """Our server, among clients of other implementations."""
    server, line = started(
        programs["server"], "--addr", "127.0.0.1:0", "--database", dataset, *arguments
    )
    try:
        clients(line.split()[2], **options)
    finally:
        server.terminate()
    end = server.wait(timeout=20)
    assert end == 0 or os.name == "nt", "the server stops in order, after all of that"


serve()
serve("--web", "http://127.0.0.1:8080", clients=to_ours_by_web)
with tempfile.TemporaryDirectory() as folder:
    output(programs["certificates"], folder)
    output(programs["tokens"], folder)
    folder = pathlib.Path(folder)
    serve(
        "--tls", folder, "--tokens", folder / "users.txt",
        ca=folder / "ca.pem", token=(folder / "alice.token").read_text(),
    )  # fmt: skip

server, line = started(sys.executable, HERE / "server.py")
try:
    from_ours(programs["client"], f"http://127.0.0.1:{line.strip()}")
finally:
    server.kill()

print(f"{len(pairs)} combinations of client, server and method were exercised")
