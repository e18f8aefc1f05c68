"""The launcher that `install` puts where engines look for the plugin."""

from __future__ import annotations

import shutil
import stat
import sys
from pathlib import Path

import pytest

from provider import __version__
from provider.installation import install, target_platform
from provider.resources.provider import ADDRESS
from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.harness.process import engine_environment, run_by_hand, started


@pytest.fixture
def launcher(tmp_path: Path) -> Path:
    return install(tmp_path / "mirror", ADDRESS, __version__).launcher


def test_the_launcher_is_where_engines_look_in_a_mirror(launcher: Path, tmp_path: Path) -> None:
    expected = f"mirror/{ADDRESS}/{__version__}/{target_platform()}/terraform-provider-twilio_v{__version__}"
    assert launcher.relative_to(tmp_path) == Path(expected)
    assert launcher.stat().st_mode & stat.S_IXUSR


def test_the_launcher_stands_alone_in_its_folder_of_which_engines_take_a_hash(launcher: Path) -> None:
    assert list(launcher.parent.iterdir()) == [launcher]


def test_the_launcher_is_the_same_wherever_it_is_installed(launcher: Path, tmp_path: Path) -> None:
    other = install(tmp_path / "other", ADDRESS, __version__).launcher
    assert other.read_bytes() == launcher.read_bytes()
    assert str(tmp_path).encode() not in launcher.read_bytes()


def test_the_launcher_serves_an_engine(launcher: Path, loop: LoopThread, engine_certificate: ClientCertificate) -> None:
    with started(loop, engine_certificate, command=[str(launcher)]) as plugin, plugin.client() as client:
        assert client.schema().resource_schemas


def test_the_launcher_serves_through_the_link_that_engines_make(
    launcher: Path, tmp_path: Path, loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    linked = tmp_path / "stack" / ".terraform" / "providers" / target_platform()
    linked.parent.mkdir(parents=True)
    linked.symlink_to(launcher.parent, target_is_directory=True)
    with started(loop, engine_certificate, command=[str(linked / launcher.name)]) as plugin:
        assert plugin.handshake.protocol_version == 6


def test_a_copy_of_the_launcher_finds_the_python_of_the_home_directory(
    tmp_path: Path, loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    installed = install(tmp_path / ".terraform.d" / "plugins", ADDRESS, __version__).launcher
    copy = tmp_path / "cache" / target_platform() / installed.name
    copy.parent.mkdir(parents=True)
    shutil.copy2(installed, copy)
    environment = engine_environment(engine_certificate, HOME=str(tmp_path), PATH="")
    with started(loop, engine_certificate, command=[str(copy)], environment=environment) as plugin:
        assert plugin.handshake.protocol_version == 6


def hostile(folder: Path) -> Path:
    """A folder in which every import that the provider makes would find something else."""
    for name in ("provider/__init__.py", "provider/__main__.py", "ssl.py", "asyncio.py", "json.py", "sitecustomize.py"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("raise SystemExit('hostile code was run')\n")
    return folder


def test_the_folder_an_engine_runs_in_does_not_change_what_is_imported(
    launcher: Path, tmp_path: Path, loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    stack = hostile(tmp_path / "stack")
    with started(loop, engine_certificate, command=[str(launcher)], cwd=stack) as plugin, plugin.client() as client:
        assert client.schema().resource_schemas


def test_python_variables_do_not_change_what_is_imported(
    launcher: Path, tmp_path: Path, loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    environment = engine_environment(engine_certificate, PYTHONPATH=str(hostile(tmp_path / "stack")), PYTHONHOME=str(tmp_path))
    with started(loop, engine_certificate, command=[str(launcher)], environment=environment) as plugin:
        assert plugin.handshake.protocol_version == 6


def test_a_python_that_is_gone_is_told_in_a_sentence_with_the_remedy(launcher: Path, tmp_path: Path) -> None:
    (launcher.parents[1] / "python").write_text(f"{tmp_path}/gone/bin/python\n")
    done = run_by_hand(command=[str(launcher)], environment={"HOME": str(tmp_path), "PATH": ""})
    assert done.returncode == 1
    assert "run: terraform-provider-twilio install" in done.stdout
    assert done.stdout.count("\n") == 1


def test_installing_again_records_the_python_anew(launcher: Path, tmp_path: Path) -> None:
    record = launcher.parents[1] / "python"
    before = record.read_text()
    record.write_text("/somewhere/else\n")
    install(tmp_path / "mirror", ADDRESS, __version__)
    assert record.read_text() == before


def test_the_command_says_where_it_installed_and_how_engines_find_another_folder(tmp_path: Path) -> None:
    done = run_by_hand("install", "--root", str(tmp_path / "mirror"))
    assert done.returncode == 0
    assert f"Installed {ADDRESS} {__version__}" in done.stdout
    assert f'filesystem_mirror {{ path = "{tmp_path / "mirror"}", include = ["terraform.local/*/*"] }}' in done.stdout
    assert 'direct { exclude = ["terraform.local/*/*"] }' in done.stdout  # other providers still come from registries


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    done = run_by_hand("install", "--root", str(occupied))
    assert done.returncode == 1
    assert "Not installed" in done.stderr
    assert "--root" in done.stderr
    assert "Traceback" not in done.stderr


def versions(home: Path) -> Path:
    return home / ".terraform.d/plugins" / ADDRESS


def at_home(home: Path, *arguments: str) -> str:
    """What a command says to somebody whose home is `home`."""
    done = run_by_hand(*arguments, environment={"HOME": str(home)})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_version_says_what_engines_will_find_before_and_after_installing(tmp_path: Path) -> None:
    assert f"engines in {tmp_path}/.terraform.d/plugins find nothing yet" in at_home(tmp_path, "--version")
    at_home(tmp_path, "install")
    after = at_home(tmp_path, "--version")
    assert f"find {__version__}\n" in after
    assert f"installed with Python {sys.version.split()[0]}" in after


def test_an_upgrade_leaves_no_other_version_and_names_those_that_it_removed(tmp_path: Path) -> None:
    (versions(tmp_path) / "0.1.0" / target_platform()).mkdir(parents=True)
    told = at_home(tmp_path, "upgrade")
    assert [path.name for path in versions(tmp_path).iterdir()] == [__version__]
    assert "Removed 0.1.0." in told
    assert "init -upgrade" in told


def test_an_install_keeps_other_versions_for_the_stacks_that_are_locked_to_them(tmp_path: Path) -> None:
    (versions(tmp_path) / "0.1.0" / target_platform()).mkdir(parents=True)
    at_home(tmp_path, "install")
    assert {path.name for path in versions(tmp_path).iterdir()} == {"0.1.0", __version__}


def test_an_uninstall_leaves_nothing_behind(tmp_path: Path) -> None:
    at_home(tmp_path, "install")
    at_home(tmp_path, "uninstall")
    assert list(tmp_path.iterdir()) == []


def test_an_uninstall_leaves_what_others_have_in_the_same_folders(tmp_path: Path) -> None:
    at_home(tmp_path, "install")
    others = tmp_path / ".terraform.d/plugins/terraform.local/somebody/else"
    others.mkdir(parents=True)
    at_home(tmp_path, "uninstall")
    assert others.is_dir()
    assert not versions(tmp_path).parent.exists()


def test_an_uninstall_where_nothing_is_installed_says_so(tmp_path: Path) -> None:
    assert "is not installed" in at_home(tmp_path, "uninstall")


def test_an_upgrade_that_changes_nothing_says_so(tmp_path: Path) -> None:
    at_home(tmp_path, "install")
    told = at_home(tmp_path, "upgrade")
    assert told.startswith(f"Nothing changed: {ADDRESS} {__version__} is installed already")
    assert "init -upgrade" not in told


def test_an_upgrade_that_mends_the_launcher_says_that_it_installed(tmp_path: Path) -> None:
    at_home(tmp_path, "install")
    (versions(tmp_path) / __version__ / "python").write_text("/nowhere/python\n")
    assert at_home(tmp_path, "upgrade").startswith(f"Installed {ADDRESS} {__version__}")


def cached(home: Path, cache: Path) -> Path:
    """The link that an engine makes in a plugin cache, and the lock beside it."""
    link = cache / ADDRESS / __version__ / target_platform()
    link.parent.mkdir(parents=True)
    link.symlink_to(versions(home) / __version__ / target_platform(), target_is_directory=True)
    link.with_name(f"{link.name}.lock").touch()
    return link


def test_an_uninstall_removes_what_plugin_caches_link_to(tmp_path: Path) -> None:
    at_home(tmp_path, "install")
    (tmp_path / ".terraformrc").write_text('plugin_cache_dir = "$HOME/named"\n')
    (tmp_path / ".tofurc").write_text(f'{{"plugin_cache_dir": "{tmp_path}/named-in-json"}}')
    in_variable = cached(tmp_path, tmp_path / "in-variable")
    links = [cached(tmp_path, tmp_path / name) for name in (".terraform.d/plugin-cache", "named", "named-in-json")]
    done = run_by_hand("uninstall", environment={"HOME": str(tmp_path), "TF_PLUGIN_CACHE_DIR": str(tmp_path / "in-variable")})
    assert done.returncode == 0
    for link in (in_variable, *links):
        assert f"Removed the link {link}\n" in done.stdout
    assert [path for path in tmp_path.rglob("*") if "terraform.local" in path.parts] == []


def test_an_uninstall_leaves_in_a_cache_what_is_whole_or_others(tmp_path: Path) -> None:
    at_home(tmp_path, "install")
    cache = tmp_path / ".terraform.d/plugin-cache"
    kept = [cache / ADDRESS / "0.0.1" / target_platform(), cache / "terraform.local/somebody/else/1.0.0"]
    for folder in kept:
        folder.mkdir(parents=True)
    link = cached(tmp_path, cache)
    at_home(tmp_path, "uninstall")
    assert not link.is_symlink()
    assert all(folder.is_dir() for folder in kept)
