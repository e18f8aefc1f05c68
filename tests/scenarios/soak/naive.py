"""The control: the same wishes, carried out in the order that first comes to mind. It has to lose recordings.

What is to be replaced is deleted first and made anew, and settings are written last, straight through the API.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import requests

from provider.fake import Account, FakeTwilio, SettingsKind

from .wanted import Again, Wanted

AWS, KEYS, SETTINGS = "/v1/Credentials/AWS", "/v1/Credentials/PublicKeys", SettingsKind.RECORDING.path


@dataclass
class Naive:
    """Manages one account of the stand-in."""

    twilio: FakeTwilio
    account: Account
    session: requests.Session
    held: dict[str, str] = field(default_factory=dict)
    """SID of what is there by its content."""

    def apply(self, wanted: Wanted, again: Again | None = None) -> None:
        if again:
            self._settings_off()
        aws = self._exchanged(AWS, {"Credentials": f"{wanted.key.id}:{wanted.key.secret}"})
        key = self._exchanged(KEYS, {"PublicKey": wanted.pem})
        form = {
            "FriendlyName": "Managed",
            "AwsCredentialsSid": aws,
            "AwsS3Url": wanted.url,
            "AwsStorageEnabled": "true",
            "EncryptionKeySid": key,
            "EncryptionEnabled": "true",
        }
        self._call("POST", SETTINGS, form)

    def destroy(self) -> None:
        for path in list(self.held.values()):
            self._call("DELETE", path)
        self.held.clear()
        self._settings_off()

    def _exchanged(self, collection: str, form: dict[str, str]) -> str:
        """The SID of the credential, for which another of its kind made way."""
        (content,) = form.values()
        if content not in self.held:
            for other, path in list(self.held.items()):
                if path.startswith(collection):
                    self._call("DELETE", path)
                    del self.held[other]
            sid = self._call("POST", collection, form).json()["sid"]
            self.held[content] = f"{collection}/{sid}"
        return self.held[content].rpartition("/")[2]

    def _settings_off(self) -> None:
        off = {"AwsStorageEnabled": "false", "EncryptionEnabled": "false", "AwsCredentialsSid": "", "EncryptionKeySid": ""}
        self._call("POST", SETTINGS, {"FriendlyName": "Managed", "AwsS3Url": "", **off})

    def _call(self, method: str, path: str, form: dict[str, str] | None = None) -> requests.Response:
        login = (self.account.sid, self.account.auth_token)
        answer = self.session.request(method, self.twilio.base_url + path, data=form, auth=login, timeout=30)
        answer.raise_for_status()
        return answer
