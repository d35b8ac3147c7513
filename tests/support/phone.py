"""A trainee's phone: follows the forms of the pages that the box gives it, as a browser without a script does."""
import html.parser
import http.client
import urllib.parse


class Page(html.parser.HTMLParser):
    """The forms and the text of a page."""

    def __init__(self, source):
        super().__init__()
        self.forms, self.words, self.buttons = [], [], []
        self.silent = 0
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in ("style", "script"):
            self.silent += 1
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "fields": {}, "choices": []})
        if tag in ("input", "button") and given.get("name") and self.forms:
            if tag == "button" or given.get("type") == "submit":
                self.forms[-1]["choices"].append((given["name"], given.get("value", "")))
            else:
                self.forms[-1]["fields"][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag in ("style", "script"):
            self.silent -= 1

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.words.append(data.strip())

    @property
    def text(self):
        return " ".join(self.words)

    def form(self, action):
        return next(form for form in self.forms if form["action"].endswith(action))


class Phone:
    """`source`: the address it comes from, where a test has several phones on one machine."""

    def __init__(self, source=None, timeout=20):
        self.source, self.timeout, self.cookie, self.status = source, timeout, None, 0

    def ask(self, method, url, form=None):
        parts = urllib.parse.urlsplit(url)
        self.base = f"{parts.scheme}://{parts.netloc}"
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.timeout,
                                                source_address=(self.source, 0) if self.source else None)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8")
            self.status = answer.status
            cookie = answer.getheader("Set-Cookie")
            if cookie:
                self.cookie = cookie.split(";")[0]
        finally:
            connection.close()
        return Page(text)

    def send(self, form, **values):
        return self.ask("POST", self.base + form["action"], {**form["fields"], **values})

    def scan(self, url):
        return self.ask("GET", url)

    def choose(self, names, number):
        """The page where one types the last four."""
        return self.send(names.form("/who"), trainee=number)

    def check(self, choice, last_four, **more):
        form = choice.form("/do")
        return self.send(form, **{**dict(form["choices"][:1]), "last4": last_four, **more})

    def check_in(self, url, number, last_four):
        """All of it; the page in the end."""
        return self.check(self.choose(self.scan(url), number), last_four)
