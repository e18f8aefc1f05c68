"""A cell of the matrix: an operation on a resource, a fault, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from tests.scenarios.faults.faults import FAULTS, Fault
from tests.scenarios.faults.subjects import SUBJECTS, Subject

PATIENT, IMPATIENT, ONCE_MORE = "20s", "3s", "2900ms"
"""Time limits: of operations that end by themselves, of those that only a limit ends, and of those that are tried again after a
second, and then after two. All leave seconds to spare for a machine that is busy."""


class Operation(Enum):
    """What an engine asks for. The value is the name in a test's id."""

    CONFIGURE = "configure"
    READ = "read"
    DATA = "data"
    IMPORT = "import"
    CREATE = "create"
    UPDATE = "update"
    ACTIVATE = "activate"
    """An update to another bucket, which Twilio may refuse for a while after all is right."""
    DESTROY = "destroy"
    RESTORE = "destroy_restore"
    RESET = "destroy_reset"
    RETAIN = "destroy_retain"

    @property
    def destroys(self) -> bool:
        return self.value.startswith("destroy")

    @property
    def writes(self) -> bool:
        return self in (Operation.CREATE, Operation.UPDATE, Operation.ACTIVATE)

    @property
    def reads(self) -> bool:
        return self in (Operation.READ, Operation.DATA, Operation.IMPORT)

    @property
    def is_quiet(self) -> bool:
        """Whether it asks Twilio for nothing."""
        return self in (Operation.CONFIGURE, Operation.RETAIN)


class Kept(Enum):
    """What an engine puts into state after the operation."""

    UNCHANGED = "what was there"
    OBJECT = "the object as wanted"
    ANSWERED = "the object as Twilio answered"
    TAINTED = "a tainted object"
    NONE = "nothing"


class Account(Enum):
    """What the account holds after the operation."""

    BEFORE = "what it held"
    AFTER = "what was asked for"


@dataclass(frozen=True)
class Outcome:
    """What must come of an operation.

    `label` is what it is counted as. `requests` is how many requests that the fault is for arrive, so that 2 says that it was
    tried again. `told` is a pattern for the first error, summary and detail in one text; None where there must be no error.
    `account` is said only where it does not follow from the fault.
    """

    label: str
    requests: int
    told: str | None
    kept: Kept
    account: Account | None = None


@dataclass(frozen=True)
class Cell:
    """One square of the matrix."""

    subject: Subject
    operation: Operation
    fault_name: str

    @property
    def fault(self) -> Fault:
        return FAULTS[self.fault_name]

    @property
    def patience(self) -> str:
        """What the resource's `timeouts` say."""
        if self.fault.stalls:
            return IMPATIENT
        return ONCE_MORE if self.operation is Operation.ACTIVATE and not self.fault.once else PATIENT

    @property
    def waits(self) -> bool:
        """Whether it takes its time: a limit has to pass, or Twilio asks for a pause."""
        return self.fault.waits or self.patience != PATIENT

    @property
    def id(self) -> str:
        return f"{self.subject.name}-{self.operation.value}-{self.fault_name}"


def operations(subject: Subject) -> list[Operation]:
    """What can be asked for of a resource."""
    chosen = [Operation.CONFIGURE, Operation.READ, Operation.IMPORT, Operation.CREATE, Operation.UPDATE]
    if subject.has_data_source:
        chosen.append(Operation.DATA)
    if subject.is_settings:
        return [*chosen, Operation.ACTIVATE, Operation.RESTORE, Operation.RESET, Operation.RETAIN]
    return [*chosen, Operation.DESTROY]


FAULTS_OF_QUIET = ("refused", "500")
"""Enough for what asks for nothing: nobody can be reached, and whatever is asked for is counted, and fails."""

SAME_AGAIN = {"400_problem", "400_errors", "not_json", "json_list", "json_string", "429_date", "504"}
"""What the client takes for the same as another fault, before any resource hears of it: one settings object and one object with a
SID show that for all."""


def faults(subject: Subject, operation: Operation) -> list[str]:
    if operation.is_quiet:
        return [*FAULTS_OF_QUIET]
    (first, *_) = (each for each in SUBJECTS.values() if each.is_settings == subject.is_settings)
    return [name for name in FAULTS if subject == first or name not in SAME_AGAIN]


CELLS = [
    Cell(subject, operation, fault)
    for subject in SUBJECTS.values()
    for operation in operations(subject)
    for fault in faults(subject, operation)
]
