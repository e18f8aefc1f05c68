"""A request for one of Twilio's hosts reaches the stand-in, by the environment that a contender gets."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from provider.fake import FakeTwilio
from tools.bench.proxy import HOSTS, TlsProxy


@pytest.mark.parametrize("host", HOSTS)
def test_the_stand_in_answers_for_each_host(host: str, tmp_path: Path) -> None:
    with FakeTwilio() as fake, TlsProxy(tmp_path, int(fake.base_url.rpartition(":")[2])) as proxy:
        answer = requests.get(
            f"https://{host}/v1/RecordingSettings/Default",
            auth=(fake.account_sid, fake.auth_token),
            proxies={"https": proxy.environ["HTTPS_PROXY"]},
            verify=proxy.environ["SSL_CERT_FILE"],
            timeout=10,
        )

        assert answer.json()["account_sid"] == fake.account_sid
        assert [request.path for request in fake.requests] == ["/v1/RecordingSettings/Default"]
