"""A served stand-in, a plain HTTP client for it, and Twilio's official client."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from provider.fake import FakeTwilio

Form = Mapping[str, str] | list[tuple[str, str]]


@dataclass
class Http:
    """Plain requests to a stand-in, with the credentials of its default account unless told otherwise."""

    twilio: FakeTwilio
    session: requests.Session

    def __call__(
        self, method: str, path: str, form: Form | None = None, *, auth: tuple[str, str] | None = None
    ) -> requests.Response:
        return self.session.request(
            method,
            path if path.startswith("http") else self.twilio.base_url + path,
            data=form,
            auth=auth or (self.twilio.account_sid, self.twilio.auth_token),
            timeout=10,
        )

    def get(self, path: str, *, auth: tuple[str, str] | None = None) -> requests.Response:
        return self("GET", path, auth=auth)

    def post(self, path: str, form: Form | None = None, *, auth: tuple[str, str] | None = None) -> requests.Response:
        return self("POST", path, form, auth=auth)

    def delete(self, path: str) -> requests.Response:
        return self("DELETE", path)


class _OneHost(HttpClient):  # type: ignore[misc]
    """Sends what is meant for https://PRODUCT.twilio.com to the one host of a stand-in."""

    def __init__(self, base_url: str, session: requests.Session) -> None:
        super().__init__(logging.getLogger("twilio"), is_async=False)
        self._base_url = base_url
        self._session = session

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        parts = urlsplit(uri)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self._session.request(
            method, self._base_url + path, params=params, data=data, headers=headers, auth=auth, timeout=10
        )
        return Response(answer.status_code, answer.text, answer.headers)


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as served:
        yield served


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.trust_env = False
        yield opened


@pytest.fixture
def http(twilio: FakeTwilio, session: requests.Session) -> Http:
    return Http(twilio, session)


@pytest.fixture
def client_of(twilio: FakeTwilio, session: requests.Session) -> Callable[[str, str], Client]:
    """Twilio's official client with a user name and password."""
    return lambda user, password: Client(user, password, http_client=_OneHost(twilio.base_url, session))


@pytest.fixture
def client(twilio: FakeTwilio, client_of: Callable[[str, str], Client]) -> Client:
    return client_of(twilio.account_sid, twilio.auth_token)


@pytest.fixture(scope="session")
def rsa_pem() -> str:
    return _pem(rsa.generate_private_key(65537, 2048).public_key())


@pytest.fixture(scope="session")
def elliptic_pem() -> str:
    return _pem(ec.generate_private_key(ec.SECP256R1()).public_key())


def _pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
