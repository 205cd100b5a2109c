//! Certificates for development: a CA of your own, and certificates that it signs.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};

use crate::error::Error;

/// The names of the local machine, for which a server in development needs a certificate.
pub const LOCAL_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// A day.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A CA (certificate authority). Its private key is only in memory, so nobody can use it later to
/// sign certificates that your clients would trust.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

/// A certificate and its private key, in PEM format.
pub struct Issued {
    /// The certificate.
    pub certificate: String,
    /// The private key.
    pub key: String,
}

impl Authority {
    /// Creates a CA that is valid until `expires`.
    ///
    /// # Errors
    ///
    /// Returns an error if no key can be generated.
    pub fn new(expires: SystemTime) -> Result<Authority, Error> {
        let mut params = params(&[], "Codelab CA", expires)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)); // signs no other CAs
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Authority { issuer })
    }

    /// Returns the certificate of the CA, in PEM format.
    pub fn certificate(&self) -> String {
        self.issuer.pem()
    }

    /// Issues a certificate that is valid until `expires`, for a server with these names or IP
    /// addresses.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is not valid, or if no key can be generated.
    pub fn issue(&self, names: &[&str], expires: SystemTime) -> Result<Issued, Error> {
        let purpose = ExtendedKeyUsagePurpose::ServerAuth;
        self.issue_for(purpose, params(names, "Codelab server", expires)?)
    }

    /// Issues a certificate that is valid until `expires`, for a client with this name.
    ///
    /// # Errors
    ///
    /// The same as those of [`issue`](Authority::issue).
    pub fn issue_to_client(&self, name: &str, expires: SystemTime) -> Result<Issued, Error> {
        let purpose = ExtendedKeyUsagePurpose::ClientAuth;
        self.issue_for(purpose, params(&[name], "Codelab client", expires)?)
    }

    /// Issues a certificate that proves its owner's identity for one purpose, so that a server cannot
    /// use its certificate as that of a client.
    fn issue_for(
        &self,
        purpose: ExtendedKeyUsagePurpose,
        mut params: CertificateParams,
    ) -> Result<Issued, Error> {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![purpose];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Issued {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}

/// Returns the contents of a certificate. It became valid two days ago, so that clients whose
/// clocks are slow accept it.
fn params(names: &[&str], subject: &str, expires: SystemTime) -> Result<CertificateParams, Error> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, subject);
    params.not_before = (SystemTime::now() - 2 * DAY).into();
    params.not_after = expires.into();
    Ok(params)
}
