"""Divides a fleet of accounts into shards, each for a stack and a state of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import cdktf as cdk
from constructs import Construct

from .._values import is_number, is_token, wrong_type
from ..errors import InvalidConfiguration
from ._accounts import AccountList, is_literal, problem_with, sids_of
from ._dependencies import address_of

_DIGITS = 8


def shard_of(account_sid: str, shards: int) -> int:
    """The shard of an account, from 0 on. It depends on the SID alone, so that a new account moves no other one.

    In HCL it is `parseint(substr(sha256(sid), 0, 8), 16) % shards`.

    :param account_sid: The account.
    :param shards: How many there are.
    """
    return int(hashlib.sha256(account_sid.encode()).hexdigest()[:_DIGITS], 16) % shards


class AccountShard(Construct):
    """The accounts of one shard, to be given as `accounts`."""

    def __init__(self, scope: Construct, id_: str, accounts: Sequence[str] | AccountList, *, shard: int, shards: int) -> None:
        """Choose the accounts that `shard_of` puts into the shard.

        :param scope: Where it belongs: a stack, or a construct in one.
        :param id_: Its ID, unique among its siblings.
        :param accounts: All accounts: a list of their SIDs, or a `DataTwilioAccounts`.
        :param shard: Which shard, from 0 on.
        :param shards: How many there are.

        :raises TypeError: An argument is not of its type.
        :raises InvalidConfiguration: There is no such shard.
        """
        for name, value in (("shard", shard), ("shards", shards)):
            if not is_number(value) or value != int(value) or is_token(value):
                raise wrong_type(f"{type(self).__name__}.{name}", "a whole number that is known at synth", value)
        found = sids_of(accounts, f"{type(self).__name__}.accounts")
        super().__init__(scope, id_)
        if not 0 <= shard < shards:
            problem = problem_with("shard", f"There are shards from 0 to {shards - 1}, and none is {shard}.")
            raise InvalidConfiguration(self.node.path, [problem])
        self.sids: list[str] = self._chosen(accounts, found, shard, shards)
        """The SIDs of its accounts, or a token if only an engine will know them."""

    def _chosen(self, accounts: Any, found: Any, shard: int, shards: int) -> list[str]:
        if is_literal(found):
            return [sid for sid in found if shard_of(sid, shards) == shard]
        listed = f"{address_of(accounts)}.sids" if isinstance(accounts, cdk.TerraformElement) else _local(self, "All", found)
        wanted = f"parseint(substr(sha256(sid), 0, {_DIGITS}), 16) % {shards} == {shard}"
        sids: list[str] = cdk.TerraformLocal(self, "Sids", f"${{[for sid in {listed} : sid if {wanted}]}}").as_list
        return sids


def _local(scope: Construct, id_: str, value: Any) -> str:
    return f"local.{cdk.TerraformLocal(scope, id_, value).friendly_unique_id}"
