"""What the command `decrypt` refuses to decrypt: wrong keys, bad metadata, damaged objects."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)

from provider.cli.decrypt import PASSWORD_VARIABLE
from provider.decryption import (
    DecryptError,
    Envelope,
    MetadataError,
    MismatchError,
    decrypt,
    load_private_key,
    parse_head_object,
)
from provider.decryption.envelope import CHUNK_SIZE
from tests.decryption.encrypting import LENGTH, MEDIA, MISMATCH, Desk, encrypted, metadata_for, pem


def test_another_private_key_of_the_same_size_is_reported(desk: Desk, other_key: rsa.RSAPrivateKey) -> None:
    desk.put("private.pem", pem(other_key))
    assert MISMATCH in desk.refusal()


def test_a_wrong_key_that_unwraps_to_random_bytes_of_the_right_length_is_reported(desk: Desk, key: rsa.RSAPrivateKey) -> None:
    # What implicit rejection amounts to when it happens to make 32 bytes; these make wrong padding.
    desk.metadata = metadata_for(key, len(MEDIA), content_key=bytes(32))
    assert MISMATCH in desk.refusal()


@pytest.mark.parametrize("length", [16, 31, 33])
def test_a_content_key_of_another_length_is_reported(desk: Desk, key: rsa.RSAPrivateKey, length: int) -> None:
    desk.metadata = metadata_for(key, len(MEDIA), content_key=bytes(length))
    assert MISMATCH in desk.refusal()


def test_a_private_key_of_another_size_is_reported(desk: Desk) -> None:
    desk.put("private.pem", pem(rsa.generate_private_key(public_exponent=65537, key_size=1024)))
    said = desk.refusal()
    assert "Wrong private key or tampered metadata" in said
    assert "2048 bits" in said
    assert "1024 bits" in said


def test_a_public_key_is_called_one(desk: Desk, key: rsa.RSAPrivateKey) -> None:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    desk.put("private.pem", public)
    assert "The key file holds the public key." in desk.refusal()


@pytest.mark.parametrize("content", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_private_key_is_reported(desk: Desk, content: bytes) -> None:
    desk.put("private.pem", content)
    assert "does not hold a private key in PEM form" in desk.refusal()


def test_a_key_that_is_not_rsa_is_reported(desk: Desk) -> None:
    desk.put("private.pem", pem(ec.generate_private_key(ec.SECP256R1())))
    assert "not an RSA key" in desk.refusal()


def test_an_encrypted_key_without_a_password_is_reported_with_what_to_do(
    desk: Desk, key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())  # no terminal to ask in, wherever the tests run
    desk.put("private.pem", pem(key, "right"))
    assert f"no password was given: set {PASSWORD_VARIABLE}" in desk.refusal()


def test_a_wrong_password_is_reported_without_repeating_it(
    desk: Desk, key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "mistyped-secret")
    desk.put("private.pem", pem(key, "right"))
    said = desk.refusal()
    assert "wrong password, or a damaged file" in said
    assert "mistyped-secret" not in said


def test_a_password_is_not_asked_for_a_key_that_needs_none(key: rsa.RSAPrivateKey) -> None:
    def asked() -> bytes:
        raise AssertionError

    assert load_private_key(pem(key), asked).private_numbers() == key.private_numbers()


def test_every_missing_field_is_named_at_once(desk: Desk) -> None:
    desk.metadata = {"x-amz-matdesc": "{}"}
    said = desk.refusal()
    assert "x-amz-key and x-amz-iv missing" in said
    assert "was it recorded before encryption was on?" in said


def test_everything_wrong_with_the_metadata_is_said_at_once(desk: Desk) -> None:
    desk.metadata |= {"x-amz-key": "AAA!A", "x-amz-iv": "AAAA", LENGTH: "-5"}
    said = desk.refusal()
    assert "x-amz-key is not valid base64" in said
    assert "x-amz-iv has 3 bytes, not 16" in said
    assert f"{LENGTH} is not a number of bytes" in said


def test_contradicting_metadata_is_refused(desk: Desk) -> None:
    desk.metadata["X-Amz-Meta-X-Amz-Iv"] = "AAAA"
    assert "x-amz-iv given twice with different values" in desk.refusal()


def test_a_pair_given_twice_with_different_values_is_refused(desk: Desk) -> None:
    pairs = ["--meta", "x-amz-iv=AAAA", "--meta", "X-Amz-IV=BBBB"]
    assert "x-amz-iv given twice with different values" in desk.refusal(metadata=pairs)


def test_a_pair_without_a_value_is_refused(desk: Desk) -> None:
    assert "'x-amz-key' is not metadata of the form NAME=VALUE" in desk.refusal(metadata=["--meta", "x-amz-key"])


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"x-amz-cek-alg": "AES/GCM/NoPadding"}, "x-amz-cek-alg 'AES/GCM/NoPadding'"),
        ({"x-amz-key-v2": "AAAA", "x-amz-wrap-alg": "kms"}, "x-amz-key-v2, x-amz-wrap-alg"),
    ],
)
def test_a_later_format_is_unsupported_and_the_way_out_is_named(desk: Desk, changes: dict[str, str], sign: str) -> None:
    desk.metadata |= changes
    said = desk.refusal()
    assert f"Unsupported encryption format ({sign})" in said
    assert "Decrypt this object with the Amazon S3 Encryption Client" in said


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("x-amz-key: AAAA", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ('{"Metadata": "none"}', "not a JSON object"),
        ('{"Metadata": {"x-amz-key": 5, "x-amz-iv": null}}', "x-amz-key, x-amz-iv must be strings"),
    ],
)
def test_text_that_is_not_head_objects_answer_is_refused(text: str, problem: str) -> None:
    with pytest.raises(MetadataError, match=problem):
        parse_head_object(text)


def test_a_tampered_length_within_the_same_block_is_reported(desk: Desk) -> None:
    desk.metadata[LENGTH] = str(len(MEDIA) + 1)
    assert MISMATCH in desk.refusal()


@pytest.mark.parametrize("size", [0, 1, 15, 17, 100])
def test_an_object_that_is_no_whole_number_of_blocks_is_truncated(desk: Desk, size: int) -> None:
    desk.put("recording.enc", encrypted(MEDIA)[:size])
    said = desk.refusal()
    assert f"truncated, or not an encrypted recording: {size} bytes" in said
    assert "Fetch it again." in said


def test_an_object_cut_at_a_blocks_edge_is_truncated(desk: Desk) -> None:
    desk.put("recording.enc", encrypted(MEDIA)[:-16])
    assert f"truncated: 96 bytes, but with {LENGTH} 100 it must have 112" in desk.refusal()


def test_an_object_cut_at_a_blocks_edge_is_noticed_even_if_no_length_is_declared(desk: Desk) -> None:
    del desk.metadata[LENGTH]
    desk.put("recording.enc", encrypted(MEDIA)[:-16])
    assert MISMATCH in desk.refusal()


def test_an_object_longer_than_declared_is_reported(desk: Desk) -> None:
    desk.put("recording.enc", encrypted(MEDIA) + bytes(16))
    assert "too long: 128 bytes" in desk.refusal()


def test_a_change_in_the_last_block_is_reported(desk: Desk) -> None:
    whole = encrypted(MEDIA)
    desk.put("recording.enc", whole[:-1] + bytes([whole[-1] ^ 1]))
    assert MISMATCH in desk.refusal()


def test_nothing_is_handed_out_before_key_and_padding_are_checked(key: rsa.RSAPrivateKey) -> None:
    media, sink = bytes(3 * CHUNK_SIZE), io.BytesIO()
    envelope = Envelope.from_metadata(metadata_for(key, len(media), content_key=bytes(32)))
    with pytest.raises(MismatchError):
        decrypt(io.BytesIO(encrypted(media)), sink, envelope, key)
    assert sink.getvalue() == b""


def test_an_object_that_changes_while_it_is_read_is_reported(key: rsa.RSAPrivateKey, tmp_path: Path) -> None:
    media = bytes(3 * CHUNK_SIZE)
    path = tmp_path / "recording.enc"
    path.write_bytes(encrypted(media))

    class Cutting(io.BytesIO):
        def write(self, data: Any, /) -> int:
            os.truncate(path, CHUNK_SIZE)
            return super().write(data)

    envelope = Envelope.from_metadata(metadata_for(key, len(media)))
    with path.open("rb") as source, pytest.raises(DecryptError, match="changed while it was read"):
        decrypt(source, Cutting(), envelope, key)


def test_a_pipe_is_refused_as_object(key: rsa.RSAPrivateKey) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    envelope = Envelope.from_metadata(metadata_for(key, 0))
    with (
        os.fdopen(reading, "rb") as source,
        pytest.raises(DecryptError, match="must be a regular file, not a pipe"),
    ):
        decrypt(source, io.BytesIO(), envelope, key)
