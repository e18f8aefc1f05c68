"""What a text is that was given for a public key in PEM form. Nothing of it is ever quoted: it may be the wrong key."""

from __future__ import annotations

import re

_BLOCK = r"-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----)[\s\S])*)-----END \1-----"
PEM = rf"\s*{_BLOCK}\s*"
_WANTED = "One block from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY----- is wanted"
_PRIVATE = r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"

_COMMANDS = {
    "RSA PUBLIC KEY": "openssl rsa -RSAPublicKey_in -in public.pem -pubout",
    "CERTIFICATE": "openssl x509 -in certificate.pem -noout -pubkey",
    "CERTIFICATE REQUEST": "openssl req -in request.pem -noout -pubkey",
}
"""What makes a public key of another block."""

_INSTEAD = (
    (r"\ufeff.*", 'It begins with a byte order mark. Save the file without one, or remove it: trimprefix(file("…"), "\\ufeff").'),
    (
        r"\s*(?:ssh|ecdsa|sk)-.*",
        "It is a public key in the form of ssh. ssh-keygen -e -m PKCS8 -f KEY.pub writes it in the form that is wanted.",
    ),
    (
        r"\s*---- BEGIN SSH2.*",
        "It is a public key in the form of SSH2. ssh-keygen -i -f KEY > KEY.pub makes one of ssh of it, and ssh-keygen -e -m "
        "PKCS8 -f KEY.pub writes that in the form that is wanted.",
    ),
    (r"\s*LS0tLS1CRUdJTi.*", "It is PEM that was encoded in base64 once more. base64decode(…) gives the PEM back."),
    (r"\s*MII[A-Za-z0-9+/\s]+={0,2}\s*", f"It is the base64 of a key without the two lines around it. {_WANTED}."),
    (r"\s*\{.*", f"It is JSON. {_WANTED}."),
    (r"\s*", f"It is empty. {_WANTED}."),
    (r"(?!.*---)[^\n]{1,255}\n?", 'It looks like the name of a file, and not like its content, which is wanted: file("…").'),
)
"""Other texts as a whole, and what to do with each."""


def pem_problem(value: str) -> str | None:
    """Return what is wrong with a text, unless it is one PEM block `PUBLIC KEY` with any content."""
    if re.search(_PRIVATE, value):
        return (
            "It is or holds a PRIVATE key, which must never leave your hands. Derive the public one: "
            "openssl pkey -in private.pem -pubout -out public.pem"
        )
    if found := re.fullmatch(PEM, value):
        return _of_block(found[1], found[2])
    for pattern, sentence in _INSTEAD:
        if re.fullmatch(pattern, value, re.DOTALL):
            return sentence
    if "-----BEGIN" in value and "\\n" in value:
        return (
            "Its line breaks are the two characters \\n, as in JSON and in some variables of the environment. Make line breaks "
            'of them: replace(…, "\\\\n", "\\n").'
        )
    return _of_parts(len(re.findall(_BLOCK, value)))


def _of_parts(blocks: int) -> str:
    if blocks > 1:
        return f"It holds {blocks} PEM blocks, and one is wanted: that of the public key."
    if blocks:
        return "There is text before or after the PEM block. openssl pkey -pubin -in public.pem writes the block alone."
    return f"It is not PEM, or a part of it is missing. {_WANTED}."


def _of_block(label: str, body: str) -> str | None:
    if label != "PUBLIC KEY":
        command = _COMMANDS.get(label)
        return f"It is a PEM block of {label}; PUBLIC KEY is wanted." + (f" {command} writes it." if command else "")
    if body.strip() and not re.fullmatch(r"[ \t]*[\r\n].*[\r\n][ \t]*", body, re.DOTALL):
        return "Its line breaks are gone, as where a variable of the environment was set without quotes. Give the file as it is."
    return None
