"""What only public keys have: PEM. What they share with AWS credentials is in `test_credential.py`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.x509.oid import NameOID

from provider.fake import FakeTwilio
from provider.framework.diagnostics import Diagnostic
from provider.framework.values import UNKNOWN
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.keys import OTHER_PEM, PEM


@pytest.fixture
def managed(walk: Walk) -> Managed:
    return Managed(walk, "twilio_credentials_public_key")


@dataclass(frozen=True)
class KeyPair:
    """A private key in each of its PEM forms, and its public key in those that are not wanted."""

    pkcs8: str
    pkcs1: str
    encrypted: str
    encrypted_pkcs1: str
    public: str
    public_pkcs1: str
    certificate: str


@pytest.fixture(scope="session")
def pair() -> KeyPair:
    key = rsa.generate_private_key(65537, 2048)

    def private(form: serialization.PrivateFormat, encryption: serialization.KeySerializationEncryption) -> str:
        return key.private_bytes(serialization.Encoding.PEM, form, encryption).decode()

    password = serialization.BestAvailableEncryption(b"password")
    return KeyPair(
        pkcs8=private(serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        pkcs1=private(serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()),
        encrypted=private(serialization.PrivateFormat.PKCS8, password),
        encrypted_pkcs1=private(serialization.PrivateFormat.TraditionalOpenSSL, password),
        public=pem_of(key.public_key()),
        public_pkcs1=key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1).decode(),
        certificate=certificate_of(key),
    )


def pem_of(key: PublicKeyTypes) -> str:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def certificate_of(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "recordings")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    signed = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def refusal(managed: Managed, text: str) -> Diagnostic:
    """The one error that this key gets, which quotes no line of it."""
    told = managed.validate({"public_key": text})
    (error,) = told.errors
    assert (error.summary, error.path) == ("Invalid public_key", ())
    for line in text.split():
        assert len(line) < 20 or line not in told.text
    return error


def test_the_arguments_of_the_community_provider_are_there(managed: Managed) -> None:
    configurable = {name for name, each in managed.schema.attributes.items() if each.configurable}

    assert configurable == {"account_sid", "friendly_name", "public_key"}
    assert set(managed.schema.attributes) - configurable == {"id", "sid", "date_created", "date_updated", "url"}
    assert [name for name, each in managed.schema.attributes.items() if each.required] == ["public_key"]


@pytest.mark.parametrize(
    "text",
    [PEM, PEM.rstrip("\n"), f"\n{PEM}\n", PEM.replace("\n", "\r\n"), PEM.replace("\n", "\n    ")],
    ids=["as openssl writes it", "no new line at the end", "empty lines around it", "CRLF", "indented"],
)
def test_an_rsa_public_key_is_taken_as_it_is_written(managed: Managed, twilio: FakeTwilio, text: str) -> None:
    assert managed.validate({"public_key": text}).diagnostics == []
    managed.apply({"public_key": text}).without_errors()

    (stored,) = twilio.account().public_keys.values()
    assert stored.pem == text
    managed.assert_settled({"public_key": text})


def test_a_key_that_is_only_wrapped_in_another_way_is_no_change(managed: Managed) -> None:
    managed.apply({"public_key": PEM}).without_errors()

    managed.assert_settled({"public_key": PEM.replace("\n", "\r\n") + "\n"})


def test_a_key_that_is_not_known_yet_is_passed_over(managed: Managed) -> None:
    managed.validate({"public_key": UNKNOWN}).without_errors()

    assert managed.plan({"public_key": UNKNOWN}).object["public_key"] is UNKNOWN


def test_a_key_that_is_not_known_yet_replaces_one_that_is(managed: Managed) -> None:
    managed.apply({"public_key": PEM}).without_errors()

    assert managed.plan({"public_key": UNKNOWN}).replace == [("public_key",)]


@pytest.mark.parametrize("form", ["pkcs8", "pkcs1", "encrypted", "encrypted_pkcs1"])
def test_a_private_key_is_refused_and_not_shown(managed: Managed, pair: KeyPair, form: str) -> None:
    error = refusal(managed, getattr(pair, form))

    assert "PRIVATE key, which must never leave your hands" in error.detail
    assert "openssl pkey -in private.pem -pubout" in error.detail


@pytest.mark.parametrize("order", ["private first", "public first", "private between"])
def test_a_file_that_holds_a_private_key_too_is_refused(managed: Managed, pair: KeyPair, order: str) -> None:
    text = {
        "private first": pair.pkcs8 + pair.public,
        "public first": pair.public + pair.pkcs8,
        "private between": pair.public + pair.pkcs8 + pair.public,
    }[order]

    assert "PRIVATE key" in refusal(managed, text).detail


def test_a_certificate_is_refused(managed: Managed, pair: KeyPair) -> None:
    assert "It is a PEM block of CERTIFICATE; PUBLIC KEY is wanted" in refusal(managed, pair.certificate).detail


def test_a_public_key_of_the_older_form_is_refused_with_the_way_to_convert_it(managed: Managed, pair: KeyPair) -> None:
    error = refusal(managed, pair.public_pkcs1)

    assert "It is a PEM block of RSA PUBLIC KEY" in error.detail
    assert "-RSAPublicKey_in" in error.detail


def test_two_keys_are_refused(managed: Managed) -> None:
    assert "It holds 2 PEM blocks, and one is wanted" in refusal(managed, PEM + OTHER_PEM).detail


def test_a_key_that_is_too_short_is_refused_with_its_length(managed: Managed) -> None:
    weak = pem_of(rsa.generate_private_key(65537, 1024).public_key())

    assert "It is an RSA key of 1024 bits; at least 2048 are needed." in refusal(managed, weak).detail


@pytest.mark.parametrize("curve", ["P-256", "Ed25519"])
def test_a_key_that_is_not_rsa_is_refused(managed: Managed, curve: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1()) if curve == "P-256" else ed25519.Ed25519PrivateKey.generate()

    assert "It is not an RSA key" in refusal(managed, pem_of(key.public_key())).detail


@pytest.mark.parametrize(
    "text",
    [
        PEM.replace("MII", "MIJ", 1),
        PEM[:60] + PEM[100:],
        "-----BEGIN PUBLIC KEY-----\nnot base64 at all!\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
    ],
    ids=["another length", "a piece is missing", "no base64", "empty"],
)
def test_a_damaged_key_is_refused(managed: Managed, text: str) -> None:
    assert "is damaged" in refusal(managed, text).detail


def test_what_is_no_pem_is_refused(managed: Managed) -> None:
    beheaded = PEM.replace("-----BEGIN PUBLIC KEY-----\n", "")

    assert "It is not PEM, or a part of it is missing. One block from -----BEGIN" in refusal(managed, beheaded).detail
