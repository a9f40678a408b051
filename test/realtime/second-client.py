"""A second client of orderd's live updates, written from docs/realtime.md alone, in Python's standard
library. It follows one topic, keeps a map of rows, and prints it as a line of JSON whenever it is
live and after every event. A line `drop` on standard input breaks its connection.

    python3 second-client.py http://127.0.0.1:3000 TOKEN orders '{"status": "pending"}'
"""

import base64, hashlib, json, os, random, select, socket, struct, sys, time
from urllib.parse import urlsplit

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Closed(Exception):
    def __init__(self, code):
        self.code = code


class WebSocket:
    """As much of RFC 6455 as text frames, pings and a close need."""

    def __init__(self, url):
        host = urlsplit(url).hostname
        port = urlsplit(url).port
        key = base64.b64encode(os.urandom(16)).decode()
        self.tcp = socket.create_connection((host, port), timeout=30)
        self.buffer = b""
        self.tcp.sendall((
            f"GET /realtime HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: orderd.v1\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self._fill()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (l.partition(":") for l in lines)}
        accept = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()
        if " 101 " not in status or headers.get("sec-websocket-accept") != accept:
            raise ConnectionError(status)

    def _send(self, opcode, payload):
        mask = os.urandom(4)
        size = len(payload)
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size) if size < 126 else \
            struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.tcp.sendall(head + mask + masked)

    def send(self, frame):
        self._send(1, json.dumps(frame).encode())

    def _fill(self):
        data = self.tcp.recv(65536)
        if data == b"":
            raise Closed(1006)
        self.buffer += data

    def _read(self, count):
        while len(self.buffer) < count:
            self._fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def receive(self):
        text = b""
        while True:
            first, second = self._read(2)
            size = second & 0x7F
            if size == 126:
                size, = struct.unpack("!H", self._read(2))
            elif size == 127:
                size, = struct.unpack("!Q", self._read(8))
            payload, opcode = self._read(size), first & 0x0F
            if opcode == 8:
                raise Closed(struct.unpack("!H", payload[:2])[0] if payload else 1005)
            if opcode == 9:
                self._send(10, payload)
            elif opcode in (0, 1):
                text += payload
                if first & 0x80:
                    return json.loads(text)


class Replica:
    """The rows and their cursor, always together (docs/realtime.md, "The rule")."""

    def __init__(self):
        self.rows, self.left, self.cursor, self.whole, self.seen = {}, {}, None, False, []

    def restart(self):
        self.rows, self.left, self.cursor, self.whole = {}, {}, None, False

    def page(self, frame):
        self.cursor = self.cursor or frame["at"]
        for row in frame["items"]:
            known = max(self.rows.get(row["id"], {}).get("version", 0), self.left.get(row["id"], 0))
            if row["version"] > known:
                self.rows[row["id"]] = row
        if not frame["more"]:
            self.whole, self.left = True, {}

    def apply(self, event, direction):
        self.cursor = event["cursor"]
        self.seen.append(event["seq"])
        row = event["order"]
        deleted = event["type"] == "order.deleted"
        if row["version"] <= self.rows.get(row["id"], {}).get("version", 0) and not deleted:
            return
        if direction == "out" or deleted:
            self.rows.pop(row["id"], None)
            if not self.whole:
                self.left[row["id"]] = row["version"]
        else:
            self.rows[row["id"]] = row


def follow(url, token, topic, row_filter, replica):
    """One connection, until it ends; raises Closed."""
    ws, is_live, name = WebSocket(url), False, 0

    def subscribe():
        nonlocal name
        name += 1  # whatever still names an earlier subscription is not for this one
        if not replica.whole:
            replica.restart()
        start = {"after": replica.cursor} if replica.cursor else {"snapshot": True, "limit": 2}
        ws.send({"op": "sub", "id": 2, "sub": str(name), "topic": topic, "filter": row_filter, **start})

    ws.send({"op": "auth", "id": 1, "token": token})
    while True:
        if not ws.buffer:
            ready, _, _ = select.select([ws.tcp, sys.stdin], [], [], 60)
            if sys.stdin in ready:
                line = sys.stdin.readline()
                if line == "":
                    sys.exit(0)
                ws.tcp.close()
                raise Closed(1006)
        frame = ws.receive()
        op = frame["op"]
        if op == "ok" and frame["id"] == 1:
            subscribe()
        elif op == "snap":
            replica.page(frame)
            if frame["more"]:
                ws.send({"op": "more", "id": 3, "sub": str(name)})
        elif op == "live":
            is_live, replica.cursor = True, frame["at"]
        elif op in ("ev", "evs"):
            for item in frame.get("list", [frame]):
                replica.apply(item["e"], item.get("dir"))
        elif op == "mark":
            replica.cursor = frame["at"]
        elif op in ("gone", "err") and frame["code"] in ("cursor_expired", "epoch_changed"):
            if frame["sub"] == str(name):
                replica.restart()
                subscribe()
        elif op in ("gone", "err"):
            sys.exit(f"refused: {frame['code']} {frame.get('message', '')}")
        elif op == "ping":
            ws.send({"op": "pong", "at": frame["at"]})
        if is_live and replica.whole and op in ("snap", "live", "ev", "evs"):
            rows = {key: row["version"] for key, row in replica.rows.items()}
            print(json.dumps({"rows": rows, "seen": replica.seen}), flush=True)


def main(url, token, topic, row_filter="{}"):
    replica, failures = Replica(), 0
    while True:
        began = time.monotonic()
        try:
            follow(url, token, topic, json.loads(row_filter), replica)
        except (Closed, OSError) as error:
            code = getattr(error, "code", 1006)
            if 4000 <= code < 4200:  # stop, or new credentials, which this one has none of
                sys.exit(f"closed: {code}")
        failures = 1 if time.monotonic() - began > 10 else failures + 1
        time.sleep(min(30, 0.2 * 2 ** failures) * (0.5 + random.random() / 2))


if __name__ == "__main__":
    main(*sys.argv[1:])
