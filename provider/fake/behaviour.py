"""The knobs: what Twilio's documentation leaves open, and what a test wants to see happen.

The defaults are the most plausible reading. A client is right only if it works whichever way these stand.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from .errors import ErrorShape


class Omitted(enum.Enum):
    """What a POST does to a property whose parameter it does not send."""

    KEPT = "kept"
    CLEARED = "cleared"
    """Back to what a resource that was never set has."""


class Empty(enum.Enum):
    """What a POST does to a property whose parameter it sends as an empty string."""

    CLEARS = "clears"
    """Answered as null from then on. A switch becomes false, a list becomes empty."""
    STORED = "stored"
    """Text is answered as `""`, and a list as one that holds `""`."""
    IGNORED = "ignored"
    """The property keeps its value."""
    REFUSED = "refused"
    """400, whatever the property has: an empty string is no SID, no URL, no boolean and no name."""


@dataclass
class Behaviour:
    """How the API behaves; every field may be changed while it is served."""

    omitted_parameters: Omitted = Omitted.KEPT
    """Of settings and credentials, where the documentation says nothing."""

    omitted_hook_parameters: Omitted = Omitted.CLEARED
    """Of composition hooks, whose documented update (`updateWithDefaults`) resets what it does not name."""

    empty_parameters: Empty = Empty.CLEARS

    settings_post_status: int = 200
    """Status of a successful POST of recording or composition settings; 201 is in Twilio's OpenAPI document."""

    any_case_booleans: bool = True
    """Whether `True` and `TRUE` do as well as `true`."""

    null_switches_when_never_set: bool = False
    """Whether settings that were never posted answer their two switches as null rather than false."""

    references_must_exist: bool = True
    """Whether settings that name a credential unknown to the account are refused (400)."""

    failing_activations: int = 0
    """How many of the next POSTs with `AwsStorageEnabled=true` fail because Twilio cannot write its test file, as
    happens while a just-created IAM user has not propagated. Counts itself down."""

    failed_activation_status: int = 400
    failed_activation_code: int = 53601
    """Documented as the code of bad AWS credentials; whether the test file's failure carries it is not."""

    rewrite_s3_url: Callable[[str], str] | None = None
    """Applied to an accepted `AwsS3Url` before it is stored: another spelling of the same, or something else."""

    hooks_need_a_source: bool = True
    """Whether a composition hook must have audio sources or video sources. Documented as an error otherwise."""

    parents_see_subaccount_credentials: bool = True
    """Whether an account reads, lists, changes and deletes the credentials of its subaccounts."""

    inactive_account_status: int = 403
    """What a suspended or closed account is answered at every product: 403 or 401. Its parent can still ask about it."""

    reads_before_visible: int = 0
    """How many requests do not see a resource after it is created (eventual consistency): those for it are answered 404, and
    lists lack it."""

    concurrency_limit: int | None = None
    """How many requests of one account may be in flight; any more are answered 429 and not processed."""

    error_shape: ErrorShape = ErrorShape.CODE_AND_MESSAGE

    def read_documents_as(self, *, empty: Empty | None = None, omitted: Omitted | None = None) -> None:
        """Choose one reading for everything that is posted: settings, credentials and hooks. None leaves a knob as it is."""
        if empty is not None:
            self.empty_parameters = empty
        if omitted is not None:
            self.omitted_parameters = self.omitted_hook_parameters = omitted
