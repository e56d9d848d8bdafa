"""The protocol itself: framing, life, errors; hostile and confused clients."""
import json

from client import Case, Client, Gone


class Fresh(Case):
    """Nothing was said yet."""

    def start(self):
        pass

    def ended(self):
        if self.client.process.returncode is None:
            self.client.end()

    def test_initialize(self):
        result = self.client.start(self.root)
        self.assertEqual(result["serverInfo"]["name"], "promo")
        self.assertEqual(result["capabilities"]["positionEncoding"], "utf-16")
        self.assertEqual(self.client.stop(), (0, ""))

    def test_encodings(self):
        for offered, taken in ((["utf-16"], "utf-16"), (["utf-16", "utf-8"], "utf-8"), (["utf-32", "utf-16"], "utf-32"),
                               (["utf-7"], "utf-16"), ([], "utf-16")):
            client = Client()
            result = client.start(None, {"general": {"positionEncodings": offered}})
            self.assertEqual(result["capabilities"]["positionEncoding"], taken)
            self.assertEqual(client.stop(), (0, ""))

    def test_before_initialize(self):
        self.assertEqual(self.client.refused("textDocument/formatting", {})["code"], -32002)
        self.assertEqual(self.client.refused("shutdown")["code"], -32002)
        self.client.notify("textDocument/didOpen", {"textDocument": {"uri": "file:///a.promo", "text": "x"}})
        self.client.start(self.root)
        self.client.settled()
        self.assertEqual(self.client.diagnostics, {})
        self.assertEqual(self.client.stop(), (0, ""))

    def test_initialize_twice(self):
        self.client.start(self.root)
        self.assertEqual(self.client.refused("initialize", {})["code"], -32600)

    def test_exit_without_shutdown(self):
        self.client.start(self.root)
        self.client.notify("exit")
        self.assertEqual(self.client.end(), (1, ""))

    def test_exit_before_initialize(self):
        self.client.notify("exit")
        self.assertEqual(self.client.end(), (1, ""))

    def test_client_goes(self):
        self.client.start(self.root)
        self.assertEqual(self.client.end(), (1, ""))

    def test_nothing_at_all(self):
        self.assertEqual(self.client.end(), (1, ""))

    def test_after_shutdown(self):
        self.client.start(self.root)
        self.client.request("shutdown")
        self.assertEqual(self.client.refused("textDocument/hover", {})["code"], -32600)
        self.client.notify("exit")
        self.assertEqual(self.client.end(), (0, ""))

    def test_initialize_with_nonsense(self):
        for params in (None, [], 3, {"capabilities": 3}, {"rootUri": 7, "workspaceFolders": 4},
                       {"workspaceFolders": [1, {"uri": 2}, {"uri": "http://x/y"}, {}]}, {"rootPath": "relative"},
                       {"rootUri": "file:///nowhere%00x"}, {"rootUri": "file:///no/such/folder"}):
            client = Client()
            client.request("initialize", params)
            self.assertEqual(client.stop(), (0, ""))


class Running(Case):
    def test_unknown_request(self):
        error = self.client.refused("textDocument/juggle", {})
        self.assertEqual(error["code"], -32601)
        self.assertIn("textDocument/juggle", error["message"])

    def test_unknown_notification(self):
        self.client.notify("textDocument/didJuggle", {})
        self.client.settled()

    def test_request_named_as_notification_and_back(self):
        self.assertEqual(self.client.refused("textDocument/didOpen", {})["code"], -32601)
        self.client.notify("textDocument/formatting", {})
        self.client.settled()

    def test_ids(self):
        for number in (7, "seven", 0, -1, "", "é", 123456789012):
            self.client.ask("test/unknown", {}, number)
            self.assertEqual(self.client.answer(number)["error"]["code"], -32601)

    def test_strange_messages(self):
        for message in ([], 3, "x", {}, {"jsonrpc": "2.0"}, {"id": 1}, {"id": [], "method": "shutdown"},
                        {"id": {}, "method": "x"}, {"method": 3}, {"id": True, "method": "shutdown"}, [{"method": "exit"}]):
            self.client.send(message)
            self.assertEqual(self.client.answer(None)["error"]["code"], -32600)

    def test_answers_are_passed_over(self):
        self.client.send({"jsonrpc": "2.0", "id": 99, "result": None})
        self.client.send({"jsonrpc": "2.0", "id": "x", "error": {"code": 1, "message": "no"}})
        self.client.settled()

    def test_no_json(self):
        for body in (b"{", b"", b"{}}", b"nonsense", b'{"id": 1, "method": "shutdown"', b"\xff\xfe", b"[" * 5000):
            self.client.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            self.assertEqual(self.client.answer(None)["error"]["code"], -32700)

    def test_headers(self):
        body = json.dumps({"jsonrpc": "2.0", "id": "h", "method": "test/unknown"}).encode()
        for header in (b"content-length:%d\r\n\r\n", b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n"
                       b"Content-Length: %d\r\n\r\n", b"CONTENT-LENGTH:   %d  \r\nX: y\r\n\r\n", b"Content-Length: %d\n\n"):
            self.client.send_bytes(header % len(body) + body)
            self.assertEqual(self.client.answer("h")["error"]["code"], -32601)

    def test_headers_without_length(self):
        for header in (b"Hello: 3\r\n\r\n", b"Content-Length: \r\n\r\n", b"Content-Length: -5\r\n\r\n",
                       b"Content-Length: 5x\r\n\r\n", b"\r\n", b"Content-Length: 0x10\r\n\r\n"):
            self.client.send_bytes(header)
            self.assertEqual(self.client.answer(None)["error"]["code"], -32700)
        self.client.settled()

    def test_header_without_end(self):
        self.client.send_bytes(b"x" * 20000)
        self.assertEqual(self.client.answer(None)["error"]["code"], -32700)
        self.client.settled()

    def test_one_byte_at_a_time(self):
        body = json.dumps({"jsonrpc": "2.0", "id": "slow", "method": "test/unknown"}).encode()
        for byte in b"Content-Length: %d\r\n\r\n" % len(body) + body:
            self.client.send_bytes(bytes([byte]))
        self.client.answer("slow")

    def test_many_at_once(self):
        body = b""
        for i in range(500):
            one = json.dumps({"jsonrpc": "2.0", "id": i, "method": "test/unknown"}).encode()
            body += b"Content-Length: %d\r\n\r\n" % len(one) + one
        self.client.send_bytes(body)
        for i in range(500):
            self.client.answer(i)

    def test_cancel(self):
        asked = {"jsonrpc": "2.0", "id": "c", "method": "textDocument/formatting", "params": {}}
        cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "c"}}
        together = b""
        for message in (asked, cancel):
            body = json.dumps(message).encode()
            together += b"Content-Length: %d\r\n\r\n" % len(body) + body
        self.client.send_bytes(together)
        self.assertEqual(self.client.answer("c")["error"]["code"], -32800)
        self.client.notify("$/cancelRequest", {"id": "never asked"})
        self.client.notify("$/cancelRequest")
        self.client.settled()

    def test_params_of_another_kind(self):
        methods = [m for m in METHODS if m not in ("shutdown", "initialize")]
        for method in methods:
            for params in (None, [], {}, 3, "x", {"textDocument": 3}, {"textDocument": {"uri": 3}},
                           {"textDocument": {"uri": "file:///not/open.promo"}, "position": {"line": 0, "character": 0}},
                           {"textDocument": {"uri": "file:///not/open.promo"}, "range": None, "position": {"line": -1}}):
                answer = self.client.answer(self.client.ask(method, params))
                self.assertTrue("error" in answer or method.startswith("workspace/"), (method, params, answer))
        for method in ("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave",
                       "workspace/didChangeWorkspaceFolders", "workspace/didChangeWatchedFiles"):
            for params in (None, [], {}, 3, {"textDocument": {"uri": "file:///x.promo"}, "contentChanges": 3, "event": 4},
                           {"event": {"added": 3, "removed": [7]}, "textDocument": {"uri": "x:y", "text": 3}}):
                self.client.notify(method, params)
        self.client.settled()


class Huge(Case):
    def test_length_beyond_reason(self):
        """The body is passed over, whatever comes: so nothing else can be said."""
        self.client.send_bytes(b"Content-Length: 999999999999\r\n\r\n" + b"x" * 100000)
        self.assertEqual(self.client.answer(None)["error"]["code"], -32700)
        self.assertEqual(self.client.end(), (1, ""))

    def test_length_that_overflows(self):
        self.client.send_bytes(b"Content-Length: 99999999999999999999999999\r\n\r\n")
        self.assertEqual(self.client.answer(None)["error"]["code"], -32700)
        self.client.settled()


def methods():
    import os
    import re
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "..", "cli", "lsp_methods.def"), encoding="utf-8") as file:
        return re.findall(r'^REQUEST\("([^"]*)"', file.read(), re.M)


METHODS = methods()
