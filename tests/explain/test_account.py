"""The picture of an account as it is."""

from __future__ import annotations

from provider.fake import Answer, FakeTwilio
from tests.audit.conftest import BUCKET, Auditor


def explain(auditor: Auditor, *arguments: str, given: str = "") -> tuple[int, str, str]:
    """Return status, output and errors of the command."""
    done = auditor.run(*arguments, name="explain", given=given.encode())
    return done.status, done.output, done.errors


def test_it_says_where_recordings_and_compositions_go(auditor: Auditor, twilio: FakeTwilio) -> None:
    account = twilio.account()
    key, credential = account.add_public_key(), account.add_aws_credential()
    settings = account.recording_settings
    settings.encryption_enabled, settings.encryption_key_sid = True, key.sid
    settings.aws_storage_enabled, settings.aws_credentials_sid, settings.aws_s3_url = True, credential.sid, BUCKET

    status, output, errors = explain(auditor)

    assert (status, errors) == (0, "")
    assert output == (
        f"Account {account.sid}\n"
        "\n"
        "  Recordings\n"
        "    Stored in       bucket my-recordings, region eu-west-1, path video\n"
        f"    Written with    {credential.sid}\n"
        f"    Encrypted with  {key.sid}\n"
        "\n"
        "  Compositions\n"
        "    Stored in       Twilio's cloud\n"
        "    Written with    nothing\n"
        "    Encrypted with  nothing\n"
        "\n"
        "  ! Compositions are stored in Twilio's cloud, not encrypted.\n"
        "    Set encryption_key_sid and encryption_enabled. Twilio encrypts for accounts of its Enterprise or Security Edition.\n"
    )


def test_what_is_wrong_is_told_in_the_words_of_the_doctor(auditor: Auditor, twilio: FakeTwilio) -> None:
    account = twilio.account()
    hook = account.add_composition_hook("grid")
    account.recording_settings.encryption_enabled, account.recording_settings.encryption_key_sid = True, f"CR{'0' * 32}"

    _, output, _ = explain(auditor)

    doctor = auditor.run(name="doctor").output
    told = [line.partition("! ")[2] for line in output.splitlines() if line.startswith("  ! ")]
    assert len(told) == 3
    assert "which does not exist: recordings are lost while it is in use." in told[0]
    assert "will compose nothing" in told[1]
    assert told[2] == "Compositions are stored in Twilio's cloud, not encrypted."
    assert all(one in doctor for one in told)
    assert f"    grid ({hook.sid})  composes each room that ends" in output.splitlines()


def test_a_subaccount_is_shown_with_its_own_token(auditor: Auditor, twilio: FakeTwilio) -> None:
    customer = twilio.add_subaccount()
    auditor.secrets.append(customer.auth_token)
    status, output, _ = explain(auditor, "--account", customer.sid)
    assert (status, output.splitlines()[0]) == (0, f"Account {customer.sid}")


def test_markdown_has_a_diagram_and_a_table(auditor: Auditor, twilio: FakeTwilio) -> None:
    settings = twilio.account().recording_settings
    settings.aws_storage_enabled, settings.aws_s3_url = True, BUCKET
    status, output, _ = explain(auditor, "--format", "markdown")
    assert status == 0
    assert (
        '-->|"not encrypted, written with no credential"| m0a[("bucket my-recordings, region eu-west-1, path video")]' in output
    )
    assert "| Recordings | Stored in | bucket my-recordings, region eu-west-1, path video |" in output
    assert output.count("```") == 2


def test_an_account_that_cannot_be_read_ends_with_2_and_its_remedy(auditor: Auditor, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(403, message="Forbidden"), path="/v1/", times=None)
    status, output, errors = explain(auditor)
    assert (status, output) == (2, "")
    assert errors.startswith("Not explained. Twilio does not permit this: ")


def test_it_changes_nothing(auditor: Auditor, twilio: FakeTwilio) -> None:
    explain(auditor)
    assert twilio.requests
    assert not twilio.writes
