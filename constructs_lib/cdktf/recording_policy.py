"""A policy for what a stack declares: a pull request fails before an account does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cdktf as cdk
import jsii
from constructs import IConstruct

from .generated import VideoCompositionSettings, VideoRecordingSettings

if TYPE_CHECKING:
    from provider.audit.policy import Policy


@jsii.implements(cdk.IAspect)
class RecordingPolicy:
    """Refuses, at synth, settings that violate a policy, the same that `terraform-provider-twilio audit` takes.

    `cdk.Aspects.of(stack).add(RecordingPolicy.from_file("policy.toml"))` checks all settings in the stack. A value that is not
    known before the plan, such as the SID of a key that the stack makes, is left to `audit --plan`.
    """

    def __init__(self, policy: Policy, account_sid: str | None = None) -> None:
        self._policy, self._account_sid = policy, account_sid

    @classmethod
    def from_file(cls, path: str | Path, *, account_sid: str | None = None) -> Self:
        """Read a policy.

        :param path: The file, in TOML.
        :param account_sid: The account of settings that name none: the policy's exceptions for it apply to them, and
            `{account_sid}` stands for it.
        :raises ValueError: With everything that is wrong with the file, by line and key.
        """
        from provider.audit.policy_file import read_policy  # noqa: PLC0415  # loaded when something is checked

        return cls(read_policy(Path(path)), account_sid)

    def visit(self, node: IConstruct) -> None:
        """Check a construct. The CDK calls this for each construct in the tree.

        :param node: The construct.
        """
        if not isinstance(node, VideoRecordingSettings | VideoCompositionSettings):
            return
        from provider.audit.evaluation import evaluate  # noqa: PLC0415  # see `from_file`
        from provider.framework.values import UNKNOWN  # noqa: PLC0415
        from provider.resources.settings.placement import Placement  # noqa: PLC0415

        block = node._block() or {}
        values = {name: UNKNOWN if isinstance(value, str) and "${" in value else value for name, value in block.items()}
        account = values.get("account_sid", self._account_sid)
        media = "recordings" if isinstance(node, VideoRecordingSettings) else "compositions"
        placements = {media: Placement.of(values)}
        found = evaluate(self._policy, account if isinstance(account, str) else "", placements, datetime.now(UTC).date())
        for finding in found:
            if not finding.is_unseen and finding.exception is None:
                cdk.Annotations.of(node).add_error(f"{finding.rule}: {finding.text}")
