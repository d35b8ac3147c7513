"""SIGHUP has the box read its certificate again: connections from then on see the new one, sessions go on, and a certificate that
cannot be read leaves the present one in its place."""
import hashlib
import pathlib
import signal
import socket
import ssl
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import Box, eventually, free_port, temp_folder


def shown(port):
    """SHA-256 of the certificate that the port shows, as the pages write it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), 10) as plain, context.wrap_socket(plain) as line:
        return ":".join(f"{byte:02X}" for byte in hashlib.sha256(line.getpeercert(True)).digest())


def main():
    with temp_folder() as folder, Box(folder, f"rtsp://127.0.0.1:{free_port()}/main", https=True) as box:
        installer = box.account("installer")
        told = lambda: installer.get("/api/v1/devices").json()["tls"]["fingerprint"]
        first = shown(box.https_port)
        assert told() == first, (told(), first)
        key = folder / "state" / "tls" / "key.pem"
        good = key.read_bytes()

        key.write_bytes(b"no key")
        box.send(signal.SIGHUP)
        eventually(lambda: "the certificate is not read again" in box.text(), 10, "the log says that the key is none")
        assert shown(box.https_port) == told() == first

        key.write_bytes(good)
        for name in ("key.pem", "certificate.pem"):
            (key.parent / name).unlink()
        box.send(signal.SIGHUP)
        second = eventually(lambda: shown(box.https_port) != first and shown(box.https_port), 10, "another certificate is shown")
        assert told() == second, (told(), second)  # in the same session
        assert installer.get("/api/v1/session", secure=True).status == 200


if __name__ == "__main__":
    main()
