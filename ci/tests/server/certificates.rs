//! The certificates of the server and of its clients, and the files that hold them.

use std::{fs, time::SystemTime};

use route_guide::{
    certificates::{Authority, DAY, LOCAL_NAMES},
    database::FeatureDatabase,
    routeguide::{Point, route_guide_client::RouteGuideClient},
    server::{self, Options},
    service::RouteGuideService,
    tls,
};
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};

use crate::{
    programs::{PROGRAMS, fails, succeeds},
    raw_client::SOON,
};

/// The aside about mutual TLS in step 14: a server that asks for the certificates of its clients.
#[tokio::test]
async fn with_mutual_tls_a_client_needs_a_certificate() {
    let expires = SystemTime::now() + DAY;
    let authority = Authority::new(expires).expect("a CA");
    let of_server = authority.issue(&LOCAL_NAMES[..1], expires);
    let of_server = of_server.expect("a certificate");
    let of_client = authority.issue_to_client("client", expires);
    let of_client = of_client.expect("a certificate");
    let ca = Certificate::from_pem(authority.certificate());

    let config = tls::server_config(&of_server.certificate, &of_server.key, SOON);
    let options = Options {
        tls: Some(config.client_ca_root(ca.clone())),
        ..Options::default()
    };
    let listener = server::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let service = RouteGuideService::new(FeatureDatabase::default());
    tokio::spawn(async { server::run(listener, service, options, std::future::pending()).await });

    let call = async |config: ClientTlsConfig| {
        let endpoint = Endpoint::from_shared(format!("https://127.0.0.1:{port}"));
        let endpoint = endpoint
            .expect("a URL")
            .tls_config(config.domain_name("localhost"));
        let channel = endpoint.expect("settings").connect().await;
        let mut client = RouteGuideClient::new(channel.expect("a connection"));
        client.get_feature(Point::default()).await
    };
    let trusting = ClientTlsConfig::new().ca_certificate(ca);
    let identity = Identity::from_pem(&of_client.certificate, &of_client.key);
    call(trusting.clone().identity(identity))
        .await
        .expect("a feature");
    let of_other_purpose = Identity::from_pem(&of_server.certificate, &of_server.key);
    call(trusting.clone().identity(of_other_purpose))
        .await
        .expect_err("a certificate for a server");
    call(trusting).await.expect_err("no certificate");
}

#[test]
fn a_certificate_that_cannot_be_used_is_an_error_that_names_it() {
    let folder = |name: &str| PROGRAMS.join(format!("bad-{name}"));
    let make = |name: &str| {
        let path = folder(name).display().to_string();
        succeeds("certificates", &[&path]);
        path
    };
    let (good, mixed) = (make("good"), make("mixed"));
    let copy = |from: &str, to: &str| {
        fs::copy(folder("good").join(from), folder("mixed").join(to)).expect("a copy");
    };
    let advice = "cargo run --bin certificates";

    copy("server.key", "server.key");
    let parts = [&format!("in {mixed}: "), "KeyMismatch", advice];
    fails("server", &["--tls", &mixed], &parts);
    copy("server.pem", "server.key");
    let parts = [
        &format!("in {mixed}: "),
        "Error parsing TLS private key",
        advice,
    ];
    fails("server", &["--tls", &mixed], &parts);
    copy("server.key", "server.pem");
    let file = folder("mixed").join("server.pem").display().to_string();
    let parts = [&format!("{file} is not a certificate"), advice];
    fails("server", &["--tls", &mixed], &parts);
    let missing = folder("missing").join("server.pem").display().to_string();
    let parts = [&format!("cannot read {missing}: "), advice];
    let path = folder("missing").display().to_string();
    fails("server", &["--tls", &path], &parts);

    let file = format!("{good}/server.key");
    fails(
        "certificates",
        &[&file],
        &[&format!("cannot create {file}: ")],
    );
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_private_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = PROGRAMS.join("private");
    for _ in 0..2 {
        succeeds("certificates", &[&folder.display().to_string()]); // also over an old one
        let mode = |name: &str| {
            let file = fs::metadata(folder.join(name)).expect("a file");
            file.permissions().mode() & 0o777
        };
        assert_eq!(mode(tls::KEY), 0o600);
        // A certificate is no secret; clients of other users need that of the CA.
        fs::write(folder.join("any"), "").expect("a file");
        assert_eq!([tls::CA, tls::CERTIFICATE].map(mode), [mode("any"); 2]);
    }
}
