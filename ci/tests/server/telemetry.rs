//! The log and the metrics of the server program.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::Stdio,
};

use ci::repository;
use route_guide::routeguide::{Point, route_guide_client::RouteGuideClient};

use crate::{
    output,
    programs::{Server, fails, program, rejects, succeeds},
};

/// The blocks of CODELAB.md that show a log.
fn shown() -> Vec<String> {
    let text = fs::read_to_string(repository().join("CODELAB.md")).expect("CODELAB.md");
    let blocks = text.split("\n```text\n").skip(1);
    let blocks = blocks.filter_map(|block| block.split_once("\n```"));
    let logs = blocks.filter(|(block, _)| block.contains(" INFO call{"));
    logs.map(|(block, _)| block.to_string()).collect()
}

/// Starts a server that writes its log to a pipe.
fn logging(format: &str) -> Server {
    let mut command = program("server", &["--log", format]);
    command.stderr(Stdio::piped());
    Server::spawn(command)
}

/// Reads this many lines of a server's log.
fn log(server: &mut Server, lines: usize) -> String {
    let stderr = server.child.stderr.take().expect("a pipe");
    let lines = BufReader::new(stderr).lines().take(lines);
    let lines: Vec<String> = lines.map(|line| line.expect("UTF-8")).collect();
    lines.join("\n")
}

#[tokio::test]
async fn the_log_is_the_one_that_the_text_shows() {
    let [without_trace, with_trace] = &shown()[..] else {
        panic!("CODELAB.md should show two logs");
    };
    let mut server = logging("text");
    let mut client = RouteGuideClient::connect(server.url())
        .await
        .expect("a server");
    client
        .get_feature(Point::default())
        .await
        .expect("a feature");
    let off_the_map = Point {
        latitude: 910_000_000,
        longitude: 0,
    };
    client.get_feature(off_the_map).await.expect_err("invalid");
    output::same(&log(&mut server, 2), without_trace)
        .unwrap_or_else(|difference| panic!("{difference}"));

    let mut server = logging("text");
    succeeds("client", &["--server", &server.url(), "record"]);
    let log = log(&mut server, 2);
    output::same(&log, with_trace).unwrap_or_else(|difference| panic!("{difference}"));
    let ids: Vec<&str> = log
        .split("trace_id=\"")
        .skip(1)
        .map(|rest| &rest[..32])
        .collect();
    assert_eq!(ids[0], ids[1], "the calls of one run belong to one trace");
}

#[test]
fn each_line_of_the_json_log_is_an_object() {
    let mut server = logging("json");
    succeeds("client", &["--server", &server.url()]);
    let log = log(&mut server, 1);
    let line: serde_json::Value = serde_json::from_str(&log).expect("one JSON object");
    assert_eq!(line["span"]["rpc.response.status_code"], "OK", "{log}");
    assert_eq!(line["message"], "close", "{log}");
}

#[test]
fn metrics_are_offered_over_http() {
    let mut server = Server::start(&["--metrics", "127.0.0.1:0"]);
    let mut line = String::new();
    server.stdout.read_line(&mut line).expect("a line");
    let address = line.trim_end().strip_prefix("Metrics at http://");
    let address = address.and_then(|rest| rest.strip_suffix("/metrics"));
    let address = address.unwrap_or_else(|| panic!("the server prints: {line}"));
    succeeds("client", &["--server", &server.url()]);
    let mut connection = TcpStream::connect(address).expect("the server offers metrics");
    let request = "GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    connection
        .write_all(request.as_bytes())
        .expect("the connection is open");
    let mut response = String::new();
    connection
        .read_to_string(&mut response)
        .expect("a response");
    for part in [
        "HTTP/1.1 200 OK",
        "content-type: text/plain; version=0.0.4",
        "_count{rpc_method=\"routeguide.RouteGuide/GetFeature\",rpc_response_status_code=\"OK\"} 1",
    ] {
        assert!(response.contains(part), "{part} is missing: {response}");
    }
}

#[test]
fn flags_that_cannot_be_used_are_errors_that_name_them() {
    rejects("server", &["--log", "xml"], &["xml", "write text or json"]);
    rejects(
        "server",
        &["--max-connection-age", "0"],
        &["--max-connection-age", "0"],
    );
    let used = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let used = used.local_addr().map(|address| (used, address.to_string()));
    let (_used, address) = used.expect("its address");
    fails(
        "server",
        &["--addr", "127.0.0.1:0", "--metrics", &address],
        &[
            &format!("cannot serve metrics on {address}: "),
            "--metrics HOST:PORT",
        ],
    );
}
