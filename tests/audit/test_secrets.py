"""Secrets that were planted wherever one can be are in nothing that is printed or written."""

from __future__ import annotations

import subprocess

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from provider.fake import FakeTwilio
from provider.fake.faults import Answer
from tests.audit.conftest import TOKEN, Auditor
from tests.audit.test_receipt import KEY, public_pem
from tests.harness.loop import PATIENCE

SUBTOKEN, IN_URL, PASSWORD = "5eb70ce4" * 4, "url-hunter2", "key-hunter2"
POLICY = '[recordings]\nencrypted = true\nstored_under = ["twilio"]\n[compositions]\nencrypted = true\n'


@pytest.fixture
def planted(auditor: Auditor, twilio: FakeTwilio) -> Auditor:
    """A subaccount with a token, a URL with a password and a signature, an encrypted key, and errors that quote tokens."""
    customer = twilio.add_subaccount(friendly_name="Customer", auth_token=SUBTOKEN)
    for account in (customer, twilio.account()):
        account.recording_settings.aws_storage_enabled = True
        account.recording_settings.aws_s3_url = f"https://me:{IN_URL}@bucket.s3.amazonaws.com/?X-Amz-Signature={IN_URL}"
    twilio.faults.add(
        Answer(403, message=f"{TOKEN} and {SUBTOKEN} are refused"),
        path="/v1/CompositionSettings",
        account_sid=customer.sid,
        times=None,
    )
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(PASSWORD.encode()))
    (auditor.folder.parent / "key.pem").write_bytes(pem)
    (auditor.folder / "public.pem").write_bytes(public_pem(KEY))
    auditor.variables["PRIVATE_KEY_PASSWORD"] = PASSWORD
    auditor.secrets += [SUBTOKEN, IN_URL, PASSWORD, *pem.decode().splitlines()[1:-1]]
    return auditor


def found(auditor: Auditor, printed: str = "") -> list[str]:
    """The secrets in what was printed, and in every file of the folder."""
    texts = [printed, *(path.read_text(encoding="utf-8") for path in auditor.folder.rglob("*") if path.is_file())]
    return [secret for secret in auditor.secrets if any(secret in text for text in texts)]


@pytest.mark.parametrize("form", ["table", "json", "csv", "sarif", "html"])
def test_no_report_receipt_or_progress_has_one(planted: Auditor, twilio: FakeTwilio, form: str) -> None:
    files = ("--output", "report", "--receipt", "receipt.json", "--sign", "../key.pem", "--resume", "progress")

    audit = planted.audit(POLICY, "--format", form, *files)

    assert audit.status == 2
    assert "recordings.stored_under" in (planted.folder / "report").read_text(encoding="utf-8")
    assert found(planted) == []


def test_what_is_kept_for_another_run_has_none(planted: Auditor, twilio: FakeTwilio) -> None:
    planted.write(POLICY)
    command = planted.command("--policy", "policy.toml", "--resume", "progress")
    running = subprocess.Popen(command, cwd=planted.folder, env=planted.environment(), stdout=subprocess.PIPE, text=True)
    progress = planted.folder / "progress"

    def kill(request: object) -> None:
        if progress.exists() and "placements" in progress.read_text(encoding="utf-8"):
            running.kill()

    for number in range(60):
        twilio.add_subaccount(friendly_name=f"More {number}").recording_settings.aws_s3_url = f"https://me:{IN_URL}@bucket/"
    twilio.before_request = kill
    printed, _ = running.communicate(timeout=PATIENCE)
    twilio.before_request = None

    assert "placements" in progress.read_text(encoding="utf-8")
    assert found(planted, printed) == []


@pytest.mark.parametrize("form", ["text", "markdown", "svg", "html"])
def test_no_picture_has_one(planted: Auditor, form: str) -> None:
    picture = planted.run("--format", form, name="explain")
    assert picture.status == 0
    assert "Recordings" in picture.output
    assert found(planted, picture.output + picture.errors) == []
