"""What carries the messages of handshakes and sessions: each after its length (SHAKE-3 and SESS-1
of 12-transport.md), over TCP, or between two ends in memory."""

import queue
import socket

from items import Refused

LENGTH = 2


class Stream:
    """Whole messages, each with its length as it travels, one way and the other; and how many bytes
    came and went."""

    def __init__(self):
        self.came, self.went = 0, 0

    def send(self, data):
        """Sends a message as it travels."""
        self.went += len(data)
        self.write(data)

    def receive(self):
        """The next message as it travels. One that the stream ends before, or in, was `cut`
        (SESS-2)."""
        head = self.read(LENGTH)
        data = head + self.read(int.from_bytes(head, "big"))
        self.came += len(data)
        return data


class Dialled(Stream):
    """A TCP stream to somebody. Who says nothing for so many seconds is left."""

    def __init__(self, host, port, seconds=30):
        super().__init__()
        self.socket = socket.create_connection((host, port), timeout=seconds)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def patience(self, seconds):
        """How long somebody may say nothing from now on."""
        self.socket.settimeout(seconds)

    def write(self, data):
        """Hands bytes over."""
        try:
            self.socket.sendall(data)
        except OSError:
            raise Refused("cut", 0) from None

    def read(self, count):
        """Exactly so many bytes."""
        found = b""
        while len(found) < count:
            try:
                more = self.socket.recv(count - len(found))
            except TimeoutError:
                raise
            except OSError:
                more = b""
            if not more:
                raise Refused("cut", 0)
            found += more
        return found

    def close(self):
        """Lets go of it."""
        self.socket.close()


class Joined(Stream):
    """One of two ends in memory, which two threads hold."""

    def __init__(self, inwards, outwards):
        super().__init__()
        self.inwards, self.outwards, self.rest, self.seconds = inwards, outwards, b"", 20

    def patience(self, seconds):
        """How long somebody may say nothing from now on."""
        self.seconds = seconds

    def write(self, data):
        """Hands bytes over."""
        self.outwards.put(data)

    def read(self, count):
        """Exactly so many bytes."""
        while len(self.rest) < count:
            try:
                more = self.inwards.get(timeout=self.seconds)
            except queue.Empty:
                raise TimeoutError from None
            if more is None:
                raise Refused("cut", 0)
            self.rest += more
        found, self.rest = self.rest[:count], self.rest[count:]
        return found

    def close(self):
        """Lets go of it."""
        self.outwards.put(None)


def two_ends():
    """Two ends of one stream."""
    there, back = queue.Queue(), queue.Queue()
    return Joined(back, there), Joined(there, back)
