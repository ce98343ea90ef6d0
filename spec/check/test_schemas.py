#!/usr/bin/python3 -B
"""Tests of schemas: their form, and how the vectors of them are checked (09-schema.md)."""

import io
import json
import random
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check
import checks_schemas
import example_schemas as example
from checks import Disagreement
from example_schemas import DOC, FEED, LOG, MADE, NUMBER, UNITS, WHOLE_BYTES, add, count, fact
from example_schemas import field, kind, of_fields, of_type, schema, write
from examples import mutated
from growing import grows
from items import read_item, write_head, write_item
from judging import misfits
from schemas import read_schema
from seals import tagged
from test_check import reason
from vectors import Unclear

FAR = 1 << 53
CHANGES = (write(1, "Ada", MADE), write(3, (5, 1)), add(2, "A"), count(4), fact({3: 0}))


def form(data):
    """The reason for which bytes are no schema, or None."""
    return reason(read_schema, data)


def spliced(data, old, new, times=1):
    """The bytes with a part of them changed, which is there so often."""
    assert data.count(old) == times, (data.count(old), old)
    return data.replace(old, new)


class Rows(unittest.TestCase):
    """Rows of (bytes, reason)."""

    def rows(self, *rows):
        for place, (data, wanted) in enumerate(rows):
            with self.subTest(place=place, data=data[:80].hex()):
                self.assertEqual(form(data), wanted)


class Form(Rows):
    """SCHEMA-1 to SCHEMA-3."""

    def test_whole(self):
        found = read_schema(WHOLE_BYTES)
        self.assertEqual(found.packs, {"base": 1, "farm-1": 65_535})
        self.assertEqual(found.kinds[DOC].title, (1, 2))
        self.assertEqual(found.kinds[LOG].sums[0].signs, (3, {0: 1, 1: -1}))
        for place in range(len(WHOLE_BYTES)):
            self.assertIsNotNone(form(WHOLE_BYTES[:place]), place)
        self.assertEqual(form(WHOLE_BYTES + b"\0"), "trailing")
        self.assertEqual(form(b""), "truncated")
        self.assertEqual(form(b"\x80"), "wrong-type")

    def test_schema(self):
        many = {64 + place: kind(f"k{place}") for place in range(257)}
        self.rows(
            (schema(), None), (b"\xa0", "wrong-count"), (write_item({0: {"a": 1}}), "wrong-count"),
            (write_item({1: {64: kind()}}), "wrong-count"), (schema(packs={}), "empty"),
            (schema({}), "empty"), (schema(packs={"a": 0}), "out-of-range"),
            (schema(packs={"a": 65_536}), "out-of-range"), (schema(packs={"a": -1}), "wrong-type"),
            (schema(packs={1: 1}), "wrong-type"), (schema({63: kind()}), "out-of-range"),
            (schema({1 << 32: kind()}), "out-of-range"),
            (schema({(1 << 32) - 1: kind()}), None), (schema({64: ()}), "wrong-type"),
            (schema(many), "too-long"),
            (schema({key: many[key] for key in list(many)[:256]}), None),
            (schema({64: kind("a"), 65: kind("a", form=2)}), "out-of-range"),
            (schema({64: kind("a"), 65: kind("a")}), "repeated"),
            (schema({64: {}}), "empty"),
            (schema(packs={f"p{place}": 1 for place in range(300)}), None))

    def test_size(self):
        def of(size):
            return schema(later={9: bytes(size)})
        room = 262_144 - len(of(100_000)) + 100_000
        self.rows((of(room), None), (of(room + 1), "too-long"),
                  (bytes(262_145), "too-long"), (bytes(262_144), "wrong-type"))

    def test_open(self):
        deep = ()
        for _ in range(15):
            deep = (deep,)
        for later, wanted in (({11: deep}, None), ({11: (deep,)}, "too-deep"), ({-1: 0},
                              "wrong-type"), ({"a": 0}, "wrong-type"), ({1 << 40: 0}, None)):
            self.rows((schema(later=later), wanted), (schema({64: kind(later=later)}), wanted),
                      (of_fields({1: field(later=later)}), wanted))
        self.rows((schema() + b"\0", "trailing"),
                  (write_item({0: {"a": 1}, 1: {64: {9: 0}}}), "wrong-count"))

    def test_names(self):
        for name, wanted in (
                ("a" * 64, None), ("a" * 65, "too-long"), ("", "out-of-range"),
                ("a-1", None), ("1a", "out-of-range"), ("-a", "out-of-range"),
                ("A", "out-of-range"), ("a_", "out-of-range"), ("é", "out-of-range"),
                ("a\n", "out-of-range"), (b"a", "wrong-type"), (0, "wrong-type")):
            self.rows((schema({64: kind(name)}), wanted), (schema(packs={name: 1}), wanted),
                      (of_fields({1: field(name)}), wanted),
                      (of_type((8, {1: (name,)})), wanted))
        bad = spliced(schema({64: kind("kk")}), b"bkk", b"b\xff\xff")
        self.assertEqual(form(bad), "bad-text")
        # Too long is said at the head, before it is asked whether so much is there.
        self.assertEqual(form(b"\xa1\x00\xa1\x78\x41"), "too-long")
        self.assertEqual(form(b"\xa1\x00\xa1\x78\x40"), "truncated")

    def test_names_of_their_own(self):
        both = {1: field("a"), 2: field("a")}
        self.rows((of_fields(both), "repeated"), (of_fields(both, 1), "repeated"),
                  (of_type((17, both), merging=3), "repeated"),
                  (of_fields({1: field("a", (17, {1: field("a")}))}), None),
                  (of_fields({1: field("a"), 2: field("a", (5,), 1, required=True)}),
                   "out-of-range"),
                  (of_fields({1: field("a"), 2: {0: "a", 1: 0}}), "wrong-count"),
                  (of_fields({1: field("a"), 2: field("a", weight=0)}), "out-of-range"))

    def test_labels(self):
        for labels, wanted in (
                ({"en": "x"}, None), ({}, "empty"), ({"en": ""}, "empty"),
                ({"en": "x" * 256}, None), ({"en": "x" * 257}, "too-long"),
                ({"en": 1}, "wrong-type"), ({1: "x"}, "wrong-type"), ({"e": "x"}, "out-of-range"),
                ({"": "x"}, "out-of-range"), ({"a" * 12: "x"}, None), ({"a" * 13: "x"},
                                                                       "too-long"),
                ({"1a": "x"}, "out-of-range"), ({"EN": "x"}, "out-of-range"), (None, "wrong-type"),
                ({f"l{place}": "x" for place in range(64)}, None),
                ({f"l{place}": "x" for place in range(65)}, "too-long")):
            self.rows((of_fields({1: field(labels=labels)}), wanted),
                      (schema({64: kind(labels=labels)}), wanted),
                      (of_type((8, {0: ("a", labels)})), wanted))

    def test_kinds(self):
        self.rows(
            (schema({64: kind(form=2)}), "out-of-range"),
            (schema({64: kind(form=-1)}), "wrong-type"), (schema({64: kind(fields={})}), "empty"),
            (of_fields({number: field(f"f{number}") for number in range(128)}), None),
            (of_fields({number: field(f"f{number}") for number in range(129)}), "too-long"),
            (of_fields({(1 << 32) - 1: field()}), None),
            (of_fields({1 << 32: field()}), "out-of-range"),
            (schema({64: kind(retired=True)}), None),
            (schema({64: kind(retired=False)}), "out-of-range"),
            (schema({64: kind(retired=None)}), "wrong-type"),
            (schema({64: kind(title=(1,))}), None), (schema({64: kind(title=())}), "empty"),
            (schema({64: kind(title=(1,) * 8)}), None),
            (schema({64: kind(title=(1,) * 9)}), "too-long"),
            (schema({64: kind(title=(2,))}), "no-such-entry"),
            (schema({64: kind(title=(1 << 32,))}), "out-of-range"),
            (schema({64: kind(title=("a",))}), "wrong-type"),
            (schema({64: {0: "a", 1: 0, 4: (1,)}}), "no-such-entry"),
            *((schema({64: {key: value for key, value in kind().items() if key != gone}}),
               "wrong-count") for gone in range(3)))

    def test_fields(self):
        counter, group = (1, 0, 9), (17, {1: field()})
        rows = [
            (field(merging=4), "out-of-range"), (field(weight=1), None), (field(weight=3), None),
            (field(weight=0), "out-of-range"), (field(weight=4), "out-of-range"),
            (field(retired=True), None), (field(retired=False), "out-of-range"),
            (field(required=False), "out-of-range"), (field(required=1), "wrong-type"),
            (field(required=True), None), (field(default=b"\xf5"), None),
            (field(default=True), "wrong-type"), (field(default=b"\xf6"), "out-of-range"),
            (field(default=b"\xf5\xf5"), "out-of-range"), (field(default=b""), "out-of-range"),
            (field(default=b"\xf5", required=True), None),
            (field(default=bytes(65_537)), "too-long"),
            (field(kind=(1, 0, 9), default=b"\x0a"), "out-of-range"),
            (field(kind=(99,), default=b"\x0a"), None),
            (field(kind=(99,), default=b"\x0a\x0a"), "out-of-range")]
        for merging, good, bad in ((1, (5,), ()), (2, counter, (5,)), (3, group, counter)):
            rows += [(field(kind=good, merging=merging), None),
                     (field(kind=(99,), merging=merging), None),
                     (field(kind=good, merging=merging, required=True), "out-of-range"),
                     (field(kind=good, merging=merging, default=b"\0"), "out-of-range")]
            if bad:
                rows.append((field(kind=bad, merging=merging), "out-of-range"))
        rows += [(field(kind=(2, 1, 0, 9), merging=2), None),
                 (field(kind=(3, 0, 0, 9, UNITS), merging=2), "out-of-range")]
        rows += [({key: value for key, value in field().items() if key != gone}, "wrong-count")
                 for gone in range(3)] + [({}, "empty"), ((), "wrong-type")]
        self.rows(*((of_fields({1: item}), wanted) for item, wanted in rows))

    def test_plain_parts(self):
        for item, wanted in (
                (field(required=True), None), (field(merging=1), "out-of-range"),
                (field(kind=(1, 0, 9), merging=2), "out-of-range"),
                (field(kind=(17, {1: field()}), merging=3), "out-of-range"),
                (field(kind=(17, {1: field()})), None), (field(default=b"\xf5"), "out-of-range"),
                (field(merging=4), "out-of-range")):
            self.rows((of_fields({1: item}, 1), wanted), (of_type((17, {7: item})), wanted),
                      (of_type((17, {7: item}), merging=3), wanted))
        # What a fact demands of its fields is judged at its end, what a group does at the field's.
        wrong = {1: field("a", (5,), 1), 2: field("b", (5,), weight=9)}
        later = {1: field("a", (5,), 1), 2: field("-")}
        self.rows((of_fields(wrong, 1), "out-of-range"),
                  (of_fields({1: field("a", (5,), 1), 2: field("b" * 65)}, 1), "too-long"),
                  (of_type((17, {1: field("a", (5,), 1), 2: field("b" * 65)})), "out-of-range"),
                  (of_fields(later, 1), "out-of-range"),
                  (of_fields({1: field("a", (5,), 1)}, 1, title=(9,)), "no-such-entry"))


class Types(Rows):
    """TYPE-1: which types there are."""

    def types(self, *rows):
        self.rows(*((of_type(item), wanted) for item, wanted in rows))

    def test_arrays(self):
        self.types(
            ((), "wrong-count"), ((5,), None), ((5, 0), "wrong-count"), (5, "wrong-type"),
            ((-1,), "wrong-type"), (("a",), "wrong-type"), ({5: 1}, "wrong-type"),
            ((20,), None), ((20, (), {}, b""), None), (((1 << 64) - 1,), None),
            (tuple(range(20, 400)), None),
            *(((number,) + (0,) * 6, "wrong-count") for number in range(20)),
            *(((number,), "wrong-count") for number in (0, 1, 2, 3, 4, 8, 9, *range(13, 19))),
            *(((number,), None) for number in (5, 6, 7, 10, 11, 12)))
        deep = ()
        for _ in range(14):
            deep = (deep,)
        self.types(((99, deep), None), ((99, (deep,)), "too-deep"))
        # More items than bytes: before the number is looked at.
        self.assertEqual(form(spliced(of_type((5,)), b"\x81\x05", b"\x98\xff\x05")), "truncated")
        self.assertEqual(form(spliced(of_type((99, "ab")), b"bab", b"b\xff\xff")), "bad-text")

    def test_limits(self):
        for number, most in ((0, 65_000), (13, 65_000), (14, 1 << 40), (15, 64)):
            self.types(((number, 1), None), ((number, most), None), ((number, 0), "out-of-range"),
                       ((number, most + 1), "out-of-range"), ((number, -1), "wrong-type"),
                       ((number, None), "wrong-type"))

    def test_bounds(self):
        for before, after in (((1,), ()), ((2, 9), ()), ((3, 0), (UNITS,))):
            self.types(
                (before + (-FAR, FAR) + after, None), (before + (0, 0) + after, None),
                (before + (-FAR - 1, FAR) + after, "out-of-range"),
                (before + (0, FAR + 1) + after, "out-of-range"),
                (before + (1, 0) + after, "out-of-range"), (before + (0, "a") + after,
                                                            "wrong-type"))
        for rest in ((2, 10, 0, 1), (3, 10, 0, 1, UNITS)):
            self.types((rest, "out-of-range"), (rest[:1] + (-1,) + rest[2:], "wrong-type"))

    def test_units(self):
        one = ("g", 1, 1)
        many = {0: one} | {place: ("x", place, 1) for place in range(1, 257)}
        for units, wanted in (
                ({0: one}, None), ({}, "empty"), ({1: one}, "out-of-range"),
                ({0: ("g", 2, 1)}, "out-of-range"), ({0: ("g", 2, 2)}, "out-of-range"),
                ({0: ("", 1, 1)}, "empty"), ({0: ("x" * 16, 1, 1)}, None),
                ({0: ("x" * 17, 1, 1)}, "too-long"), ({0: one, 65_535: one}, None),
                ({0: one, 65_536: one}, "out-of-range"), ({0: one, 1: ("g", 0, 1)},
                                                          "out-of-range"),
                ({0: one, 1: ("g", 1, 0)}, "out-of-range"),
                ({0: one, 1: ("g", (1 << 32) - 1, (1 << 32) - 1)}, None),
                ({0: one, 1: ("g", 1 << 32, 1)}, "out-of-range"),
                ({0: ("g", 1)}, "wrong-count"), ({0: ("g", 1, 1, 1)}, "wrong-count"),
                ({1: ("g", 1)}, "wrong-count"), ((), "wrong-type"), (None, "wrong-type"),
                (many, "too-long"), ({key: many[key] for key in range(256)}, None)):
            self.types(((3, 0, 0, 9, units), wanted))

    def test_money(self):
        def code(place):
            return "A" + chr(65 + place // 26) + chr(65 + place % 26)
        for currencies, wanted in (
                (None, None), ({"EUR": 2}, None), ({}, "empty"), ({"EUR": 10}, "out-of-range"),
                ({"EUR": 9}, None), ({"EU": 2}, "out-of-range"), ({"EURO": 2}, "too-long"),
                ({"eur": 2}, "out-of-range"), ({b"EUR": 2}, "wrong-type"), (True, "wrong-type"),
                ({"EUR": None}, "wrong-type"), ({code(place): 0 for place in range(256)}, None),
                ({code(place): 0 for place in range(257)}, "too-long")):
            self.types(((4, currencies), wanted))

    def test_options_and_kinds(self):
        self.types(
            ((8, {0: ("a",), 65_535: ("a",)}), None), ((8, {}), "empty"),
            ((8, {65_536: ("a",)}), "out-of-range"), ((8, {0: ()}), "wrong-count"),
            ((8, {0: ("a", {"en": "A"}, 1)}), "wrong-count"), ((8, {0: "a"}), "wrong-type"),
            ((8, {0: ("a", None)}), "wrong-type"),
            ((8, {place: ("a",) for place in range(257)}), "too-long"),
            ((9, None, None), "wrong-count"), ((18, None, None), "wrong-count"))
        for number in (9, 18):
            self.types(*(((number, kinds), wanted) for kinds, wanted in (
                (None, None), ((64, (1 << 32) - 1), None), ((), "empty"), (True, "wrong-type"),
                ((63,), "out-of-range"), ((1 << 32,), "out-of-range"), ((65, 64), "unsorted"),
                ((64, 64), "repeated"), ((65, 63), "out-of-range"), (("a",), "wrong-type"),
                ((64, 65, None), "wrong-type"), (tuple(range(64, 320)), None),
                (tuple(range(64, 321)), "too-long"))))

    def test_lists_and_groups(self):
        def within(depth, item, inner=(5,)):
            for place in range(depth):
                inner = (16, 9, inner) if item == 16 or item and place % 2 else (
                    17, {1: field(kind=inner)})
            return inner
        self.types(
            ((16, 1, (5,)), None), ((16, 4_096, (5,)), None), ((16, 0, (5,)), "out-of-range"),
            ((16, 4_097, (5,)), "out-of-range"), ((16, 9, ()), "wrong-count"),
            ((16, 9, 5), "wrong-type"), ((17, {}), "empty"), ((17, {1: field(kind=())}),
                                                             "wrong-count"),
            ((17, {number: field(f"f{number}") for number in range(128)}), None),
            ((17, {number: field(f"f{number}") for number in range(129)}), "too-long"),
            *((within(4, item), None) for item in (0, 1, 16)),
            *((within(5, item), "too-deep") for item in (0, 1, 16)),
            # The count is judged before the depth, and the depth before what follows.
            (within(4, 16, (16,)), "wrong-count"), (within(4, 16, (16, 0, 0)), "too-deep"),
            (within(4, 16, (99, ((), ()))), None),
            (within(4, 16, (18, (64,))), None))


class Rules(Rows):
    """RULE-1 and SUM-1: their form."""

    FIELDS = {1: field("a", (1, 0, 9)), 2: field("b", (1, -5, 5)), 3: field("c", (2, 1, 0, 9)),
              4: field("d", (2, 2, 0, 9)), 5: field("e", (6,)), 6: field("f", (7,)),
              7: field("g", (8, {1: ("x",), 2: ("y",)})), 8: field("h", (0, 9)),
              9: field("i", (3, 0, 0, 9, UNITS)), 10: field("j", (99,)),
              12: field("l", (2, 1, -9, 9)), 13: field("m", (99,))}
    MIXED = FIELDS | {11: field("k", (1, 0, 9), 1)}

    def test_rules(self):
        for rule, wanted in (
                ((0, 1, 2), None), ((0, 1, 1), None), ((0, 5, 5), None), ((0, 3, 12), None),
                ((0, 3, 4), "out-of-range"), ((0, 1, 3), "out-of-range"),
                ((0, 5, 6), "out-of-range"), ((0, 8, 8), "out-of-range"),
                ((0, 9, 9), "out-of-range"), ((0, 10, 13), "out-of-range"),
                ((0, 8, 99), "no-such-entry"), ((0, 99, 8), "no-such-entry"),
                ((0, 1, 11), "no-such-entry"), ((0, 1 << 32, 1), "out-of-range"),
                ((0, 1), "wrong-count"), ((0, "a"), "wrong-count"), ((0, "a", 1), "wrong-type"),
                ((1, 7, (1,), (1, 2)), None), ((1, 7, (1, 2), (1, 1)), None),
                ((1, 8, (1,), (1,)), "out-of-range"), ((1, 10, (), ()), "out-of-range"),
                ((1, 7, (), (1,)), "empty"), ((1, 7, (1,), ()), "empty"),
                ((1, 7, (2, 1), (1,)), "unsorted"), ((1, 7, (1, 1), (1,)), "repeated"),
                ((1, 7, (65_536,), (1,)), "out-of-range"),
                # An option that is not there is so before it is out of order.
                ((1, 7, (9,), (1,)), "no-such-entry"), ((1, 7, (2, 0), (1,)), "no-such-entry"),
                ((1, 7, (1,) * 257, (1,)), "too-long"), ((1, 7, (1,), (1,) * 129), "too-long"),
                ((2, (1,) * 128), None), ((2, (1,) * 129), "too-long"),
                ((1, 7, (1,), (99,)), "no-such-entry"), ((1, 11, (1,), (1,)), "no-such-entry"),
                ((1, 7, (1,), (11,)), "no-such-entry"), ((1, 7, (1,)), "wrong-count"),
                ((2, (1, 8)), None), ((2, ()), "empty"), ((2, (99,)), "no-such-entry"),
                ((2, 1), "wrong-type"), ((2, (1,), 1), "wrong-count"),
                ((3,), None), ((3, {}, ()), None), ((), "wrong-count"), (0, "wrong-type"),
                ((-1, 1, 2), "wrong-type")):
            self.rows((of_fields(self.MIXED, rules=(rule,)), wanted))
        self.rows((of_fields(self.FIELDS, rules=()), "empty"),
                  (of_fields(self.FIELDS, rules=((3,),) * 64), None),
                  (of_fields(self.FIELDS, rules=((3,),) * 65), "too-long"),
                  (of_fields(self.FIELDS, rules=(None,)), "wrong-type"))

    def test_sums(self):
        def one(*rest):
            return of_fields(self.FIELDS, 1, sums=(("s",) + rest,))
        self.rows(
            (one((1,), 1, None), None), (one((8, 8), 4, None), None), (one((8,), 9, None), None),
            (one((1,) * 128, 1, None), None), (one((1,) * 129, 1, None), "too-long"),
            (one((), 1, None), "empty"), (one((99,), 1, None), "no-such-entry"),
            (one((1,), 99, None), "no-such-entry"), (one((1,), 8, None), "out-of-range"),
            (one((1,), 10, None), "out-of-range"), (one((1,), 5, None), "out-of-range"),
            (one((1,), 1, (7, {1: 1, 2: -1})), None), (one((1,), 1, (7, {})), "empty"),
            (one((1,), 1, (7, {1: 2})), "out-of-range"),
            (one((1,), 1, (7, {1: -2})), "out-of-range"),
            (one((1,), 1, (7, {65_536: 1})), "out-of-range"),
            (one((1,), 1, (7, {9: 0})), "no-such-entry"),
            (one((1,), 1, (7, {-1: 1})), "wrong-type"), (one((1,), 1, (7,)), "wrong-count"),
            (one((1,), 1, (8, {1: 1})), "out-of-range"),
            (one((1,), 1, (99, {1: 1})), "no-such-entry"), (one((1,), 1, 7), "wrong-type"),
            (one((1,), 1), "wrong-count"), (one((1,), 1, None, None), "wrong-count"),
            (of_fields(self.FIELDS, 1, sums=((1, (1,), 1, None),)), "wrong-type"),
            (of_fields(self.FIELDS, 1, sums=()), "empty"),
            (of_fields(self.FIELDS, 1, sums=(("s", (1,), 1, None),) * 16), None),
            (of_fields(self.FIELDS, 1, sums=(("s", (1,), 1, None),) * 17), "too-long"),
            (of_fields(self.FIELDS, 0, sums=(("s", (1,), 1, None),)), "out-of-range"),
            # At the end of the kind, and so after what else is in it; but types where they count.
            (of_fields(self.FIELDS, 0, sums=(("s", (1,), 1, None),), retired=None), "wrong-type"),
            (of_fields(self.FIELDS, 1, sums=(("s", (1,), 8, None),), retired=None),
             "out-of-range"))


class Deciding(Rows):
    """SCHEMA-4: its form."""

    FIELDS = {1: field("a", (18, None)), 2: field("b", (5,)), 3: field("c", (16, 1, (18, None))),
              4: field("d", (18, (64,))), 5: field("e", (16, 9, (18, (64,)))),
              6: field("f", (9, None)), 7: field("g", (16, 9, (9, None))),
              8: field("h", (16, 9, (16, 9, (18, None)))), 9: field("i", (99, None)),
              10: field("j", (8, {0: ("no",), 1: ("yes",)})), 11: field("k", (16, 9, (99,))),
              12: field("m", (7,))}

    def deciding(self, item, form_of=1, **more):
        return of_fields(self.FIELDS, form_of, decides=item, **more)

    def test_fields(self):
        self.rows(*((self.deciding(item), wanted) for item, wanted in (
            ((1, 2, 3), None), ((4, 2, 5), None), ((1, 2, 5), None),
            *(((number, 2, 3), "out-of-range") for number in (2, 3, 6, 8, 9, 10)),
            *(((1, number, 3), "out-of-range") for number in (1, 3, 9, 10)),
            *(((1, 2, number), "out-of-range") for number in (1, 2, 7, 8, 9, 10, 11)),
            ((99, 2, 3), "no-such-entry"), ((1, 99, 3), "no-such-entry"),
            ((1, 2, 99), "no-such-entry"), ((1 << 32, 2, 3), "out-of-range"),
            # Each is judged where it is named.
            ((2, 99, 3), "out-of-range"), ((1, 99, 1), "no-such-entry"),
            ((1, 1, 99), "out-of-range"),
            ((), "wrong-count"), ((1, 2), "wrong-count"), ((1, 2, 3, 12, 12), "wrong-count"),
            ((1, 2, 3, 12), None), ((1, 2, 3, 3), "out-of-range"), ((1, 2, 3, 99), "no-such-entry"),
            (None, "wrong-type"), ({1: 2}, "wrong-type"), (("a", 2, 3), "wrong-type"),
            ((1, True, 3), "wrong-type"), ((1, 2, -1), "wrong-type"))))

    def test_kinds(self):
        self.assertEqual(read_schema(example.VOTES_BYTES).kinds[LOG].decides, (1, 2, 3, 7))
        self.assertIsNone(read_schema(WHOLE_BYTES).kinds[LOG].decides)
        self.rows(
            (self.deciding((1, 2, 3), 0), "out-of-range"),
            # At the end of the kind, and so after what else is in it; but types where they count.
            (self.deciding((1, 99, 3), 0), "no-such-entry"),
            (self.deciding((1, 2, 3), 0, later={9: ((),) * 2}), "out-of-range"),
            (spliced(self.deciding((1, 2, 3), 0, later={9: "ab"}), b"bab", b"b\xff\xff"),
             "bad-text"),
            (spliced(self.deciding((1, 1, 3), 1, later={9: "ab"}), b"bab", b"b\xff\xff"),
             "out-of-range"),
            (self.deciding((1, 2, 3), retired=True), None),
            # A set of facts is no list of them.
            (of_fields(self.FIELDS | {12: field("l", (18, None), 1)}, 0, decides=(12, 2, 12)),
             "out-of-range"))


class Vectors(unittest.TestCase):
    """Entries of schemas.json as they are checked, and lines of --stdin."""

    FILE = example.vector_files()["schemas.json"]

    def test_file(self):
        for entry in self.FILE["accepted"]:
            checks_schemas.check_accepted(entry)
            for name in checks_schemas.TYPES[entry["type"]][1]:
                self.assertRaises(Disagreement, checks_schemas.check_accepted, entry | {name: 5})
        checks_schemas.CHECKS["schemas.json"]["refused"]("schemas.json", self.FILE["refused"][0])
        self.assertRaises(Unclear, checks_schemas.members_of, "refused", {"type": "judged"})
        self.assertEqual(self.FILE["accepted"][0]["hash"], tagged("schema", WHOLE_BYTES).hex())

    def test_directory(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "schemas.json"
            faults = []
            check.check_file("schemas.json", path, lambda *fault: faults.append(fault))
            self.assertEqual(len(faults), 1)  # It is missing.
            path.write_text(json.dumps(self.FILE), encoding="utf-8")
            self.assertEqual(check.check_file("schemas.json", path, self.fail), 8)
            out = io.StringIO()
            self.assertFalse(check.check_directory(Path(folder), out))
            self.assertIn("schemas.json: 8 checked, 0 disagree", out.getvalue())

    def test_lines(self):
        for entry in self.FILE["accepted"]:
            given, follows, _ = checks_schemas.TYPES[entry["type"]]
            line = {"of" if name == "kind" else name: entry[name] for name in given}
            found = check.answer(json.dumps({"kind": entry["type"]} | line))
            self.assertEqual(found, {name: entry[name] for name in follows}
                             if entry["type"] != "schema" else {"accepted": True})
            for name in ("schema", "older", "newer", "bytes"):
                if name in line:
                    bad = {"kind": entry["type"]} | line | {name: "a0"}
                    self.assertEqual(check.answer(json.dumps(bad)), {"refused": "wrong-count"})
        for line in ({"kind": "judged"}, {"kind": "schema"}, {"kind": "summed", "of": 64},
                     {"kind": "named", "person": "00", "id": "00" * 16, "of": 1, "content": ""},
                     {"kind": "broken", "schema": WHOLE_BYTES.hex(), "of": LOG, "values": []}):
            self.assertEqual(list(check.answer(json.dumps(line))), ["error"])

    def test_deep(self):
        deep = ()
        for _ in range(15):
            deep = (deep,)
        inner = (5,)
        for _ in range(4):
            inner = (17, {1: field(kind=inner, later={99: deep})})
        data = of_type(inner)
        self.assertEqual(checks_schemas.schema({"bytes": data.hex()}),
                         {"hash": tagged("schema", data).hex()})

    def test_counts_that_are_only_claimed(self):
        huge = write_head(5, 1 << 60)
        for data in (huge, b"\xa1\x00" + huge, b"\xa1\x09" + huge):
            self.assertEqual(form(data), "truncated")
        self.assertEqual(form(b"\xa1\x01" + huge), "too-long")


class Chance(unittest.TestCase):
    """Whatever comes, it is read or refused with a reason."""

    def test_mutations(self):
        chance, read = random.Random(9), 0
        whole = read_item(WHOLE_BYTES)
        for _ in range(3_000):
            item = whole
            for _ in range(chance.choice((1, 1, 2))):
                item = read_item(write_item(mutated(item, chance)))
            data = write_item(item)
            if form(data) is None:
                read += 1
                found = read_schema(data)
                misfits(found, FEED, NUMBER, CHANGES)
                self.assertTrue(grows(found, found))
        self.assertGreater(read, 100)

    def test_bytes(self):
        chance = random.Random(3)
        for _ in range(3_000):
            data = bytearray(WHOLE_BYTES)
            data[chance.randrange(len(data))] = chance.randrange(256)
            form(bytes(data))


if __name__ == "__main__":
    unittest.main()
