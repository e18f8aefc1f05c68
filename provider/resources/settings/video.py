"""The settings of one kind of Video media: the fields that recordings and compositions share."""

from __future__ import annotations

from typing import Any, ClassVar

from ...framework.resource import Lookup
from ...framework.schema.attributes import attr
from ...framework.schema.blocks import schema_of
from ...framework.schema.rules import when
from ..checks import credential_sid, s3_url, same_url
from . import credentials
from .api import SettingsApi
from .contract import AccountSettings
from .effects import Effects
from .shape import Shape


class VideoSettings(AccountSettings):
    """Fields of `RecordingSettings` and `CompositionSettings`. `{media}` in a text is the kind of media."""

    media: ClassVar[str]
    data_source = Lookup(within=("account_sid",))
    _api: ClassVar[SettingsApi]

    aws_credentials_sid: str | None = attr(
        "SID of the stored AWS credential that writes to the bucket.", default=None, check=credential_sid
    )
    aws_s3_url: str | None = attr(
        "URL of the bucket, and the path in it, that {media} are stored in, such as "
        "`https://my-bucket.s3-eu-west-1.amazonaws.com/{media}/`.",
        default=None,
        check=s3_url,
        semantic_equality=same_url,
    )
    aws_storage_enabled: bool = attr("Whether {media} are stored at `aws_s3_url` and not in Twilio's cloud.", default=False)
    encryption_key_sid: str | None = attr(
        "SID of the public key credential that {media} are encrypted with.", default=None, check=credential_sid
    )
    encryption_enabled: bool = attr(
        "Whether {media} are stored encrypted. Twilio does this for accounts of its Enterprise or Security Edition.",
        default=False,
    )

    rules = (
        when("aws_storage_enabled", needs=("aws_credentials_sid", "aws_s3_url")),
        when("encryption_enabled", needs=("encryption_key_sid",)),
    )

    def __init_subclass__(cls, *, path: str = "", media: str = "", side_effect: str = "", **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.media = media
        shape = Shape(schema_of(cls), tuple(credentials.COLLECTIONS))
        cls._api, cls.effects = SettingsApi(shape, path, media), Effects(shape, media, side_effect)

    @classmethod
    def describe(cls, text: str) -> str:
        return text.replace("{media}", cls.media)

    @classmethod
    def api(cls) -> SettingsApi:
        return cls._api
