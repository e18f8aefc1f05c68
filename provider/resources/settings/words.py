"""What users are told of their settings: each text once, with the values, what was kept, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...framework.diagnostics import Diagnostic, error, warning
from ...framework.values import Values, shown
from ..references import Naming
from . import changes
from .baseline import in_words
from .object import AccountSettings

# Before a create, and after it


def existing(live: AccountSettings, lost: Sequence[str], changed: Sequence[str] = ()) -> Diagnostic:
    since = f" That was changed since the plan: {'; '.join(changed)}." if changed else ""
    return error(
        "The account already has settings",
        f"Account {live.account_sid} is configured already: {'; '.join(lost)}.{since} Nothing was changed. There are two ways "
        f"on: import them first (`import` with the ID {live.account_sid}), which shows every difference in a plan; or set "
        "adopt_existing = true to overwrite them. If the resource that manages them was renamed, a `moved` block keeps them. To "
        "finish a destroy that was interrupted, run `destroy -refresh=false`.",
        ("adopt_existing",),
    )


def existing_overwritten(live: AccountSettings, lost: Sequence[str]) -> Diagnostic:
    return warning(
        "Existing settings will be taken over",
        f"Account {live.account_sid} has settings that this overwrites: {'; '.join(lost)}. All that it holds is kept as the "
        f'baseline that on_destroy = "restore" puts back: {in_words(live.settings())}.',
    )


def existing_unseen(settings: Mapping[str, object], adopts: object) -> Diagnostic:
    verb = "will" if adopts is True else "may"
    condition = "" if adopts is True else "If adopt_existing turns out to be true, "
    return warning(
        f"Existing settings {verb} be taken over unseen",
        "An argument of the provider will only be known after apply, so this plan could not look at what the account holds. "
        f"{condition}{'w' if condition else 'W'}hatever that is, the apply overwrites it with {in_words(settings)}, and keeps it "
        'as the baseline that on_destroy = "restore" puts back. To see it before, apply what the argument comes from first (for '
        "example with -target). Or leave adopt_existing out: then the apply goes on only if nothing is lost by that.",
        ("adopt_existing",),
    )


def taken_over(live: AccountSettings, baseline: Mapping[str, object]) -> Diagnostic:
    became = (
        'That becomes the baseline that on_destroy = "restore" puts back. If an apply that was interrupted wrote it, what the '
        "account held before that is not known any more."
        if baseline == live.settings()
        else f'What on_destroy = "restore" puts back is what the plan saw: {in_words(baseline)}.'
    )
    return warning(
        "Settings are taken over as they are",
        f"Account {live.account_sid} already holds exactly what is planned, so nothing needs to be written: "
        f"{in_words(live.settings())}. {became}",
    )


def imported(live: AccountSettings) -> Diagnostic:
    return warning(
        "What was found is what a destroy puts back",
        f'Account {live.account_sid} holds {in_words(live.settings())}. That is now the baseline: on_destroy = "restore" puts it '
        "back.",
    )


# A replacement


def replaced(title: str, account: str, kept: Values | None) -> Diagnostic:
    what = (
        f"What they were before they were managed is kept as the baseline: {in_words(kept)}."
        if kept is not None
        else "What they were before they were managed is not known."
    )
    return warning(
        f"The {title} are replaced",
        f"Account {account} has one such object, which can only be overwritten. {what} OpenTofu, and Terraform "
        "before 1.16, lose that where the resource has create_before_destroy: then the baseline becomes what the account holds "
        "now. Leave create_before_destroy out, or `untaint` the resource, to keep it.",
    )


def must_be_refreshed() -> Diagnostic:
    return error(
        "The settings must be refreshed before they are replaced",
        "What a destroy would put back is not among their attributes in state, and without a refresh an engine hands on nothing "
        "else. Nothing was changed. Plan without -refresh=false.",
    )


def left_to_create(settings: AccountSettings, kept: Values | None) -> Diagnostic:
    what = f"the baseline: {in_words(kept)}" if kept is not None else "no baseline, for none is known"
    return warning(
        "Settings left to their replacement",
        f"Account {settings.account_sid} keeps its settings until the new instance is created, which takes over {what}. Should "
        "this apply end before that, state no longer has the settings: import them then, and keep these values, if you need "
        "them.",
    )


def left_to_created(settings: AccountSettings, lost: Values | None) -> Diagnostic:
    what = (
        " The new instance's baseline is not this one's, which the engine did not hand on (create_before_destroy). What this one "
        f"would have put back is: {in_words(lost)}. Keep that, if you need it."
        if lost is not None
        else ""
    )
    return warning(
        "Settings left to their replacement",
        f"Account {settings.account_sid} already holds the settings of the instance that replaces this one, so destroying this "
        f"one changes nothing.{what}",
    )


# Two at once


def second_instance(title: str) -> Diagnostic:
    return warning(
        "Two instances of the same settings",
        f"State has two instances of the {title} of one account, and this plan destroys one of them. The account is left to "
        "the other one: look at its next plan.",
    )


def created_and_destroyed(title: str, account: str) -> Diagnostic:
    return error(
        "The same settings are created and destroyed",
        f"This plan creates the {title} of account {account} under one address and destroys them under "
        "another. They can only be overwritten, so that one would undo the other. Nothing was changed. If the resource was "
        "renamed or moved, a `moved` block (or `state mv`) says so, and keeps what the account held before. If everything is to "
        "be destroyed, run `destroy -refresh=false`.",
    )


def managed_twice(type_name: str, one: str, other: str) -> Diagnostic:
    return error(
        "The same settings are managed twice",
        f"An account has one {type_name}, and this configuration has two for the same account: {one} and {other}. Keep one of "
        "them. For another account, give it a provider configuration (alias) of its own.",
        ("friendly_name",),
    )


# Changes that a plan never saw, and other accounts


def changed_since_plan(live: AccountSettings, changed: Sequence[str]) -> Diagnostic:
    return error(
        "The settings were changed since the plan",
        f"Somebody changed the {live.title} of account {live.account_sid}: {'; '.join(changed)}. Nothing was changed. Plan "
        "again, with a refresh, and look at what the plan shows.",
    )


def wrong_account(settings: AccountSettings, configured: str) -> Diagnostic:
    return error(
        "Wrong account",
        f"These settings belong to account {settings.account_sid}, and the provider is configured for {configured}. Nothing was "
        "changed. Use the provider configuration (alias) of that account; or, if the settings of the other account are to be "
        "managed instead, remove this resource from state first.",
        ("account_sid",),
    )


def wrong_import(key: str, account: str) -> Diagnostic:
    return error(
        "Wrong import ID",
        f'"{key}" is not the account that the provider is configured for, which is {account}. Import with that SID or with '
        "`Default`, or choose another provider configuration.",
    )


# A destroy


def left_behind(settings: AccountSettings, target: AccountSettings, *, known: bool) -> Diagnostic:
    """What the account will hold after a destroy. `known`: whether there is what its `on_destroy` puts back."""
    lines = [
        f"on_destroy is {shown(settings.on_destroy)}. Account {settings.account_sid} will then hold: "
        f"{in_words(target.settings())}."
    ]
    found = changes.warnings(type(settings), settings.settings(), target.settings())
    lines += [f"{each.summary}: {each.detail}" for each in found]
    if not known:
        lines.append("There is no record of what the account held before, so this does what on_destroy = reset does.")
    if held := [f"{name} = {sid}" for name, sid in target.used().items()]:
        lines.append(
            f"The account goes on naming {', '.join(held)}. A plan that destroys that credential too is refused; if that is what "
            'you want, apply on_destroy = "reset" first.'
        )
    return warning("What this destroy leaves behind", "\n".join(lines))


def cannot_restore(gone: Sequence[str]) -> Diagnostic:
    return error(
        "Cannot restore the settings",
        f"What the account held before names something that no longer exists: {', '.join(gone)}. Nothing was changed. Apply "
        'on_destroy = "reset" (or "retain") first, then destroy.',
        ("on_destroy",),
    )


def no_effect(name: str, asked: object, got: object) -> Diagnostic:
    return error(
        f"{name} did not take effect",
        f"{shown(asked)} was sent and the API answered {shown(got)}. State is kept as it was.",
        (name,),
    )


# What Twilio keeps


def stayed(live: AccountSettings, kept: Values, refusal: Exception | None) -> Diagnostic:
    """What was sent as empty, and left out, and is there all the same. `refusal`: what Twilio said to the empty value."""
    why = (
        f"An empty value was refused: {refusal} What is left out is kept."
        if refusal
        else ("An empty value changed nothing, and neither did leaving it out.")
    )
    return _kept(live, kept, why)


def stayed_before(live: AccountSettings, kept: Values) -> Diagnostic:
    return _kept(live, kept, "An earlier apply found that neither an empty value nor leaving it out takes it away.")


def _kept(live: AccountSettings, kept: Values, why: str) -> Diagnostic:
    switches = dict.fromkeys(str(live.switch_of(name)) for name in kept)
    return warning(
        "Twilio keeps what was to be taken away",
        f"The {live.title} of account {live.account_sid} still have {in_words(kept)}. {why} Since {' and '.join(switches)} "
        f"{'is' if len(switches) == 1 else 'are'} off, that has no effect and counts as gone: plans do not show it, and a "
        "credential that it names can be destroyed. The Console may be able to take it away.",
    )


def needed(name: str, switch: str) -> Diagnostic:
    return error(
        f"Missing {name}",
        f"{switch} is true, which needs {name}, and that is null. Nothing was changed. Set {name}, or turn {switch} off.",
        (name,),
    )


# Credentials


def no_such_credential(name: str, sid: str, account: str) -> Diagnostic:
    return error(
        "There is no such credential",
        f"Account {account} has no credential {sid}. Nothing was changed. Take the SID from the credential's resource, or from "
        "the Console.",
        (name,),
    )


def credential_destroyed(found: Sequence[Naming]) -> Diagnostic:
    return error(
        "A credential is destroyed that the account goes on naming",
        f"This plan destroys a credential that {' and '.join(str(one) for one in found)} would go on naming; Twilio drops what "
        'it cannot store or encrypt. Nothing was changed. If the settings are destroyed as well, apply on_destroy = "reset" to '
        "them first. To keep the credential, remove it from state instead (`state rm`).",
    )
