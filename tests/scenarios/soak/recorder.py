"""Recordings, made all the time as the settings of the moment say, and what became of each."""

from __future__ import annotations

import base64
import io
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from provider.decryption import DecryptError, Envelope, decrypt
from provider.fake import Account, FakeTwilio
from tests.decryption.encrypting import LENGTH, encrypted

from .cloud import AccessKey, Cloud, Refused, Stored

NO_AWS_CREDENTIAL = "53611: the AWS credential is gone, or may not write to the bucket"
NO_PUBLIC_KEY = "53612: the public key is gone"
"""Why Twilio says that it could not store a recording (it gives up after a while, 53616, and the recording is removed)."""


class Keyring:
    """Key pairs by the PEM of their public half. The private halves are what a person keeps to decrypt with."""

    def __init__(self) -> None:
        self._private: dict[str, rsa.RSAPrivateKey] = {}

    def make(self) -> str:
        """A new pair; the public half."""
        private = rsa.generate_private_key(65537, 2048)
        pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        self._private[pem] = private
        return pem

    def private(self, pem: str) -> rsa.RSAPrivateKey:
        return self._private[pem]


@dataclass(frozen=True)
class Moment:
    """What the settings said when a recording was made. None: not encrypted, not stored in S3."""

    pem: str | None
    """The public key that was to encrypt it; "" if settings named one that was not there."""
    url: str | None
    key_id: str | None
    """The access key that was to write it; "" if settings named a credential that was not there."""

    @classmethod
    def of(cls, account: Account) -> Moment:
        live = account.recording_settings
        key = account.public_keys.get(live.encryption_key_sid or "")
        credential = account.aws_credentials.get(live.aws_credentials_sid or "")
        return cls(
            pem=(key.pem if key else "") if live.encryption_enabled else None,
            url=live.aws_s3_url if live.aws_storage_enabled else None,
            key_id=(credential.access_key_id if credential else "") if live.aws_storage_enabled else None,
        )


@dataclass(frozen=True)
class Recording:
    """One recording. `lost` is Twilio's reason why it was not kept, None if it was."""

    number: int
    name: str
    """Of the object, wherever it is."""
    occasion: str
    """What had just happened, or was about to."""
    moment: Moment
    lost: str | None
    in_twilios_cloud: Stored | None

    @property
    def media(self) -> bytes:
        return media(self.number)


def media(number: int) -> bytes:
    """What recording `number` sounds like; the length is another for each, the edges of a cipher's block among them."""
    return f"recording {number} ".encode() * 3 + b"." * (number % 16)


def sealed(sound: bytes, pem: str) -> Stored:
    """Encrypted as Twilio does it: Amazon's client-side envelope, with the content key wrapped for the public key."""
    public = load_pem_public_key(pem.encode())
    assert isinstance(public, rsa.RSAPublicKey)
    content_key, iv = os.urandom(32), os.urandom(16)
    metadata = {
        "x-amz-key": base64.b64encode(public.encrypt(content_key, PKCS1v15())).decode(),
        "x-amz-iv": base64.b64encode(iv).decode(),
        "x-amz-matdesc": "{}",
        LENGTH: str(len(sound)),
    }
    return Stored(encrypted(sound, content_key, iv), metadata)


class Recorder:
    """Makes recordings in one account: whenever it is told to, and all the time in a thread while `running`.

    A recording sees the settings and credentials of one moment: nothing else is done in the account meanwhile.
    """

    def __init__(self, twilio: FakeTwilio, account: Account, cloud: Cloud) -> None:
        self._twilio, self._account, self._cloud = twilio, account, cloud
        self._recordings: list[Recording] = []

    @property
    def recordings(self) -> list[Recording]:
        with self._twilio.editing():
            return list(self._recordings)

    @property
    def lost(self) -> list[Recording]:
        return [each for each in self.recordings if each.lost]

    def moment(self) -> Moment:
        """What a recording would be promised now."""
        with self._twilio.editing():
            return Moment.of(self._account)

    def record(self, occasion: str) -> None:
        with self._twilio.editing():
            moment, number = Moment.of(self._account), len(self._recordings) + 1
            name = f"{self._account.sid}/RT{number:032x}.mka"
            recording = Recording(number, name, occasion, moment, None, None)
            self._recordings.append(self._stored(recording))

    @contextmanager
    def running(self, pause: float) -> Iterator[None]:
        """Record, wait for `pause` seconds, record, until the block is left."""
        stop = threading.Event()
        failures: list[Exception] = []

        def run() -> None:
            try:
                while not stop.wait(pause):
                    self.record("meanwhile")
            except Exception as failure:  # noqa: BLE001 (a mistake here must not end as an account without recordings)
                failures.append(failure)

        thread = threading.Thread(target=run, name="recorder")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
        if failures:
            raise ExceptionGroup("the recorder failed", failures)

    def _stored(self, recording: Recording) -> Recording:
        moment, stored = recording.moment, Stored(recording.media, {})
        if moment.pem == "":
            return _lost(recording, NO_PUBLIC_KEY)
        if moment.pem is not None:
            stored = sealed(recording.media, moment.pem)
        if moment.url is None:
            return replace(recording, in_twilios_cloud=stored)
        key = self._access_key(moment)
        if key is None:
            return _lost(recording, NO_AWS_CREDENTIAL)
        try:
            self._cloud.put(key, moment.url, recording.name, stored)
        except Refused:
            return _lost(recording, NO_AWS_CREDENTIAL)
        return recording

    def _access_key(self, moment: Moment) -> AccessKey | None:
        """The key as Twilio stored it: what somebody sent, not what Amazon knows."""
        for each in self._account.aws_credentials.values():
            if each.access_key_id == moment.key_id:
                return AccessKey("Twilio", each.access_key_id, each.secret_access_key)
        return None


def _lost(recording: Recording, reason: str) -> Recording:
    return replace(recording, lost=reason)


@dataclass(frozen=True)
class Audit:
    """What was found of the recordings in the end."""

    made: int
    lost: int
    in_s3: int
    encrypted: int
    decrypted: int
    broken_promises: tuple[str, ...]
    """What is not where, or not as, the settings of its moment said."""
    reasons: Mapping[str, int]


def audit(recorder: Recorder, cloud: Cloud, keyring: Keyring, urls: list[str]) -> Audit:
    """Look for each recording in every bucket and in Twilio's cloud, and decrypt it with the private key of its moment."""
    recordings = recorder.recordings
    kept = [each for each in recordings if each.lost is None]
    names = {url: cloud.names(url) for url in urls}
    problems = [(each.number, problem) for each in kept if (problem := _problem(each, cloud, keyring, names))]
    sealed_ones = [each for each in kept if each.moment.pem is not None]
    broken = {number for number, _ in problems}
    return Audit(
        made=len(recordings),
        lost=len(recordings) - len(kept),
        in_s3=sum(each.moment.url is not None for each in kept),
        encrypted=len(sealed_ones),
        decrypted=sum(each.number not in broken for each in sealed_ones),
        broken_promises=tuple(text for _, text in problems),
        reasons=Counter(each.lost for each in recordings if each.lost),
    )


def _problem(recording: Recording, cloud: Cloud, keyring: Keyring, names: Mapping[str, set[str]]) -> str | None:
    """What is wrong with a recording that was kept; None if nothing is."""
    url, pem, what = recording.moment.url, recording.moment.pem, f"recording {recording.number}"
    places = {place for place, held in names.items() if recording.name in held}
    if places != ({url} if url else set()) or (url is None) != (recording.in_twilios_cloud is not None):
        return f"{what} is in {sorted(places)}, and was promised to {url or 'Twilio'}"
    stored = recording.in_twilios_cloud or cloud.get(url or "", recording.name)
    if pem is None:
        return None if (stored.body, stored.metadata) == (recording.media, {}) else f"{what} is not as it was made"
    sound = io.BytesIO()
    try:
        decrypt(io.BytesIO(stored.body), sound, Envelope.from_metadata(stored.metadata), keyring.private(pem))
    except DecryptError as failure:
        return f"{what} does not decrypt: {failure}"
    return None if sound.getvalue() == recording.media else f"{what} decrypts to something else"
