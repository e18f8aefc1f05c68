"""Many subaccounts in one configuration, with the parent's credentials, in the hands of a real engine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cdktf import App, LocalBackend, TerraformStack

from constructs_lib.cdktf import DataTwilioAccounts, EncryptedRecordings, TwilioProvider
from provider.fake import Account, FakeTwilio, LoggedRequest
from tests.e2e import hcl
from tests.e2e.workspace import Result, Workspace
from tests.keys import PEM
from tests.scenarios.accounts import contents
from tests.scenarios.kills import processes
from tests.scenarios.kills.with_engines import InterruptedWorkspace

KEY = "twilio_credentials_public_key"
LABEL = "Key of the fleet"
"""By which the plan after a killed create finds what that has made."""

CONFIGURATION = f"""
data "twilio_accounts" "customers" {{}}

resource "{KEY}" "recordings" {{
  for_each      = toset(data.twilio_accounts.customers.sids)
  account_sid   = each.value
  friendly_name = "{LABEL}"
  public_key    = file("recordings.public.pem")
}}

resource "{hcl.RECORDING}" "recordings" {{
  for_each           = toset(data.twilio_accounts.customers.sids)
  account_sid        = each.value
  friendly_name      = "Recordings"
  encryption_enabled = true
  encryption_key_sid = {KEY}.recordings[each.value].sid
  adopt_existing     = true
}}
"""


def in_hcl(workspace: Workspace) -> None:
    (workspace.directory / "recordings.public.pem").write_text(PEM, encoding="utf-8")
    workspace.write(CONFIGURATION)


def in_python(workspace: Workspace) -> None:
    """The same, as a stack that is synthesized."""
    app = App(outdir=str(workspace.directory / "cdktf.out"))
    stack = TerraformStack(app, "fleet")
    LocalBackend(stack, path="terraform.tfstate")
    TwilioProvider(stack, "twilio")
    customers = DataTwilioAccounts(stack, "customers")
    EncryptedRecordings(stack, "recordings", accounts=customers, public_key=PEM, friendly_name="Recordings", adopt_existing=True)
    app.synth()
    synthesized = workspace.directory / "cdktf.out" / "stacks" / "fleet" / "cdk.tf.json"
    synthesized.rename(workspace.directory / "main.tf.json")
    workspace.init("-reconfigure").expect_success()


@dataclass
class Fleet:
    """The subaccounts of one parent, and the workspace that manages them."""

    twilio: FakeTwilio
    workspace: InterruptedWorkspace
    temporary: Path
    customers: list[Account] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    """What each account held before it was managed."""

    @classmethod
    def of(cls, number: int, twilio: FakeTwilio, workspace: Workspace, temporary: Path) -> Fleet:
        """So many accounts, in a workspace that has the configuration.

        Somebody set each up by hand, and every third encrypts with a key of its own.
        """
        environ = workspace.environ | {"TMPDIR": str(temporary)}
        unlucky = InterruptedWorkspace(workspace.directory, workspace.engine, environ, workspace.secrets, workspace.seconds)
        fleet = cls(twilio, unlucky, temporary)
        for index in range(number):
            fleet.add(f"Customer {index}", encrypts=index % 3 == 0)
        return fleet

    def add(self, name: str, *, encrypts: bool) -> None:
        account = self.twilio.add_subaccount(friendly_name=name)
        live = account.recording_settings
        live.friendly_name, live.ever_posted = f"{name} by hand", True
        if encrypts:
            live.encryption_key_sid, live.encryption_enabled = account.add_public_key("by hand").sid, True
        self.customers.append(account)
        self.before[account.sid] = contents(account)
        self.workspace.secrets.append(account.auth_token)

    @property
    def now(self) -> dict[str, Any]:
        """What each account holds."""
        return {account.sid: contents(account) for account in self.customers}

    @property
    def unmanaged(self) -> list[str]:
        """Names of the accounts whose settings are not as the configuration wants them, with a key of ours."""
        return [account.friendly_name for account in self.customers if not self._is_managed(account)]

    def _is_managed(self, account: Account) -> bool:
        live = account.recording_settings
        key = account.public_keys.get(live.encryption_key_sid or "")
        return live.friendly_name == "Recordings" and live.encryption_enabled and key is not None and key.pem == PEM

    def delete_what_no_state_has(self) -> list[str]:
        """Somebody deletes the keys that a killed create has made, as warnings advise; their SIDs."""
        managed = {attributes["sid"] for attributes in self.workspace.state.values() if "sid" in attributes}
        made = [(account, sid) for account in self.customers for sid, each in account.public_keys.items() if each.pem == PEM]
        left = [(account, sid) for account, sid in made if sid not in managed]
        for account, sid in left:
            account.delete_credential(sid)
        return [sid for _, sid in left]

    def provider_killed(self, after: int) -> Result:
        """Apply, and kill the provider when so many writes were carried out."""
        with self._at_write(after, lambda: processes.kill(self._provider)):
            return self.workspace.apply()

    def engine_killed(self, after: int) -> Result:
        """Apply, kill the engine when so many writes were carried out, and wait for the end of the provider."""
        with self._at_write(after, lambda: processes.kill(processes.running(self.workspace.engine.path, self.temporary))):
            killed = self.workspace.apply()
            assert not processes.wait_for_the_end_of(self._provider), "the provider outlives its engine"
            return killed

    @property
    def _provider(self) -> set[int]:
        """The process that asks the stand-in."""
        return processes.connected(int(self.twilio.base_url.rpartition(":")[2]), self.temporary)

    @contextmanager
    def _at_write(self, number: int, act: Any) -> Iterator[None]:
        writes, lock = iter(range(1, number + 1)), threading.Lock()

        def after(request: LoggedRequest) -> None:
            with lock:
                if request.is_write and next(writes, None) == number:
                    act()

        self.twilio.after_request, self.workspace.interrupted = after, True
        try:
            yield
        finally:
            self.twilio.after_request, self.workspace.interrupted = None, False
