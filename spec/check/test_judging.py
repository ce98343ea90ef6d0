#!/usr/bin/python3 -B
"""Tests of what schemas are for: values, changes held against them, growth, sums (09-schema.md)."""

import datetime
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bodies import RESTORE, Change
from example_schemas import DOC, FACT_ID, FEED, LOG, MADE, NUMBER, OLDER, OTHER_FEED, PERSON, PLAN
from example_schemas import UNITS, VOTE, VOTES_BYTES, WHOLE, WHOLE_BYTES, add, count, delete, fact
from example_schemas import field, kind, of_fields, of_type, remove, schema, write
from growing import grows, summed
from items import write_item
from judging import broken, decision, misfits
from names import LEDGER, position, record_id
from schemas import read_schema
from seals import fact_name, tagged
from values import Misfit, hold, value_of

FAR = 1 << 53
HASH = b"\x09" * 32


class Values(unittest.TestCase):
    """JUDGE-2, number 5: which values fit a type."""

    def fit(self, item, good, bad):
        kind_of = read_schema(of_type(item)).kinds[DOC].fields[1].type
        for value in good:
            hold(kind_of, value_of(write_item(value)))
        for wanted, values in bad.items():
            for value in values:
                with self.assertRaises(Misfit, msg=(item, value)) as caught:
                    hold(kind_of, value_of(write_item(value)))
                self.assertEqual(caught.exception.reason, wanted, (item, value))

    def test_numbers(self):
        self.fit((1, -3, 3), (-3, 0, 3), {"out-of-bounds": (-4, 4, (1 << 64) - 1, -(1 << 64)),
                                          "wrong-type": (True, None, "1", b"", (), {})})
        self.fit((1, -FAR, FAR), (-FAR, FAR), {"out-of-bounds": (FAR + 1, -FAR - 1)})
        self.fit((2, 2, -3, 3), (-3, 3), {"out-of-bounds": (-4, 4), "wrong-type": (False,)})
        self.fit((3, 1, 0, 9, UNITS), ((0, 0), (9, 2)), {
            "out-of-bounds": ((10, 0), (0, 3), (-1, 0), (10, "a")),
            "wrong-type": (0, (0,), (0, 0, 0), (0, -1), ("a", 9), (0, None), ())})
        self.fit((4, None), ((FAR, "EUR"), (-FAR, "ZZZ")), {
            "out-of-bounds": ((FAR + 1, "EUR"), (-FAR - 1, "EUR"), (0, "eur"), (0, "EU"),
                              (0, "EURO"), (0, ""), (0, "ÄÖÜ")),
            "wrong-type": ((0,), (0, b"EUR"), (0, "EUR", 0), (None, "EUR"))})
        self.fit((4, {"EUR": 2}), ((0, "EUR"),), {"out-of-bounds": ((0, "USD"),)})
        self.fit((5,), (True, False), {"wrong-type": (None, 0, 1, "")})
        self.fit((6,), (-719_162, 2_932_896), {"out-of-bounds": (-719_163, 2_932_897),
                                               "wrong-type": ("", True)})
        first, end = -719_162 * 86_400_000, 2_932_897 * 86_400_000
        self.fit((7,), (first, 0, end - 1), {"out-of-bounds": (first - 1, end),
                                             "wrong-type": (None,)})

    def test_years(self):
        epoch = datetime.date(1970, 1, 1).toordinal()
        self.assertEqual(datetime.date.min.toordinal() - epoch, -719_162)
        self.assertEqual(datetime.date.max.toordinal() - epoch, 2_932_896)

    def test_texts(self):
        self.fit((0, 4), ("a", "éé"), {"out-of-bounds": ("", "abcde", "ééé"),
                                       "wrong-type": (b"a", 1, None)})
        self.fit((15, 4), ("A-./", "0"), {"out-of-bounds": ("", "AAAAA", "a", "A ", "A\n", "Ä"),
                                          "wrong-type": (b"A",)})
        many = {f"l{place}": "x" for place in range(65)}
        self.fit((13, 3), ({"en": "abc"}, {key: "x" for key in list(many)[:64]}), {
            "wrong-type": ({}, (), {1: "x"}, {"en": 1}, {"en": None}),
            "out-of-bounds": (many, {"e": "x"}, {"EN": "x"}, {"en": ""}, {"en": "abcd"},
                              {"a" * 13: "x"}, {"e": 1})})
        self.fit((14, 9), ((HASH, 0, "t", "n"), (bytes(32), 9, "t" * 128, "n" * 255)), {
            "wrong-type": ((HASH, 0, "t"), (HASH[1:], 99, "", ""), (HASH, -1, "t", "n"),
                           (HASH, 0, b"", "n"), (HASH, 0, "t", None), {}),
            "out-of-bounds": ((HASH, 10, 0, 0), (HASH, 0, "", 0), (HASH, 0, "t" * 129, "n"),
                              (HASH, 0, "t", ""), (HASH, 0, "t", "n" * 256))})

    def test_names(self):
        self.fit((8, {1: ("a",), 7: ("b",)}), (1, 7), {"out-of-bounds": (0, 2, 1 << 32),
                                                       "wrong-type": (-1, True, "a", None)})
        bad = (bytes(28), bytes(16) + OLDER[16:], OLDER[1:], OLDER + b"\0", "a", None)
        odd = record_id(FEED, 1, 0)
        self.fit((9, None), (OLDER, odd), {"wrong-type": bad})
        self.fit((9, (DOC,)), (OLDER,), {"wrong-type": bad,
                                         "wrong-kind": (odd, record_id(FEED, 1, LOG))})
        for number in (10, 11):
            self.fit((number,), (FEED, bytes(15) + b"\1"), {
                "wrong-type": (bytes(16), FEED[1:], HASH, "a", 0)})
        self.fit((12,), (HASH, bytes(32)), {"wrong-type": (FEED, HASH[1:], None)})

    def test_facts(self):
        ends = FEED + OTHER_FEED
        bad = (b"", PLAN[1:], PLAN + b"\0", PLAN[:36], bytes(16) + PLAN[16:],
               PLAN[:16] + bytes(16) + PLAN[32:], bytes(68), "a" * 68, None, 0, (PLAN,))
        odd = [ends + number.to_bytes(4, "big") + HASH for number in (0, 71, (1 << 32) - 1)]
        good = (PLAN, ends + b"\0\0\0\x46" + bytes(32), bytes(15) + b"\1" * 17 + PLAN[32:])
        self.fit((18, None), (*good, *odd), {"wrong-type": bad})
        self.fit((18, (64, 70)), good, {
            "wrong-type": (*bad, bytes(32) + odd[0][32:]),
            "wrong-kind": (*odd, VOTE, ends + b"\x46\0\0\0" + HASH)})
        self.fit((16, 2, (18, (70,))), ((PLAN,), (PLAN, PLAN)), {
            "out-of-bounds": ((), (PLAN,) * 3), "wrong-type": (PLAN, (None,)),
            "wrong-kind": ((PLAN, VOTE),)})

    def test_within(self):
        self.fit((16, 2, (1, 0, 9)), ((1,), (9, 9)), {
            "out-of-bounds": ((), (1, 2, 3), (10,), (1, 10), ("a",) * 3),
            "wrong-type": (1, {}, None, (None,), ("a", 10))})
        group = (17, {1: field("a", (1, 0, 9), required=True), 300: field("b", (5,))})
        self.fit(group, ({1: 0}, {1: 9, 300: True}), {
            "wrong-type": ({}, (), None, {1: "a"}, {1: None}, {"a": 1}, {-1: 1}, {300: 1}),
            "out-of-bounds": ({1: 10}, {1: 10, 2: 0}),
            "no-such-field": ({2: "a"}, {1: 0, 2: "a"}, {1: 0, 2: 0, 300: 7}, {1 << 40: 0}),
            "incomplete": ({300: True},)})
        self.fit((16, 9, group), (({1: 0}, {1: 1}),), {
            "incomplete": (({300: True}, 7),), "wrong-type": (({1: 0}, 7),)})
        self.fit((99, 1), (None, "", (), {}, {None: ()}), {})


class Judging(unittest.TestCase):
    """JUDGE-2 to JUDGE-4."""

    def became(self, *rows, data=WHOLE_BYTES):
        """Each change alone, in a bundle that creates no record."""
        for change, wanted in rows:
            found = misfits(read_schema(data), FEED, NUMBER, [change])
            self.assertEqual(found, [[0, wanted]] if wanted else [], (change, wanted))

    def bundle(self, changes, *wanted):
        """A whole bundle."""
        self.assertEqual(misfits(read_schema(WHOLE_BYTES), FEED, NUMBER, changes),
                         [list(row) for row in wanted])

    def test_order(self):
        stock = record_id(OTHER_FEED, 5, LOG)
        none, unnamed = (record_id(OTHER_FEED, 5, number) for number in (66, 0))
        self.became(
            (write(99, b"\xff", none), "no-such-kind"), (write(1, "a", unnamed), "no-such-kind"),
            (delete(none), "no-such-kind"), (Change(none, 99, 1, b"\0"), "no-such-kind"),
            (write(99, b"\xff", stock), "wrong-form"), (delete(stock), "wrong-form"),
            (fact({3: 0}, stock, 1), "wrong-form"), (fact({1: 0}, name=DOC), "wrong-form"),
            (Change(LEDGER, 99, DOC, b"\0"), "wrong-form"),
            (fact({3: 0}, name=66), "no-such-kind"), (Change(LEDGER, 99, LOG, b"\0"), None),
            (write(LOG, b"\xff", LEDGER), "wrong-merging"), (add(LOG, 1, LEDGER), "wrong-merging"),
            (delete(LEDGER), "no-such-kind"), (Change(LEDGER, RESTORE, 0, ()), "no-such-kind"),
            (delete(), None), (Change(OLDER, RESTORE, 0, ()), None),
            (Change(OLDER, 7, 99, b"\0"), None), (write(99, b"\xff"), "no-such-field"),
            (write(2, b"\xff"), "wrong-merging"), (add(1, 0), "wrong-merging"),
            (remove(1, 0), "wrong-merging"), (count(1), "wrong-merging"),
            (fact(b"\xff", OLDER, 1), "wrong-merging"), (write(7, 0), "wrong-merging"),
            (write(4, 0), "wrong-merging"), (count(4), None), (add(4, 1), "wrong-merging"))

    def test_values(self):
        self.became(
            (write(1, "Ada"), None), (write(1, b""), "malformed"), (write(1, b"\x01\x01"),
                                                                    "malformed"),
            (write(1, b"\x18\x01"), "malformed"), (write(1, b"\xf9\x3c\x00"), "malformed"),
            (write(1, b"\x81" * 17 + b"\0"), "malformed"),
            (write(1, b"\x81" * 16 + b"\0"), "wrong-type"), (write(1, ""), "out-of-bounds"),
            (write(1, None), "required"), (write(3, None), None), (write(9, None), None),
            (write(9, {"x": ()}), None), (write(9, b"\xff"), "malformed"),
            (add(2, "A"), None), (add(2, "a"), "out-of-bounds"), (add(2, None), "wrong-type"),
            (remove(2, "A"), None), (remove(2, "a"), "out-of-bounds"),
            (fact({1: "x"}, OLDER, 7), None), (fact({2: FEED}, OLDER, 7), "incomplete"),
            (fact({3: 0}, OLDER, 7), "no-such-field"), (fact({}, OLDER, 7), "wrong-type"),
            (fact(None, OLDER, 7), "wrong-type"), (write(10, write_item(OLDER)), None),
            (write(10, write_item(record_id(FEED, 1, LOG))), "wrong-kind"),
            (write(5, 9), None), (write(6, -9), None))

    def test_unknown_types(self):
        odd = of_fields({1: field("a", (99,), 1), 2: field("b", (99,), 2),
                         3: field("c", (99,), 3), 4: field("d", (99,), required=True)})
        self.became((add(1, ()), None), (add(1, None), None), (count(2), None),
                    (fact(True, OLDER, 3), None), (fact(b"", OLDER, 3), "malformed"),
                    (write(4, None), "required"), (write(4, 0), None), data=odd)

    def test_facts(self):
        self.became(
            (fact({3: 0}), None), (fact({}), "wrong-type"), (fact({1: "A"}), "incomplete"),
            (fact({3: 9}), "out-of-bounds"), (fact({3: 0, 9: 0}), "no-such-field"),
            (fact({3: 0, 4: 2, 5: 2}), None), (fact({3: 0, 4: 3, 5: 2}), "rule"),
            (fact({3: 0, 4: 3}), None), (fact({3: 2}), "rule"), (fact({3: 2, 1: "A"}), None),
            (fact({3: None}), "wrong-type"), (fact(b"\xa0\xa0"), "malformed"),
            (fact({4: 3, 5: 2}), "incomplete"))

    def test_creation(self):
        first, chip = write(1, "Ada", MADE), write(11, "1", MADE)
        self.bundle([first, chip])
        self.bundle([chip, first])
        self.bundle([first], (0, "incomplete"))
        self.bundle([first, write(11, "a", MADE), delete(MADE)],
                    (0, "incomplete"), (1, "out-of-bounds"), (2, "incomplete"))
        self.bundle([first, write(11, "a", MADE), chip], (1, "out-of-bounds"))
        self.bundle([first, write(11, None, MADE)], (0, "incomplete"), (1, "required"))
        # A first change that does not fit is the creation all the same.
        self.bundle([write(1, 0, MADE), count(4, MADE)], (0, "wrong-type"), (1, "incomplete"))
        self.bundle([write(1, 0, MADE), first, chip], (0, "wrong-type"))
        # A verb that is not known, and a deletion, create too.
        self.bundle([Change(MADE, 99, 1, b"\0")], (0, "incomplete"))
        self.bundle([delete(MADE), first, chip])
        # Other records of the bundle are not concerned.
        self.bundle([first, write(1, "B"), fact({3: 0}), count(4, MADE)],
                    (0, "incomplete"), (3, "incomplete"))

    def test_no_creation(self):
        second = record_id(FEED, position(NUMBER, 1), DOC)
        self.bundle([write(1, "Ada", second)])  # Its own dot is that of nothing here.
        self.bundle([write(5, 0, second), write(1, "Ada", second)])  # An early mention.
        self.bundle([write(5, "", second), write(5, 1, second)], (0, "wrong-type"))
        self.bundle([fact({3: 0}), write(5, 1, second)], (1, "incomplete"))
        self.bundle([write(5, 1, record_id(FEED, position(NUMBER + 1, 0), DOC))])
        self.bundle([write(5, 1, record_id(OTHER_FEED, position(NUMBER, 0), DOC))])
        self.bundle([write(5, 1, record_id(FEED, position(NUMBER, 0), LOG))], (0, "wrong-form"))
        self.bundle([write(5, 1, record_id(FEED, position(NUMBER, 0), 99))], (0, "no-such-kind"))
        # Two kinds under one dot are two records, and the first change made one of them.
        self.bundle([write(1, "Ada", MADE), write(11, "1", MADE),
                     write(1, "a", record_id(FEED, position(NUMBER, 0), 0))], (2, "no-such-kind"))

    def test_rules(self):
        animal = read_schema(WHOLE_BYTES).kinds[DOC]
        for values, wanted in (
                ({}, []), ({5: 1, 6: 1}, []), ({5: 2, 6: 1}, [0]), ({5: 2}, []),
                ({5: 2, 6: None}, []), ({8: 0}, []), ({8: 1}, [1]), ({8: 1, 6: 1}, [1]),
                ({8: 1, 6: 1, 10: OLDER}, []), ({8: 1, 6: None, 10: OLDER}, [1]),
                ({8: None}, []), ({5: 2, 6: 1, 8: 1}, [0, 1]), ({8: True}, [])):
            self.assertEqual(broken(animal, values), wanted, values)


class Growing(unittest.TestCase):
    """GROW-1."""

    def grown(self, older, newer, wanted=True, back=False):
        """Whether the one grows out of the other, and back."""
        for first, second, expected in ((older, newer, wanted), (newer, older, back),
                                        (older, older, True), (newer, newer, True)):
            self.assertIs(grows(read_schema(first), read_schema(second)), expected,
                          (first.hex(), second.hex()))

    def test_types(self):
        for narrow, wide in (
                ((0, 9), (0, 10)), ((1, 0, 9), (1, -1, 9)), ((1, 0, 9), (1, 0, 10)),
                ((2, 1, 0, 9), (2, 1, -1, 10)), ((3, 1, 0, 9, UNITS), (3, 1, 0, 10, UNITS)),
                ((3, 1, 0, 9, {0: ("g", 1, 1)}), (3, 1, 0, 9, UNITS)),
                ((4, {"EUR": 2}), (4, {"EUR": 2, "USD": 2})), ((4, {"EUR": 2}), (4, None)),
                ((8, {0: ("a",)}), (8, {0: ("b",), 1: ("a",)})), ((9, (64,)), (9, (64, 65))),
                ((9, (64,)), (9, None)), ((18, (64,)), (18, (64, 65))),
                ((18, (65,)), (18, (64, 65))), ((18, (64, 65)), (18, None)),
                ((13, 9), (13, 10)), ((14, 9), (14, 10)),
                ((15, 9), (15, 10)), ((16, 9, (5,)), (16, 10, (5,))),
                ((16, 9, (0, 9)), (16, 9, (0, 10))),
                ((17, {1: field()}), (17, {1: field(), 2: field("b")})),
                ((17, {1: field(required=True)}), (17, {1: field()})),
                ((17, {1: field(kind=(0, 1))}), (17, {1: field(kind=(0, 2))}))):
            self.grown(of_type(narrow), of_type(wide))
        for one, other in (
                ((1, 0, 9), (1, 1, 10)), ((2, 1, 0, 9), (2, 2, 0, 9)), ((5,), (6,)),
                ((3, 1, 0, 9, UNITS), (3, 2, 0, 9, UNITS)), ((10,), (11,)), ((1, 0, 9), (99,)),
                ((3, 1, 0, 9, UNITS), (3, 1, 0, 9, UNITS | {1: ("kg", 1001, 1)})),
                ((4, {"EUR": 2}), (4, {"EUR": 3})), ((9, (64,)), (9, (65,))),
                ((18, (64,)), (18, (65,))),
                ((9, (64,)), (18, (64,))), ((9, None), (18, None)), ((99, 1), (99, 2)),
                ((16, 9, (0, 9)), (16, 10, (0, 8))), ((17, {1: field()}), (17, {2: field()})),
                ((17, {1: field()}), (17, {1: field(), 2: field("b", required=True)}))):
            self.grown(of_type(one), of_type(other), False)
        for unit in (("kilo", 1000, 1), ("kg", 2000, 2)):
            self.grown(of_type((3, 1, 0, 9, UNITS)), of_type((3, 1, 0, 9, UNITS | {1: unit})),
                       back=True)

    def test_fields_and_kinds(self):
        base = of_fields({1: field()})
        self.grown(base, of_fields({1: field("other", weight=1, retired=True,
                                             default=b"\xf5")}), back=True)
        self.grown(base, of_fields({1: field(), 2: field("b")}))
        self.grown(base, of_fields({1: field(), 2: field("b", required=True)}), False, False)
        self.grown(of_fields({1: field(required=True)}), base)
        self.grown(base, of_fields({1: field(merging=1)}), False)
        self.grown(base, of_fields({1: field()}, 1), False)
        self.grown(base, schema({DOC: kind(), LOG: kind("b", fields={
            1: field(required=True)})}))
        self.grown(base, schema({DOC: kind("other", title=(1,), retired=True)}, {"x": 9}),
                   back=True)
        fields = {1: field("a", (18, None)), 2: field("b"), 3: field("c", (16, 9, (18, None)))}
        self.grown(of_fields(fields, 1), of_fields(fields, 1, decides=(1, 2, 3)), back=True)

    def test_rules(self):
        fields = {1: field("a", (1, 0, 9)), 2: field("b", (1, 0, 9)),
                  3: field("c", (8, {0: ("x",), 1: ("y",)}))}
        for rule in ((0, 1, 2), (1, 3, (0,), (1,))):
            for more, wanted in (((rule,), False), ((rule, rule), False)):
                self.grown(of_fields(fields, 1), of_fields(fields, 1, rules=more), wanted, True)
            self.grown(of_fields(fields), of_fields(fields, rules=(rule,)), back=True)
            self.grown(of_fields(fields, 1, rules=(rule, (9,))),
                       of_fields(fields, 1, rules=((2, (1,)), rule)), back=True)
        self.grown(of_fields(fields, 1, rules=((0, 1, 2),)),
                   of_fields(fields, 1, rules=((0, 2, 1),)), False)
        self.grown(of_fields(fields, 1, rules=((9, 1), (2, (1,)))),
                   of_fields(fields, 1, rules=((9, 2), (2, (2,)))), back=True)


class Deciding(unittest.TestCase):
    """SCHEMA-4, and how a fact is named with its content (TYPE-1)."""

    def decides(self, content, wanted, data=VOTES_BYTES):
        item = content if isinstance(content, bytes) else write_item(content)
        self.assertEqual(decision(read_schema(data).kinds[LOG], item), wanted, content)

    def test_names(self):
        content = write_item({1: "A"})
        ends = PERSON + FACT_ID + b"\0\0\0\x46"
        self.assertEqual(PLAN, ends + tagged("fact", ends + content))
        for other in (fact_name(FACT_ID, PERSON, 70, content),
                      fact_name(PERSON, FACT_ID, 71, content),
                      fact_name(PERSON, FACT_ID, 70, write_item({1: "B"}))):
            self.assertNotEqual(other[36:], PLAN[36:])
            self.assertEqual(len(other), 68)

    def test_decisions(self):
        whole = {1: PLAN, 2: True, 3: (VOTE, PLAN)}
        self.decides(whole, (PLAN, True, (VOTE, PLAN), None))
        self.decides(whole | {2: False}, (PLAN, False, (VOTE, PLAN), None))
        self.decides(whole | {7: -5}, (PLAN, True, (VOTE, PLAN), -5))
        self.decides({1: PLAN, 2: False}, (PLAN, False, (), None))
        self.decides({1: VOTE, 2: True, 4: "a"}, (VOTE, True, (), None))
        # Something is lacking, or something else is said.
        self.decides({1: PLAN, 3: (VOTE,)}, None)
        self.decides({2: True, 3: (VOTE,)}, None)
        self.decides({5: PLAN, 2: True}, None)
        self.decides({4: "a"}, None)

    def test_misfits(self):
        odd = fact_name(PERSON, FACT_ID, 71, b"")
        for content in ({}, None, {1: odd, 2: True}, {1: PLAN, 2: None}, {1: PLAN, 2: True, 8: 0},
                        {1: PLAN, 2: True, 7: "a"},
                        {1: PLAN, 2: True, 3: ()}, {1: PLAN, 2: True, 3: (VOTE,) * 3},
                        {1: PLAN[1:], 2: True}, {1: PLAN, 2: True, 4: ""},
                        write_item({1: PLAN, 2: True}) + b"\0", b""):
            self.decides(content, None)

    def test_other_kinds(self):
        self.decides({1: "A", 3: 0}, None, WHOLE_BYTES)
        ruled = of_fields({1: field("a", (18, None)), 2: field("b", (5,)), 5: field("c", (6,)),
                           3: field("d", (16, 9, (18, None))), 4: field("e", (6,))}, 1,
                          rules=((0, 4, 5),), decides=(1, 2, 3))
        kind_of = read_schema(ruled).kinds[DOC]
        for last, wanted in ((2, (PLAN, True, (), None)), (0, None)):
            content = write_item({1: PLAN, 2: True, 4: 1, 5: last})
            self.assertEqual(decision(kind_of, content), wanted)


class Sums(unittest.TestCase):
    """SUM-1."""

    def of(self, one, facts, fields=None):
        """Rows and what is left out of one sum, keys as values."""
        data = of_fields(fields or WHOLE[LOG][2], 1, sums=(one,))
        (rows, left), = summed(read_schema(data).kinds[DOC], list(map(write_item, facts)))
        return [([None if key is None else value_of(key) for key in keys], total)
                for keys, total in rows], left

    def test_signs(self):
        facts = [{1: "A", 2: (10, 0), 3: 0}, {1: "A", 2: (3, 0), 3: 1}, {1: "B", 2: (7, 0), 3: 0},
                 {1: "B", 2: (7, 0), 3: 1}, {1: "C", 2: (9, 0), 3: 2}, {1: "D", 3: 0},
                 {2: (1, 1), 3: 1}]
        one = ("s", (1,), 2, (3, {0: 1, 1: -1}))
        self.assertEqual(self.of(one, facts), ([([None], -1000), (["A"], 7), (["B"], 0)], 0))
        self.assertEqual(self.of(("s", (1,), 2, None), facts), (
            [([None], 1000), (["A"], 13), (["B"], 14), (["C"], 9)], 0))
        zero = ("s", (1,), 2, (3, {0: 0, 2: 1}))
        self.assertEqual(self.of(zero, facts), ([(["C"], 9)], 0))
        self.assertEqual(self.of(one, []), ([], 0))
        # A fact that does not fit has no effect; equal contents are facts of their own.
        self.assertEqual(self.of(one, [facts[0], facts[0], {1: "A", 2: (5, 0)}]),
                         ([(["A"], 20)], 0))

    def test_no_choice(self):
        fields = {1: field("a", (1, -9, 9)), 2: field("b", (8, {0: ("x",), 1: ("y",)}))}
        self.assertEqual(self.of(("s", (2,), 1, (2, {0: -1})), [
            {1: 5}, {1: -4, 2: 0}, {1: 0, 2: 1}], fields), ([([0], 4)], 0))
        self.assertEqual(self.of(("s", (2,), 1, None), [{1: 5}, {1: 0, 2: 1}], fields),
                         ([([None], 5), ([1], 0)], 0))

    def test_order(self):
        fields = {1: field("a", (99,)), 2: field("b", (1, -9, 9)), 3: field("c", (99,))}
        keys = [None, False, "b", "aa", b"", b"x", (1,), 24, 23, {}]
        facts = [{2: 1, 3: key} for key in keys] + [{2: 1}, {1: 0, 2: 1}]
        rows, left = self.of(("s", (1, 3), 2, None), facts, fields)
        wanted = [[None, None]] + [[None, key] for key in (
            23, 24, b"", b"x", "b", "aa", (1,), (), False, None)] + [[0, None]]
        self.assertEqual([str(keys) for keys, _ in rows], list(map(str, wanted)))
        self.assertEqual(sum(total for _, total in rows), 12)

    def test_units(self):
        one = ("s", (1,), 2, None)
        def total(*amounts):
            rows, left = self.of(one, [{2: amount, 3: 0} for amount in amounts])
            return rows[0][1] if rows else None, left
        self.assertEqual(total((1, 1), (1, 0)), (1001, 0))
        self.assertEqual(total((1, 2), (1, 0)), (1, 1))
        self.assertEqual(total((1000, 2)), (28_349, 0))
        self.assertEqual(total((-1000, 2), (-1, 2)), (-28_349, 1))
        self.assertEqual(total((1, 2)), (None, 1))
        self.assertEqual(total((FAR // 1000, 1)), (FAR // 1000 * 1000, 0))
        self.assertEqual(total((FAR // 1000 + 1, 1)), (None, 1))
        self.assertEqual(total((FAR, 0), (FAR, 0)), (2 * FAR, 0))
        # Of what counts 0 anyway it is not asked whether it is whole.
        self.assertEqual(self.of(("s", (1,), 2, (3, {0: 1})), [{2: (1, 2), 3: 1}]), ([], 0))


if __name__ == "__main__":
    unittest.main()
