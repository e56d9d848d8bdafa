"""A client of `promo lsp` for tests: starts the server, speaks with it, keeps what it says of files."""
import json
import os
import select
import subprocess
import tempfile
import time
import unittest
import urllib.parse

PROMO = os.environ.get("PROMO", "build/promo")
CACHE = tempfile.TemporaryDirectory(prefix="promo-lsp-cache-")  # copies of the standard library go there
PATIENCE = 60  # seconds until a missing answer is a failure; no test waits so long otherwise


def uri_of(path):
    return "file://" + urllib.parse.quote(str(path), safe="/-._~")


class Gone(Exception):
    """The server has ended."""


class Client:
    def __init__(self, cwd=None):
        self.process = subprocess.Popen([PROMO, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, cwd=cwd, env=dict(os.environ, XDG_CACHE_HOME=CACHE.name))
        self.received = bytearray()
        self.number = 0
        self.diagnostics = {}   # by URI: the last list
        self.versions = {}
        self.published = []     # URIs in the order told
        self.notifications = []
        self.requests = []      # of the server
        self.answers = {}

    # --- bytes

    def send_bytes(self, data):
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def send(self, message):
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def receive(self):
        deadline = time.monotonic() + PATIENCE
        end = None
        while True:
            if end is None:
                head = self.received.find(b"\r\n\r\n", 0, 200)
                end = None if head < 0 else head + 4 + int(self.received[:head].split(b":")[1])
            if end is not None and len(self.received) >= end:
                body = self.received[head + 4:end].decode("utf-8")
                del self.received[:end]
                return self.note(json.loads(body))
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError("the server does not answer")
            data = os.read(self.process.stdout.fileno(), 1 << 16)
            if not data:
                raise Gone(self.process.stderr.read().decode())
            self.received += data

    def note(self, message):
        if message.get("method") == "textDocument/publishDiagnostics":
            params = message["params"]
            self.diagnostics[params["uri"]] = params["diagnostics"]
            self.versions[params["uri"]] = params.get("version")
            self.published.append(params["uri"])
        elif "method" in message and "id" in message:
            self.requests.append(message)
        elif "method" in message:
            self.notifications.append(message)
        else:
            self.answers[json.dumps(message["id"])] = message
        return message

    # --- messages

    def notify(self, method, params=None):
        message = {"jsonrpc": "2.0", "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)

    def ask(self, method, params=None, number=None):
        """Sends a request; returns its id."""
        if number is None:
            self.number += 1
            number = self.number
        message = {"jsonrpc": "2.0", "id": number, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)
        return number

    def answer(self, number):
        key = json.dumps(number)
        while key not in self.answers:
            self.receive()
        return self.answers.pop(key)

    def request(self, method, params=None):
        """The result; an error is a failure."""
        answer = self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def refused(self, method, params=None):
        """The error; a result is a failure."""
        answer = self.answer(self.ask(method, params))
        assert "error" in answer, answer
        return answer["error"]

    def start(self, folder=None, capabilities=None, **more):
        params = {"processId": None, "capabilities": capabilities or {}, "rootUri": uri_of(folder) if folder else None}
        params.update(more)
        result = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def settled(self):
        """Everything sent so far is done, and what is wrong was told: an unknown request is answered in its turn, and what is
        told while the server idles comes before the answer to the next one, asked when it has gone to sleep."""
        self.refused("test/first")
        deadline = time.monotonic() + PATIENCE
        while True:
            ready, _, _ = select.select([self.process.stdout], [], [], 0.0 if self.received else 0.05)
            if ready or self.received:
                self.receive()
            elif self.asleep():
                return self
            elif time.monotonic() > deadline:
                raise AssertionError("the server does not come to rest")

    def asleep(self):
        """Whether it waits for something: on a loaded machine it may have work, and no turn."""
        try:
            with open("/proc/%d/stat" % self.process.pid, encoding="ascii", errors="replace") as file:
                return file.read().rpartition(")")[2].split()[0] in "SZX"
        except OSError:
            return True

    def wait_for(self, uri, wanted, what=""):
        """Receives until the file's diagnostics are as wanted."""
        deadline = time.monotonic() + PATIENCE
        while not (uri in self.diagnostics and wanted(self.diagnostics[uri])):
            if time.monotonic() > deadline:
                raise AssertionError("never told: %s %s" % (what, self.diagnostics.get(uri)))
            self.receive()
        return self.diagnostics[uri]

    def stop(self):
        """An orderly end; returns the exit code and what stood on standard error."""
        self.request("shutdown")
        self.notify("exit")
        return self.end()

    def end(self):
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        errors = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()
        return code, errors


class Place:
    """A position in a text by a mark: the offset of `|` in "amount of sho|es", found in the text."""

    def __init__(self, text, pattern, nth=0):
        before, _, after = pattern.partition("|")
        at = -1
        for _ in range(nth + 1):
            at = text.index(before + after, at + 1)
        self.offset = at + len(before)
        self.text = text

    def position(self, encoding="utf-16"):
        lines = self.text[:self.offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return {"line": len(lines) - 1, "character": units(lines[-1], encoding)}


def units(text, encoding):
    if encoding == "utf-8":
        return len(text.encode("utf-8"))
    return len(text) if encoding == "utf-32" else len(text.encode("utf-16-le")) // 2


def apply_edits(text, edits, encoding="utf-16"):
    """The text after the edits, which may not overlap."""
    starts = [0]
    for i, c in enumerate(text):
        if c == "\n" or (c == "\r" and text[i + 1:i + 2] != "\n"):
            starts.append(i + 1)

    def offset(position):
        if position["line"] >= len(starts):
            return len(text)
        at, left = starts[position["line"]], position["character"]
        while left > 0 and at < len(text) and text[at] not in "\r\n":
            left -= units(text[at], encoding)
            at += 1
        return at

    spans = sorted(((offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"]) for e in edits))
    out, end = [], 0
    for start, stop, new in spans:
        assert start >= end, "edits overlap"
        out += [text[end:start], new]
        end = stop
    return "".join(out + [text[end:]])


NO_LINTS = "[lint.categories]\n" + "".join('%s = "off"\n' % c for c in ("bugs", "money", "clarity", "speed", "style"))


class Case(unittest.TestCase):
    """A test with a server in a directory of its own."""
    capabilities = {}
    encoding = "utf-16"
    files = {}
    lints = False  # most tests are of something else

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="promo-lsp-")
        self.addCleanup(self.directory.cleanup)
        self.root = os.path.realpath(self.directory.name)
        self.texts = {}
        if not self.lints:
            self.write("promo.toml", NO_LINTS)
        for name, text in self.files.items():
            self.write(name, text)
        self.client = Client(cwd=self.root)
        self.addCleanup(self.ended)
        self.start()

    def start(self):
        self.client.start(self.root, self.capabilities)

    def ended(self):
        """Every test ends orderly, without a word on standard error: sanitizers speak there."""
        if self.client.process.returncode is None:
            self.assertEqual(self.client.stop(), (0, ""))

    def path(self, name):
        return os.path.join(self.root, name)

    def uri(self, name):
        return uri_of(self.path(name))

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as file:
            return file.read()

    def open(self, name, text=None):
        self.texts[name] = self.read(name) if text is None else text
        self.client.notify("textDocument/didOpen", {"textDocument": {
            "uri": self.uri(name), "languageId": "promo", "version": 1, "text": self.texts[name]}})
        return self.texts[name]

    def change(self, name, text, version=2):
        self.texts[name] = text
        self.client.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri(name), "version": version}, "contentChanges": [{"text": text}]})

    def close(self, name):
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def at(self, name, pattern, nth=0, **more):
        """Params of a request at a mark in a document."""
        place = Place(self.texts[name], pattern, nth).position(self.encoding)
        return dict({"textDocument": {"uri": self.uri(name)}, "position": place}, **more)

    def told(self, name):
        return self.client.diagnostics.get(self.uri(name))

    def codes(self, name):
        return [d.get("code") for d in self.told(name) or []]

    def cut(self, name, range_):
        """The text of a range."""
        text = self.texts.get(name) if name in self.texts else self.read(name)
        marked = apply_edits(text, [{"range": {"start": range_["start"], "end": range_["start"]}, "newText": "\0"},
                                    {"range": {"start": range_["end"], "end": range_["end"]}, "newText": "\1"}], self.encoding)
        return marked[marked.index("\0") + 1:marked.index("\1")]
