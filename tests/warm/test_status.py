"""What a person is told of standby processes, for how long they stay, and which commands end them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from provider.plugin.warm import found
from tests.harness.process import run_by_hand
from tests.warm.launches import Home, ended


def told(home: Home, *command: str) -> str:
    environment = {"XDG_RUNTIME_DIR": str(home.runtime), "TMPDIR": str(home.runtime), "HOME": str(home.directory)}
    return run_by_hand(*command, environment=environment).stdout


def test_the_version_tells_of_the_standby_process_and_its_memory(warm: Home) -> None:
    workers = warm.workers()
    line = rf"^standing by is process {warm.the_standby} with (\d+) MiB, until 10 minutes after the last launch$"
    (mebibytes,) = re.findall(line, told(warm, "--version"), re.MULTILINE)
    assert 5 < int(mebibytes) < 40 * len(workers) + 20


def test_doctor_tells_of_the_standby_process(warm: Home) -> None:
    findings = json.loads(told(warm, "doctor", "--json"))["findings"]
    (summary,) = [each["summary"] for each in findings if each["check"] == "standby process"]
    assert summary.startswith(f"For the next launch stands by process {warm.the_standby} with ")


def test_where_nothing_stands_by_nothing_is_told(home: Home) -> None:
    assert "standing by" not in told(home, "--version")
    assert "standby process" not in told(home, "doctor", "--json")


def test_where_the_kernel_tells_of_no_memory_the_system_does(warm: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS. There what workers share is counted for each."""
    standby = found.Standby(warm.the_standby, 1.0)
    at_least = standby.mebibytes()

    def refuse(path: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(found, "_read", refuse)
    assert standby.mebibytes() >= at_least > 0


@pytest.mark.parametrize(
    ("variables", "stays"),
    [
        ({"CI": "true"}, "30 seconds"),
        ({"CI": "1"}, "30 seconds"),
        ({"CI": "false"}, "10 minutes"),
        ({"CI": ""}, "10 minutes"),
        ({"CI": "true", "TWILIO_PROVIDER_WARM_START_SECONDS": "300"}, "5 minutes"),
        ({"TWILIO_PROVIDER_WARM_START_SECONDS": "soon"}, "10 minutes"),
        ({"TWILIO_PROVIDER_WARM_START_SECONDS": "86400"}, "60 minutes"),
    ],
)
def test_it_stays_for_ten_minutes_after_the_last_launch_and_in_ci_for_half_a_minute(
    home: Home, variables: dict[str, str], stays: str
) -> None:
    with home.launched(environment=home.environment(**variables)):
        assert f"until {stays} after the last launch" in told(home, "--version")


@pytest.mark.parametrize("command", ["upgrade", "uninstall"])
def test_it_is_gone_after(warm: Home, tmp_path: Path, command: str) -> None:
    standby = warm.the_standby
    assert "Ended 1 standby process." in told(warm, command, "--root", str(tmp_path / "mirror"))
    assert ended(standby)
