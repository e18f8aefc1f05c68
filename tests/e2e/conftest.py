"""Real engines with the plugin installed, each test with a stand-in Twilio and a working directory of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider import __version__
from provider.fake import FakeTwilio
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e import engine_choice, hcl
from tests.e2e.account import ACCOUNT, EVERYTHING, TOKEN, set_by_hand, set_up
from tests.e2e.stack import SECRET
from tests.e2e.workspace import Workspace, clean_environ, copy_initialised, write_cli_config
from tools.engines import Engine

STAND_IN = "http://stand-in.example"
"""Takes the place of the stand-in's address in a state that is kept for another test."""


@pytest.fixture(scope="session", params=engine_choice.USUAL)
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each usual engine in turn, unless a test chooses with `engine_choice.engines`."""
    return engine_choice.require(request.param)


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin, installed where only these tests look."""
    return install(tmp_path_factory.mktemp("mirror"), ADDRESS, __version__).root


@pytest.fixture(scope="session")
def cli_config(tmp_path_factory: pytest.TempPathFactory, mirror: Path) -> Path:
    """A CLI configuration that knows the mirror, and no registry."""
    return write_cli_config(tmp_path_factory.mktemp("cli"), mirror)


@pytest.fixture(scope="session")
def initialised(engine: Engine, cli_config: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which the engine's `init` has been run."""
    directory = tmp_path_factory.mktemp(engine.name)
    workspace = Workspace(directory, engine, clean_environ(directory, cli_config, {}))
    workspace.write()
    workspace.init().expect_success()
    return directory


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A stand-in whose account has stored credentials and settings that nobody ever touched.

    No test may leave settings that name a credential which is not there: recordings would be lost.
    """
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as served:
        set_up(served.account())
        yield served
        assert not served.violations


@pytest.fixture
def workspace(engine: Engine, initialised: Path, cli_config: Path, twilio: FakeTwilio, tmp_path: Path) -> Workspace:
    """An initialised directory without a configuration; the environment names the account, its token and the stand-in."""
    home = tmp_path / "home"
    home.mkdir()
    copy_initialised(initialised, tmp_path / "workspace")
    variables = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_BASE_URL": twilio.base_url,
        "TWILIO_BACKOFF_INTERVAL_IN_MS": "10",
    }
    return Workspace(tmp_path / "workspace", engine, clean_environ(home, cli_config, variables), secrets=[TOKEN], twilio=twilio)


@pytest.fixture(scope="session")
def state_of_everything(engine: Engine, initialised: Path, cli_config: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The state file after `EVERYTHING` was applied to an untouched account. One apply serves every test that starts there."""
    directory = tmp_path_factory.mktemp("everything")
    copy_initialised(initialised, directory / "workspace")
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as twilio:
        set_up(twilio.account())
        variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
        workspace = Workspace(directory / "workspace", engine, clean_environ(directory, cli_config, variables))
        workspace.write(hcl.settings(EVERYTHING))
        workspace.apply().expect_success()
        return workspace.state_text.replace(twilio.base_url, STAND_IN)


@pytest.fixture
def managed(workspace: Workspace, twilio: FakeTwilio, state_of_everything: str) -> Workspace:
    """A workspace and an account in which `EVERYTHING` has been applied. No request is logged yet."""
    workspace.write(hcl.settings(EVERYTHING))
    workspace.state_text = state_of_everything.replace(STAND_IN, twilio.base_url)
    set_by_hand(twilio.account(), EVERYTHING)
    return workspace


@pytest.fixture
def watched(workspace: Workspace) -> Workspace:
    """A workspace whose engine logs all that it can into its directory, and knows a secret of AWS."""
    workspace.environ |= {
        "TF_LOG": "TRACE",
        "TF_LOG_PATH": str(workspace.directory / "trace.log"),
        "TF_VAR_aws_secret": SECRET,
    }
    return workspace


@pytest.fixture
def temporary(watched: Workspace) -> Iterator[Path]:
    """Where the engine and the plugin keep their temporary files. Its path is short, for that of a socket must be."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="t") as directory:
        watched.environ["TMPDIR"] = directory
        yield Path(directory)
