"""The matrix: what must come of each operation with each fault. Read a table as "with this fault, ...".

The tables are by what an operation does: it reads, it writes settings (which can be looked at afterwards, and written again), it
activates S3 storage (which Twilio may refuse for a while), it makes an object (which must never be done twice), it changes one,
or it removes one. What a single resource does otherwise stands in `EXCEPTIONS`, with the reason.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from tests.scenarios.faults.cells import FAULTS_OF_QUIET, Account, Cell, Kept, Operation, Outcome
from tests.scenarios.faults.faults import FAULTS
from tests.scenarios.faults.subjects import OTHER_ACCOUNT, OTHER_OBJECT

# What an outcome is counted as.

QUIET = "nothing is asked"
DONE = "done"
DONE_AGAIN = "done at the second try"
SETTLED = "the answer was lost, and a look settled it"
FAILED = "failed at once"
FAILED_AGAIN = "failed at the second try too"
NOT_SENT = "nothing was sent"
FOUND = "made, the answer was lost, found and kept as tainted"
NOT_MADE = "the answer was lost, and nothing was made"
UNUSABLE = "an answer that cannot be used"
TOLD_APART = "an answer that is not what was asked for"
BELIEVED = "believed, for nothing tells it from the truth"
GONE = "taken for gone"

Rows = Mapping[str, Outcome]


def rows(*groups: tuple[str, Outcome]) -> dict[str, Outcome]:
    """A table from groups of faults, each name once. ValueError for a name that is no fault's, or comes twice."""
    table: dict[str, Outcome] = {}
    for names, outcome in groups:
        for name in names.split():
            if name not in FAULTS or name in table:
                raise ValueError(f"{name} is no fault, or is in the table already")
            table[name] = outcome
    return table


def failure(label: str, requests: int, told: str, kept: Kept) -> Outcome:
    return Outcome(label, requests, told, kept)


# What the user is told. The patterns say the cause, and for a write that nothing was changed where that is so.

REFUSED = "Twilio refused the request: .* 400 Bad Request, error 20001: .*Invalid parameter"
CONFLICT = "Twilio refused the request: .* 409 Conflict, error 20409"
LOGIN = "(Twilio does not accept the credentials|The subaccount does not accept its token): .* 401 Unauthorized"
FORBIDDEN = "Twilio does not permit this: .* 403 Forbidden"
NOT_FOUND = "Twilio does not know what was asked for: .* 404 Not Found"
RECENT, OLD = 6, 3
"""How often it is asked for an object that Twilio answers 404 for, by whether it was made or changed a moment ago."""
LATER = "Time ran out: .* Twilio asked to wait"
LATE = "Time ran out: "
NO_ANSWER = "No usable answer from Twilio: .* no complete answer came back: "
UNREADABLE = "No usable answer from Twilio: .* cannot be used: it is not a JSON object"
MISSING = "No usable answer from Twilio: .* cannot be used: .* is missing"
MISTYPED = "No usable answer from Twilio: .* cannot be used: .*`friendly_name` is a list"
REDIRECTED = "No usable answer from Twilio: .* cannot be used: it is a redirect"
OTHER = f".*{OTHER_ACCOUNT}"


def failed(status: int) -> str:
    return f"Twilio failed: .* with {status}"


TWICE = ".*It was tried 2 times"
NOTHING = ".*[Nn]othing was changed"
UNREACHABLE = "Twilio cannot be reached: .*Connection refused.*Nothing was sent"
UNTRUSTED = "Twilio cannot be reached: .*certificate is not trusted.*Nothing was sent(?!.*It was tried)"
NO_TLS = "Twilio cannot be reached: .*TLS failed.*Nothing was sent"


def not_sent(kept: Kept, also: str = "") -> dict[str, Outcome]:
    """The network is in the way. A certificate that is not trusted is not tried again."""
    return rows(
        ("refused", failure(NOT_SENT, 0, UNREACHABLE + TWICE + also, kept)),
        ("tls_broken", failure(NOT_SENT, 0, NO_TLS + TWICE + also, kept)),
        ("tls_untrusted", failure(NOT_SENT, 0, UNTRUSTED + also, kept)),
    )


def refusals(kept: Kept, also: str = "") -> dict[str, Outcome]:
    """Twilio says no, which is no reason to ask again."""
    return rows(
        ("400_message 400_problem 400_errors", failure(FAILED, 1, REFUSED + also, kept)),
        ("401", failure(FAILED, 1, LOGIN + also, kept)),
        ("403", failure(FAILED, 1, FORBIDDEN + also, kept)),
        ("404", failure(FAILED, 1, NOT_FOUND + also, kept)),
        ("409", failure(FAILED, 1, CONFLICT + also, kept)),
        ("429_long", failure(FAILED, 1, LATER + also, kept)),
    )


# Tables


def reading(failing: Kept, good: Kept) -> dict[str, Outcome]:
    """A GET may be asked again whenever that can help."""
    return {
        **not_sent(failing),
        **refusals(failing),
        **rows(
            ("slow", Outcome(DONE, 1, None, good)),
            ("429_seconds 429_date 503_once", Outcome(DONE_AGAIN, 2, None, good)),
            ("reset_before reset_after truncated", failure(FAILED_AGAIN, 2, NO_ANSWER + TWICE, failing)),
            ("stalled_before stalled_after", failure(FAILED, 1, LATE, failing)),
            ("empty not_json json_list json_string html", failure(UNUSABLE, 1, UNREADABLE, failing)),
            ("missing_fields", failure(UNUSABLE, 1, MISSING, failing)),
            ("wrong_types", failure(UNUSABLE, 1, MISTYPED, failing)),
            ("redirect", failure(UNUSABLE, 1, REDIRECTED, failing)),
            ("500", failure(FAILED, 1, failed(500), failing)),
            ("502", failure(FAILED_AGAIN, 2, failed(502) + TWICE, failing)),
            ("503", failure(FAILED_AGAIN, 2, failed(503) + TWICE, failing)),
            ("504", failure(FAILED_AGAIN, 2, failed(504) + TWICE, failing)),
            ("ignored", failure(TOLD_APART, 1, f".*{OTHER_OBJECT}", failing)),
            ("other_account", failure(TOLD_APART, 1, OTHER, failing)),
        ),
    }


def reading_settings(failing: Kept, good: Kept) -> Rows:
    """Settings have no SID: an answer with other values may as well be what somebody set by hand. The next read puts it right."""
    return reading(failing, good) | rows(("ignored", Outcome(BELIEVED, 1, None, Kept.ANSWERED)))


def refreshing_items() -> Rows:
    """An object that is not there is gone."""
    return reading(Kept.UNCHANGED, Kept.UNCHANGED) | rows(("404", Outcome(GONE, RECENT, None, Kept.NONE)))


def finding_items() -> Rows:
    """What nobody knows yet may be of a subaccount, which then confirms it."""
    return reading(Kept.NONE, Kept.OBJECT) | rows(
        ("404", failure(FAILED_AGAIN, OLD, f"{NOT_FOUND}.*It was tried {OLD} times", Kept.NONE))
    )


COULD_NOT = "The (recording|composition) settings could not be written: (?!It is not known)"


def writing_settings(failing: Kept, good: Kept, ignored: Kept) -> dict[str, Outcome]:
    """A lost answer is settled by a look, and the write repeated only where it took no effect.

    `ignored`: what is kept where Twilio answers with something else than was asked for.
    """
    return {
        **not_sent(failing, NOTHING),
        **refusals(failing, NOTHING),
        **rows(
            ("slow", Outcome(DONE, 1, None, good)),
            ("429_seconds 429_date 503_once", Outcome(DONE_AGAIN, 2, None, good)),
            (
                "reset_after stalled_after truncated empty not_json json_list json_string missing_fields wrong_types 502 504"
                " other_account",
                Outcome(SETTLED, 1, None, good),
            ),
            ("stalled_before", failure(FAILED, 1, f"({LATE}|{COULD_NOT}).*given up after" + NOTHING, failing)),
            ("reset_before html redirect 500 503", failure(FAILED_AGAIN, 2, COULD_NOT + NOTHING, failing)),
            ("ignored", failure(TOLD_APART, 1, "[a-z0-9_]+ did not take effect", ignored)),
        ),
    }


def taking_away() -> Rows:
    """What is refused may be an empty value, so that the same is sent once more without it."""
    return writing_settings(Kept.UNCHANGED, Kept.NONE, Kept.UNCHANGED) | rows(
        ("400_message 400_problem 400_errors", failure(FAILED_AGAIN, 2, REFUSED + NOTHING, Kept.UNCHANGED))
    )


ACTIVATION = "Twilio did not activate S3 storage: (?!It is not known)"
NOT_ACTIVATED = ACTIVATION + ".*It was tried (once|2 times in [0-9.]+ seconds?), for an IAM"


def activating() -> Rows:
    """Whatever Twilio says against a bucket may be over in a moment, and is undocumented: only a wrong login is final."""
    return {
        **writing_settings(Kept.UNCHANGED, Kept.OBJECT, Kept.UNCHANGED),
        **rows(
            (
                "400_message 400_problem 400_errors 403 404 409 reset_before html redirect 500 503",
                failure(FAILED_AGAIN, 2, NOT_ACTIVATED + NOTHING, Kept.UNCHANGED),
            ),
            ("stalled_before", failure(FAILED, 1, f"({ACTIVATION}|{COULD_NOT}).*given up after" + NOTHING, Kept.UNCHANGED)),
        ),
    }


NOT_THERE = "The (credential|composition hook) was not made: .*[Nn]othing was changed"
FOUND_TEXT = "The (credential|composition hook) was made, and the answer was lost: .*(CR|HK)[0-9a-f]{32}"


def making() -> Rows:
    """Never sent again but after 429, which was never processed; what was made is looked for, and kept as tainted."""
    return {
        **not_sent(Kept.NONE, NOTHING),
        **refusals(Kept.NONE, NOTHING),
        **rows(
            ("slow", Outcome(DONE, 1, None, Kept.OBJECT)),
            ("429_seconds 429_date", Outcome(DONE_AGAIN, 2, None, Kept.OBJECT)),
            (
                "reset_after stalled_after truncated empty not_json json_list json_string missing_fields 502 504",
                failure(FOUND, 1, FOUND_TEXT, Kept.TAINTED),
            ),
            (
                "wrong_types",
                failure(
                    FOUND, 1, "The .* was made, and Twilio's answer cannot be used: .*`friendly_name` is a list", Kept.TAINTED
                ),
            ),
            ("reset_before stalled_before html redirect 500 503", failure(NOT_MADE, 1, NOT_THERE, Kept.NONE)),
            ("503_once", Outcome(NOT_MADE, 1, NOT_THERE, Kept.NONE, Account.BEFORE)),
            ("ignored", Outcome(TOLD_APART, 1, "friendly_name did not take effect", Kept.TAINTED, Account.AFTER)),
            ("other_account", failure(TOLD_APART, 1, f"Made in another account: {OTHER}", Kept.TAINTED)),
        ),
    }


def changing() -> Rows:
    """Sent again where that can help: twice does what once does."""
    return {
        **not_sent(Kept.UNCHANGED, NOTHING),
        **refusals(Kept.UNCHANGED, NOTHING),
        **rows(
            ("slow", Outcome(DONE, 1, None, Kept.OBJECT)),
            ("404", failure(FAILED_AGAIN, RECENT, "The .* is not there: .* 404 Not Found" + NOTHING, Kept.UNCHANGED)),
            ("429_seconds 429_date 503_once", Outcome(DONE_AGAIN, 2, None, Kept.OBJECT)),
            ("reset_before reset_after truncated", failure(FAILED_AGAIN, 2, NO_ANSWER + TWICE, Kept.UNCHANGED)),
            ("stalled_before stalled_after", failure(FAILED, 1, LATE, Kept.UNCHANGED)),
            ("empty not_json json_list json_string html", failure(UNUSABLE, 1, UNREADABLE, Kept.UNCHANGED)),
            ("missing_fields", failure(UNUSABLE, 1, MISSING, Kept.UNCHANGED)),
            ("wrong_types", failure(UNUSABLE, 1, MISTYPED, Kept.UNCHANGED)),
            ("redirect", failure(UNUSABLE, 1, REDIRECTED, Kept.UNCHANGED)),
            ("500", failure(FAILED, 1, failed(500), Kept.UNCHANGED)),
            ("502", failure(FAILED_AGAIN, 2, failed(502) + TWICE, Kept.UNCHANGED)),
            ("503", failure(FAILED_AGAIN, 2, failed(503) + TWICE, Kept.UNCHANGED)),
            ("504", failure(FAILED_AGAIN, 2, failed(504) + TWICE, Kept.UNCHANGED)),
            ("ignored", failure(TOLD_APART, 1, "[a-z_]+ did not take effect", Kept.UNCHANGED)),
            ("other_account", failure(TOLD_APART, 1, OTHER, Kept.UNCHANGED)),
        ),
    }


def removing() -> Rows:
    """An answer to a DELETE tells nothing but its status, and an object that is not there has been removed."""
    return {
        **changing(),
        **rows(
            ("slow", Outcome(DONE, 1, None, Kept.NONE)),
            ("429_seconds 429_date 503_once", Outcome(DONE_AGAIN, 2, None, Kept.NONE)),
            ("missing_fields wrong_types other_account", Outcome(DONE, 1, None, Kept.NONE)),
            ("404", Outcome(GONE, RECENT, None, Kept.NONE)),
            ("ignored", Outcome(BELIEVED, 1, None, Kept.NONE)),
        ),
    }


def asking_nothing(kept: Kept) -> Rows:
    return dict.fromkeys(FAULTS_OF_QUIET, Outcome(QUIET, 0, None, kept))


TABLES: Mapping[tuple[Operation, bool], Rows] = {
    # Operation, and whether it is about settings.
    **{(Operation.CONFIGURE, settings): asking_nothing(Kept.UNCHANGED) for settings in (True, False)},
    (Operation.READ, True): reading_settings(Kept.UNCHANGED, Kept.UNCHANGED),
    (Operation.DATA, True): reading_settings(Kept.NONE, Kept.OBJECT),
    (Operation.IMPORT, True): reading_settings(Kept.NONE, Kept.OBJECT),
    (Operation.READ, False): refreshing_items(),
    (Operation.DATA, False): finding_items(),
    (Operation.IMPORT, False): finding_items(),
    (Operation.CREATE, True): writing_settings(Kept.NONE, Kept.OBJECT, Kept.TAINTED),
    (Operation.UPDATE, True): writing_settings(Kept.UNCHANGED, Kept.OBJECT, Kept.UNCHANGED),
    (Operation.ACTIVATE, True): activating(),
    (Operation.RESTORE, True): writing_settings(Kept.UNCHANGED, Kept.NONE, Kept.UNCHANGED),
    (Operation.RESET, True): taking_away(),
    (Operation.RETAIN, True): asking_nothing(Kept.NONE),
    (Operation.CREATE, False): making(),
    (Operation.UPDATE, False): changing(),
    (Operation.DESTROY, False): removing(),
}

EXCEPTIONS: Mapping[str, Outcome] = {
    # The layout that Twilio answers is another than was asked for, so state has it as Twilio spells it.
    "video_composition_hook-update-ignored": Outcome(TOLD_APART, 1, "[a-z_]+ did not take effect", Kept.ANSWERED, Account.BEFORE)
}
"""By the cell's id."""


def expected(cell: Cell) -> Outcome:
    """What must come of a cell. KeyError for one that the tables do not have."""
    if cell.id in EXCEPTIONS:
        return EXCEPTIONS[cell.id]
    outcome = TABLES[cell.operation, cell.subject.is_settings][cell.fault_name]
    return outcome if outcome.account else dataclasses.replace(outcome, account=_account(cell))


def _account(cell: Cell) -> Account:
    """What the account holds follows from the fault: what was asked for, if the fault lets it be done."""
    if cell.operation.reads or cell.operation.is_quiet:
        return Account.BEFORE
    return Account.AFTER if cell.fault.carried_out or cell.fault.once else Account.BEFORE
