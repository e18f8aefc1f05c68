"""The meta arguments of every resource and data source, as dicts whose keys a type checker knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypeAlias, TypedDict

import cdktf as cdk
from constructs import Construct

Dependency: TypeAlias = cdk.ITerraformDependable | Construct | str
"""A resource, data source or module, a construct with any of these in it, or an address."""


class ConditionArguments(TypedDict):
    """A condition that has to hold, and the message if it does not."""

    condition: bool | str | cdk.IResolvable
    error_message: str


class LifecycleArguments(TypedDict, total=False):
    """How changes are carried out."""

    create_before_destroy: bool
    prevent_destroy: bool
    ignore_changes: Sequence[str] | Literal["all"]
    replace_triggered_by: Sequence[Dependency]
    precondition: Sequence[cdk.Precondition | ConditionArguments]
    postcondition: Sequence[cdk.Postcondition | ConditionArguments]


class SshConnectionArguments(TypedDict):
    """How provisioners connect with SSH."""

    type: Literal["ssh"]
    host: str
    user: NotRequired[str]
    password: NotRequired[str]
    port: NotRequired[int | float]
    timeout: NotRequired[str]
    script_path: NotRequired[str]
    private_key: NotRequired[str]
    certificate: NotRequired[str]
    agent: NotRequired[str | bool]
    agent_identity: NotRequired[str]
    host_key: NotRequired[str]
    target_platform: NotRequired[Literal["unix", "windows"]]
    bastion_host: NotRequired[str]
    bastion_host_key: NotRequired[str]
    bastion_port: NotRequired[int | float]
    bastion_user: NotRequired[str]
    bastion_password: NotRequired[str]
    bastion_private_key: NotRequired[str]
    bastion_certificate: NotRequired[str]
    proxy_scheme: NotRequired[Literal["http", "https"]]
    proxy_host: NotRequired[str]
    proxy_port: NotRequired[int | float]
    proxy_user_name: NotRequired[str]
    proxy_user_password: NotRequired[str]


class WinrmConnectionArguments(TypedDict):
    """How provisioners connect with WinRM."""

    type: Literal["winrm"]
    host: str
    user: NotRequired[str]
    password: NotRequired[str]
    port: NotRequired[int | float]
    timeout: NotRequired[str]
    script_path: NotRequired[str]
    https: NotRequired[bool]
    insecure: NotRequired[bool]
    use_ntlm: NotRequired[bool]
    cacert: NotRequired[str]


Connection: TypeAlias = (
    cdk.SSHProvisionerConnection | cdk.WinrmProvisionerConnection | SshConnectionArguments | WinrmConnectionArguments
)


class FileArguments(TypedDict):
    """Copies a file, or a text, to what was made."""

    type: Literal["file"]
    destination: str
    source: NotRequired[str]
    content: NotRequired[str]
    connection: NotRequired[Connection]


class LocalExecArguments(TypedDict):
    """Runs a command where the engine runs."""

    type: Literal["local-exec"]
    command: str
    working_dir: NotRequired[str]
    interpreter: NotRequired[Sequence[str]]
    environment: NotRequired[Mapping[str, str]]
    when: NotRequired[Literal["create", "destroy"]]


class RemoteExecArguments(TypedDict):
    """Runs commands on what was made."""

    type: Literal["remote-exec"]
    inline: NotRequired[Sequence[str]]
    script: NotRequired[str]
    scripts: NotRequired[Sequence[str]]
    connection: NotRequired[Connection]


Provisioner: TypeAlias = (
    cdk.FileProvisioner
    | cdk.LocalExecProvisioner
    | cdk.RemoteExecProvisioner
    | FileArguments
    | LocalExecArguments
    | RemoteExecArguments
)
Lifecycle: TypeAlias = cdk.TerraformResourceLifecycle | LifecycleArguments
