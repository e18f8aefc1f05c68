"""Findings about settings in an account, in a state or in a plan. `doctor` and `explain` share them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from ..framework.diagnostics import Diagnostics, Failure
from ..framework.schema.blocks import schema_of
from ..framework.schema.validation import checkable, validate
from ..resources.s3 import NoBucket, parse_bucket_url
from ..resources.settings import words
from ..resources.settings.destroying import RESTORE
from ..resources.settings.placement import Placement
from ..resources.settings.video import VideoSettings
from .finding import Finding, of_diagnostics, problem, warning

Kind = type[VideoSettings]


def wrong_values(kind: Kind, settings: Mapping[str, object]) -> list[Finding]:
    """Apply the checks and rules of the resource to all values that are known."""
    schema, diagnostics = schema_of(kind), Diagnostics()
    given = {name: settings.get(name) for name in (*schema.attributes, *schema.blocks)}
    values = checkable(schema, given, diagnostics)
    diagnostics.extend(validate(schema, values).errors)
    return of_diagnostics(kind.api().title, diagnostics)


def missing_credential(kind: Kind, settings: Mapping[str, object], name: str) -> Finding:
    """The attribute `name` names a credential that does not exist."""
    summary = f"{name} names the credential {settings[name]}, which does not exist"
    title, shape = kind.api().title, kind.api().shape
    if shape.is_off(settings, name):
        switch = shape.switch_of(name)
        return warning(title, f"{summary}. Nothing is lost while {switch} is off.", f"Name another one before {switch} is on.")
    remedy = f"Name a credential that exists, or leave {name} out and turn off what needs it."
    return problem(title, f"{summary}: {kind.media} are lost while it is in use.", remedy)


def not_encrypted(kind: Kind, settings: Mapping[str, object]) -> Iterator[Finding]:
    placement = Placement.of(settings)
    if placement.encryption_enabled is False:
        remedy = (
            "Set encryption_key_sid and encryption_enabled. Twilio encrypts for accounts of its Enterprise or Security Edition."
        )
        yield warning(kind.api().title, placement.in_words(kind.media), remedy)


def other_region(kind: Kind, settings: Mapping[str, object], regions: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the bucket is in another region than its URL says. `regions` has the regions of known buckets, by name."""
    placement = Placement.of(settings)
    if placement.aws_storage_enabled is False or not isinstance(placement.aws_s3_url, str):
        return
    try:
        url = urlsplit(placement.aws_s3_url)
        named = parse_bucket_url((url.hostname or "").lower(), url.path)
    except (ValueError, NoBucket):
        return
    region = regions.get(named.bucket)
    if region and named.region and region != named.region:
        yield problem(
            kind.api().title,
            f"aws_s3_url names region {named.region}, and bucket {named.bucket} is in {region}: S3 refuses what is written by "
            f"way of another region, so that {kind.media} are lost.",
            f'Write the URL with the region of the bucket: provider::twilio::s3_url("{named.bucket}", "{region}", …).',
        )


def hopeless_hooks(kind: Kind, settings: Mapping[str, object], hooks: Sequence[str]) -> Iterator[Finding]:
    """Composition hooks that are enabled although the recording settings keep them from composing anything."""
    switches = [name for name in kind.api().shape.switches if settings.get(name) is True]
    if hooks and switches:
        yield problem(
            "composition hooks",
            f"{', '.join(hooks)} will compose nothing: the recording settings have {' and '.join(switches)} on, and Twilio "
            "composes only recordings that are not encrypted and are stored in its own cloud.",
            "Disable the hooks, or turn that off in the recording settings.",
        )


def lost_baseline(kind: Kind, settings: Mapping[str, object], gone: Collection[str] = ()) -> Iterator[Finding]:
    """What a destroy of managed settings could not restore. `gone` has the SIDs of credentials that do not exist any more."""
    if settings.get("on_destroy") != RESTORE:
        return
    kept, title, shape = settings.get("baseline"), kind.api().title, kind.api().shape
    if kept is None:
        yield warning(title, words.NO_RECORD, 'Set on_destroy = "reset" or "retain", to say which of these is meant.')
    if not isinstance(kept, str):
        return
    try:
        used = shape.used(shape.decode(kept))
    except Failure as damaged:
        yield from of_diagnostics(title, damaged.diagnostics)
        return
    if missing := [f"{name} = {sid}" for name, sid in used.items() if sid in gone]:
        yield from of_diagnostics(title, [words.cannot_restore(missing)])
