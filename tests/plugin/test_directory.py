"""What a killed process left in the temporary directory is removed by the next one, and nothing else is."""

from __future__ import annotations

import os
import re
import signal
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from google.protobuf.empty_pb2 import Empty

from provider.plugin import directory
from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.harness.process import PluginProcess, engine_environment, started
from tests.harness.wire.goplugin_grpc import GRPCControllerStub


class Starter:
    """Starts plugins that have their sockets in one place."""

    def __init__(self, place: Path, loop: LoopThread, certificate: ClientCertificate) -> None:
        self.place, self._loop, self._certificate = place, loop, certificate

    @property
    def left(self) -> list[str]:
        return sorted(path.name for path in self.place.iterdir())

    def running(self) -> Iterator[PluginProcess]:
        environment = engine_environment(self._certificate, PLUGIN_UNIX_SOCKET_DIR=str(self.place))
        with started(self._loop, self._certificate, environment=environment) as plugin:
            yield plugin

    def start_and_end(self) -> None:
        """A whole life: what it sweeps is swept afterwards."""
        for plugin in self.running():
            with plugin.client() as client:
                client.call(GRPCControllerStub(client.channel).Shutdown, Empty())
            assert plugin.ended() == 0

    def start_and_kill(self) -> Path:
        """What the killed process left."""
        for plugin in self.running():
            plugin.send(signal.SIGKILL)
            assert plugin.ended() == -signal.SIGKILL
            return plugin.directory
        raise AssertionError


@pytest.fixture
def starter(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[Starter]:
    with tempfile.TemporaryDirectory(dir="/tmp") as chosen:  # pytest's own directories are too long for a socket on some systems
        yield Starter(Path(chosen), loop, engine_certificate)


def test_what_a_killed_process_left_is_removed_by_the_next(starter: Starter) -> None:
    left = starter.start_and_kill()
    assert [path.name for path in left.iterdir()] == ["plugin.sock"]
    starter.start_and_end()
    assert starter.left == []


def test_a_place_whose_path_is_short_in_letters_and_long_in_bytes_is_passed_over(starter: Starter) -> None:
    starter.place /= "ä" * 30
    starter.place.mkdir()
    for plugin in starter.running():
        assert plugin.directory.parent == Path("/tmp")
        with plugin.client() as client:
            assert client.schema().resource_schemas


def test_a_place_that_is_not_there_is_passed_over(starter: Starter) -> None:
    starter.place /= "nowhere"
    for plugin in starter.running():
        assert plugin.directory.parent == Path("/tmp")


def test_a_process_that_lives_keeps_its_directory(starter: Starter) -> None:
    for living in starter.running():
        starter.start_and_end()
        with living.client() as client:  # a new connection, over the socket that is still there
            assert client.schema().resource_schemas


def test_many_that_start_at_once_leave_nothing_of_the_killed_and_all_of_each_other(starter: Starter) -> None:
    for _ in range(3):
        starter.start_and_kill()
    with ThreadPoolExecutor(4) as threads:
        for ended in [threads.submit(starter.start_and_end) for _ in range(8)]:
            ended.result()
    assert starter.left == []


@pytest.fixture
def abandoned(starter: Starter) -> Path:
    """A killed process's directory."""
    return starter.start_and_kill()


def test_what_another_user_left_stays(abandoned: Path) -> None:
    directory.sweep("twilio", abandoned.parent, owner=os.geteuid() + 1)
    assert (abandoned / "plugin.sock").is_socket()
    directory.sweep("twilio", abandoned.parent)
    assert not abandoned.exists()


def test_a_symbolic_link_is_not_followed(starter: Starter, abandoned: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (elsewhere / "precious").touch()
    link = abandoned.with_name(directory.prefix("twilio") + "x" * 8)
    link.symlink_to(elsewhere)
    starter.start_and_end()
    assert starter.left == [link.name]
    assert (elsewhere / "precious").exists()


def test_a_directory_that_others_may_enter_is_not_ours(starter: Starter, abandoned: Path) -> None:
    abandoned.chmod(0o755)
    starter.start_and_end()
    assert starter.left == [abandoned.name]


@pytest.mark.parametrize(
    "name",
    [
        "terraform-provider-aws-abcdefgh",
        "terraform-provider-abcdefgh",
        "terraform-provider-twilio-notes",
        "terraform-provider-twilio-abcdefgh.old",
        "my-terraform-provider-twilio-abcdefgh",
        "plugin123456789",
    ],
)
def test_what_has_another_name_is_not_ours(starter: Starter, name: str) -> None:
    (starter.place / name).mkdir(mode=0o700)
    starter.start_and_end()
    assert starter.left == [name]


def test_a_file_of_such_a_name_is_not_ours(starter: Starter) -> None:
    file = starter.place / (directory.prefix("twilio") + "abcdefgh")
    file.touch(mode=0o700)
    starter.start_and_end()
    assert starter.left == [file.name]


def test_the_name_tells_ours_from_others(shared_plugin: PluginProcess) -> None:
    assert re.fullmatch("terraform-provider-twilio-[a-z0-9_]{8}", shared_plugin.directory.name)


def test_a_directory_swept_before_it_was_held_is_made_again(starter: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def swept_at_once(*, prefix: str, dir: str) -> str:  # the name is `mkdtemp`'s
        path = Path(make(prefix=prefix, dir=dir))
        made.append(path)
        if len(made) == 1:
            directory.sweep("twilio", starter.place)
            assert not path.exists(), "nobody held it yet"
        return str(path)

    make = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "mkdtemp", swept_at_once)
    with directory.private_directory("twilio", {"PLUGIN_UNIX_SOCKET_DIR": str(starter.place)}) as given:
        assert given == made[1] == next(starter.place.iterdir())
    assert list(starter.place.iterdir()) == []
