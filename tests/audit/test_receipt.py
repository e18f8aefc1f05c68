"""A receipt proves a result to whoever has the public key; whatever was done to it says so by itself."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from provider.audit import signing
from provider.audit.receipt import Changed, CutOff, NotAReceipt, OtherKey, ReceiptError, receipt, verified
from provider.fake import FakeTwilio
from tests.audit.conftest import ENCRYPTED, Auditor

KEYS: dict[str, signing.PrivateKey] = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "ECDSA-P256-SHA256": ec.generate_private_key(ec.SECP256R1()),
    "ECDSA-P384-SHA384": ec.generate_private_key(ec.SECP384R1()),
    "ECDSA-P521-SHA512": ec.generate_private_key(ec.SECP521R1()),
}
KEY, OTHER = KEYS["Ed25519"], ed25519.Ed25519PrivateKey.generate()
RESULT = {"version": 1, "at": "2026-11-30T12:00:00Z", "accounts": [{"friendly_name": "é \u2028 😀", "findings": [True, 1]}]}
RECEIPT = receipt(RESULT, KEY)


def private_pem(key: signing.PrivateKey | rsa.RSAPrivateKey, password: str = "") -> bytes:
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def public_pem(key: signing.PrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("algorithm", KEYS)
def test_each_kind_of_key_signs_what_its_public_key_verifies(algorithm: str) -> None:
    written = receipt(RESULT, KEYS[algorithm])
    assert verified(written, KEYS[algorithm].public_key()) == RESULT
    assert json.loads(written)["algorithm"] == algorithm


def test_any_byte_that_is_changed_is_found() -> None:
    for position, byte in enumerate(RECEIPT):
        for other in (byte ^ 1, ord(" ")):
            changed = RECEIPT[:position] + bytes([other]) + RECEIPT[position + 1 :]
            if changed != RECEIPT:
                with pytest.raises(ReceiptError):
                    verified(changed, KEY.public_key())


def test_a_changed_result_is_told_as_changed() -> None:
    with pytest.raises(Changed, match="was changed after it was signed"):
        verified(RECEIPT.replace(b"2026", b"2027"), KEY.public_key())


def test_another_key_is_told_as_another_key() -> None:
    with pytest.raises(OtherKey, match="was signed with another key"):
        verified(RECEIPT, OTHER.public_key())


def test_wherever_it_is_cut_off_that_is_told() -> None:
    for length in range(len(RECEIPT)):
        with pytest.raises(CutOff, match="is cut off"):
            verified(RECEIPT[:length], KEY.public_key())


@pytest.mark.parametrize("addition", [b"}\n", b"\n}\n", RECEIPT], ids=["brace", "empty line", "itself"])
def test_what_is_put_after_it_is_found(addition: bytes) -> None:
    with pytest.raises(Changed):
        verified(RECEIPT + addition, KEY.public_key())


def test_the_same_json_in_another_form_is_found() -> None:
    with pytest.raises(Changed):
        verified(json.dumps(json.loads(RECEIPT), indent=1).encode() + b"\n", KEY.public_key())


def test_a_name_that_stands_there_twice_is_found() -> None:
    with pytest.raises(Changed):
        verified(RECEIPT.replace(b'"version":1}', b'"version":1,"version":1}', 1), KEY.public_key())


@pytest.mark.parametrize("version", [0, 2, "1"])
def test_a_receipt_of_another_version_is_not_read(version: object) -> None:
    with pytest.raises(NotAReceipt, match="of another version than 1"):
        verified(rfc8785.dumps(json.loads(RECEIPT) | {"version": version}) + b"\n", KEY.public_key())


@pytest.mark.parametrize("content", [b"{}\n", b'{"kind": "other"}\n', b'[{"kind": "twilio-audit-receipt"}]{}\n'])
def test_what_never_was_a_receipt_is_told(content: bytes) -> None:
    with pytest.raises(ReceiptError):
        verified(content, KEY.public_key())


def test_openssl_verifies_the_signature_as_the_format_says(tmp_path: Path) -> None:
    """Somebody who trusts nothing of this project checks it."""
    told = json.loads(receipt(RESULT, KEYS["ECDSA-P256-SHA256"]))
    (tmp_path / "signature").write_bytes(base64.b64decode(told.pop("signature")))
    (tmp_path / "signed").write_bytes(rfc8785.dumps(told))
    (tmp_path / "key.pem").write_bytes(public_pem(KEYS["ECDSA-P256-SHA256"]))
    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "signed"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout == "Verified OK\n"


@pytest.fixture
def keys(auditor: Auditor) -> bytes:
    (auditor.folder / "key.pem").write_bytes(private_pem(KEY))
    (auditor.folder / "public.pem").write_bytes(public_pem(KEY))
    return private_pem(KEY)


def test_an_audit_writes_a_receipt_that_is_verified_without_a_network(auditor: Auditor, twilio: FakeTwilio, keys: bytes) -> None:
    audit = auditor.audit(ENCRYPTED, "--receipt", "receipt.json", "--sign", "key.pem")
    twilio.stop()

    checked = auditor.run("--verify", "receipt.json", "--public-key", "public.pem")

    assert (audit.status, checked.status) == (1, 0)
    assert checked.output.startswith("receipt.json is as it was signed.\n")
    assert audit.result["policy_sha256"] in checked.output
    assert json.loads((auditor.folder / "receipt.json").read_bytes())["result"] == audit.result


def test_the_key_can_come_from_standard_input(auditor: Auditor, keys: bytes) -> None:
    auditor.write(ENCRYPTED)
    audit = auditor.run("--policy", "policy.toml", "--receipt", "receipt.json", "--sign", "-", given=keys)
    assert (audit.status, audit.errors) == (1, "")
    assert auditor.run("--verify", "receipt.json", "--public-key", "public.pem").status == 0


def test_an_encrypted_key_needs_its_password(auditor: Auditor, twilio: FakeTwilio, keys: bytes) -> None:
    (auditor.folder / "key.pem").write_bytes(private_pem(KEY, "hunter2"))
    auditor.secrets.append("hunter2")
    arguments = (ENCRYPTED, "--receipt", "receipt.json", "--sign", "key.pem")

    refused = auditor.audit(*arguments)
    assert (refused.status, refused.errors) == (
        2,
        "Not audited. The private key is encrypted. Set PRIVATE_KEY_PASSWORD to its password.\n",
    )
    assert not twilio.requests

    auditor.variables["PRIVATE_KEY_PASSWORD"] = "hunter2"
    assert auditor.audit(*arguments).status == 1


def test_a_receipt_that_proves_nothing_ends_with_1(auditor: Auditor, keys: bytes) -> None:
    auditor.audit(ENCRYPTED, "--receipt", "receipt.json", "--sign", "key.pem")
    path = auditor.folder / "receipt.json"
    path.write_bytes(path.read_bytes().replace(b'"violates"', b'"ok"'))

    checked = auditor.run("--verify", "receipt.json", "--public-key", "public.pem")

    assert (checked.status, checked.output) == (1, "")
    assert checked.errors == "receipt.json was changed after it was signed. It proves nothing.\n"


RSA = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (private_pem(RSA), "of a kind that signs no receipts"),
        (private_pem(ec.generate_private_key(ec.SECP256K1())), "of a kind that signs no receipts"),
        (b"hello", "no private key in PEM"),
        (public_pem(KEY), "no private key in PEM"),
    ],
    ids=["RSA", "another curve", "text", "public key"],
)
def test_a_key_that_cannot_sign_is_told_before_anything_is_read(
    auditor: Auditor, twilio: FakeTwilio, key: bytes, says: str
) -> None:
    (auditor.folder / "key.pem").write_bytes(key)
    audit = auditor.audit(ENCRYPTED, "--receipt", "receipt.json", "--sign", "key.pem")
    assert audit.status == 2
    assert says in audit.errors
    assert not twilio.requests


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (public_pem(RSA), "of a kind that signs no receipts"),
        (b"hello", "no public key in PEM"),
        (private_pem(KEY), "a private key"),
    ],
    ids=["RSA", "text", "private key"],
)
def test_a_key_that_cannot_verify_is_told(auditor: Auditor, key: bytes, says: str) -> None:
    (auditor.folder / "receipt.json").write_bytes(RECEIPT)
    (auditor.folder / "public.pem").write_bytes(key)
    checked = auditor.run("--verify", "receipt.json", "--public-key", "public.pem")
    assert checked.status == 2
    assert says in checked.errors


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--verify", "receipt.json"), "--public-key PEM"),
        (("--policy", "policy.toml", "--receipt", "receipt.json"), "give both --receipt FILE and --sign KEY"),
        (("--policy", "policy.toml", "--sign", "key.pem"), "give both --receipt FILE and --sign KEY"),
        (("--policy", "policy.toml", "--public-key", "public.pem"), "give --verify FILE"),
        (("--verify", "nowhere.json", "--public-key", "public.pem"), "nowhere.json: No such file or directory"),
    ],
)
def test_a_wrong_call_ends_with_2(auditor: Auditor, keys: bytes, arguments: tuple[str, ...], says: str) -> None:
    auditor.write(ENCRYPTED)
    audit = auditor.run(*arguments)
    assert audit.status == 2
    assert says in audit.errors
