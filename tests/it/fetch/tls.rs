//! TLS, and HTTP/2 over it: what is wrong with a certificate is told in words.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{client_by, request, word};
use crate::outside::web::{Web, answer};
use crate::support::Desk;

pub(crate) type Authority = CertifiedIssuer<'static, KeyPair>;

pub(crate) fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// How a host speaks TLS that has a certificate for a name.
pub(crate) fn host(
    authority: &Authority,
    name: &str,
    expired: bool,
    protocols: &[&[u8]],
) -> Arc<ServerConfig> {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    if expired {
        (params.not_before, params.not_after) =
            (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2021, 1, 1));
    }
    let key = KeyPair::generate().unwrap();
    let certificate: CertificateDer<'static> = params.signed_by(&key, authority).unwrap().der().clone();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Arc::new(config)
}

fn serve(config: Arc<ServerConfig>) -> Web {
    let answer_all = |_: &_, wire: &mut dyn crate::outside::web::Wire| {
        wire.write_all(&answer("200 OK", &[], "words")).ok();
    };
    Web::wired(answer_all, move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).ok()?;
        Some(Box::new(StreamOwned::new(connection, stream)))
    })
}

#[test]
fn what_is_wrong_with_a_certificate_is_told_apart() {
    let (known, unknown) = (authority(), authority());
    let desk = Desk::new();
    desk.write("ca.pem", known.pem());
    let authorities = format!("authorities = {:?}", desk.path("ca.pem"));
    for (config, expected) in [
        (host(&known, "a.test", false, &[]), "200"),
        (host(&known, "a.test", true, &[]), "tls: its certificate has expired"),
        (host(&unknown, "a.test", false, &[]), "tls: its certificate is from an unknown authority"),
        (host(&known, "b.test", false, &[]), "tls: its certificate is for another name: DnsName(\"b.test\")"),
    ] {
        let web = serve(config);
        desk.write("pipeline.toml", web.config(&authorities));
        let ended = desk.run(&["fetch", "--feed", "--explain", "https://a.test/"]);
        let said = ended.stderr.contains(expected);
        assert!(said, "{expected}: {}", ended.stderr);
        assert_eq!(ended.status == 69, expected != "200", "{}", ended.stderr);
    }
}

#[test]
fn a_machine_without_authorities_says_so() {
    let web = serve(host(&authority(), "a.test", false, &[]));
    let desk = Desk::new();
    desk.write("pipeline.toml", web.config("")).write("none.pem", "");
    let mut command = desk.command(&["fetch", "https://a.test/robots.txt"]);
    let output = command.env("SSL_CERT_FILE", desk.path("none.pem")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no certificate authorities are installed on this machine"), "{said}");
    assert_eq!(output.status.code(), Some(69));
}

#[test]
fn what_is_no_tls_is_told() {
    let web = Web::serve(|_, wire| {
        wire.write_all(&answer("200 OK", &[], "words")).ok();
    });
    let config = web.config("");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let word = runtime.block_on(async { word(&client_by(&config).fetch(&request("https://a.test/")).await) });
    assert!(["tls", "timeout"].contains(&word.as_str()), "{word}");
}

/// A listener that speaks TLS before anything else.
struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Tls {
    type Io = tokio_rustls::server::TlsStream<TcpStream>;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.tcp.accept().await else { continue };
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

#[test]
fn http_2_is_spoken_where_a_host_does() {
    let known = authority();
    let desk = Desk::new();
    desk.write("ca.pem", known.pem());
    let config = host(&known, "a.test", false, &[b"h2", b"http/1.1"]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = tcp.local_addr().unwrap();
        let pages = Router::new()
            .route("/whole", get(|| async { "words" }))
            .route("/large", get(|| async { "words".repeat(1 << 20) }));
        tokio::spawn(async move { axum::serve(Tls { tcp, acceptor: config.into() }, pages).await });
        let settings = format!(
            "[fetch]\ndelay = \"0s\"\nbody = \"1MiB\"\nauthorities = {:?}\n[fetch.resolve]\n\"*.test\" = \"{address}\"\n",
            desk.path("ca.pem")
        );
        let client = client_by(&settings);
        let whole = client.fetch(&request("https://a.test/whole")).await;
        assert_eq!((word(&whole).as_str(), whole.hops[0].version), ("200", "HTTP/2"));
        assert_eq!(whole.hops[0].address, Some(address));
        assert_eq!(word(&client.fetch(&request("https://a.test/large")).await), "too-large");
    });
}
