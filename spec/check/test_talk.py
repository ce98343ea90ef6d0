#!/usr/bin/python3 -B
"""Tests of what two devices say to each other, and of tags and buckets (11-sync.md)."""

import hashlib
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check
from checks import Disagreement
from checks_talk import check_accepted, members_of, read_kind
from items import write_item
from signals import meaning as meaning_of_signal
from signals import read_signal
from talk import FEED, LONGEST, MOST, MOST_TAGS, bucket_of, meaning, read_message, shelved
from talk import state_of, tag_of
from test_check import reason
from vectors import Unclear

N, SALT = b"\x21" * 16, b"\x22" * 16
RUN = bytes(4)


def why(*items):
    """The reason for which a message of these items is refused; None if it is not."""
    return reason(read_kind, "said", write_item(items))


class Messages(unittest.TestCase):
    """TALK-1."""

    def table(self, rows):
        for expected, *items in rows:
            with self.subTest(items=str(items)[:80]):
                self.assertEqual(why(*items), expected)

    def test_greetings_and_sums(self):
        self.table([
            (None, 0, 1, 0), (None, 0, 1, (1 << 47) - 1), ("out-of-range", 0, 1, 1 << 47),
            ("out-of-range", 0, 2, 0), ("out-of-range", 0, 0, 0), ("wrong-type", 0, 1, -1),
            ("wrong-count", 0, 1), ("wrong-count", 0, 1, 0, 0),
            (None, 1, SALT, RUN, RUN * 2, RUN * 4096), ("wrong-count", 1, SALT, RUN, RUN),
            ("wrong-count", 1, SALT, RUN, b"", RUN), ("wrong-count", 1, SALT, RUN, RUN * 3, RUN),
            ("wrong-count", 1, SALT, bytes(5), RUN, RUN), ("wrong-count", 1, N[1:], RUN, RUN, RUN),
            ("too-long", 1, SALT, RUN, RUN, RUN * 8192)])

    def test_comparing(self):
        most = b"".join(number.to_bytes(4, "big") for number in range(MOST_TAGS // 4))
        feed = (FEED, N, 5, RUN, False)
        self.table([
            (None, 2, 0, (), True), (None, 2, 2, ((0, most), (4095, b"")), False),
            ("out-of-range", 2, 3, (), True), ("out-of-range", 2, 0, ((4096, b""),), True),
            ("repeated", 2, 0, ((1, b""), (1, b"")), True), ("wrong-type", 2, 0, (), None),
            ("unsorted", 2, 0, ((1, b""), (0, b"")), True),
            ("repeated", 2, 0, ((1, RUN * 2),), True), ("wrong-count", 2, 0, ((1, RUN[1:]),), True),
            ("too-long", 2, 0, ((1, most + b"\xff" * 4),), True),
            (None, 3, 0, (feed, (0, N), (4, N)), RUN, True),
            ("zero-id", 3, 0, ((0, bytes(16)),), b"", True),
            ("wrong-count", 3, 0, ((FEED, N),), b"", True),
            ("wrong-count", 3, 0, ((0, N, 5),), b"", True),
            ("wrong-count", 3, 0, ((FEED, N, 5, RUN * 2, False),), b"", True),
            ("out-of-range", 3, 0, ((5, N),), b"", True), ("repeated", 3, 0, (), RUN * 2, True),
            (None, 3, 0, ((0, N),) * MOST, b"", True), (None, 4, 0, ((0, N),) * MOST, True),
            ("too-long", 3, 0, ((0, N),) * (MOST + 1), b"", True),
            (None, 4, 0, ((FEED, N, 0), (1, N)), False), ("wrong-count", 4, 0, ((FEED, N),), False),
            ("out-of-range", 4, 0, ((FEED, N, 1 << 40),), False)])

    def test_giving(self):
        self.table([
            (None, 5, 4, (bytes(64_000),)), (None, 5, 0, (b"\0",) * MOST), ("empty", 5, 0, ()),
            ("too-long", 5, 0, (b"\0",) * (MOST + 1)), ("wrong-count", 5, 0, (b"",)),
            ("too-long", 5, 0, (bytes(64_001),)), ("out-of-range", 5, 5, (b"\0",)),
            (None, 6, 2, 64_001, b"\0"), (None, 6, 2, 1_310_720, bytes(64_000)),
            ("out-of-range", 6, 2, 64_000, b"\0"), ("out-of-range", 6, 2, 1_310_721, b"\0"),
            ("wrong-count", 6, 2, 64_001, b""), ("too-long", 6, 2, 64_001, bytes(64_001)),
            (None, 7, 1), (None, 7, 1 << 32), ("out-of-range", 7, 0),
            ("out-of-range", 7, (1 << 32) + 1), (None, 8, ((N, 0),) * MOST), ("empty", 8, ()),
            ("too-long", 8, ((N, 0),) * (MOST + 1)), ("zero-id", 8, ((bytes(16), 0),)),
            ("wrong-count", 8, ((N,),)), (None, 9, 2), ("out-of-range", 9, 3)])

    def test_later(self):
        for items in ((99,), (1 << 63, None, {}), (99, bytes(65_000))):
            self.assertIsNone(why(*items))
            found = meaning(read_message(write_item(items)))
            self.assertEqual(found, {"message": "later", "number": items[0]})
        deep = ()
        for _ in range(14):
            deep = (deep,)
        self.assertIsNone(why(99, deep))
        self.assertEqual(why(99, (deep,)), "too-deep")
        for data, expected in ((b"", "truncated"), (b"\x80", "wrong-count"),
                               (b"\xa0", "wrong-type"), (b"\x81\x20", "wrong-type"),
                               (b"\x81\x18\x63\0", "trailing"),
                               (b"\x82\x18\x63\xf7", "unsupported")):
            self.assertEqual(reason(read_message, data), expected)

    def test_length(self):
        """Nothing is read of what is too long."""
        most = b"\x82\x18\x63\x59" + (LONGEST - 6).to_bytes(2, "big") + bytes(LONGEST - 6)
        self.assertEqual(len(most), LONGEST)
        self.assertIsNone(reason(read_message, most))
        self.assertEqual(reason(read_message, most + b"\0"), "too-long")
        self.assertEqual(reason(read_message, b"\xff" * (LONGEST + 1)), "too-long")

    def test_lengths_before_bytes(self):
        """CBOR-6: a length is judged before it is asked whether the bytes are there."""
        head = b"\x84\x02\x00\x81\x82\x00"
        for tail, expected in ((b"\x45", "wrong-count"), (b"\x44", "truncated"),
                               (b"\x59\x32\xca", "wrong-count"), (b"\x59\x32\xcc", "too-long")):
            self.assertEqual(reason(read_message, head + tail), expected)


class Signals(unittest.TestCase):
    """NEAR-1 and NEAR-2."""

    def table(self, kind, rows):
        for expected, *items in rows:
            with self.subTest(items=str(items)[:80]):
                self.assertEqual(reason(read_kind, kind, write_item(items)), expected)

    def test_signals(self):
        said = (0, 1, N, 5, 7, SALT, 1, False, True, b"")
        most = 1_160 - 25
        self.table("signal", [
            (None, *said), ("wrong-count", *said, 0), ("wrong-count", *said[:-1]),
            (None, *said[:3], (1 << 63) - 1, *said[4:]),
            ("out-of-range", *said[:3], 1 << 63, *said[4:]),
            ("out-of-range", *said[:4], 1 << 16, *said[5:]),
            ("out-of-range", *said[:6], 1 << 47, *said[7:]),
            ("wrong-type", *said[:7], 0, *said[8:]), ("wrong-count", *said[:2], N[1:], *said[3:]),
            (None, 1, 1, N, 0, (b"\7",) * 16), ("empty", 1, 1, N, 0, ()),
            ("too-long", 1, 1, N, 0, (b"\7",) * 17), ("wrong-count", 1, 1, N, 0, (b"",)),
            (None, 1, 1, N, 0, (bytes(most),)), ("too-long", 1, 1, N, 0, (bytes(most + 1),)),
            (None, 2, 1, N, 0, ((N, 3, 3),) * 16), ("unsorted", 2, 1, N, 0, ((N, 3, 2),)),
            ("empty", 2, 1, N, 0, ()), ("too-long", 2, 1, N, 0, ((N, 3, 3),) * 17),
            ("zero-id", 2, 1, N, 0, ((bytes(16), 3, 3),)),
            ("out-of-range", 2, 1, N, 0, ((N, 3, 1 << 40),)),
            ("wrong-count", 2, 1, N, 0, ((N, 3),)),
            (None, 0, 2, None, None), (None, 3, 1, {}, ()), ("wrong-count", 3, 1, None)])
        found = meaning_of_signal(read_signal(write_item((9, 1, 0, 0))))
        self.assertEqual(found, {"signal": "later", "number": 9})

    def test_length(self):
        """Nothing is read of what is too long."""
        self.assertEqual(reason(read_signal, b"\xff" * 1_161), "too-long")
        self.assertEqual(reason(read_signal, b"\xff" * 1_160), "indefinite")

    def test_hints(self):
        self.table("hints", [
            (None,), (None, *(((N, 0, True),) * 8)), ("too-long", *(((N, 0, True),) * 9)),
            ("zero-id", (bytes(16), 0, True)), ("wrong-count", (N, 0)),
            ("out-of-range", (N, 1 << 40, True)), ("wrong-type", (N, 0, 1))])


class Holdings(unittest.TestCase):
    """HOLD-1 to HOLD-3."""

    def hash(self, *parts):
        person = b"cw/holding" + bytes(6)
        return hashlib.blake2b(b"".join(parts), digest_size=32, person=person).digest()

    def test_tags(self):
        state = state_of([(5, N + N), (0, SALT + N)])
        self.assertEqual(state, bytes(8) + SALT + N + bytes(7) + b"\5" + N + N)
        digest = self.hash(SALT, b"\2", N, state)
        self.assertEqual(tag_of(SALT, 2, N, state), int.from_bytes(digest[:4], "big"))
        self.assertNotEqual(tag_of(SALT, 2, N, state), tag_of(N, 2, N, state))
        self.assertNotEqual(tag_of(SALT, 3, N, b""), tag_of(SALT, 4, N, b""))

    def test_buckets(self):
        digest = int.from_bytes(self.hash(SALT, b"\3", N), "big")
        self.assertEqual([bucket_of(SALT, 3, N, bits) for bits in (0, 1, 12)],
                         [0, digest >> 255, digest >> 244])
        things = [(3, bytes([number]) * 16, b"") for number in range(1, 60)]
        found = shelved(SALT, 3, things)
        self.assertEqual(sum(len(tags) for tags, _ in found.values()), 59)
        for tags, total in found.values():
            self.assertEqual(tags, sorted(tags))
            self.assertEqual(total, sum(tags) & 0xFFFF_FFFF)
        self.assertEqual(shelved(SALT, 3, []), {})
        # What a bucket is in does not depend on the state.
        others = [thing[:2] + (N,) for thing in things]
        self.assertEqual(list(found), list(shelved(SALT, 3, others)))


class Vectors(unittest.TestCase):
    """That what is wrong in talk.json is found."""

    def test_entries(self):
        path = Path(__file__).resolve().parent.parent / "vectors" / "talk.json"
        entries = json.loads(path.read_text())["accepted"]
        for kind, member in (("said", "meaning"), ("tag", "tag"), ("shelf", "sums"),
                             ("shelf", "buckets"), ("signal", "meaning"), ("hints", "hints"),
                             ("statement", "hash")):
            entry = next(entry for entry in entries if entry["type"] == kind and entry[member])
            check_accepted(entry)
            self.assertRaises(Disagreement, check_accepted, entry | {member: 1})
        feed = next(entry for entry in entries if entry.get("sort") == FEED and entry["ends"])
        self.assertRaises(Disagreement, check_accepted, feed | {"ends": []})
        self.assertRaises(Unclear, members_of, "refused", feed)
        signed = next(entry for entry in entries if entry["type"] == "statement")
        self.assertRaises(Disagreement, check_accepted, signed | {"realm": "00" * 32})
        self.assertRaises(Unclear, members_of, "accepted", {"type": "talk"})

    def test_lines(self):
        self.assertEqual(check.answer('{"kind": "said", "bytes": "820902"}'), {"accepted": True})
        self.assertEqual(check.answer('{"kind": "said", "bytes": "820903"}'),
                         {"refused": "out-of-range"})


if __name__ == "__main__":
    unittest.main()
