"""Somebody who asks a box by its HTTP interface without a browser: signed in or not, over http or https."""
import http.client
import json
import ssl

API = "/api/v1"


class Answer:
    def __init__(self, answer):
        self.status = answer.status
        self.headers = answer.getheaders()
        # Events have no end.
        self.body = b"" if (answer.getheader("Content-Type") or "").startswith("text/event-stream") else answer.read()

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The stable word of a problem document."""
        return self.json().get("code") if "problem+json" in (self.header("Content-Type") or "") else None

    def raw(self):
        return str(self.headers).encode() + self.body


class Visitor:
    """Nobody yet. Every request has a connection of its own."""

    def __init__(self, port, tls=False):
        self.port, self.tls = port, tls
        self.token = self.csrf = None

    def send(self, method, path, body=None, headers=None, seconds=20):
        """As it is: nothing is added but the Host. `body`: bytes."""
        if self.tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the box's own certificate
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=seconds, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def cookie_name(self):
        return ("__Host-" if self.tls else "") + "xueshi_session"

    def ask(self, method, path, body=None, headers=None):
        """With the session's cookie and csrf, as the pages do. `body`: what becomes JSON."""
        sent = {}
        if self.token:
            sent["Cookie"] = f"{self.cookie_name()}={self.token}"
        if self.csrf and method not in ("GET", "HEAD"):
            sent["Xueshi-Csrf"] = self.csrf
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        return self.send(method, path, None if body is None else json.dumps(body).encode(), sent)

    def get(self, path):
        return self.ask("GET", API + path)

    def take(self, answer):
        """Goes on with the session that an answer opened."""
        cookie = answer.header("Set-Cookie")
        assert answer.status == 200 and cookie and cookie.startswith(self.cookie_name() + "="), (answer.status, answer.headers, answer.body)
        self.token = cookie.split(";")[0].split("=", 1)[1]
        self.csrf = answer.json()["csrf"]
        return answer

    def sign_in(self, name, password):
        return self.ask("POST", API + "/session", {"name": name, "password": password})

    def change_password(self, old, new):
        return self.ask("PUT", API + "/session/password", {"old": old, "new": new})


def signed_in(box, name, password, tls=False):
    visitor = Visitor(box.https_port if tls else box.web_port, tls)
    visitor.take(visitor.sign_in(name, password))
    return visitor


def new_person(box, name, role, password, display="", tls=False):
    """An account made at the box's shell, whose one-time password was changed. Also gives that first one."""
    first = box.add_account(name, role, display)
    visitor = signed_in(box, name, first, tls)
    visitor.take(visitor.change_password(first, password))
    return visitor, first
