from __future__ import annotations

from provider.fake import Account, FakeTwilio
from tests.conformance.samples import TIMEOUTS, Argument, Sample, forget


def sample(twilio: FakeTwilio, account: Account) -> Sample:
    return Sample(
        path="/v1/CompositionHooks",
        unique=True,
        least={"friendly_name": "Everybody", "audio_sources": ["*"]},
        arguments={
            "account_sid": Argument(value=account.sid, other=twilio.add_subaccount().sid),
            "friendly_name": Argument(value="Everybody", other="Everybody else", by_hand="Somebody's"),
            "enabled": Argument(value=False, other=True, by_hand=True),
            "audio_sources": Argument(value=["alice", "bob"], other=["*"], by_hand=["mallory"]),
            "audio_sources_excluded": Argument(value=["carol"], other=["dave", "erin"], by_hand=[]),
            "video_layout": Argument(
                value='{"grid":{"video_sources":["*"]}}',
                other='{"one":{"video_sources":["alice"]}}',
                by_hand={"main": {"video_sources": ["mallory"]}},
            ),
            "resolution": Argument(value="1280x720", other="640x480", by_hand="320x240"),
            "format": Argument(value="mp4", other="webm", by_hand="webm"),
            "trim": Argument(value=False, other=True, by_hand=True),
            "status_callback_url": Argument(
                value="https://example.com/told", other="https://example.com/elsewhere", by_hand=None, called="status_callback"
            ),
            "status_callback_method": Argument(value="GET", other="POST", by_hand="POST"),
            "timeouts": Argument(value=TIMEOUTS),
        },
        live=lambda state: twilio.account(state["account_sid"]).composition_hooks[state["sid"]],
        remove=lambda state: forget(twilio.account(state["account_sid"]).composition_hooks, state),
    )
