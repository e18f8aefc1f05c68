"""The certificate that the plugin puts together by itself, as those read it that did not make it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from provider.plugin.certificate import self_signed

SPKI = serialization.PublicFormat.SubjectPublicKeyInfo


def made() -> x509.Certificate:
    return x509.load_der_x509_certificate(self_signed().certificate)


def test_it_is_a_certificate_of_version_3_for_localhost_that_signed_itself() -> None:
    read = made()

    assert read.version is x509.Version.v3
    assert read.subject == read.issuer == x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    read.verify_directly_issued_by(read)


def test_its_extensions_are_those_of_an_authority_that_serves_as_localhost() -> None:
    found = {type(each.value): (each.value, each.critical) for each in made().extensions}

    usage = {"digital_signature", "key_encipherment", "key_agreement", "key_cert_sign"}
    others = {"content_commitment", "data_encipherment", "crl_sign", "encipher_only", "decipher_only"}
    assert found == {
        x509.BasicConstraints: (x509.BasicConstraints(ca=True, path_length=None), True),
        x509.KeyUsage: (x509.KeyUsage(**dict.fromkeys(usage, True), **dict.fromkeys(others, False)), True),
        x509.ExtendedKeyUsage: (
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
            False,
        ),
        x509.SubjectAlternativeName: (x509.SubjectAlternativeName([x509.DNSName("localhost")]), False),
    }


def test_it_is_valid_from_an_hour_ago_for_thirty_days() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    read = made()
    after = datetime.now(UTC)

    assert before <= read.not_valid_before_utc + timedelta(hours=1) <= after
    assert before <= read.not_valid_after_utc - timedelta(days=30) <= after


@pytest.mark.parametrize("year", [2026, 2049, 2050, 2051])
def test_its_dates_are_read_in_every_year(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(year, 12, 20, 10, 11, 12, tzinfo=UTC)
    monkeypatch.setattr("provider.plugin.certificate.time.time", now.timestamp)

    assert made().not_valid_after_utc == now + timedelta(days=30)


def test_each_has_a_key_and_a_serial_number_of_its_own() -> None:
    read = [made() for _ in range(50)]

    assert len({each.serial_number for each in read}) == 50
    assert len({each.public_key().public_bytes(serialization.Encoding.DER, SPKI) for each in read}) == 50


def test_its_serial_number_is_positive_and_has_as_many_bytes_as_the_standard_allows() -> None:
    assert all(0 < made().serial_number < 2**159 for _ in range(50))


def test_the_pem_file_holds_the_key_of_the_certificate() -> None:
    identity = self_signed()

    key = serialization.load_pem_private_key(identity.pem, None)
    read = x509.load_pem_x509_certificate(identity.pem)

    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert isinstance(key.curve, ec.SECP256R1)
    assert key.public_key() == read.public_key()
    assert read.public_bytes(serialization.Encoding.DER) == identity.certificate


def test_it_is_the_same_bytes_that_a_library_writes() -> None:
    """Whoever reads DER strictly finds nothing to object to: written again from what was read, it does not change."""
    identity = self_signed()
    key = serialization.load_pem_private_key(identity.pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    read = x509.load_der_x509_certificate(identity.certificate)
    again = x509.CertificateBuilder(
        issuer_name=read.issuer,
        subject_name=read.subject,
        public_key=key.public_key(),
        serial_number=read.serial_number,
        not_valid_before=read.not_valid_before_utc,
        not_valid_after=read.not_valid_after_utc,
        extensions=list(read.extensions),
    ).sign(key, hashes.SHA256())

    assert again.tbs_certificate_bytes == read.tbs_certificate_bytes
