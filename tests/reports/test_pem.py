"""Somebody has a public key, and gives it in a form that looks right or nearly so."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from provider.resources.credentials_public_key import public_key_pem
from tests.keys import OTHER_PEM, PEM

BODY = "".join(PEM.splitlines()[1:-1])
SSH = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCnmFvqV3p1oJ54QkZkUHGN me@here"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "\ufeff" + PEM,
            'It begins with a byte order mark. Save the file without one, or remove it: trimprefix(file("…"), "\\ufeff").',
        ),
        ("\ufeff" + PEM.replace("\n", "\r\n"), "It begins with a byte order mark."),
        (PEM.replace("\n", "\\n"), "Its line breaks are the two characters \\n,"),
        (f'"{PEM}"'.replace("\n", "\\n"), "Its line breaks are the two characters \\n,"),
        (PEM.replace("\n", "\\r\\n"), "Its line breaks are the two characters \\n,"),
        (PEM.replace("\n", " "), "Its line breaks are gone,"),
        (PEM.replace("\n", ""), "Its line breaks are gone,"),
        (BODY, "It is the base64 of a key without the two lines around it."),
        ("\n".join(PEM.splitlines()[1:-1]), "It is the base64 of a key without the two lines around it."),
        (base64.b64encode(PEM.encode()).decode(), "base64decode(…) gives the PEM back."),
        (SSH, "It is a public key in the form of ssh. ssh-keygen -e -m PKCS8 -f KEY.pub writes"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----", "It is a public key in the form of SSH2."),
        (
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "openssl x509 -in certificate.pem -noout -pubkey writes it.",
        ),
        (
            "-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----",
            "openssl rsa -RSAPublicKey_in -in public.pem -pubout",
        ),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\nmQ\n-----END PGP PUBLIC KEY BLOCK-----", "a PEM block of PGP PUBLIC KEY BLOCK;"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----", "It is or holds a PRIVATE key"),
        ("recordings.public.pem", 'It looks like the name of a file, and not like its content, which is wanted: file("…").'),
        ("/home/me/my-keys/public.pem\n", "It looks like the name of a file"),
        ('{"kty": "RSA", "n": "p5hb6ld6daCeeEJG", "e": "AQAB"}', "It is JSON."),
        ("", "It is empty."),
        (" \n", "It is empty."),
        (f"A comment\n{PEM}", "There is text before or after the PEM block."),
        (f"'{PEM}'", "There is text before or after the PEM block."),
        (PEM + OTHER_PEM, "It holds 2 PEM blocks, and one is wanted"),
        (PEM[:-30], "It is not PEM, or a part of it is missing."),
    ],
)
def test_it_is_told_what_the_text_is_and_what_to_do(text: str, told: str) -> None:
    problem = public_key_pem(text) or ""

    assert told in problem
    assert BODY[:20] not in problem
    assert SSH[8:28] not in problem


@pytest.mark.parametrize("text", [PEM, f"\n {PEM}\n ", PEM.replace("\n", "\r\n"), PEM.rstrip(), PEM.replace("\n", "\n  ")])
def test_a_key_is_taken_with_any_line_ends_and_white_space_around_it(text: str) -> None:
    assert public_key_pem(text) is None


def test_the_command_that_is_named_for_the_older_form_makes_a_key_that_is_taken(tmp_path: Path) -> None:
    (tmp_path / "public.pem").write_text(PEM, encoding="utf-8")
    _typed("openssl rsa -pubin -in public.pem -RSAPublicKey_out -out old.pem", tmp_path)
    old = (tmp_path / "old.pem").read_text(encoding="utf-8")
    (tmp_path / "public.pem").write_text(old, encoding="utf-8")

    _, _, command = (public_key_pem(old) or "").partition("is wanted. ")

    assert public_key_pem(_typed(command.removesuffix(" writes it."), tmp_path)) is None


def _typed(command: str, folder: Path) -> str:
    return subprocess.run(command.split(), cwd=folder, check=True, capture_output=True, text=True).stdout
