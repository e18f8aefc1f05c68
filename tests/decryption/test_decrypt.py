"""What the command `decrypt` reads, and what it does to files."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from provider.cli.decrypt import PASSWORD_VARIABLE
from provider.decryption import Envelope, OutputError, decrypt, decrypt_file
from provider.decryption.envelope import CHUNK_SIZE
from tests.decryption.encrypting import LENGTH, MEDIA, MISMATCH, Desk, encrypted, metadata_for, pem
from tests.harness.process import PROVIDER, ROOT, plain_environment

MADE_BY_OPENSSL = Path(__file__).with_name("made_by_openssl.json")


@pytest.mark.parametrize(
    "size",
    [0, 1, 15, 16, 17, *(n * CHUNK_SIZE + d for n in (1, 2) for d in (-17, -16, -15, -1, 0, 1, 16))],
)
def test_media_of_every_size_comes_back_as_it_was(key: rsa.RSAPrivateKey, size: int) -> None:
    media = (bytes(range(251)) * (size // 251 + 1))[:size]
    sink = io.BytesIO()
    envelope = Envelope.from_metadata(metadata_for(key, size))
    assert decrypt(io.BytesIO(encrypted(media)), sink, envelope, key) == size
    assert sink.getvalue() == media


def test_the_command_writes_the_media_for_the_owner_alone_and_says_nothing(desk: Desk) -> None:
    assert desk.run() == (0, "")
    assert desk.media == MEDIA
    assert desk.new_files == {"recording.mka"}
    assert (desk.folder / "recording.mka").stat().st_mode & 0o777 == 0o600


def test_an_object_made_by_openssl_is_read_with_an_encrypted_key_made_by_openssl(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = json.loads(MADE_BY_OPENSSL.read_text())
    monkeypatch.setenv(PASSWORD_VARIABLE, made["password"])
    desk.put("private.pem", made["private_key"].encode())
    desk.put("recording.enc", base64.b64decode(made["object"]))
    desk.put("head.json", json.dumps(made["head_object"]).encode())
    assert desk.run(metadata=["--metadata", str(desk.folder / "head.json")]) == (0, "")
    assert desk.media == made["media"].encode()


def test_names_are_read_in_any_case_and_with_or_without_the_prefix(desk: Desk) -> None:
    names = ("X-Amz-Meta-X-Amz-Key", LENGTH.upper(), "x-amz-meta-x-amz-matdesc", "X-AMZ-IV")
    desk.metadata = dict(zip(names, desk.metadata.values(), strict=True))
    assert desk.run() == (0, "")
    assert desk.media == MEDIA


def test_metadata_alone_without_the_rest_of_head_object_is_read_too(desk: Desk) -> None:
    desk.put("flat.json", json.dumps(desk.metadata | {"note": 1}).encode("utf-16"))
    assert desk.run(metadata=["--metadata", str(desk.folder / "flat.json")]) == (0, "")
    assert desk.media == MEDIA


@pytest.mark.parametrize("form", ["{}={}", "x-amz-meta-{}: {}"])
def test_metadata_can_be_given_as_pairs_or_pasted_headers(desk: Desk, form: str) -> None:
    pairs = [part for item in desk.metadata.items() for part in ("--meta", form.format(*item))]
    assert desk.run(metadata=pairs) == (0, "")
    assert desk.media == MEDIA


def test_an_undeclared_length_is_accepted_and_said(desk: Desk) -> None:
    del desk.metadata[LENGTH]
    assert desk.run() == (0, f"Note: the metadata has no {LENGTH}: the length was not checked.\n")
    assert desk.media == MEDIA


def test_a_stated_algorithm_that_is_this_one_is_accepted(desk: Desk) -> None:
    desk.metadata["x-amz-cek-alg"] = "AES/CBC/PKCS5Padding"
    assert desk.run() == (0, "")
    assert desk.media == MEDIA


def test_a_large_recording_needs_little_memory(tmp_path: Path, key: rsa.RSAPrivateKey) -> None:
    size = 24 << 20
    source, output = tmp_path / "recording.enc", tmp_path / "recording.mka"
    media = os.urandom(1 << 20) * (size >> 20)
    source.write_bytes(encrypted(media))
    envelope = Envelope.from_metadata(metadata_for(key, size))
    tracemalloc.start()
    try:
        decrypt_file(source, output, envelope, key)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20
    assert output.read_bytes() == media


def test_a_change_in_the_middle_goes_unnoticed_as_the_help_says(desk: Desk) -> None:
    # Not wished for: CBC cannot do better. It stands here so that nobody reads more into exit code 0.
    changed = bytearray(encrypted(MEDIA))
    changed[20] ^= 1
    desk.put("recording.enc", bytes(changed))
    assert desk.run() == (0, "")
    assert desk.media != MEDIA


@pytest.mark.parametrize("name", ["recording.enc", "private.pem"])
def test_a_missing_file_is_named(desk: Desk, name: str) -> None:
    (desk.folder / name).unlink()
    assert f"{name}: No such file or directory." in desk.refusal()


def test_a_missing_metadata_file_is_named(desk: Desk) -> None:
    said = desk.refusal(metadata=["--metadata", str(desk.folder / "absent.json")])
    assert "absent.json: No such file or directory." in said


def test_an_existing_output_is_kept(desk: Desk) -> None:
    desk.put("recording.mka", b"precious")
    assert "recording.mka exists already. Choose another output, or give --force" in desk.refusal()
    assert desk.media == b"precious"


def test_force_replaces_an_existing_output(desk: Desk) -> None:
    desk.put("recording.mka", b"old")
    assert desk.run("--force") == (0, "")
    assert desk.media == MEDIA
    assert desk.new_files == set()


def test_a_failure_keeps_the_existing_output_even_with_force(desk: Desk, other_key: rsa.RSAPrivateKey) -> None:
    desk.put("recording.mka", b"precious")
    desk.put("private.pem", pem(other_key))
    assert MISMATCH in desk.refusal("--force")
    assert desk.media == b"precious"


@pytest.mark.parametrize("name", ["recording.enc", "private.pem", "metadata.json"])
def test_an_input_is_never_replaced(desk: Desk, name: str) -> None:
    desk.run(output="first.mka")
    before = (desk.folder / name).read_bytes()
    code, said = desk.run("--force", output=name)
    assert code == 1
    assert "is one of the inputs, which not even --force replaces." in said
    assert (desk.folder / name).read_bytes() == before


def test_a_dangling_link_counts_as_an_existing_output(desk: Desk, key: rsa.RSAPrivateKey) -> None:
    output = desk.folder / "recording.mka"
    output.symlink_to(desk.folder / "nowhere")
    with pytest.raises(OutputError, match="exists already"):
        decrypt_file(desk.folder / "recording.enc", output, Envelope.from_metadata(desk.metadata), key)
    assert output.is_symlink()
    assert desk.new_files == {"recording.mka"}


def test_an_output_that_appears_while_decrypting_is_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: desk.put("recording.mka", b"precious"))
    assert "recording.mka exists already." in desk.refusal()
    assert desk.media == b"precious"


def test_an_interrupted_run_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        assert len(desk.new_files) == 1  # the temporary file
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    assert "Interrupted." in desk.refusal()


def test_an_output_in_a_missing_folder_is_refused(desk: Desk) -> None:
    code, said = desk.run(output="absent/recording.mka")
    assert code == 1
    assert "absent does not exist." in said
    assert desk.new_files == set()


def test_a_folder_as_output_is_refused(desk: Desk) -> None:
    code, said = desk.run("--force", output=".")
    assert code == 1
    assert "is a folder; name the file to write." in said
    assert desk.new_files == set()


@pytest.fixture
def process(desk: Desk) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    desk.put("metadata.json", json.dumps({"Metadata": desk.metadata}).encode())

    def run(output: str, *before: str) -> subprocess.CompletedProcess[bytes]:
        files = ["--key", "private.pem", "--metadata", "metadata.json", "recording.enc", "-o", output]
        command = [*before, *PROVIDER, "decrypt", *files]
        environment = plain_environment(PYTHONPATH=str(ROOT))
        return subprocess.run(
            command, cwd=desk.folder, env=environment, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )

    return run


def test_the_command_writes_the_media_to_standard_output_and_leaves_no_file(
    desk: Desk, process: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    done = process("-")
    assert (done.returncode, done.stdout, done.stderr) == (0, MEDIA, b"")
    assert desk.new_files == set()


def test_the_command_writes_nothing_to_standard_output_with_a_wrong_key(
    desk: Desk, other_key: rsa.RSAPrivateKey, process: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    desk.put("private.pem", pem(other_key))
    done = process("-")
    assert (done.returncode, done.stdout) == (1, b"")
    assert MISMATCH in done.stderr.decode()


def test_a_run_that_is_ended_from_outside_says_that_nothing_was_written(desk: Desk) -> None:
    os.mkfifo(desk.folder / "key")  # whoever reads it waits
    files = ["--key", "key", "--metadata", "metadata.json", "recording.enc", "-o", "recording.mka"]
    desk.put("metadata.json", json.dumps({"Metadata": desk.metadata}).encode())
    with (
        subprocess.Popen(
            [*PROVIDER, "decrypt", *files], cwd=desk.folder, env=plain_environment(PYTHONPATH=str(ROOT)), stderr=subprocess.PIPE
        ) as process,
        (desk.folder / "key").open("wb"),
    ):  # it is being read now
        process.terminate()
        _, said = process.communicate()
    assert (process.returncode, said) == (1, b"decrypt: Interrupted. recording.mka was not written.\n")


def test_a_full_disk_is_reported_and_nothing_is_left_behind(
    desk: Desk, key: rsa.RSAPrivateKey, process: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    media = bytes(4 * CHUNK_SIZE)
    desk.put("recording.enc", encrypted(media))
    desk.put("metadata.json", json.dumps(metadata_for(key, len(media))).encode())
    done = process("recording.mka", "sh", "-c", 'ulimit -f 200 && exec "$@"', "sh")  # no file over 100 KiB
    assert done.returncode == 1
    assert done.stderr == b"decrypt: File too large. recording.mka was not written.\n"
    assert desk.new_files == set()


def test_a_closed_standard_output_is_reported_in_one_line(
    desk: Desk, key: rsa.RSAPrivateKey, process: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    media = bytes(4 * CHUNK_SIZE)
    desk.put("recording.enc", encrypted(media))
    desk.put("metadata.json", json.dumps(metadata_for(key, len(media))).encode())
    done = process("-", "sh", "-c", '"$@" | true', "sh")
    assert done.stderr == b"decrypt: Broken pipe.\n"


def test_the_password_is_asked_for_in_a_terminal_and_not_shown(desk: Desk, key: rsa.RSAPrivateKey) -> None:
    desk.put("private.pem", pem(key, "typed"))
    desk.put("metadata.json", json.dumps(desk.metadata).encode())
    terminal, its_other_end = os.openpty()
    files = ["--key", "private.pem", "--metadata", "metadata.json", "recording.enc", "-o", "recording.mka"]
    with subprocess.Popen(
        [*PROVIDER, "decrypt", *files],
        cwd=desk.folder,
        env={name: value for name, value in plain_environment(PYTHONPATH=str(ROOT)).items() if name != PASSWORD_VARIABLE},
        stdin=its_other_end,
        stderr=subprocess.PIPE,
        start_new_session=True,  # no other terminal than this one to ask in
    ) as process:
        assert process.stderr is not None
        prompt = b"Password of the private key: "
        assert process.stderr.read(len(prompt)) == prompt
        os.write(terminal, b"typed\n")
        assert process.stderr.read() == b"\n"
    assert process.returncode == 0
    assert desk.media == MEDIA
    os.set_blocking(terminal, False)
    with pytest.raises(BlockingIOError):  # nothing was echoed
        os.read(terminal, 100)
    os.close(its_other_end)
    os.close(terminal)
