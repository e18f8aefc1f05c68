"""`/v1/Credentials/AWS` and `/v1/Credentials/PublicKeys`: what an account stores. No answer holds a secret or a key."""

from __future__ import annotations

import base64
import binascii
import re
from functools import partial
from typing import TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from .calls import Call, Handler, Reply, Routes, at_most, iso_8601, page, reveal, sid, text
from .errors import ErrorReply, invalid
from .models import Account, AwsCredential, Credential, PublicKey, now

C = TypeVar("C", AwsCredential, PublicKey)

FRIENDLY_NAME_LENGTH = 64

_AWS_CREDENTIALS = re.compile(r"(?P<key_id>[A-Z0-9]{20}):(?P<secret>[A-Za-z0-9/+=]{40})")
_PEM = re.compile(r"\s*-----BEGIN PUBLIC KEY-----(?P<base64>[A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*")


def _create_aws_credential(call: Call) -> Reply:
    match = _AWS_CREDENTIALS.fullmatch(call.form.required("Credentials", text))
    if not match:
        raise ErrorReply(
            400,
            70106,
            "Credentials must be <AWS access key id>:<AWS secret access key>, of the formats [A-Z0-9]{20} and [A-Za-z0-9/+=]{40}",
        )
    owner = _owner(call)
    credential = AwsCredential(
        owner.sid, _friendly_name(call, None), access_key_id=match["key_id"], secret_access_key=match["secret"]
    )
    return _created(call, owner, credential)


def _create_public_key(call: Call) -> Reply:
    pem = call.form.required("PublicKey", _rsa_public_key)
    owner = _owner(call)
    return _created(call, owner, PublicKey(owner.sid, _friendly_name(call, None), pem=pem))


def _rsa_public_key(name: str, value: str) -> str:
    """Accept the PEM of an RSA key, also on one line, as the documentation shows it."""
    match = _PEM.fullmatch(value)
    if not match:
        raise invalid(f"{name} must be PEM, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----")
    try:
        key = load_der_public_key(base64.b64decode("".join(match["base64"].split()), validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise invalid(f"{name} holds no public key that can be read") from None
    if not isinstance(key, RSAPublicKey):
        raise invalid(f"{name} must be an RSA key")
    return value


def _owner(call: Call) -> Account:
    """Return the account that the credential is for: the one that asks, or the subaccount that it names."""
    wanted = call.form.value("AccountSid")
    if not wanted:
        return call.account
    sid("AC")("AccountSid", wanted)
    for account in call.accounts.family(call.account):
        if account.sid == wanted:
            return account
    raise invalid(f"AccountSid: {wanted} is not a subaccount of {call.account.sid}")


def _friendly_name(call: Call, current: str | None) -> str | None:
    return call.form.optional("FriendlyName", at_most(FRIENDLY_NAME_LENGTH), current=current, default=None, blank="")


def _created(call: Call, owner: Account, credential: AwsCredential | PublicKey) -> Reply:
    credential.hidden_reads = call.behaviour.reads_before_visible
    owner.credentials[credential.sid] = credential
    return Reply(201, _render_credential(call, credential))


def _list(kind: type[C], call: Call) -> Reply:
    found = [each for account in _readable(call) for each in account.credentials.values() if isinstance(each, kind)]
    return page(call, "credentials", found, lambda credential: _render_credential(call, credential))


def _fetch(kind: type[C], call: Call) -> Reply:
    return Reply(200, _render_credential(call, _find(kind, call)[1]))


def _update(kind: type[C], call: Call) -> Reply:
    """Change the friendly name, and ignore any other parameter, like an unknown one."""
    _, credential = _find(kind, call)
    credential.friendly_name = _friendly_name(call, credential.friendly_name)
    credential.date_updated = now()
    return Reply(200, _render_credential(call, credential))


def _delete(kind: type[C], call: Call) -> Reply:
    """Delete the credential even if settings use it: nothing is known of the API refusing that."""
    account, credential = _find(kind, call)
    del account.credentials[credential.sid]
    return Reply(204)


def _find(kind: type[C], call: Call) -> tuple[Account, C]:
    for account in _readable(call):
        credential = account.credentials.get(call.sid)
        if isinstance(credential, kind):
            return account, reveal(call, credential)
    raise call.not_found()


def _readable(call: Call) -> list[Account]:
    if call.behaviour.parents_see_subaccount_credentials:
        return call.accounts.family(call.account)
    return [call.account]


def _render_credential(call: Call, credential: Credential) -> dict[str, object]:
    return {
        "account_sid": credential.account_sid,
        "date_created": iso_8601(credential.date_created),
        "date_updated": iso_8601(credential.date_updated),
        "friendly_name": credential.friendly_name,
        "sid": credential.sid,
        "url": call.base_url + credential.path,
    }


def _routes(kind: type[C], create: Handler) -> Routes:
    return {
        kind.collection: {"GET": partial(_list, kind), "POST": create},
        f"{kind.collection}/<sid>": {
            "GET": partial(_fetch, kind),
            "POST": partial(_update, kind),
            "DELETE": partial(_delete, kind),
        },
    }


ROUTES: Routes = {**_routes(AwsCredential, _create_aws_credential), **_routes(PublicKey, _create_public_key)}
