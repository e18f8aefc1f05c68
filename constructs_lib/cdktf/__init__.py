"""The Twilio provider for one CDK: bindings of its resources and data sources, and constructs that join several."""

from ..errors import InvalidConfiguration
from . import generated
from .encryption import EncryptedCompositions, EncryptedRecordings, EncryptionOptions
from .generated import *  # noqa: F403 - what there is to bind is listed there
from .storage import BucketConstruct, BucketLike, CompositionStorage, KeyConstruct, KeyLike, RecordingStorage, StorageOptions

__all__ = [
    "BucketConstruct",
    "BucketLike",
    "CompositionStorage",
    "EncryptedCompositions",
    "EncryptedRecordings",
    "EncryptionOptions",
    "InvalidConfiguration",
    "KeyConstruct",
    "KeyLike",
    "RecordingStorage",
    "StorageOptions",
]
__all__ += generated.__all__
