"""The messages about settings: each text once, with the values, what was kept, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...framework.diagnostics import Diagnostic, error, warning
from ...framework.values import Values, shown
from .baseline import in_words
from .ledger import DanglingReference
from .shape import Held, Shape

# Before a create, and after it


def existing(live: Held, lost: Sequence[str], changed: Sequence[str] = ()) -> Diagnostic:
    since = f" That was changed since the plan: {'; '.join(changed)}." if changed else ""
    return error(
        "The account already has settings",
        f"Account {live.account} is configured already: {'; '.join(lost)}.{since} Nothing was changed. There are two ways "
        f"on: import them first (`import` with the ID {live.account_sid}), which shows every difference in a plan; or set "
        "adopt_existing = true to overwrite them. If the resource that manages them was renamed, a `moved` block keeps them. To "
        "finish a destroy that was interrupted, run `destroy -refresh=false`.",
        ("adopt_existing",),
    )


def existing_overwritten(live: Held, lost: Sequence[str]) -> Diagnostic:
    return warning(
        "Existing settings will be taken over",
        f"Account {live.account} has settings that this overwrites: {'; '.join(lost)}. All that it holds is kept as the "
        f'baseline that on_destroy = "restore" puts back: {in_words(live.values)}.',
    )


def existing_unseen(settings: Mapping[str, object], adopts: object, unknown: str) -> Diagnostic:
    """`unknown` is what kept the plan from looking at the account."""
    verb = "will" if adopts is True else "may"
    condition = "" if adopts is True else "If adopt_existing turns out to be true, "
    return warning(
        f"Existing settings {verb} be taken over unseen",
        f"{unknown} will only be known after apply, so this plan could not look at what the account holds. "
        f"{condition}{'w' if condition else 'W'}hatever that is, the apply overwrites it with {in_words(settings)}, and keeps it "
        'as the baseline that on_destroy = "restore" puts back. To see it before, apply what the argument comes from first (for '
        "example with -target). Or leave adopt_existing out: then the apply goes on only if nothing is lost by that.",
        ("adopt_existing",),
    )


def taken_over(live: Held, baseline: Mapping[str, object]) -> Diagnostic:
    became = (
        'That becomes the baseline that on_destroy = "restore" puts back. If an apply that was interrupted wrote it, what the '
        "account held before that is not known any more."
        if baseline == live.values
        else f'What on_destroy = "restore" puts back is what the plan saw: {in_words(baseline)}.'
    )
    return warning(
        "Settings are taken over as they are",
        f"Account {live.account} already holds exactly what is planned, so nothing needs to be written: "
        f"{in_words(live.values)}. {became}",
    )


def imported(account: str, values: Mapping[str, object]) -> Diagnostic:
    return warning(
        "What was found is what a destroy puts back",
        f'Account {account} holds {in_words(values)}. That is now the baseline: on_destroy = "restore" puts it back.',
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


def _baseline(kept: Values | None) -> str:
    return f"the baseline: {in_words(kept)}" if kept is not None else "no baseline, for none is known"


def perhaps_moves(title: str, account: str) -> Diagnostic:
    return warning(
        "Whose settings these will be is not known yet",
        f"State has the {title} of account {account}, and account_sid will only be known after apply. The apply leaves that "
        "account as it is. If it is the same one, its settings go on; if it is another one, they stay behind, and on_destroy is "
        "not carried out. Apply what account_sid comes from first (for example with -target), and this plan says which.",
        ("account_sid",),
    )


def perhaps_replaced(account: str, kept: Values | None) -> Diagnostic:
    return warning(
        "Settings left as they are",
        f"The plan did not know which account the new instance is of. If it is {account} again, that takes over "
        f"{_baseline(kept)}. If not, this account keeps its settings, and that is what on_destroy would have put back. Keep "
        "these values, if you need them.",
    )


def not_yet_replaced(account: str, kept: Values | None) -> Diagnostic:
    return warning(
        "Settings left to their replacement",
        f"Account {account} keeps its settings until the new instance is created, which takes over {_baseline(kept)}. Should "
        "this apply end before that, state no longer has the settings: import them then, and keep these values, if you need "
        "them.",
    )


def replaced_already(account: str, lost: Values | None) -> Diagnostic:
    what = (
        " The new instance's baseline is not this one's, which the engine did not hand on (create_before_destroy). What this one "
        f"would have put back is: {in_words(lost)}. Keep that, if you need it."
        if lost is not None
        else ""
    )
    return warning(
        "Settings left to their replacement",
        f"Account {account} already holds the settings of the instance that replaces this one, so destroying this "
        f"one changes nothing.{what}",
    )


def not_put_back(account: str, kept: Values | None) -> Diagnostic:
    what = f"It would have put back {in_words(kept)}." if kept is not None else "What there was before is not known."
    return warning(
        "A destroy left the settings as they are",
        f"The resource that managed account {account} may have moved to another account, or another instance may manage the "
        "account: only the plan told which, and this apply does not have what the plan noted, as on another machine. So it "
        f"wrote nothing. {what} If nothing manages the account any more, set that by hand, or import and destroy it.",
    )


# Two at once


def second_instance(title: str, account: str) -> Diagnostic:
    return warning(
        "Two instances of the same settings",
        f"State has two instances of the {title} of account {account}, and this plan destroys one of them. The account is left "
        "to the other one: look at its next plan.",
    )


def created_and_destroyed(title: str, account: str) -> Diagnostic:
    return error(
        "The same settings are created and destroyed",
        f"This plan creates the {title} of account {account} under one address and destroys them under "
        "another. They can only be overwritten, so that one would undo the other. Nothing was changed. If the resource was "
        "renamed or moved, a `moved` block (or `state mv`) says so, and keeps what the account held before. If everything is to "
        "be destroyed, run `destroy -refresh=false`. If state still has an instance that was replaced (deposed), plan without "
        "`-refresh=false`: only a refresh tells it from the other one.",
    )


def managed_twice(type_name: str, one: str, other: str) -> Diagnostic:
    return error(
        "The same settings are managed twice",
        f"An account has one {type_name}, and this configuration has two for the same account: {one} and {other}. Keep one of "
        "them. For a subaccount, set its account_sid; an account of another parent needs a provider configuration (alias) of its "
        "own.",
        ("friendly_name",),
    )


# Changes that a plan never saw, and other accounts


def changed_since_plan(title: str, account: str, changed: Sequence[str]) -> Diagnostic:
    return error(
        "The settings were changed since the plan",
        f"Somebody changed the {title} of account {account}: {'; '.join(changed)}. Nothing was changed. Plan "
        "again, with a refresh, and look at what the plan shows.",
    )


def wrong_account(account: str, configured: str, why: object = "") -> Diagnostic:
    reason = f"{why} " if why else ""
    return error(
        "Wrong account",
        f"These settings belong to account {account}, and the provider is configured for {configured}. {reason}Nothing was "
        "changed. Use the provider configuration (alias) of that account, or of its parent; or, if the settings of another "
        "account are to be managed instead, remove this resource from state first (`state rm`).",
        ("account_sid",),
    )


def perhaps_a_subaccount(account: str, configured: str, refused: Exception) -> Diagnostic:
    """State has another account than the provider's, whose key may not ask what it is."""
    return wrong_account(account, configured, f"If it is a subaccount of that, use the auth token or a Main API key: {refused}")


def closed(title: str, account: str, id_: str) -> Diagnostic:
    return error(
        "The account is closed",
        f"Account {account} is closed, so that its {title} can be neither read nor restored. A closed account makes no "
        f"recordings, and cannot be opened again. Take its {title} out of state: {_out_of_state(id_)}",
        ("account_sid",),
    )


def suspended(what: str, account: str, id_: str) -> Diagnostic:
    """A refresh could not look: the other accounts of a fleet go on without it."""
    return warning(
        "Not refreshed",
        f"Account {account} is suspended, so that its {what} cannot be read, changed or restored: state is used as it stands. "
        f"Make the account active again; or, if it never will be, take what state has of it out of state: {_out_of_state(id_)}",
        ("account_sid",),
    )


def suspended_unseen(what: str, account: str) -> Diagnostic:
    """The plan of something new could not look: the other accounts of a fleet go on without it."""
    return warning(
        "Not looked at",
        f"Account {account} is suspended, so that this plan could not look at what it holds, and an apply fails to make or "
        f"change its {what}. All others go on. Make the account active again, or leave it out of the configuration.",
        ("account_sid",),
    )


def _out_of_state(id_: str) -> str:
    """How to forget an object. A provider learns no addresses, and errors of a destroy are shown without one."""
    return (
        f"`terraform state list -id={id_}` shows its address, and `terraform state rm 'ADDRESS'` removes it. Or, if the resource "
        "has no `for_each`, put a `removed` block with `destroy = false` in its place, and apply with `-refresh=false`."
    )


def wrong_import(key: str, account: str) -> Diagnostic:
    return error(
        "Wrong import ID",
        f'"{key}" is not the account that the provider is configured for, which is {account}, nor a subaccount of that. Import '
        "with the SID of one of these, or with `Default` for the first; or choose another provider configuration.",
    )


# A destroy


NO_RECORD = "There is no record of what the account held before, so a destroy does what on_destroy = reset does."


def left_behind(
    account: str, on_destroy: str, target: Values, used: Mapping[str, str], changes: Sequence[Diagnostic], *, known: bool
) -> Diagnostic:
    """What the account will hold after a destroy, which credentials that uses, and what changes by it. `known`: whether there is
    what its `on_destroy` puts back.
    """
    lines = [f"on_destroy is {shown(on_destroy)}. Account {account} will then hold: {in_words(target)}."]
    lines += [f"{each.summary}: {each.detail}" for each in changes]
    if not known:
        lines.append(NO_RECORD)
    if held := [f"{name} = {sid}" for name, sid in used.items()]:
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


def stayed(title: str, shape: Shape, live: Held, kept: Values, refusal: Exception | None) -> Diagnostic:
    """What was sent as empty, and left out, and is there all the same. `refusal`: what Twilio said to the empty value."""
    why = (
        f"An empty value was refused: {refusal} What is left out is kept."
        if refusal
        else ("An empty value changed nothing, and neither did leaving it out.")
    )
    return _kept(title, shape, live, kept, why)


def stayed_before(title: str, shape: Shape, live: Held, kept: Values) -> Diagnostic:
    why = "An earlier apply found that neither an empty value nor leaving it out takes it away."
    return _kept(title, shape, live, kept, why)


def _kept(title: str, shape: Shape, live: Held, kept: Values, why: str) -> Diagnostic:
    switches = dict.fromkeys(str(shape.switch_of(name)) for name in kept)
    return warning(
        "Twilio keeps what was to be taken away",
        f"The {title} of account {live.account} still have {in_words(kept)}. {why} Since {' and '.join(switches)} "
        f"{'is' if len(switches) == 1 else 'are'} off, that has no effect and counts as gone: plans do not show it, and a "
        "credential that it names can be destroyed. The Console may be able to take it away.",
    )


def needed(name: str, switch: str) -> Diagnostic:
    return error(
        f"Missing {name}",
        f"{switch} is true, which needs {name}, and that is null. Nothing was changed. Set {name}, or turn {switch} off.",
        (name,),
    )


# A write


def not_written(title: str, problem: Exception) -> Diagnostic:
    return error(
        f"The {title} could not be written",
        f"{problem} A look at them afterwards showed them as they were: nothing was changed. Apply again.",
    )


def outcome_unknown(title: str, problem: Exception, second: Exception) -> Diagnostic:
    return error(
        "It is not known what the account holds now",
        f"The {title} were sent, and the answer was lost: {problem} A look at them afterwards failed too: {second} The next plan "
        "shows what is in place.",
    )


def holds_something_else(title: str, problem: Exception, differing: Sequence[str]) -> Diagnostic:
    return error(
        "The account holds something else than what was sent",
        f"The {title} were sent, and the answer was lost: {problem} Afterwards the account holds neither what was sent nor what "
        f"was there before; these differ from what was sent: {', '.join(differing)}. Somebody else may have changed them. The "
        "next plan shows what is in place.",
    )


# Credentials


def no_such_credential(name: str, sid: str, account: str) -> Diagnostic:
    return error(
        "There is no such credential",
        f"Account {account} has no credential {sid}. Nothing was changed. Take the SID from the credential's resource, or from "
        "the Console.",
        (name,),
    )


def credential_destroyed(found: Sequence[DanglingReference]) -> Diagnostic:
    return error(
        "A credential is destroyed that the account goes on naming",
        f"This plan destroys a credential that {' and '.join(str(one) for one in found)} would go on naming; Twilio drops what "
        'it cannot store or encrypt. Nothing was changed. If the settings are destroyed as well, apply on_destroy = "reset" to '
        "them first. To keep the credential, remove it from state instead (`state rm`).",
    )
