from __future__ import annotations

import stat
import tempfile
from pathlib import Path

from cryptography import x509

from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.harness.process import COOKIE, PluginProcess, engine_environment, run_by_hand, started


def test_the_handshake_line_names_versions_socket_kind_and_certificate(shared_plugin: PluginProcess) -> None:
    line = shared_plugin.handshake
    assert (line.core_version, line.protocol_version, line.network, line.kind) == (1, 6, "unix", "grpc")
    assert Path(line.address).is_socket()


def test_the_certificate_in_the_handshake_is_for_localhost(shared_plugin: PluginProcess) -> None:
    certificate = x509.load_der_x509_certificate(shared_plugin.handshake.certificate)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]


def test_every_process_has_a_certificate_of_its_own(
    shared_plugin: PluginProcess, loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    with started(loop, engine_certificate) as other:
        assert other.handshake.certificate != shared_plugin.handshake.certificate


def test_an_engine_without_a_certificate_gets_an_empty_one_and_no_tls(loop: LoopThread) -> None:
    with started(loop, None) as plugin, plugin.client() as client:
        assert plugin.handshake.certificate == b""
        assert "twilio_video_recording_settings" in client.schema().resource_schemas


def test_the_socket_is_in_a_directory_of_this_user_alone(shared_plugin: PluginProcess) -> None:
    assert stat.S_IMODE(shared_plugin.directory.stat().st_mode) == 0o700


def test_no_key_is_on_disk_while_serving(shared_plugin: PluginProcess) -> None:
    assert [path.name for path in shared_plugin.directory.iterdir()] == ["plugin.sock"]


def test_an_engine_can_choose_where_the_socket_is(loop: LoopThread, engine_certificate: ClientCertificate) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as chosen:  # pytest's own directories are too long for a socket on some systems
        environment = engine_environment(engine_certificate, PLUGIN_UNIX_SOCKET_DIR=chosen)
        with started(loop, engine_certificate, environment=environment) as plugin:
            assert plugin.directory.parent == Path(chosen)


def test_a_socket_path_that_would_be_too_long_is_put_elsewhere(
    tmp_path: Path, loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    environment = engine_environment(engine_certificate, PLUGIN_UNIX_SOCKET_DIR=str(long))
    with started(loop, engine_certificate, environment=environment) as plugin, plugin.client() as client:
        assert len(plugin.handshake.address) < 100
        assert client.schema().resource_schemas


def test_an_engine_that_is_too_old_is_told_so_in_one_sentence() -> None:
    done = run_by_hand(environment=COOKIE | {"PLUGIN_PROTOCOL_VERSIONS": "4,5"})
    assert done.returncode == 1
    assert "speaks plugin protocol 6; this engine offers 4, 5" in done.stdout
    assert "Terraform 1.0" in done.stdout
    assert done.stdout.count("\n") == 1


def test_an_engine_that_names_no_versions_is_taken_for_one_of_today(
    loop: LoopThread, engine_certificate: ClientCertificate
) -> None:
    environment = engine_environment(engine_certificate)
    del environment["PLUGIN_PROTOCOL_VERSIONS"]
    with started(loop, engine_certificate, environment=environment) as plugin:
        assert plugin.handshake.protocol_version == 6


def test_what_is_not_a_certificate_is_refused_in_one_sentence() -> None:
    done = run_by_hand(environment=COOKIE | {"PLUGIN_PROTOCOL_VERSIONS": "6", "PLUGIN_CLIENT_CERT": "not a certificate"})
    assert done.returncode == 1
    assert "PLUGIN_CLIENT_CERT does not hold a PEM certificate" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
