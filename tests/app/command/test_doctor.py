"""The doctor: what is in order is said to be, and what is wrong with how to mend it."""

import socket

from app.command.doctor import examine


def findings(library, port):
    return {each.what: each for each in examine(library, port)}


def test_a_whole_installation_is_well_and_what_is_wrong_is_said(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = findings(tmp_path / "file" / "library", port)
    wrong = {what for what, finding in found.items() if not finding.is_well}
    assert wrong == {"permissions", f"port {port}"}
    assert f"--port {port + 1}" in found[f"port {port}"].mend
    assert "can not be written" in found["permissions"].found
    well = findings(tmp_path / "library", port)
    assert all(finding.is_well for finding in well.values()), well
