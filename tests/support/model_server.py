"""A server of files on loopback that misbehaves when asked to."""
import contextlib
import http.server
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        how, _, name = self.path.strip("/").partition("/")
        self.server.asked.append(self.path)
        content = self.server.files.get(name)
        if how == "gone" or content is None:
            self.send_error(404)
        elif how == "broken":
            self.send_error(500)
        elif how == "moved":
            self.send_response(302)
            self.send_header("Location", "/whole/" + name)
            self.end_headers()
        elif how == "round":
            self.send_response(302)
            self.send_header("Location", self.path)
            self.end_headers()
        elif how == "elsewhere":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        elif how == "endless":
            self.send_response(200)
            self.end_headers()
            with contextlib.suppress(OSError):
                while not self.server.ending.is_set():
                    self.wfile.write(b"x" * 65536)
                    self.server.sent += 65536
        elif how == "silent":
            self.server.ending.wait(60)
        else:
            self.send_response(200)
            if how != "unsized":
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            # "cut": less than was promised; "unsized": the whole, but nothing promised.
            with contextlib.suppress(OSError):
                self.wfile.write(content[:len(content) // 2] if how == "cut" else content)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def model_server(files):
    """`files`: name → bytes. Under /HOW/NAME; HOW is "whole" or one of the ways to misbehave above."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.files = files
    server.asked = []
    server.sent = 0
    server.ending = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield server
    finally:
        server.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()
