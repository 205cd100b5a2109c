"""Runs Envoy with the settings in completed/envoy.yaml, in front of two servers. See README.md."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).parents[2]
ENVOY = shutil.which("envoy", path=pathlib.Path(sys.executable).parent)


def built():
    """Our programs, by their names."""
    done = subprocess.run(
        [os.environ.get("CARGO", "cargo"), "build", "--locked", "--package", "completed", "--bins",
         "--message-format=json"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    files = (json.loads(line).get("executable") for line in done.stdout.splitlines())
    return {pathlib.Path(file).stem: file for file in files if file}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def settings(port, servers):
    """completed/envoy.yaml with other addresses, because there are no containers here."""
    text = (ROOT / "completed/envoy.yaml").read_text()
    changes = {
        "address: 0.0.0.0, port_value: 50051": f"address: 127.0.0.1, port_value: {port}",
        "port_value: 9901": "port_value: 0",
    }
    for name, server in zip(["server-1", "server-2"], servers):
        there = f"address: 127.0.0.1, port_value: {server}"
        changes[f"address: {name}, port_value: 50051"] = there
    for here, there in changes.items():
        assert text.count(here) == 1, here
        text = text.replace(here, there)
    return text


def logged(log):
    return [json.loads(line) for line in log.read_text().splitlines()]


def eventually(condition, what):
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def check(programs, folder, running):
    def serve():
        server = subprocess.Popen(
            [programs["server"], "--addr", "127.0.0.1:0",
             "--database", ROOT / "data/route_guide_db.json"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        running.append(server)
        return server, server.stdout.readline().split()[2].split(":")[1]

    servers = [serve(), serve()]
    port = free_port()
    config, log, messages = folder / "envoy.yaml", folder / "log", folder / "messages"
    config.write_text(settings(port, [address for _, address in servers]))
    envoy = [ENVOY, "--config-path", config, "--concurrency", "1"]
    subprocess.run([*envoy, "--mode", "validate", "--log-level", "error"], check=True)
    with log.open("w") as out, messages.open("w") as errors:
        options = ["--log-level", "warn", "--use-dynamic-base-id"]
        running.append(subprocess.Popen([*envoy, *options], stdout=out, stderr=errors))

    def call():
        done = subprocess.run(
            [programs["client"], "--server", f"http://127.0.0.1:{port}"],
            capture_output=True, text=True, timeout=30,
        )  # fmt: skip
        return "" if done.returncode == 0 else done.stderr

    eventually(lambda: not call(), "Envoy finds healthy servers")
    assert not any([call() for _ in range(4)])
    both = {f"127.0.0.1:{address}" for _, address in servers}
    eventually(
        lambda: {line["upstream_host"] for line in logged(log)[-4:]} == both,
        "the calls alternate",
    )

    servers[1][0].terminate()
    assert not any([call() for _ in range(20)]), "no call fails while a server stops"
    servers[0][0].terminate()
    servers[0][0].wait(timeout=20)
    eventually(lambda: "Unavailable: no healthy upstream" in call(), "Envoy calls no server")
    eventually(lambda: logged(log)[-1]["grpc_status"] == "UNAVAILABLE", "the log has the failure")
    assert logged(log)[-1]["method"] == "/routeguide.RouteGuide/GetFeature"


running = []
try:
    with tempfile.TemporaryDirectory() as folder:
        check(built(), pathlib.Path(folder), running)
finally:
    for program in running:
        program.kill()
        program.wait()
print("Envoy balances the calls, and no call fails while one of two servers stops")
