"""A provider as OpenTofu takes it from an OCI registry, in the standard's layout of files, which tools such as `oras` copy."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from .hashes import sha256
from .release import Release

_INDEX = "application/vnd.oci.image.index.v1+json"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_PROVIDER = "application/vnd.opentofu.provider"
_TARGET = "application/vnd.opentofu.provider-target"
_EMPTY = b"{}"

Descriptor = dict[str, Any]


def write_layout(release: Release, root: Path) -> Path:
    """Add a release to the layout `root/NAMESPACE/TYPE`, and give that folder. Versions that are there already stay."""
    layout = root / release.address.namespace / release.address.type
    (layout / "blobs" / "sha256").mkdir(parents=True, exist_ok=True)
    (layout / "oci-layout").write_text(json.dumps({"imageLayoutVersion": "1.0.0"}))
    manifests = [_manifest(layout, platform, archive) for platform, archive in release.zips.items()]
    index = _blob(
        layout, _INDEX, _json({"schemaVersion": 2, "mediaType": _INDEX, "artifactType": _PROVIDER, "manifests": manifests})
    )
    tag = release.version.replace("+", "_")  # tags have no plus sign
    index |= {"artifactType": _PROVIDER, "annotations": {"org.opencontainers.image.ref.name": tag}}
    others = [one for one in _tagged(layout) if one["annotations"] != index["annotations"]]
    listing = {"schemaVersion": 2, "mediaType": _INDEX, "manifests": [*others, index]}
    (layout / "index.json").write_bytes(_json(listing))
    return layout


def _manifest(layout: Path, platform: str, archive: Path) -> Descriptor:
    os, _, architecture = platform.partition("_")
    size, digest = archive.stat().st_size, sha256(archive)
    shutil.copyfile(archive, layout / "blobs" / "sha256" / digest)
    manifest = {
        "schemaVersion": 2,
        "mediaType": _MANIFEST,
        "artifactType": _TARGET,
        "config": _blob(layout, "application/vnd.oci.empty.v1+json", _EMPTY),
        "layers": [{"mediaType": "archive/zip", "digest": f"sha256:{digest}", "size": size}],
    }
    described = _blob(layout, _MANIFEST, _json(manifest))
    return {**described, "artifactType": _TARGET, "platform": {"os": os, "architecture": architecture}}


def _blob(layout: Path, media_type: str, content: bytes) -> Descriptor:
    digest = hashlib.sha256(content).hexdigest()
    (layout / "blobs" / "sha256" / digest).write_bytes(content)
    return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}


def _tagged(layout: Path) -> list[Descriptor]:
    index = layout / "index.json"
    listed: list[Descriptor] = json.loads(index.read_bytes())["manifests"] if index.exists() else []
    return listed


def _json(content: object) -> bytes:
    return json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
