#!/usr/bin/python3 -B
"""Tests of scopes, acts, policies, root records, bundles and proofs: bytes and their reasons."""

import random
import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check
import oracle
from acts import Unknown
from authority import MOST_BYTES, MOST_ROOT_BYTES, read_form, write_act, write_acts, write_form
from bundles import LONGEST_BODY, contradict, forked_number, read_proof, write_bundle
from checks_authority import plain, read_kind, write_kind
from examples import ACTS, FEED, FIRST, FORKED, GOOD, HASH, HUB, ITEMS, KEYS, LATER, OPENING
from examples import OTHER_HASH, PERSON, POLICY, SEAT, SOME_ACTS, TIPS, mutated, parcel, proof
from items import write_item
from names import NO_HASH
from test_check import reason

NONE, ONE = bytes(16), {1: ("", 1, 0, 1)}


def pairs(count):
    """So many pairs of seat and grant."""
    return tuple((HASH, place.to_bytes(32, "big")) for place in range(count))


def raw(*parts):
    """Bytes from hexadecimal, and items."""
    return b"".join(bytes.fromhex(part[1:]) if isinstance(part, str) and part.startswith("=")
                    else write_item(part) for part in parts)


class Forms(unittest.TestCase):
    """What is refused, and why."""

    def refuse(self, kind, *rows):
        for place, (data, wanted) in enumerate(rows):
            data = data if isinstance(data, bytes) else write_item(data)
            with self.subTest(kind=kind, place=place, data=data[:60].hex()):
                self.assertEqual(reason(read_kind, kind, data), wanted)

    def test_scopes(self):
        two = (2, HUB)
        self.refuse(
            "scope", ((), "wrong-count"), ((1, 1, 1), "wrong-count"), ({}, "wrong-type"),
            (b"\x80\xff", "wrong-count"), (b"\x83", "wrong-count"), (b"\x81", "truncated"),
            ((-1,), "wrong-type"), ((7,), "out-of-range"), ((7, 1), "out-of-range"),
            ((2,), "wrong-count"), ((0, 1), "wrong-count"), (raw("=8200ff"), "wrong-count"),
            (raw("=82", 2, "=4f"), "wrong-count"), ((2, HASH), "wrong-count"),
            (raw("=82", 2, "=50"), "truncated"), ((2, NONE), None), ((5, NONE), "zero-id"),
            ((3, 65_536), "out-of-range"), ((4, HUB), "wrong-count"), ((4, bytes(32)), None),
            ((6, (two,)), "wrong-count"), ((6, ()), "wrong-count"),
            (raw("=82", 6, "=91"), "wrong-count"), (raw("=82", 6, "=90"), "truncated"),
            ((6, tuple((3, place) for place in range(16))), None),
            ((6, (two, two)), "repeated"), ((6, ((3, 1), two)), "unsorted"),
            ((6, (two, (3, 1), (4, HASH))), None), ((6, (two, (5, PERSON))), "out-of-range"),
            ((6, ((0,), two)), "out-of-range"), ((6, (two, (6, (two, two)))), "out-of-range"),
            (raw((0,)) + b"\0", "trailing"), (raw("=9f00ff"), "indefinite"),
            (raw("=8118"), "truncated"), (raw("=811800"), "not-shortest"))

    def test_openings(self):
        parts = list(vars(OPENING).values())

        def bent(place, value):
            return tuple(value if at == place else part for at, part in enumerate(parts))
        self.refuse("opening", (parts, None), (parts[:4], "wrong-count"), (b"\x85", "truncated"),
                    *((bent(place, HUB), "wrong-count") for place in (0, 2, 3)),
                    (bent(1, 1), "wrong-type"), (bent(4, HASH), "wrong-count"),
                    (bent(0, None), "wrong-type"), (bent(4, NONE), None))

    def test_acts(self):
        seat = dict(enumerate(vars(SEAT).values()))
        del seat[3]
        grant = {0: (0, HASH), 1: 1, 2: 1}
        keep, epoch = {0: FEED, 1: 1, 2: HASH}, {0: (1,), 1: HASH, 2: HASH}
        self.refuse(
            "act", ((1,), "wrong-count"), ((-1, 0), "wrong-type"), ((1 << 32, 0), "out-of-range"),
            (raw("=820ef7"), "unsupported"), (raw("=820e" + "81" * 17, 0), "too-deep"),
            (raw("=820e80"), None),
            ((1, seat), None), ((1, {}), "empty"), ((1, ()), "wrong-type"),
            *(((1, {at: seat[at] for at in seat if at != gone}), "wrong-count") for gone in seat),
            ((1, seat | {5: 0}), "unknown-key"), ((1, seat | {-1: 0}), "wrong-type"),
            ((1, seat | {0: HUB}), "wrong-count"), ((1, seat | {4: HASH}), "wrong-count"),
            ((1, seat | {3: None}), "wrong-type"), (raw("=8201a5"), "truncated"),
            (raw("=8208a2", 0, HUB, 0, HUB), "repeated"),
            (raw("=8207a2", 1, HUB, 0, 1), "unsorted"), (raw("=8208a2", 0, HUB), "truncated"),
            (raw("=8208a2", 1, HUB, "=00"), "unknown-key"), (raw("=8208a1", 0), "truncated"),
            ((2, grant), None), ((2, grant | {0: (2, HASH)}), "out-of-range"),
            ((2, grant | {0: (0, HUB)}), "wrong-count"), ((2, grant | {0: (1, NONE)}), "zero-id"),
            ((2, grant | {0: (0,)}), "wrong-count"), ((2, grant | {1: 0}), "out-of-range"),
            ((2, grant | {1: 65_536}), "out-of-range"), ((2, grant | {2: 0}), "out-of-range"),
            ((2, grant | {2: 256}), "out-of-range"), ((2, grant | {3: ()}), "empty"),
            ((2, grant | {3: (HUB, HUB)}), "repeated"),
            (raw("=8202a4", 0, (0, HASH), 1, 1, 2, 1, 3, "=990401"), "too-long"),
            (raw("=8209a2", 0, HASH, 1, "=990401"), "too-long"),
            (raw("=8209a2", 0, HASH, 1, "=990400"), "truncated"),
            ((2, grant | {4: -1}), "wrong-type"),
            ((2, grant | {3: (PERSON, HUB)}), "unsorted"), ((2, grant | {5: ()}), "empty"),
            ((2, grant | {5: (HUB,)}), "wrong-count"), ((2, grant | {6: 0}), "unknown-key"),
            ((3, {0: (5, HASH)}), "out-of-range"), ((3, {0: (1, HASH)}), "wrong-count"),
            ((3, {0: (4, HASH), 1: ()}), "empty"), ((3, {0: (0, HASH), 1: TIPS[1:]}), None),
            ((3, {0: (0, HASH), 1: TIPS[::-1]}), "unsorted"),
            ((3, {0: (0, HASH), 1: TIPS[:1] * 2}), "repeated"),
            ((3, {0: (0, HASH), 1: ((FEED, 2),)}), "wrong-count"),
            ((3, {0: (0, HASH), 1: ((NONE, 2, HASH),)}), "zero-id"),
            ((3, {0: (0, HASH), 1: ((FEED, 1 << 40, HASH),)}), "out-of-range"),
            (raw("=8204a2", 0, HASH, 1, "=990401"), "too-long"),
            (raw("=8204a2", 0, HASH, 1, "=990400"), "truncated"),
            ((4, {0: HASH, 1: tuple((FEED, n, HASH) for n in range(1024))}), None),
            ((4, {0: HASH, 1: ()}), None), ((4, {0: HASH}), "wrong-count"),
            ((5, keep | {0: NONE}), "zero-id"), ((5, keep | {1: 1 << 40}), "out-of-range"),
            ((5, keep | {3: ()}), "empty"), ((6, epoch | {0: (9,)}), "out-of-range"),
            ((6, epoch | {3: ()}), "empty"), ((6, epoch | {3: (HASH,)}), "wrong-count"),
            ((6, epoch | {4: ()}), "empty"), ((6, epoch | {5: ()}), "empty"),
            ((6, epoch | {4: ((HASH,),)}), "wrong-count"), ((6, epoch | {6: 0}), "unknown-key"),
            ((6, epoch | {5: ((HASH, HUB),)}), "wrong-count"),
            ((6, epoch | {5: ((HASH, HASH),) * 2}), "repeated"),
            ((6, epoch | {4: ((OTHER_HASH, HASH), (HASH, HASH))}), "unsorted"),
            ((6, epoch | {4: pairs(512), 5: pairs(512)}), None),
            ((6, epoch | {5: pairs(513)}), "too-long"),
            ((7, {0: 0}), "out-of-range"), ((7, {0: 4}), "out-of-range"), ((7, {0: 1}), None),
            ((7, {0: 3}), "wrong-count"), ((7, {0: 1, 2: HASH}), "wrong-count"),
            ((7, {0: 1, 2: HUB}), "wrong-count"), ((7, {0: 1, 2: 1}), "wrong-type"),
            ((7, {0: 3, 1: HUB, 2: HASH}), None), ((8, {0: HASH}), "wrong-count"),
            ((9, {0: HASH, 1: ()}), "empty"), ((11, {0: 0, 1: HASH}), "out-of-range"),
            ((11, {0: 65_536, 1: HASH}), "out-of-range"), ((12, {0: HUB}), "wrong-count"),
            ((13, {0: 1 << 32, 1: HASH}), "out-of-range"), ((13, {0: 1}), "wrong-count"))

    def test_policies(self):
        def kind(*parts):
            return {0: ONE, 1: {64: parts}}

        def gate(*parts):
            return kind("", (0,), {1: 1}, parts)
        fine = kind("", (0,), {1: 1}, None)
        self.refuse(
            "policy", ({}, "wrong-count"), ({0: {}}, "empty"), ({0: ONE}, "wrong-count"),
            ({0: ONE, 1: {}}, "empty"), (fine | {4: 0}, "unknown-key"), (fine | {3: {}}, "empty"),
            ({1: {64: ("", (0,), {}, None)}}, "empty"),
            ({1: {64: ("", (0,), {1: 1}, None)}}, "no-such-entry"),
            (kind("", (), {1: 1}, None), "empty"),
            ({0: {0: 0}}, "out-of-range"), ({0: {65_536: 0}}, "out-of-range"),
            ({0: {1: ("", 1, 0)}}, "wrong-count"), ({0: {1: (b"", 1, 0, 1)}}, "wrong-type"),
            ({0: {1: ("x" * 65, 1, 0, 1)}}, "too-long"), ({0: {1: ("", 0, 0, 1)}}, "out-of-range"),
            (raw("=a100a1018478410000"), "too-long"), (raw("=a100a1018478400000"), "truncated"),
            (raw("=a100a10184", "=61ff010001"), "bad-text"),
            ({0: {1: ("", 256, 0, 1)}}, "out-of-range"), ({0: {1: ("", 1, 2, 1)}}, "out-of-range"),
            ({0: {1: ("", 1, 0, 0)}}, "out-of-range"), ({0: {1: ("", 1, 0, 17)}}, "out-of-range"),
            (raw("=a100a2", 2, ONE[1], 1), "unsorted"), (raw("=a100a2", 1, ONE[1], 1), "repeated"),
            ({0: ONE, 1: {1 << 32: 0}}, "out-of-range"), (kind("", (0,), {1: 1}), "wrong-count"),
            (kind("", (0, 6), {1: 5}, None), None), (kind("", (7,), {}, None), "out-of-range"),
            (kind("", (1, 1), {}, None), "repeated"), (kind("", (1, 0), {}, None), "unsorted"),
            (kind("", (0,), {1: 0}, None), "out-of-range"), (kind("", (0,), {1: 6}, None),
                                                           "out-of-range"),
            (kind("", (0,), {2: 1}, None), "no-such-entry"), (kind("", (0,), {0: 1}, None),
                                                            "out-of-range"),
            (kind("", (0,), {1: 1}, False), "wrong-type"),
            (kind("", (0,), {1: 1}, 0), "wrong-type"),
            (gate(1, (1,), True, None), None), (gate(0, (1,), True, None), "out-of-range"),
            (gate(17, (1,), True, None), "out-of-range"), (gate(1, (), True, None), "empty"),
            (gate(1, (2,), True, None), "no-such-entry"), (gate(1, (1, 1), True, None), "repeated"),
            (gate(1, (1,), None, None), "wrong-type"), (gate(1, (1,), True, 2), "no-such-entry"),
            (gate(1, (1,), True), "wrong-count"), (gate(1, (1,), False, False), "wrong-type"))
        for reads, wanted in (
                ({}, "empty"), (0, "wrong-type"), ({3: 0}, "unknown-key"), ({0: ()}, "empty"),
                ({0: (1,)}, None), ({0: (2,)}, "no-such-entry"), ({0: (0,)}, "out-of-range"),
                ({0: (1, 1)}, "repeated"), ({1: {}}, "empty"), ({1: {0: ()}}, "empty"),
                ({1: {65_536: (1,)}}, "out-of-range"), ({1: {65_535: (1,)}}, None),
                ({1: {7: (2,)}}, "no-such-entry"), ({2: (1,)}, None), ({2: {}}, "wrong-type"),
                ({0: (1,), 1: {0: (1,), 7: (1,)}, 2: (1,)}, None)):
            self.refuse("policy", (fine | {2: reads}, wanted))
        self.refuse("act", ((10, {0: 1, 1: {}}), "empty"),
                    ((10, {0: 0, 1: {}}), "out-of-range"),
                    (write_act(ACTS[-9])[:-1], "truncated"),
                    *((b"\x82\x0a\xa3\0\1\1" + write_form("policy", POLICY) + raw(2, narrows),
                       wanted) for narrows, wanted in (
                           (((), ()), "empty"), (((0,), ()), "out-of-range"), (((9,), ()), None),
                           (((9, 9), ()), "repeated"), ((), "wrong-count"))))

    def test_roots(self):
        body = write_acts(SOME_ACTS)
        head = raw("=8286", None, 0, NO_HASH, 5)
        keys, tail = b"".join(KEYS[:3]), body + raw({KEYS[0]: b"\1" * 64})
        good = head + raw((1, keys)) + tail
        more = raw("=8286", HASH, 1, HASH, 5, None)
        self.refuse(
            "root", (good, None), (more + tail, None), (good + b"\0", "trailing"),
            (head + raw(None) + tail, "wrong-type"), (raw("=8286", 0, HASH), "wrong-type"),
            (raw("=8286", HUB), "wrong-count"), (raw("=8286", None, 1 << 32), "out-of-range"),
            (raw("=8286", None, 0, HASH), "out-of-range"), (raw("=81"), "wrong-count"),
            (raw("=8286", None, 1, NO_HASH), "out-of-range"), (raw("=8285ff"), "wrong-count"),
            *((head + raw(value), wanted) for value, wanted in (
                ((0, keys), "out-of-range"), ((4, keys), "out-of-range"),
                ((1, b""), "out-of-range"), ((17, 0), "out-of-range"),
                ((1, keys[:-1]), "wrong-count"), ((1,), "wrong-count"),
                ((1, keys[:32] * 2), "repeated"), ((1, KEYS[1] + KEYS[0]), "unsorted"),
                ((3, KEYS[1] + KEYS[0]), "out-of-range"), (0, "wrong-type"))),
            (head + raw("=8201590220"), "out-of-range"), (head + raw("=8201590200"), "truncated"),
            (more + b"\x80" + tail[len(body):], None), (more + raw("=990101"), "too-long"),
            (more + raw("=990100"), "truncated"), (more + body + raw({}), "empty"),
            (more + body + raw("=b821"), "too-long"), (more + body + raw("=b820"), "truncated"),
            (more + body + raw({KEYS[0]: HASH}), "wrong-count"),
            (more + body + raw({HUB: HASH}), "wrong-count"), (more + body + raw(()), "wrong-type"),
            (more + body + raw("=a2", *(KEYS[0], b"\1" * 64) * 2), "repeated"),
            (more + body + raw("=a2", *(HASH, b"\1" * 64, b"\1" * 32, b"\1" * 64)), "unsorted"),
            (b"\xff" * (MOST_ROOT_BYTES + 1), "too-long"),
            (b"\xff" * MOST_ROOT_BYTES, "indefinite"))
        # The content alone, at its end.
        around = len(more) - 1 + len(write_acts([Unknown(99, write_item(bytes(60_000)))])) - 60_000
        for length, wanted in ((MOST_BYTES - around, None), (MOST_BYTES - around + 1, "too-long")):
            content = more + write_acts([Unknown(99, write_item(bytes(length)))])
            self.refuse("root", (content + tail[len(body):], wanted),
                        (content, wanted or "truncated"))
        self.refuse("acts", (b"\xff" * (MOST_BYTES + 1), "too-long"), (b"\x80", "empty"),
                    (b"\xff" * MOST_BYTES, "indefinite"), (raw("=990101"), "too-long"))

    def test_bundles(self):
        good = list(vars(FIRST.head).values())[:7] + [b"", b"\1" * 64]

        def bent(**changed):
            places = {"feed": 0, "number": 1, "previous": 2, "time": 3, "policy": 4, "schema": 5,
                      "epoch": 6, "body": 7, "signature": 8}
            return [changed.get(name, good[at]) for name, at in places.items()]
        long = raw("=89", *good[:7])
        self.refuse(
            "bundle", (good, None), (good[:8], "wrong-count"), (bent(feed=NONE), "zero-id"),
            (bent(feed=HASH), "wrong-count"), (bent(number=1 << 40, previous=HASH), "out-of-range"),
            (bent(previous=HASH), "out-of-range"), (bent(number=1), "out-of-range"),
            (bent(time=-1), "wrong-type"), (bent(policy=0), "out-of-range"),
            (bent(policy=65_536), "out-of-range"), (bent(schema=65_536), "out-of-range"),
            (bent(epoch=HASH), "wrong-count"), (bent(epoch=False), "wrong-type"),
            (bent(epoch=HUB), None), (bent(body=None), "wrong-type"),
            (bent(signature=HASH), "wrong-count"), (raw(good) + b"\0", "trailing"),
            (long + raw("=5a") + (LONGEST_BODY + 1).to_bytes(4, "big"), "too-long"),
            (long + raw("=5a") + LONGEST_BODY.to_bytes(4, "big"), "truncated"))

    def test_size_around(self):
        """BUN-5."""
        bundle = parcel((1 << 32) - 1, time=(1 << 64) - 1, policy=65_535, schema=65_535,
                        body=bytes(LONGEST_BODY))
        self.assertEqual(len(write_bundle(bundle)) - LONGEST_BODY, 160)

    def test_proofs(self):
        one, two = FORKED
        stranger = parcel(feed=FEED).head
        follows = parcel(2, one.hash).head
        self.refuse(
            "proof", (proof(one, two), None), (proof(two, one), "unsorted"),
            (proof(one, one), "no-contradiction"), (proof(one, LATER), None),
            (proof(one, replace(one, signature=b"\2" * 64)), "no-contradiction"),
            (proof(one, follows), "no-contradiction"), (proof(LATER, one), "unsorted"),
            (proof(one, parcel(3, OTHER_HASH).head), "no-contradiction"),
            (proof(one, stranger), "out-of-range"), (proof(stranger, one), "out-of-range"),
            (proof(one, replace(one, feed=NONE)), "zero-id"), (proof(one), "truncated"),
            (b"\x83" + raw(list(vars(OPENING).values())) + write_bundle(parcel()), "wrong-count"),
            (proof(one, two) + b"\0", "trailing"), (proof(two, one) + b"\0", "unsorted"))
        self.assertEqual(forked_number(read_proof(proof(one, two))), (1, True))
        self.assertEqual(forked_number(read_proof(proof(one, LATER))), (1, False))
        self.assertTrue(contradict(one, two))


class Agreement(unittest.TestCase):
    """What is read is written back, whatever became of the bytes."""

    def test_good(self):
        for kind, data in GOOD:
            self.assertEqual(write_kind(kind, read_kind(kind, data)), data)
            self.assertIsNone(oracle.objection(data, plain(data)))
            for length in range(len(data)):
                self.assertIsNotNone(reason(read_kind, kind, data[:length]))
        for act in ACTS:
            self.assertEqual(read_form("act", write_act(act)), act)
        self.assertEqual(read_form("acts", write_acts(ACTS)), tuple(ACTS))

    def still_agrees(self, kind, data):
        if reason(read_kind, kind, data) is None:
            self.assertEqual(write_kind(kind, read_kind(kind, data)), data, data.hex())
            return 1
        return 0

    def test_mutated_bytes(self):
        chance, read = random.Random(3), 0
        for _ in range(30_000):
            kind, data = chance.choice(GOOD)
            data = bytearray(data)
            for _ in range(chance.randrange(1, 3)):
                at = chance.randrange(len(data))
                data[at:at + chance.randrange(2)] = chance.choice((
                    b"", bytes([chance.randrange(256)]), write_item(chance.choice(ITEMS))))
                if not data:
                    break
            read += self.still_agrees(kind, bytes(data))
        self.assertGreater(read, 1000)

    def test_mutated_items(self):
        chance, read, reasons = random.Random(1), 0, set()
        for _ in range(20_000):
            kind, data = chance.choice(GOOD)
            data = write_item(mutated(plain(data), chance))
            read += self.still_agrees(kind, data)
            reasons.add(reason(read_kind, kind, data))
        self.assertGreater(read, 1000)
        self.assertLessEqual({"empty", "zero-id", "unknown-key", "too-long", "repeated", "unsorted",
                              "wrong-type", "wrong-count", "out-of-range"}, reasons)

    def test_answers(self):
        for kind, data in GOOD:
            line = '{"kind":"%s","bytes":"%s"}' % (kind, data.hex())
            self.assertEqual(check.answer(line), {"accepted": True})
            line = '{"kind":"%s","bytes":"%s00"}' % (kind, data.hex())
            self.assertEqual(check.answer(line), {"refused": "trailing"})
        self.assertIn("error", check.answer('{"kind":"act","bytes":"00","type":"seat"}'))


if __name__ == "__main__":
    unittest.main()
