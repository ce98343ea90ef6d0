#!/usr/bin/python3 -B
"""Tests of the handshakes of Noise, by vectors that others have published."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from items import Refused
from keys import public
from noise import PATTERNS, Handshake, overhead

PUBLISHED = Path(__file__).resolve().parent.parent / "vectors" / "published" / "noise.json"


def side(vector, prefix):
    """One side of a published vector."""
    def there(name):
        return bytes.fromhex(vector[name]) if name in vector else None
    psk = (vector.get(prefix + "psks") or [None])[0]
    return Handshake(
        vector["protocol_name"].split("_")[1], prefix == "init_", there(prefix + "prologue"),
        there(prefix + "ephemeral"), there(prefix + "static"), there(prefix + "remote_static"),
        psk and bytes.fromhex(psk))


class Published(unittest.TestCase):
    """SHAKE-1."""

    def test_all(self):
        vectors = json.loads(PUBLISHED.read_text())["vectors"]
        self.assertEqual(len(vectors), 5)
        for vector in vectors:
            with self.subTest(name=vector["protocol_name"], source=vector["source"]):
                self.run_through(vector)

    def run_through(self, vector):
        ends = side(vector, "init_"), side(vector, "resp_")
        messages = [(bytes.fromhex(one["payload"]), bytes.fromhex(one["ciphertext"]))
                    for one in vector["messages"]]
        place = 0
        while not ends[0].done:
            payload, message = messages[place]
            one, other = ends[place % 2], ends[1 - place % 2]
            self.assertEqual(one.write(payload), message)
            self.assertEqual(other.read(message), payload)
            self.assertEqual(len(message) - len(payload), overhead(
                vector["protocol_name"].split("_")[1], place))
            place += 1
        self.assertEqual(ends[0].hash, ends[1].hash)
        if "handshake_hash" in vector:
            self.assertEqual(ends[0].hash.hex(), vector["handshake_hash"])
        self.assertGreater(len(messages), place)
        ciphers = ends[0].split(), ends[1].split()
        for at, (payload, message) in enumerate(messages[place:], place):
            self.assertEqual(ciphers[at % 2][0].seal(payload), message)
            self.assertEqual(ciphers[1 - at % 2][1].open(message), payload)


class Refusals(unittest.TestCase):
    """SHAKE-3: what does not open, and keys of small order."""

    def ends(self, pattern):
        secrets = [bytes([place]) * 32 for place in range(1, 5)]
        known = PATTERNS[pattern][0]
        return (Handshake(pattern, True, b"p", secrets[0], secrets[1],
                          public(secrets[3]) if known else None, b"k" * 32),
                Handshake(pattern, False, b"p", secrets[2], secrets[3], None, b"k" * 32))

    def test_every_bit_of_a_byte(self):
        for pattern, (_, messages) in PATTERNS.items():
            for place in range(len(messages)):
                size = self.message(pattern, place)[1]
                for at in range(size):
                    end, message = self.message(pattern, place)[0]
                    message = message[:at] + bytes([message[at] ^ 4]) + message[at + 1:]
                    if (pattern, place) == ("XX", 0):
                        end.read(message)  # Nothing of it is sealed yet.
                    else:
                        self.assertRaises(Refused, end.read, message)

    def message(self, pattern, place):
        """The reader and the message at a place, and the message's length."""
        ends = self.ends(pattern)
        for at in range(place + 1):
            message = ends[at % 2].write(b"payload")
            if at < place:
                ends[1 - at % 2].read(message)
        return (ends[1 - place % 2], message), len(message)

    def test_small_order(self):
        for pattern in PATTERNS:
            for key in (bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"):
                end = self.ends(pattern)[1]
                self.assertRaises(Refused, end.read, key + bytes(16))

    def test_short(self):
        for pattern, (_, messages) in PATTERNS.items():
            for place in range(len(messages)):
                for size in range(overhead(pattern, place)):
                    (end, message), _ = self.message(pattern, place)
                    self.assertRaises(Refused, end.read, message[:size])


if __name__ == "__main__":
    unittest.main()
