#!/usr/bin/python3 -B
"""Tests of what is sealed: derivations, boxes, envelopes, bodies, files."""

import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import example_secrets as example
import keys
from bundles import Parcel, read_bundle
from checks_secrets import TYPES, read_kind
from curve import P
from digest import blake
from envelopes import TO_DEVICE, TO_EPOCH, TO_SEAT
from example_secrets import DEVICE_SECRET, ENTROPY, HELLO, KEY, NEXT_ACT, OTHER, SECRET
from examples import REALM
from items import write_item
from rings import Device, read_keyring, unlock, write_device, write_keyring
from sealed import MAGIC, expanded, open_body, open_datagram, seal_datagram
from seals import HASHES, SIGNATURES, tagged
from test_check import reason

H, S = b"\x21" * 32, b"\x22" * 16


def why(entry):
    """The reason for which an entry is refused; None if it is not."""
    return reason(TYPES[entry["type"]][2], entry)


def form(kind, data):
    """The reason for which a form is refused."""
    return reason(read_kind, kind, data if isinstance(data, bytes) else write_item(data))


class Keys(unittest.TestCase):
    """SEAL-6 to SEAL-8, KEY-1."""

    def test_tags(self):
        self.assertFalse(set(keys.DERIVATIONS) & set(HASHES + SIGNATURES))
        found = {keys.derive(KEY, name) for name in keys.DERIVATIONS}
        self.assertEqual(len(found), len(keys.DERIVATIONS))
        self.assertEqual(keys.derive(KEY, "pull", b"a", b"b"), keys.derive(KEY, "pull", b"ab"))
        self.assertRaises(ValueError, keys.derive, KEY, "key")
        self.assertRaises(ValueError, keys.derive, KEY[:16], "pull")

    def test_sealing(self):
        data = keys.seal(KEY, b"text", b"data", ENTROPY)
        self.assertEqual(len(data), 4 + 40)
        self.assertEqual(data[:24], keys.derive(KEY, "nonce", ENTROPY, blake(b"data"),
                                                blake(b"text"))[:24])
        self.assertEqual(keys.unseal(KEY, data, b"data"), b"text")
        for place in range(len(data)):
            bent = data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]
            self.assertEqual(reason(keys.unseal, KEY, bent, b"data"), "does-not-open")
        for arguments in ((OTHER, data, b"data"), (KEY, data, b""), (KEY, data[:39], b"data"),
                          (KEY, b"", b"data")):
            self.assertEqual(reason(keys.unseal, *arguments), "does-not-open")

    def test_boxes(self):
        data = keys.box(keys.public(SECRET), b"text", b"data", ENTROPY)
        self.assertEqual(len(data), 4 + 48)
        self.assertEqual(keys.unbox(SECRET, data, b"data"), b"text")
        small = [number.to_bytes(32, "little") for number in (0, 1, P - 1, P, P + 1)]
        for bent in (*(key + data[32:] for key in small), data[:-1], data[:47], b"",
                     data[:31] + bytes([data[31] ^ 0x80]) + data[32:]):
            self.assertEqual(reason(keys.unbox, SECRET, bent, b"data"), "does-not-open")
        self.assertEqual(reason(keys.unbox, OTHER, data, b"data"), "does-not-open")
        self.assertEqual(reason(keys.unbox, SECRET, data, b""), "does-not-open")

    def test_epochs(self):
        found = keys.epoch_keys(KEY)
        self.assertEqual(found["id"], tagged("key", KEY)[:16])
        self.assertEqual(keys.unbox(keys.box_secret(KEY), keys.box(
            found["box"], KEY, b"", ENTROPY), b""), KEY)
        for key, key_hash, box in ((OTHER, found["hash"], found["box"]),
                                   (KEY, H, found["box"]), (KEY, found["hash"], H)):
            self.assertEqual(reason(keys.require_scope_key, key, key_hash, box), "wrong-key")


class Envelopes(unittest.TestCase):
    """ENV-1, QUEUE-1."""

    def test_form(self):
        parts = (H, (0, H), H, bytes(80), bytes(64))
        for place, value, wanted in (
                (0, S, "wrong-count"), (0, None, "wrong-type"), (1, (3, H), "out-of-range"),
                (1, (0, S), "wrong-count"), (1, (1, H), "out-of-range"), (1, (0, H), None),
                (1, (2, H), None), (1, (0,), "wrong-count"), (1, (-1, H), "wrong-type"),
                (3, bytes(79), "wrong-count"), (4, bytes(63), "wrong-count")):
            bent = parts[:place] + (value,) + parts[place + 1:]
            self.assertEqual(form("envelope", bent), wanted, (place, value))
        self.assertEqual(form("envelope", parts[:4]), "wrong-count")
        self.assertEqual(form("envelope", write_item(parts) + b"\0"), "trailing")

    def test_opening(self):
        public = keys.public(SECRET)
        fine = example.enveloped((TO_SEAT, NEXT_ACT), public)
        self.assertIsNone(why(example.envelope(fine)))
        wrong = example.enveloped((TO_SEAT, NEXT_ACT), public, OTHER)
        self.assertEqual(why(example.envelope(wrong)), "wrong-key")
        self.assertEqual(why(example.envelope(example.enveloped(
            (TO_EPOCH, NEXT_ACT), public, OTHER))), "wrong-key")
        self.assertIsNone(why(example.envelope(example.enveloped(
            (TO_DEVICE, public), public, OTHER))))
        self.assertEqual(why(example.envelope(fine, DEVICE_SECRET)), "does-not-open")
        for place in (40, 75, 110, 150, 200):
            bent = fine[:place] + bytes([fine[place] ^ 1]) + fine[place + 1:]
            self.assertEqual(why(example.envelope(bent)), "bad-signature", place)

    def test_entries(self):
        for parts, wanted in (
                ((H, 0, bytes(48)), None), ((H, 0, bytes(47)), "wrong-count"),
                ((H, 0, bytes(65_536 + 48)), None), ((H, 0, bytes(65_536 + 49)), "too-long"),
                ((H, -1, bytes(48)), "wrong-type"), ((H, 0), "wrong-count")):
            self.assertEqual(form("entry", parts), wanted)


class Bodies(unittest.TestCase):
    """SEALED-1, GRAM-1."""

    def became(self, wanted, content):
        self.assertEqual(why(example.sealed(content)), wanted, content[:30].hex())

    def test_plain(self):
        for content, wanted in ((b"\xa0", None), (b"", "truncated"), (b"\x82", "wrong-type"),
                                (b"\x00", "wrong-type"), (b"\xa0\0", "trailing"),
                                (example.body(), None), (example.body()[:-1], "truncated")):
            self.became(wanted, content)

    def test_headers(self):
        parcel = read_bundle(example.bundle(b"\xa0"))
        for name, value in (("feed", S), ("number", 2), ("previous", H), ("time", 6),
                            ("policy", 2), ("schema", 2), ("epoch", S)):
            bent = Parcel(replace(parcel.head, **{name: value}), parcel.body)
            self.assertEqual(reason(open_body, bent, KEY), "does-not-open")
        self.assertEqual(reason(open_body, parcel, OTHER), "does-not-open")
        self.assertEqual(open_body(parcel, KEY), b"\xa0")

    def test_frames(self):
        body = example.body(3_000)
        fine = example.frame(body)
        self.became(None, fine)
        self.became("truncated", example.frame(body[:-1]))
        for bent in (fine + b"\0", fine + fine, fine[:-1], fine[:5], fine[:4], MAGIC[:1],
                     bytes([0x28, 0]) + fine[2:], MAGIC + bytes([fine[4] | 4]) + fine[5:],
                     MAGIC + bytes([fine[4] | 8]) + fine[5:], MAGIC + bytes([fine[4] | 16])
                     + fine[5:], MAGIC + bytes([fine[4] | 1]) + fine[5:],
                     MAGIC + bytes([fine[4] & ~0x20]) + fine[5:]):
            self.became("bad-frame", bent)

    def test_sizes(self):
        for size in (28, 255, 256, 65_791, 65_792, 1 << 20):
            self.assertEqual(expanded(example.frame(bytes(size))), bytes(size))
        for data in (bytes(9), bytes((1 << 20) + 1), b""):
            self.assertEqual(reason(expanded, example.frame(data)), "bad-frame")
        for width, size, wanted in ((0, 100, None), (1, 256, None), (2, 65_792, None),
                                    (2, 65_791, "bad-frame"), (3, 65_792, "bad-frame"),
                                    (2, (1 << 20) + 1, "bad-frame"), (0, 10, "bad-frame"),
                                    (0, 11, None)):
            self.assertEqual(reason(expanded, repeated(width, size, size)), wanted, (width, size))
        for more in (1, -1):
            self.assertEqual(reason(expanded, repeated(0, 100, 100 + more)), "bad-frame")

    def test_blocks(self):
        head = MAGIC + bytes([0xA0]) + (300_000).to_bytes(4, "little")
        whole, rest = block(1, 1 << 17), 300_000 - (2 << 17)
        last = block(1, rest, True)
        for blocks, wanted in (
                (whole + whole + last, None), (whole + whole + block(1, rest), "bad-frame"),
                (block(1, 300_000, True), "bad-frame"), (whole + whole, "bad-frame"),
                (block(1, (1 << 17) + 1) + whole + block(1, rest - 1, True), "bad-frame"),
                (whole + whole + block(3, rest, True), "bad-frame"),
                (whole + last + whole, "bad-frame"), (whole * 9000, "bad-frame"),
                (whole + whole + block(1, rest) + block(0, 0, True), None)):
            self.assertEqual(reason(expanded, head + blocks), wanted)

    def test_datagrams(self):
        data = seal_datagram(bytes(1_160), REALM, HELLO, ENTROPY)
        self.assertEqual(len(data), 1_200)
        self.assertEqual(open_datagram(data, REALM, HELLO), bytes(1_160))
        self.assertEqual(reason(open_datagram, data + b"\0", REALM, HELLO), "too-long")
        for arguments in ((data[:-1], REALM, HELLO), (data, OTHER, HELLO), (data, REALM, OTHER)):
            self.assertEqual(reason(open_datagram, *arguments), "does-not-open")


def block(kind, length, last=False):
    """A block of one byte that is repeated, or of none."""
    return (length << 3 | kind << 1 | last).to_bytes(3, "little") + (b"x" if kind == 1 else b"")


def repeated(width, size, length):
    """A frame that declares a size in this field, and has one byte so often."""
    count, least = (1, 2, 4, 8)[width], (0, 256, 0, 0)[width]
    return MAGIC + bytes([width << 6 | 0x20]) + (size - least).to_bytes(count, "little") + \
        b"".join(block(1, min(1 << 17, length - at), at + (1 << 17) >= length)
                 for at in range(0, length, 1 << 17))


class Files(unittest.TestCase):
    """RING-1 to RING-3, SEAL-9."""

    def test_devices(self):
        data = write_device(Device(SECRET, (), S))
        self.assertIsNone(form("device", data))
        self.assertIsNone(form("device", write_device(Device(SECRET, ((H, KEY), (KEY, H)), S))))
        for place in range(3, len(data)):
            bent = data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]
            self.assertIsNotNone(form("device", bent), place)
        self.assertEqual(form("device", data[:-1] + bytes([data[-1] ^ 1])), "damaged")
        for item, wanted in (((2, H, {}, S, H), "out-of-range"), ((1, S, {}, S, H), "wrong-count"),
                             ((1, H, {S: H}, S, H), "wrong-count"), ((1, H, {}, H, H),
                                                                     "wrong-count"),
                             ((1, H, {}, S, S), "wrong-count"), ((1, H, {}, S), "wrong-count"),
                             ((1, H, {}, S, H), "damaged")):
            self.assertEqual(form("device", item), wanted)
        self.assertEqual(form("device", data + b"\0"), "trailing")

    def test_costs(self):
        seat = example.seats(1)[0][0]
        for cost, wanted in (
                ((1, 16_384, S), "out-of-range"), ((17, 16_384, S), "out-of-range"),
                ((2, 16_383, S), "out-of-range"), ((2, 1_048_577, S), "out-of-range"),
                ((4, 1_048_576, S), "damaged"), ((5, 1_048_576, S), "out-of-range"),
                ((16, 262_144, S), "damaged"), ((16, 262_145, b""), "out-of-range"),
                ((2, 16_384, H), "wrong-count"), ((2, 16_384), "wrong-count")):
            parts = (seat.realm, seat.domain, None, None, H, H, "", cost, bytes(40))
            self.assertEqual(form("keyring", (1, (parts,), H)), wanted, cost)

    def test_seats(self):
        fine = (H, H, None, H, H, H, "ä" * 32, (2, 16_384, S), bytes(40))
        for place, value, wanted in (
                (0, None, "wrong-type"), (2, S, "wrong-count"), (2, False, "wrong-type"),
                (6, "x" * 65, "too-long"), (6, b"", "wrong-type"), (8, bytes(39), "wrong-count"),
                (8, bytes(65_664), "damaged"), (8, bytes(65_665), "too-long")):
            bent = fine[:place] + (value,) + fine[place + 1:]
            self.assertEqual(form("keyring", (1, (bent,), H)), wanted, place)
        higher = fine[:4] + (b"\x23" * 32,) + fine[5:]
        for seats, wanted in (((), "damaged"), ((fine, higher), "damaged"),
                              ((fine, fine), "repeated"), ((higher, fine), "unsorted"),
                              ((fine,) * 65, "too-long")):
            self.assertEqual(form("keyring", (1, seats, H)), wanted)
        self.assertIsNone(form("keyring", write_keyring([])))

    def test_unlocking(self):
        pairs = example.seats()
        for place in (0, 1):
            wrong = list(pairs)
            wrong[place] = pairs[place][0], b"another"
            self.assertEqual(why(example.keyring(wrong)), "wrong-passphrase")
        seat, passphrase = pairs[0]
        bent = replace(seat, data=seat.data.replace(seat.box, H))
        self.assertEqual(why(example.keyring([(bent, passphrase)])), "wrong-passphrase")
        for name in ("signing", "box"):
            self.assertEqual(reason(unlock, replace(seat, **{name: H}), passphrase), "wrong-key")
        self.assertEqual(read_keyring(write_keyring([seat])), (seat,))


if __name__ == "__main__":
    unittest.main()
