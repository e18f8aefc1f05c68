"""`/v1/RecordingSettings/Default` and `/v1/CompositionSettings/Default`: one per account, always there."""

from __future__ import annotations

from functools import partial

from .calls import Call, Reply, Routes, s3_url, sid, text
from .errors import ErrorReply, invalid
from .models import AwsCredential, PublicKey, SettingsKind, StorageSettings


def _fetch(kind: SettingsKind, call: Call) -> Reply:
    return _reply(kind, call, 200)


def _update(kind: SettingsKind, call: Call) -> Reply:
    live = call.account.settings(kind)
    wanted = _read(call, live)
    _check_references(call, wanted)
    if call.form.sent("AwsStorageEnabled") and wanted.aws_storage_enabled:
        _write_test_file(call, wanted)
    live.become(wanted)
    return _reply(kind, call, call.behaviour.settings_post_status)


def _read(call: Call, live: StorageSettings) -> StorageSettings:
    form = call.form
    url = form.optional("AwsS3Url", s3_url, current=live.aws_s3_url, default=None, blank="")
    if url and form.value("AwsS3Url") and call.behaviour.rewrite_s3_url:
        url = call.behaviour.rewrite_s3_url(url)
    return StorageSettings(
        friendly_name=form.required("FriendlyName", text),
        aws_credentials_sid=form.optional(
            "AwsCredentialsSid", sid("CR"), current=live.aws_credentials_sid, default=None, blank=""
        ),
        aws_s3_url=url,
        aws_storage_enabled=form.boolean("AwsStorageEnabled", current=live.aws_storage_enabled, default=False),
        encryption_key_sid=form.optional("EncryptionKeySid", sid("CR"), current=live.encryption_key_sid, default=None, blank=""),
        encryption_enabled=form.boolean("EncryptionEnabled", current=live.encryption_enabled, default=False),
        ever_posted=True,
    )


def _check_references(call: Call, wanted: StorageSettings) -> None:
    """Refuse what could not work. A reference kept from before is looked at only if its switch is on."""
    if wanted.aws_storage_enabled and not (wanted.aws_credentials_sid and wanted.aws_s3_url):
        raise invalid("AwsStorageEnabled needs an AwsCredentialsSid and an AwsS3Url")
    if wanted.encryption_enabled and not wanted.encryption_key_sid:
        raise invalid("EncryptionEnabled needs an EncryptionKeySid")
    if not call.behaviour.references_must_exist:
        return
    stored = call.account.credentials
    if call.form.value("AwsCredentialsSid") or wanted.aws_storage_enabled:
        named = wanted.aws_credentials_sid
        if named and not isinstance(stored.get(named), AwsCredential):
            raise invalid(f"AwsCredentialsSid: the account has no AWS credential {named}")
    if call.form.value("EncryptionKeySid") or wanted.encryption_enabled:
        named = wanted.encryption_key_sid
        if named and not isinstance(stored.get(named), PublicKey):
            raise invalid(f"EncryptionKeySid: the account has no public key {named}")


def _write_test_file(call: Call, wanted: StorageSettings) -> None:
    """On activation Twilio proves that it can write, with a `.txt` file."""
    behaviour = call.behaviour
    if behaviour.failing_activations <= 0:
        return
    behaviour.failing_activations -= 1
    raise ErrorReply(
        behaviour.failed_activation_status,
        behaviour.failed_activation_code,
        f"Could not write the test file to {wanted.aws_s3_url} with the AWS credentials {wanted.aws_credentials_sid}",
    )


def _reply(kind: SettingsKind, call: Call, status: int) -> Reply:
    live = call.account.settings(kind)
    unknown = call.behaviour.null_switches_when_never_set and not live.ever_posted
    body: dict[str, object] = {
        "account_sid": call.account.sid,
        "friendly_name": live.friendly_name,
        "aws_credentials_sid": live.aws_credentials_sid,
        "aws_s3_url": live.aws_s3_url,
        "aws_storage_enabled": live.aws_storage_enabled or (None if unknown else False),
        "encryption_key_sid": live.encryption_key_sid,
        "encryption_enabled": live.encryption_enabled or (None if unknown else False),
        "url": call.base_url + kind.path,
    }
    return Reply(status, body)


ROUTES: Routes = {kind.path: {"GET": partial(_fetch, kind), "POST": partial(_update, kind)} for kind in SettingsKind}
