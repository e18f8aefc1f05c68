"""No secret is left in state, plans, logs or output, with the engine's log at its loudest.

The way in that leaks nothing is an *ephemeral* variable whose value comes from the environment (`TF_VAR_…`): engines log
neither. A variable that is only sensitive is no such way, for engines write the values of all variables that are not ephemeral
into saved plans; `test_engines_write_variables_that_are_only_sensitive_into_saved_plans` shows it without our provider.
"""

from __future__ import annotations

import threading
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from provider.fake import Answer, FakeTwilio
from provider.fake.models import new_token
from provider.framework.diagnostics import Diagnostics
from provider.framework.schema.blocks import schema_of, to_instance
from provider.resources.credentials_aws import CredentialsAws
from provider.resources.provider import Configuration, TwilioProvider
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.engine_choice import CURRENT, OPENTOFU, TERRAFORM, engines, having
from tests.e2e.leaks import forms_in, kept, leaks, log, spellings, watching
from tests.e2e.stack import ACCESS_KEY_ID, SECRET, aws, secret_variable
from tests.e2e.test_literal_secrets import secret_arguments
from tests.e2e.workspace import Workspace
from tests.keys import PEM
from tests.scenarios.kills import processes

with_write_only = engines(*having(lambda features: features.write_only))


CREDENTIAL = (
    secret_variable("aws_secret"),
    aws(aws_secret_access_key_wo=hcl.Expression("var.aws_secret"), aws_secret_access_key_wo_version=1),
)


FLEET = f"""
data "twilio_accounts" "customers" {{}}

resource "twilio_credentials_public_key" "of" {{
  for_each    = toset(data.twilio_accounts.customers.sids)
  account_sid = each.value
  public_key  = <<-EOT
{PEM}EOT
}}

resource "twilio_video_recording_settings" "of" {{
  for_each           = toset(data.twilio_accounts.customers.sids)
  account_sid        = each.value
  friendly_name      = "Recordings"
  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.of[each.value].sid
}}
"""


@with_write_only
def test_a_write_only_secret_reaches_twilio_and_nothing_else(watched: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(429, 20429, f"Too many: {SECRET}"), method="POST")  # what Twilio says is logged: it is tried again
    watched.write(*CREDENTIAL)

    planned = watched.plan().expect_change()
    applied = watched.apply_plan().expect_success()
    received = [each.secret_access_key for each in twilio.account().aws_credentials.values()]
    shown = watched.run("show", "-json", "saved.plan").expect_success()
    again = watched.plan().expect_nothing_to_do()
    destroyed = watched.destroy().expect_success()

    assert SECRET in received
    assert f"POST {twilio.base_url}/v1/Credentials/AWS: 201" in log(watched)
    assert "Too many: ***" in log(watched)
    assert (watched.directory / "terraform.tfstate.backup").exists()
    assert leaks(SECRET, kept(watched, planned, applied, shown, again, destroyed)) == []


@engines(OPENTOFU)
def test_a_write_only_secret_that_twilio_refuses_is_not_repeated_to_the_user(watched: Workspace, twilio: FakeTwilio) -> None:
    echo = " ".join(form.decode() for form in spellings(f"{ACCESS_KEY_ID}:{SECRET}").values() if SECRET.encode() in form)
    twilio.faults.add(Answer(400, 70106, f"Invalid credentials {echo}"), method="POST")
    watched.write(*CREDENTIAL)

    planned = watched.plan().expect_change()
    refused = watched.apply_plan()

    assert f"Invalid credentials {ACCESS_KEY_ID}:***" in refused.error
    assert leaks(SECRET, kept(watched, planned, refused)) == []


WAYS_IN = {"auth_token": "environment", "api_secret": "ephemeral variable"}
"""How each secret argument of the provider is given."""


@with_write_only
@pytest.mark.parametrize(("kind", "way_in"), list(WAYS_IN.items()))
def test_the_providers_own_credentials_are_written_nowhere(
    watched: Workspace, twilio: FakeTwilio, kind: str, way_in: str
) -> None:
    key: dict[str, hcl.Value] = {"api_key": twilio.api_key} if kind == "api_secret" else {}
    secret = twilio.api_secret if kind == "api_secret" else TOKEN
    del watched.environ["TWILIO_AUTH_TOKEN"]
    if way_in == "environment":
        watched.environ[f"TWILIO_{kind.upper()}"] = secret
        blocks = [hcl.provider(**key)]
    else:
        watched.environ["TF_VAR_twilio_secret"] = secret
        blocks = [secret_variable("twilio_secret"), hcl.provider(**key, **{kind: hcl.Expression("var.twilio_secret")})]
    watched.write(*blocks, hcl.settings(friendly_name="Managed"))

    planned = watched.plan().expect_change()
    applied = watched.apply_plan().expect_success()

    assert {request.account_sid for request in twilio.requests} == {ACCOUNT}
    assert f"POST {twilio.base_url}/v1/RecordingSettings/Default: 200" in log(watched)
    assert leaks(secret, kept(watched, planned, applied)) == []


def test_every_secret_argument_of_the_provider_has_a_way_in_that_is_tested() -> None:
    missing = {*secret_arguments(schema_of(Configuration))} - {*WAYS_IN}
    assert missing == set(), f"nothing is known of {', '.join(missing)}: add it to WAYS_IN in tests/e2e/test_secrets.py"


@engines(*CURRENT)
def test_the_tokens_of_subaccounts_are_written_nowhere(watched: Workspace, twilio: FakeTwilio, temporary: Path) -> None:
    customers = [twilio.add_subaccount(friendly_name=f"Customer {number}") for number in range(3)]
    tokens = [customer.auth_token for customer in customers]
    for path in ("/v1/RecordingSettings", "/v1/Credentials"):
        quoting = Answer(429, 20429, f"Too many: {tokens[1]}, {b64encode(tokens[2].encode()).decode()}")
        twilio.faults.add(quoting, path=path, account_sid=customers[0].sid)
    watched.write(FLEET)

    with watching(temporary) as seen:
        planned = watched.plan().expect_change()
        customers[0].auth_token = new_token()  # that no test beside this one has in its environment
        applied = watched.apply_plan().expect_success()
        environments = processes.environments()  # of whatever waits for the next command, among others
        twilio.faults.add(Answer(401, 20003, f"No such token {tokens[1]}"), account_sid=customers[1].sid, times=None)
        refused = watched.plan()
        twilio.faults.clear()
        shown = watched.run("show", "-json").expect_success()
        shown_plan = watched.run("show", "-json", "saved.plan")
        destroyed = watched.destroy().expect_success()

    everything = kept(watched, planned, applied, refused, shown, shown_plan, destroyed)
    assert "No such token ***" in refused.error
    assert "Too many: ***, ***" in log(watched)
    assert environments
    for token in (*tokens, customers[0].auth_token):
        assert leaks(token, everything) + seen.leaks(token) == []
        assert [each for each in environments if forms_in(token, each)] == []


@engines(TERRAFORM)
def test_credentials_that_twilio_rejects_are_not_repeated_to_the_user(watched: Workspace, twilio: FakeTwilio) -> None:
    rejected = "0badc0de" * 4
    twilio.faults.add(Answer(401, 20003, f"No such token {rejected}"))
    watched.environ["TWILIO_AUTH_TOKEN"] = rejected
    watched.write(hcl.settings(friendly_name="Managed"))

    refused = watched.plan()

    assert "No such token ***" in refused.error
    assert leaks(rejected, kept(watched, refused)) == []


@with_write_only
def test_engines_write_variables_that_are_only_sensitive_into_saved_plans(watched: Workspace) -> None:
    watched.write(secret_variable("aws_secret", ephemeral=False))  # no resource: our provider is not even started

    watched.plan().expect_success()

    assert set(leaks(SECRET, watched.directory)) == {"saved.plan/tfplan: raw", "saved.plan/tfplan: JSON"}


# The network


@engines(TERRAFORM, OPENTOFU)
@pytest.mark.parametrize("proxy", ["http://user:{secret}@127.0.0.1:{port}", "socks5://user:{secret}@127.0.0.1:{port}"])
def test_a_password_of_a_proxy_is_shown_nowhere(watched: Workspace, twilio: FakeTwilio, temporary: Path, proxy: str) -> None:
    secret = "proxy/pa55+word=1"
    port = urlsplit(twilio.base_url).port
    watched.environ |= {
        "TWILIO_BASE_URL": "https://twilio.invalid",
        "TWILIO_RETRY_ATTEMPTS": "0",
        "HTTPS_PROXY": proxy.format(secret=quote(secret, safe=""), port=port),
    }
    watched.write(hcl.settings(friendly_name="Managed"))

    with watching(temporary) as seen:
        refused = watched.run("plan", "-input=false", "-no-color")

    assert "Twilio cannot be reached" in refused.text
    assert "prox" in refused.text
    assert leaks(secret, kept(watched, refused)) + seen.leaks(secret) == []


@engines(TERRAFORM)
def test_a_base_url_of_the_environment_with_a_password_is_not_shown(watched: Workspace) -> None:
    secret = "base-url-pa55word"
    watched.environ["TWILIO_BASE_URL"] = f"https://user:{secret}@twilio.example"
    watched.write(hcl.settings(friendly_name="Managed"))

    refused = watched.run("plan", "-input=false", "-no-color")

    assert "The base URL must not hold a user name or password" in refused.text
    assert leaks(secret, kept(watched, refused)) == []


# In Python


def test_no_object_that_holds_a_secret_shows_it_in_its_repr() -> None:
    found = Diagnostics()
    given = {"account_sid": ACCOUNT, "api_key": "SK" + "1" * 32, "api_secret": SECRET}
    configuration = to_instance(Configuration, schema_of(Configuration).conform(given))
    client = TwilioProvider().configure(configuration, threading.Event(), found)
    assert client is not None
    credential = to_instance(CredentialsAws, schema_of(CredentialsAws).conform({"aws_secret_access_key": SECRET}))

    shown = [repr(each) for each in (configuration, client, *vars(client).values(), credential, found)]
    client.close()

    assert [text for text in shown if forms_in(SECRET, text.encode())] == []
