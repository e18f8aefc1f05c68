"""What every construct has in common that makes an account's settings, or completes some."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, Literal, TypeAlias, TypedDict, TypeVar

import cdktf as cdk
from constructs import Construct

from provider.framework.diagnostics import Diagnostic, error

from .._binding import check_place
from .._calls import NamedArguments
from ..enums import OnDestroy
from ..errors import InvalidConfiguration
from ._given import Given
from .generated import VideoCompositionSettings, VideoRecordingSettings

Leaving: TypeAlias = OnDestroy | Literal["restore", "reset", "retain"]
S = TypeVar("S", VideoRecordingSettings, VideoCompositionSettings)


class SettingsOptions(TypedDict, Generic[S], total=False):
    """What the factories take, as the constructors do."""

    friendly_name: str
    settings: S
    adopt_existing: bool | cdk.IResolvable
    on_destroy: Leaving
    provider: cdk.TerraformProvider


class SettingsConstruct(NamedArguments, Construct, Generic[S]):
    """Base: has `settings`, its own or those of another construct. Its parts are told of together, should any be wrong."""

    _settings_class: ClassVar[type[Any]]
    _completes: ClassVar[tuple[str, ...]]
    """Names of the settings that the construct sets."""
    settings: S

    def __init__(self, scope: Construct, id_: str, given: Given) -> None:
        check_place(given.class_name, scope, id_, given.told)
        given.told.refuse_types()
        super().__init__(scope, id_)
        self._problems: list[Diagnostic] = list(given.told.values)

    @property
    def _parts_elsewhere(self) -> list[S]:
        """What belongs to the construct and may be part of another one. Who waits for the one, waits for this too."""
        return [self.settings]

    @contextmanager
    def _collecting(self) -> Iterator[None]:
        """Keep what a part refuses until everything is known that is wrong."""
        try:
            yield
        except InvalidConfiguration as refused:
            self._problems += refused.problems

    def _refuse_problems(self) -> None:
        """Raise `InvalidConfiguration` if there is any problem; the tree then no longer has the construct."""
        if self._problems:
            path, scope = self.node.path, self.node.scope
            if scope is not None:
                scope.node.try_remove_child(self.node.id)
            raise InvalidConfiguration(path, self._problems)

    def _provider_for(self, settings: S | None, provider: cdk.TerraformProvider | None) -> cdk.TerraformProvider | None:
        """The provider configuration for what the settings will name, which is no other than theirs."""
        if settings is None:
            return provider
        wanted, given = self._settings_class, type(settings)
        if not issubclass(given, wanted):
            raise TypeError(f"{type(self).__name__}.settings must be a {_full_name(wanted)}, not a {_full_name(given)}")
        if provider is not None and _name_of(provider) != _name_of(settings.provider):
            self._problems.append(
                error(
                    "Two provider configurations",
                    f"It is {_name_of(provider)}, and that of settings is {_name_of(settings.provider)}: an account's settings "
                    "cannot name what another account holds. Leave provider out.",
                    ("provider",),
                )
            )
        return settings.provider

    def _settings_from(
        self,
        settings: S | None,
        friendly_name: str | None,
        adopt_existing: bool | cdk.IResolvable | None,
        on_destroy: Leaving | None,
        provider: cdk.TerraformProvider | None,
    ) -> S:
        if settings is None:
            made: S = self._settings_class(
                self,
                "Settings",
                friendly_name=self.node.path if friendly_name is None else friendly_name,
                adopt_existing=adopt_existing,
                on_destroy=on_destroy,
                provider=provider,
            )
            return made
        for name, value in (("friendly_name", friendly_name), ("adopt_existing", adopt_existing), ("on_destroy", on_destroy)):
            if value is not None:
                self._problems.append(
                    error("Given twice", "settings has it already: set it there, and leave it out here.", (name,))
                )
        self._problems += self._obstacles_in(settings)
        return settings

    def _obstacles_in(self, settings: S) -> Iterator[Diagnostic]:
        """Why other settings than its own cannot be completed."""
        taken = [name for name in self._completes if getattr(settings, f"{name}_input") is not None]
        if taken:
            yield error(
                "Settings taken",
                f"{settings.node.path} has {' and '.join(taken)} already, which would be overwritten. An account has one place "
                "to store in and one key: leave one of the two constructs out, or give it the provider of another account.",
                ("settings",),
            )
        here, there = cdk.TerraformStack.of(self).node.path, cdk.TerraformStack.of(settings).node.path
        if here != there:
            yield error(
                "Another stack", f"They are in the stack {there}, and this is in {here}: move one of them.", ("settings",)
            )


def label(construct: Construct) -> str:
    """A label for what belongs to a construct: its path, or as much of the end of it as Twilio takes. The end tells it apart."""
    return construct.node.path[-_LONGEST_LABEL:]


_LONGEST_LABEL = 64


def _full_name(one: type[Any]) -> str:
    """A class by its name and its package, which tells those for one CDK from those for the other."""
    package = one.__module__.rpartition(".")[0].removesuffix(".generated")
    return f"{package}.{one.__name__}".lstrip(".")


def _name_of(provider: cdk.TerraformProvider | None) -> str:
    return "the default one" if provider is None else str(provider.fqn)
