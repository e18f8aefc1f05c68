"""The files that `package` writes."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from provider import __version__
from provider.address import ProviderAddress
from provider.distribution.build import build
from provider.distribution.mirror import write_mirror
from provider.distribution.oci import write_layout
from provider.distribution.problem import DistributionError
from provider.distribution.release import Release, write_release
from provider.installation import target_platform
from provider.resources.provider import ADDRESS, DISTRIBUTION
from tests.harness.process import run_by_hand
from tests.warm.launches import ended

STEM = f"terraform-provider-twilio_{__version__}"
OURS = ProviderAddress.parse(ADDRESS)
ACME = ProviderAddress.parse("registry.acme.example/platform/twilio")


def contents(root: Path) -> dict[str, tuple[str, int]]:
    """Digest and mode of every file."""
    return {
        str(path.relative_to(root)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mode)
        for path in root.rglob("*")
        if path.is_file()
    }


def zip_in(packaged: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(packaged / "release" / __version__ / f"{STEM}_{target_platform()}.zip")


def zip_of(folder: Path, name: str, text: str = "#!/bin/sh\n") -> Path:
    """A zip as small as a release may have."""
    path = folder / name
    with zipfile.ZipFile(path, "w") as content:
        content.writestr("terraform-provider-twilio_v1.2.3", text)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Release:
    folder = tmp_path / "release"
    folder.mkdir()
    archives = [
        zip_of(tmp_path, f"terraform-provider-twilio_1.2.3_{platform}.zip") for platform in ("linux_amd64", "linux_arm64")
    ]
    return Release.gathered(ACME, "1.2.3", archives, folder)


def test_the_same_source_gives_the_same_bytes_in_another_folder(packaged: Path, tmp_path: Path) -> None:
    with zip_in(packaged) as content:
        first = {name: hashlib.sha256(content.read(name)).hexdigest() for name in content.namelist()}

    build(tmp_path / "another" / "folder", OURS, __version__, DISTRIBUTION)

    assert {name: digest for name, (digest, _) in contents(tmp_path / "another" / "folder").items()} == first


def test_no_compiled_file_tells_where_it_was_made(packaged: Path) -> None:
    places = [str(Path(__file__).parents[2]).encode(), str(packaged.parent).encode(), b"/site-packages/"]
    with zip_in(packaged) as content:
        ours = [name for name in content.namelist() if "/provider/" in name and name.endswith(".pyc")]
        assert ours
        assert [name for name in ours for place in places if place in content.read(name)] == []


def test_the_zip_has_the_program_that_engines_look_for_and_no_source(packaged: Path) -> None:
    with zip_in(packaged) as content:
        names = content.namelist()
        (program,) = [name for name in names if "/" not in name and name.startswith("terraform-provider-")]
        assert program == f"terraform-provider-twilio_v{__version__}"
        assert content.getinfo(program).external_attr >> 16 & 0o777 == 0o755
    assert [name for name in names if name.endswith(".py") or "/provider/fake" in name] == []


def test_the_zip_says_whose_each_library_is_and_brings_its_licence(packaged: Path) -> None:
    with zip_in(packaged) as content:
        names = content.namelist()
        said = dict(line.split(": ", 1) for line in content.read("python/licences/libraries.txt").decode().splitlines())
    libraries = {PurePosixPath(name).name for name in names if re.fullmatch(r"python/lib/[^/]+\.so[^/]*", name)}
    assert said.keys() == libraries
    for text in said.values():
        assert f"python/licences/{text}" in names or text.startswith(("Python's own", "not known here"))
    for metadata in (name for name in names if name.endswith(".dist-info/METADATA")):
        folder = metadata.removesuffix("METADATA")
        assert [name for name in names if name.startswith(folder) and re.search("LICEN[CS]E|COPYING|NOTICE", name)], folder


def test_the_sums_cover_every_zip_and_the_manifest(small: Release, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    write_release(small, folder, None)

    lines = (folder / "terraform-provider-twilio_1.2.3_SHA256SUMS").read_text().splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    present = [path for path in folder.iterdir() if not path.name.endswith("SHA256SUMS")]
    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in present}
    assert len(listed) == 3
    manifest = json.loads((folder / "terraform-provider-twilio_1.2.3_manifest.json").read_text())
    assert manifest == {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}


@pytest.fixture
def gnupg(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """GnuPG with a home of its own, which is removed once the agent that works there has ended: `--kill` waits for no end."""
    with tempfile.TemporaryDirectory(prefix="gpg-", dir="/tmp") as home:  # the path of gpg's socket must be short
        monkeypatch.setenv("GNUPGHOME", home)
        yield
        agent = subprocess.run(["gpg-connect-agent", "--no-autostart", "getinfo pid", "/bye"], capture_output=True, check=False)
        subprocess.run(["gpgconf", "--kill", "all"], check=True)
        if found := re.match(rb"D (\d+)\n", agent.stdout):
            assert ended(int(found[1]))


@pytest.mark.usefixtures("gnupg")
def test_the_signature_of_the_sums_is_good(small: Release, tmp_path: Path) -> None:
    gpg("--passphrase", "", "--quick-generate-key", "release@acme.example", "rsa2048", "sign", "never")
    write_release(small, tmp_path / "release", "release@acme.example")
    sums = tmp_path / "release" / "terraform-provider-twilio_1.2.3_SHA256SUMS"
    gpg("--verify", f"{sums}.sig", str(sums))
    sums.write_text(sums.read_text().replace("linux_arm64", "linux_mips64"))
    with pytest.raises(subprocess.CalledProcessError):
        gpg("--verify", f"{sums}.sig", str(sums))


def gpg(*arguments: str) -> None:
    subprocess.run(["gpg", "--batch", "--pinentry-mode", "loopback", *arguments], check=True, capture_output=True)


def test_versions_that_were_in_mirror_and_layout_before_stay(small: Release, tmp_path: Path) -> None:
    newer = Release(ACME, "1.3.0", small.zips)
    for release in (small, newer, newer):
        mirror, layout = write_mirror(release, tmp_path / "mirror"), write_layout(release, tmp_path / "oci")

    assert mirror == tmp_path / "mirror/registry.acme.example/platform/twilio"
    assert json.loads((mirror / "index.json").read_text()) == {"versions": {"1.2.3": {}, "1.3.0": {}}}
    assert set(json.loads((mirror / "1.2.3.json").read_text())["archives"]) == {"linux_amd64", "linux_arm64"}
    listed = json.loads((layout / "index.json").read_text())["manifests"]
    assert [each["annotations"]["org.opencontainers.image.ref.name"] for each in listed] == ["1.2.3", "1.3.0"]


def test_every_blob_of_a_layout_is_called_by_its_digest_and_there_is_none_that_nothing_names(
    small: Release, tmp_path: Path
) -> None:
    layout = write_layout(small, tmp_path / "oci")

    blobs = {path.name: path.read_bytes() for path in (layout / "blobs/sha256").iterdir()}
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in blobs.items())
    everything = b"".join([(layout / "index.json").read_bytes(), *(content for content in blobs.values())])
    assert [name for name in blobs if name.encode() not in everything] == []


@pytest.mark.parametrize(
    "name", ["terraform-provider-twilio_1.2.4_linux_amd64.zip", "terraform-provider-other_1.2.3_linux_amd64.zip"]
)
def test_a_zip_of_another_release_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DistributionError, match=r"must be called terraform-provider-twilio_1\.2\.3_OS_ARCH\.zip"):
        Release.gathered(ACME, "1.2.3", [zip_of(tmp_path, name)], tmp_path)


def test_two_zips_for_one_platform_are_refused(small: Release, tmp_path: Path) -> None:
    archives = [small.zips["linux_arm64"], tmp_path / "terraform-provider-twilio_1.2.3_linux_arm64.zip"]
    with pytest.raises(DistributionError, match="two zips for linux_arm64"):
        Release.gathered(ACME, "1.2.3", archives, tmp_path)


@pytest.mark.parametrize(
    "wrong", ["twilio", "acme/twilio", "acme.example/twilio", "Acme.example/a/b", "acme.example/../twilio", "a.b/c/d/e"]
)
def test_an_address_that_no_engine_accepts_is_refused_with_its_form(wrong: str, tmp_path: Path) -> None:
    done = run_by_hand("package", "--out", str(tmp_path / "out"), "--address", wrong)
    assert done.returncode == 1
    assert f'Nothing was done. "{wrong}" is not a provider\'s address. It has the form HOST/NAMESPACE/TYPE' in done.stderr
    assert not (tmp_path / "out").exists()
