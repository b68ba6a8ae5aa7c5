"""页面服务: a port that is taken is said in one line, before anything is started."""

import socket

import pytest
import typer

from doudi.cli.serve import refuse_a_taken_port


def test_a_taken_port_is_told_and_nothing_starts(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(typer.Exit):
            refuse_a_taken_port(port=port)
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert f"{port} 端口" in told and f"--port {port + 1}" in told
    refuse_a_taken_port(port=port)  # free again
    assert capsys.readouterr().err == ""
