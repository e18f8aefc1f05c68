"""What is in the cache is checked before it is used, and one process at a time puts it there."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue
from subprocess import PIPE

import pytest

from tests.tools.engines.conftest import Machine
from tests.tools.engines.stand_ins import archive_of, program, saying
from tools.engines.binaries import CURRENT_TERRAFORM
from tools.engines.cache import SEAL, Cache, cache_directory, seal
from tools.engines.failures import UnfitError, UnobtainableError
from tools.engines.obtain import obtain_terraform

CHECKOUT = Path(__file__).parents[3]

OBTAIN_TERRAFORM = """
import sys
from pathlib import Path
from tools.engines.obtain import obtain_terraform
from tools.engines.settings import Settings
settings = Settings({"PATH": ""}, Path(sys.argv[1]), sys.argv[2])
print(obtain_terraform(settings).path)
"""


@pytest.fixture
def published(machine: Machine) -> Machine:
    archive = archive_of("terraform", saying(f"Terraform v{CURRENT_TERRAFORM}"))
    machine.site.publish(f"terraform/{CURRENT_TERRAFORM}", "terraform", CURRENT_TERRAFORM, archive)
    return machine


def test_a_tool_is_downloaded_once_and_then_comes_from_the_cache(published: Machine) -> None:
    first = obtain_terraform(published.settings)

    assert obtain_terraform(published.settings) == first
    assert published.site.archives_sent() == 1


def test_a_changed_file_in_the_cache_is_found_and_replaced(published: Machine) -> None:
    path = obtain_terraform(published.settings).path
    program(path, f"echo tampered\n{saying(f'Terraform v{CURRENT_TERRAFORM}')}")

    again = obtain_terraform(published.settings).path

    assert "tampered" not in again.read_text()
    assert [line for line in published.told if "cannot be used and is replaced: terraform has SHA-256" in line]


@pytest.mark.parametrize("record", [None, "", "not a digest\n"])
def test_an_entry_without_a_usable_record_of_digests_is_replaced(published: Machine, record: str | None) -> None:
    entry = obtain_terraform(published.settings).path.parent
    (entry / SEAL).unlink() if record is None else (entry / SEAL).write_text(record)

    obtain_terraform(published.settings)

    assert published.site.archives_sent() == 2


def test_an_entry_that_has_lost_its_file_is_replaced(published: Machine) -> None:
    path = obtain_terraform(published.settings).path
    path.unlink()

    assert obtain_terraform(published.settings).path.is_file()


def test_an_entry_that_turns_out_to_be_another_version_is_replaced(published: Machine) -> None:
    path = obtain_terraform(published.settings).path
    program(path, saying("Terraform v1.11.3"))
    seal(path.parent)

    assert obtain_terraform(published.settings).version == CURRENT_TERRAFORM


def test_what_a_killed_process_left_behind_does_not_get_into_the_entry(published: Machine) -> None:
    first = obtain_terraform(published.settings).path.parent
    left_behind = published.settings.cache / f".{first.name}.partial"
    program(left_behind / "terraform", "exit 1")
    (first / SEAL).unlink()

    obtain_terraform(published.settings)

    assert {path.name for path in first.iterdir()} == {"terraform", SEAL}
    assert not left_behind.exists()


def test_a_failed_attempt_leaves_no_entry(tmp_path: Path) -> None:
    def fill(directory: Path) -> None:
        (directory / "half").write_text("half")
        raise UnfitError("it broke off")

    with pytest.raises(UnfitError, match="it broke off"):
        Cache(tmp_path, print).obtain("tool", lambda entry: entry, fill)

    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_failed_replacement_leaves_the_damaged_entry_where_it_was(published: Machine) -> None:
    path = obtain_terraform(published.settings).path
    program(path, "exit 1")
    published.site.files.clear()

    with pytest.raises(UnobtainableError, match="answered 404"):
        obtain_terraform(published.settings)

    assert path.exists()


def test_two_processes_at_once_make_one_download_and_both_get_the_tool(published: Machine) -> None:
    published.site.may_answer.clear()
    said: Queue[str] = Queue()
    command = [sys.executable, "-c", OBTAIN_TERRAFORM, str(published.settings.cache), published.settings.terraform_releases]
    with contextlib.ExitStack() as running:
        processes = [
            running.enter_context(subprocess.Popen(command, cwd=CHECKOUT, stdout=PIPE, stderr=PIPE, text=True)) for _ in range(2)
        ]
        for process in processes:
            assert process.stderr is not None
            threading.Thread(target=lambda lines: [*map(said.put, lines)], args=[process.stderr], daemon=True).start()
        while "waiting for another process" not in said.get(timeout=60):
            pass
        published.site.may_answer.set()
        paths = {process.stdout.read() for process in processes if process.stdout is not None}

    assert [Path(path.strip()).name for path in paths] == ["terraform"]
    assert published.site.archives_sent() == 1


def test_a_cache_that_cannot_be_written_is_named_with_the_variable_that_moves_it(published: Machine) -> None:
    published.settings.cache.write_text("a file where the directory should be")

    with pytest.raises(UnobtainableError, match="TWILIO_PROVIDER_CACHE names another directory"):
        obtain_terraform(published.settings)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TWILIO_PROVIDER_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, Path("/a")),
        ({"XDG_CACHE_HOME": "/b"}, Path("/b/terraform-provider-twilio")),
        ({}, Path.home() / ".cache" / "terraform-provider-twilio"),
    ],
)
def test_the_cache_is_where_the_environment_says(environ: dict[str, str], expected: Path) -> None:
    assert cache_directory(environ) == expected


def test_the_cache_is_outside_the_checkout() -> None:
    assert not cache_directory(dict(os.environ)).is_relative_to(CHECKOUT)
