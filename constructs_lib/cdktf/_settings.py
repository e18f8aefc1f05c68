"""What the constructs share that make the settings of an account, or complete existing ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, Literal, TypeAlias, TypedDict, TypeVar

import cdktf as cdk
import jsii
from constructs import Construct

from provider.framework.diagnostics import Diagnostic, error
from provider.framework.schema.blocks import BlockSchema
from provider.framework.schema.checks import Check

from .._binding import check_place
from .._calls import NamedArguments
from ..enums import OnDestroy
from ..errors import InvalidConfiguration
from ._accounts import Accounts, Exceptions, TargetAccounts, wrong_arguments
from ._construct_arguments import ConstructArguments
from ._stack import StackScopes, remember
from .generated import VideoCompositionSettings, VideoRecordingSettings
from .meta_arguments import LifecycleArguments

OnDestroyValue: TypeAlias = OnDestroy | Literal["restore", "reset", "retain"]
CREATE_FIRST: LifecycleArguments = {"create_before_destroy": True}
"""A replacement is made before the old one is deleted, so that nothing that is in use is missing in between."""
_OF_SETTINGS = ("friendly_name", "adopt_existing", "on_destroy")
"""Arguments of the settings that the constructs take, too."""
_LONGEST_LABEL = 64
S = TypeVar("S", VideoRecordingSettings, VideoCompositionSettings)


class SettingsOptions(TypedDict, Generic[S], total=False):
    """What the factories and constructors of all these constructs take."""

    friendly_name: str
    account_sid: str
    accounts: Accounts
    exceptions: Exceptions
    settings: S
    adopt_existing: bool | cdk.IResolvable
    on_destroy: OnDestroyValue
    provider: cdk.TerraformProvider


class SettingsConstruct(NamedArguments, Construct, Generic[S]):
    """Base of the constructs that have `settings`: their own, or those of another construct, which they complete."""

    _settings_class: ClassVar[type[Any]]
    _completes: ClassVar[tuple[str, ...]]
    """The arguments of the settings that the construct sets."""
    settings: S

    def __init__(
        self,
        scope: Construct,
        id_: str,
        given: ConstructArguments,
        *,
        own_exceptions: Mapping[str, Check | BlockSchema],
        settings: Any,
        account_sid: Any,
        accounts: Any,
        exceptions: Any,
        provider: cdk.TerraformProvider | None,
        friendly_name: Any,
        adopt_existing: Any,
        on_destroy: Any,
    ) -> None:
        """Check the arguments. `_create_construct` comes later, when the subclass has checked its own.

        :param own_exceptions: What exceptions may have besides the arguments of the settings, and what checks it.
        """
        provider = given.provider("provider", provider)
        own = {
            "friendly_name": given.text("friendly_name", friendly_name),
            "adopt_existing": given.flag("adopt_existing", adopt_existing),
            "on_destroy": given.text("on_destroy", on_destroy),
        }
        self._accounts = TargetAccounts.of(given, account_sid, accounts, exceptions)
        check_place(given.class_name, scope, id_, given.errors)
        given.errors.raise_type_errors()
        self._place = (scope, id_)
        self._path, self._stack = remember(self, scope, id_), StackScopes.of(scope)
        self._problems: list[Diagnostic] = list(given.errors.values)
        self._provider = provider
        self._existing_settings: S | None = settings
        self._own_settings = {"friendly_name": self._path, **{name: value for name, value in own.items() if value is not None}}
        declared = self._settings_class._declared()
        excepted = dict(own_exceptions)
        if settings is None:
            excepted |= dict.fromkeys(own, declared)
            self._problems += wrong_arguments(declared, self._own_settings)
        else:
            twice = {**own, "account_sid": account_sid, "accounts": accounts}
            self._problems += (_given_twice(name) for name, value in twice.items() if value is not None)
            self._use(settings)
        self._problems += self._accounts.problems(account_sid, accounts, excepted)

    def _use(self, settings: S) -> None:
        """Be for the accounts, and take the provider configuration, of settings that exist."""
        wanted, given = self._settings_class, type(settings)
        if not issubclass(given, wanted):
            raise TypeError(f"{type(self).__name__}.settings must be a {_full_name(wanted)}, not a {_full_name(given)}")
        self._problems += self._obstacles(settings)
        self._accounts = TargetAccounts.of_settings(settings, self._accounts.exceptions)
        self._provider = settings._provider

    def _obstacles(self, settings: S) -> Iterator[Diagnostic]:
        """Why settings that exist cannot be completed."""
        given = self._provider
        if given is not None and _name_of(given) != _name_of(settings._provider):
            text = (
                f"It is {_name_of(given)}, and that of settings is {_name_of(settings._provider)}: an account's settings "
                "cannot name what another account holds. Leave provider out."
            )
            yield error("Two provider configurations", text, ("provider",))
        if taken := [name for name in self._completes if getattr(settings, f"{name}_input") is not None]:
            text = (
                f"{settings.node.path} has {' and '.join(taken)} already, which would be overwritten. An account has one place "
                "to store in and one key: leave one of the two constructs out, or give it the provider of another account."
            )
            yield error("Settings taken", text, ("settings",))
        if there := self._stack.other_than(settings):
            text = f"They are in the stack {there}, and this is in {self._stack.stack.node.path}: move one of them."
            yield error("Another stack", text, ("settings",))

    def _create_construct(self) -> None:
        """Create the construct, still without parts. Raises `InvalidConfiguration` if there is any problem."""
        if self._problems:
            raise InvalidConfiguration(self._path, self._problems)
        jsii.create(type(self), self, list(self._place))

    @property
    def _parts_elsewhere(self) -> list[S]:
        """What belongs to the construct, and may be part of another one. What depends on the construct depends on this, too."""
        return [self.settings]

    @property
    def _label(self) -> str:
        """A label for its parts: its path, or the end of it, since Twilio takes no longer ones. The beginning tells least."""
        return self._path[-_LONGEST_LABEL:]

    def _complete(self, completed: Mapping[str, Any], *dependencies: Any) -> S:
        """The settings, with the arguments that the construct sets: those that exist, or else its own."""
        if (settings := self._existing_settings) is not None:
            settings._set_all(completed)
            if dependencies:
                settings._add_dependencies(*dependencies)
            return settings
        own = {name: self._accounts.argument(self, name, self._own_settings.get(name)) for name in _OF_SETTINGS}
        made: S = self._settings_class(
            self,
            "Settings",
            **own,
            **completed,
            account_sid=self._accounts.sid,
            for_each=self._accounts.for_each,
            depends_on=dependencies or None,
            provider=self._provider,
        )
        return made

    def _token_of(self, credential: Any, sid: str) -> str:
        """A token for the SID of a credential, which works in other stacks, too. `sid` is what the settings have."""
        return sid if credential is None or self._accounts.for_each is not None else str(credential.sid)


def _given_twice(name: str) -> Diagnostic:
    return error("Given twice", "settings has it already: set it there, and leave it out here.", (name,))


def _full_name(one: type[Any]) -> str:
    """The name of a class with its package, which says which CDK it is for."""
    package = one.__module__.rpartition(".")[0].removesuffix(".generated")
    return f"{package}.{one.__name__}".lstrip(".")


def _name_of(provider: cdk.TerraformProvider | None) -> str:
    return "the default one" if provider is None else str(provider.fqn)
