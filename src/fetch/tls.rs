//! TLS: whom a certificate must be from, and what is wrong with one, in words.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{CertificateError, ClientConfig, RootCertStore};

/// How TLS is spoken.
pub(crate) struct Tls {
    pub(crate) config: ClientConfig,
    /// Whether nobody at all is believed, since neither the system nor the configuration names an authority.
    pub(crate) without_authorities: bool,
}

/// The authorities of the system, and those of a PEM file; certificates of the system that cannot be read are passed over.
///
/// # Errors
/// If the file cannot be read, or holds no certificate.
pub(crate) fn configure(authorities: Option<&Path>) -> io::Result<Tls> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = authorities {
        for certificate in read(path)? {
            roots.add(certificate).map_err(|error| invalid(path, &error.to_string()))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    let without_authorities = roots.is_empty();
    let mut config = if without_authorities {
        builder.with_root_certificates(roots).with_no_client_auth()
    } else {
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        builder.with_webpki_verifier(verifier.build().map_err(io::Error::other)?).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Tls { config, without_authorities })
}

fn read(path: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let pem = std::fs::read(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(invalid(path, "expected certificates in PEM, found none")),
        Err(error) => Err(invalid(path, &error.to_string())),
    }
}

fn invalid(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()))
}

/// What went wrong between us and a host, and what to do about it.
pub(crate) fn in_words(error: &rustls::Error, without_authorities: bool) -> String {
    use CertificateError as Certificate;
    let rustls::Error::InvalidCertificate(wrong) = error else {
        return format!("TLS cannot be agreed on: {error}");
    };
    match wrong {
        Certificate::UnknownIssuer if without_authorities => {
            "no certificate authorities are installed on this machine, so no host can be told from another: install \
             ca-certificates, or name a PEM file as fetch.authorities"
                .to_owned()
        }
        Certificate::Expired | Certificate::ExpiredContext { .. } => "its certificate has expired".to_owned(),
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            "its certificate is not valid yet, or the clock of this machine is behind".to_owned()
        }
        // Of two authorities of one name, the other one has signed it.
        Certificate::UnknownIssuer | Certificate::BadSignature => {
            "its certificate is from an unknown authority: if it is to be believed, add it to fetch.authorities".to_owned()
        }
        Certificate::NotValidForName => "its certificate is for another name".to_owned(),
        Certificate::NotValidForNameContext { presented, .. } => match presented.as_slice() {
            [] => "its certificate is for another name".to_owned(),
            names => format!("its certificate is for another name: {}", names.get(..4).unwrap_or(names).join(", ")),
        },
        Certificate::Revoked => "its certificate has been revoked".to_owned(),
        other => format!("its certificate cannot be believed: {other}"),
    }
}
