"""What a configuration marks as sensitive stands in clear in the JSON of a plan, and stays out of what is made of it."""

from __future__ import annotations

import json

import pytest

from tests.audit import test_plan as plans
from tests.audit.conftest import KEY, Auditor, auditor  # noqa: F401  # a fixture
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OLDEST_TERRAFORM, OPENTOFU, engines
from tests.e2e.workspace import Workspace

BUCKET = "secret-bucket"
POLICY = f"""
[recordings]
keys = ["{KEY}"]
stored_under = ["twilio", "https://{BUCKET}.s3-eu-west-1.amazonaws.com/{{account_sid}}/"]
"""
FORMS = [
    *(("audit", form) for form in ("table", "json", "csv", "sarif", "html")),
    *(("explain", form) for form in ("text", "markdown", "svg", "html")),
]
NAMES = ("account_sid", "aws_s3_url", "aws_credentials_sid", "encryption_key_sid")


def told(auditor: Auditor, command: str, form: str) -> str:  # noqa: F811  # the fixture
    policy = ("--policy", str(auditor.write(POLICY))) if command == "audit" else ()
    done = auditor.run(*policy, "--plan", "plan.json", "--format", form, name=command)
    assert done.status == (1 if policy else 0)
    return done.output + done.errors


@pytest.mark.parametrize(("command", "form"), FORMS)
def test_no_form_shows_what_the_plan_marks_as_sensitive(
    auditor: Auditor,  # noqa: F811  # the fixture
    command: str,
    form: str,
) -> None:
    before = {
        "account_sid": plans.ACCOUNT,
        "encryption_enabled": True,
        "encryption_key_sid": f"CR{'7' * 32}",
        "aws_storage_enabled": True,
        "aws_s3_url": f"https://{BUCKET}.s3-eu-west-1.amazonaws.com/{plans.ACCOUNT}",
        "aws_credentials_sid": f"CR{'8' * 32}",
    }
    after = before | {"encryption_key_sid": f"CR{'9' * 32}", "aws_s3_url": f"https://{BUCKET}.s3-eu-west-9.amazonaws.com/"}
    change = plans.change("update", before=before, after=after)
    change["change"] |= {"before_sensitive": dict.fromkeys(NAMES, True), "after_sensitive": dict.fromkeys(NAMES, True)}
    auditor.write(json.dumps(plans.plan(change)), "plan.json")

    shown = told(auditor, command, form)

    assert "(sensitive value)" in shown.replace("\\", "").replace("#", "")
    for secret in (plans.ACCOUNT, BUCKET, "7" * 32, "8" * 32, "9" * 32, "eu-west-9"):
        assert secret not in shown


@engines(OLDEST_TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_variables_that_are_sensitive_are_hidden_in_plans_and_states_of_engines(
    workspace: Workspace,
    auditor: Auditor,  # noqa: F811  # the fixture
) -> None:
    url = f"https://{BUCKET}.s3-eu-west-1.amazonaws.com/video/"
    variable = hcl.block('variable "url"', {"default": url, "sensitive": True})
    workspace.write(variable, hcl.settings(EVERYTHING, aws_s3_url=hcl.Expression("var.url")))
    workspace.plan().expect_change()
    auditor.write(json.dumps(workspace.show_plan()), "plan.json")

    assert BUCKET not in told(auditor, "explain", "text")
    assert "stored_under: Recordings are stored in (sensitive value), " in told(auditor, "audit", "table")

    workspace.apply().expect_success()
    auditor.write(workspace.run("show", "-json").expect_success().output, "plan.json")
    assert "Stored in       (sensitive value)\n" in told(auditor, "explain", "text")


def test_a_sensitive_value_that_changes_is_marked_as_changed(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    change = plans.change("update", before=plans.RIGHT, after=plans.RIGHT | {"encryption_key_sid": f"CR{'9' * 32}"})
    change["change"] |= {"before_sensitive": {"encryption_key_sid": True}, "after_sensitive": {"encryption_key_sid": True}}
    auditor.write(json.dumps(plans.plan(change)), "plan.json")

    assert "Encrypted with  (sensitive value) -> (another sensitive value)  (changes)\n" in told(auditor, "explain", "text")
