"""What `package` writes, installed by real engines on machines without Python."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from provider import __version__
from provider.address import ProviderAddress
from provider.distribution.mirror import write_mirror
from provider.distribution.release import Release
from provider.fake import FakeTwilio
from provider.installation import target_platform
from provider.resources.provider import ADDRESS
from tests.distribution.machine import filesystem, machine, network, oci
from tests.distribution.servers import files, registry, serving
from tests.e2e.account import ACCOUNT, TOKEN, holds
from tests.e2e.engine_choice import OPENTOFU, engines
from tools.authority import Authority
from tools.engines import Engine

ZIP = f"terraform-provider-twilio_{__version__}_{target_platform()}.zip"


@pytest.fixture
def lock_file(packaged: Path) -> str:
    """The lock file that comes with the package."""
    return (packaged / "lock" / f"{__version__}.terraform.lock.hcl").read_text()


def test_the_lock_file_serves_a_network_mirror_and_a_filesystem_mirror(
    engine: Engine, packaged: Path, authority: Authority, lock_file: str, tmp_path: Path
) -> None:
    with serving(files(packaged / "mirror"), authority) as host:
        for name, source in (("web", network(host)), ("files", filesystem(packaged / "mirror"))):
            second = machine(tmp_path / name, engine, source, authority.trusted, lock_file)
            second.run("init", "-input=false", "-no-color", "-lockfile=readonly").expect_success()


@engines(OPENTOFU)
def test_the_same_lock_file_serves_from_an_oci_registry(
    engine: Engine, packaged: Path, authority: Authority, lock_file: str, tmp_path: Path
) -> None:
    with serving(registry(packaged / "oci"), authority) as host:
        second = machine(tmp_path, engine, oci(host), authority.trusted, lock_file)
        second.run("init", "-input=false", "-no-color", "-lockfile=readonly").expect_success()


def test_what_was_installed_plans_and_applies_where_there_is_no_python(
    engine: Engine, packaged: Path, authority: Authority, tmp_path: Path
) -> None:
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as twilio:
        variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
        there = machine(tmp_path, engine, filesystem(packaged / "mirror"), authority.trusted, **variables)
        there.init().expect_success()
        there.apply().expect_success()
        there.plan().expect_nothing_to_do()
        assert holds(twilio)["friendly_name"] == "Recordings"


def test_a_zip_that_was_changed_is_refused_by_the_mirrors_own_hashes(
    engine: Engine, packaged: Path, authority: Authority, tmp_path: Path
) -> None:
    mirror = changed(packaged / "mirror", tmp_path)
    with serving(files(mirror), authority) as host:
        done = machine(tmp_path / "machine", engine, network(host), authority.trusted).init()
    assert done.code == 1
    assert "checksum" in done.text


def test_a_zip_that_was_changed_with_its_hashes_is_refused_by_the_lock_file(
    engine: Engine, packaged: Path, authority: Authority, lock_file: str, tmp_path: Path
) -> None:
    mirror = changed(packaged / "mirror", tmp_path)
    zips = {target_platform(): mirror / ADDRESS / ZIP}
    elsewhere = tmp_path / "rehashed"
    write_mirror(Release(ProviderAddress.parse(ADDRESS), __version__, zips), elsewhere)
    with serving(files(elsewhere), authority) as host:
        without = machine(tmp_path / "without", engine, network(host), authority.trusted)
        without.init().expect_success()
        done = machine(tmp_path / "with", engine, network(host), authority.trusted, lock_file).init()
    assert done.code == 1
    assert "checksum" in done.text


@engines(OPENTOFU)
def test_a_blob_that_was_changed_in_an_oci_registry_is_refused(
    engine: Engine, packaged: Path, authority: Authority, tmp_path: Path
) -> None:
    layouts = tmp_path / "oci"
    shutil.copytree(packaged / "oci", layouts)
    largest = max(layouts.rglob("blobs/sha256/*"), key=lambda blob: blob.stat().st_size)
    change(largest)
    with serving(registry(layouts), authority) as host:
        done = machine(tmp_path / "machine", engine, oci(host), authority.trusted).init()
    assert done.code == 1
    assert "mismatch" in done.text


def changed(mirror: Path, into: Path) -> Path:
    """A copy of the mirror with a zip of which one more file is part."""
    copy = into / "changed"
    shutil.copytree(mirror, copy)
    change(copy / ADDRESS / ZIP)
    return copy


def change(archive: Path) -> None:
    with zipfile.ZipFile(archive, "a") as content:
        content.writestr("python/lib/added.py", "print('from somebody else')")
