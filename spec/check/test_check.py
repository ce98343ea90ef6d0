#!/usr/bin/python3 -B
"""Tests of the second reader, by examples made by hand from the spec: bytes and their reasons."""

import io
import json
import random
import sys
import tempfile
import unittest
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bodies
import check
import oracle
from bodies import Body, Change, read_body, write_body
from items import Map, Refused, read_item, write_item
from names import LEDGER, position, record_id
from states import READERS, read_state, write_state
from vectors import json_of, json_of_body

OWN, OTHER, THIRD = b"\x05" * 16, b"\x07" * 16, b"\x09" * 16
F = OWN.hex()
MARK = "820102"


def reason(read, *arguments):
    """The reason of a refusal, or None."""
    try:
        read(*arguments)
    except Refused as refusal:
        return refusal.reason
    return None


class Tables(unittest.TestCase):
    """Rows of (rule, bytes, reason), for one way of reading after the other."""

    def refuse(self, read, rows):
        for rule, data, wanted in rows:
            with self.subTest(rule=rule, data=data[:60]):
                self.assertEqual(reason(read, bytes.fromhex(data)), wanted)

    def test_items_refused(self):
        self.refuse(read_item, [
            ("CBOR-1", "c000", "unsupported"), ("CBOR-1", "f93c00", "unsupported"),
            ("CBOR-1", "f7", "unsupported"), ("CBOR-1", "f814", "unsupported"),
            ("CBOR-1", "e0", "unsupported"), ("CBOR-1", "1c", "unsupported"),
            ("CBOR-1", "1f", "indefinite"), ("CBOR-1", "fe", "unsupported"),
            ("CBOR-1", "5f", "indefinite"), ("CBOR-1", "9fff", "indefinite"),
            ("CBOR-1", "bfff", "indefinite"), ("CBOR-1", "ff", "indefinite"),
            ("CBOR-2", "1817", "not-shortest"), ("CBOR-2", "1900ff", "not-shortest"),
            ("CBOR-2", "1a0000ffff", "not-shortest"), ("CBOR-2", "580100", "not-shortest"),
            ("CBOR-2", "1b00000000ffffffff", "not-shortest"), ("CBOR-2", "1818", None),
            ("CBOR-3", "a201000100", "repeated"), ("CBOR-3", "a202000100", "unsorted"),
            ("CBOR-3", "a2410000426100", "truncated"), ("CBOR-3", "a242616100410000", "unsorted"),
            ("CBOR-3", "a20a001864f5", None), ("CBOR-3", "a218640020f5", None),
            ("CBOR-3", "a220001864f5", "unsorted"),
            ("CBOR-4", "", "truncated"), ("CBOR-4", "19", "truncated"),
            ("CBOR-4", "4201", "truncated"), ("CBOR-4", "83ff01", "truncated"),
            ("CBOR-4", "a2ff0100", "truncated"), ("CBOR-4", "9bffffffffffffffff", "truncated"),
            ("CBOR-4", "bbffffffffffffffff", "truncated"),
            ("CBOR-4", "5bffffffffffffffff", "truncated"), ("CBOR-4", "0000", "trailing"),
            ("CBOR-5", "81" * 16 + "00", None), ("CBOR-5", "81" * 17 + "00", "too-deep"),
            ("CBOR-5", "81" * 16 + "80", "too-deep"), ("CBOR-5", "81" * 99999, "too-deep"),
            ("CBOR-5", "a100" * 16 + "a0", "too-deep"),
            ("CBOR-1", "61ff", "bad-text"), ("CBOR-1", "63eda080", "bad-text"),
            ("CBOR-1", "62c080", "bad-text"), ("CBOR-6", "62ff", "truncated")])

    def test_body_tables_refused(self):
        seven, nine = "50" + OTHER.hex(), "50" + THIRD.hex()
        swapped = "5820" + THIRD.hex() + OTHER.hex()
        self.refuse(lambda data: read_body(data, OWN, 3), [
            ("BODY-1", "a0", None), ("BODY-1", "a10040", "empty"), ("BODY-1", "a10280", "empty"),
            ("BODY-1", "80", "wrong-type"), ("BODY-1", "a12000", "wrong-type"),
            ("LATER-2", "a103820102", None), ("LATER-2", "a103f7", "unsupported"),
            ("LATER-2", "a2030104", "truncated"), ("LATER-2", "a203010301", "repeated"),
            ("LATER-2", "a204010301", "unsorted"), ("BODY-1", "a000", "trailing"),
            ("LATER-2", "a103" + "81" * 17 + "00", "too-deep"),
            ("BODY-2", "00" * 1_048_577, "too-long"),
            ("BODY-3", "a1004105", "wrong-count"), ("BODY-3", "a1004f", "wrong-count"),
            ("BODY-3", "a100" + seven, "unused"), ("BODY-3", "a101" + nine, "unused"),
            ("BODY-3", "a100" + swapped, "unsorted"),
            ("BODY-3", "a1005820" + OTHER.hex() * 2, "repeated"),
            ("BODY-3", "a10050" + F, "own-feed"), ("BODY-3", "a10050" + "00" * 16, "zero-id"),
            ("BODY-3", "a10150" + "00" * 16, "zero-id"),
            ("BODY-3", "a1028383010000" "0040", "no-such-entry")])

    def test_changes_refused(self):
        seven, both = "50" + OTHER.hex(), "5820" + OTHER.hex() + THIRD.hex()
        self.refuse(lambda data: read_body(data, OWN, 3), [
            ("BODY-4", "a1028100", "wrong-type"), ("BODY-4", "a1028180", "idle"),
            ("BODY-4", "a10282" "8080", "idle"), ("BODY-4", "a10285" "80260000" "80", "idle"),
            ("BODY-4", "a10285" "80260000" "83000000", "idle"),
            ("BODY-4", "a10283" "808100", "idle"), ("BODY-4", "a10282" "8040", "wrong-type"),
            ("BODY-4", "a10285" "80004080" "00", "idle"),
            ("BODY-4", "a10282" "8007", "wrong-count"),
            ("BODY-4", "a10282" "8026", "wrong-count"),
            ("BODY-4", "a10283" "802600", "wrong-count"),
            ("BODY-4", "a10282" "8024", "wrong-count"),
            ("BODY-4", "a10281" "8100", "wrong-count"), ("BODY-4", "a10281" "82", "wrong-count"),
            ("BODY-4", "a10284" "80264000", "wrong-type"),
            ("BODY-5", "a10283" "8400000001" "2480", None),
            ("BODY-5", "a10283" "840000001affffffff" "2480", None),
            ("BODY-5", "a10283" "840000001b0000000100000000" "2480", "out-of-range"),
            ("BODY-5", "a10283" "8400000000" "2480", "out-of-range"),
            ("BODY-5", "a10283" "850000000101" "2480", "wrong-count"),
            ("BODY-5", "a10283" "83000400" "2480", "out-of-range"),
            ("BODY-5", "a10283" "83000300" "2480", None),
            ("BODY-5", "a10283" "83002000" "2480", None),
            ("BODY-5", "a10283" "83003b000000fffffffffb00" "2480", None),
            ("BODY-5", "a10283" "83003b000000fffffffffc00" "2480", "out-of-range"),
            ("BODY-5", "a10283" "8300001a01000000" "2480", "out-of-range"),
            ("BODY-5", "a10283" "83200000" "2480", "wrong-type"),
            ("BODY-6", "a10284" "803b00000000ffffffff" "0000", "not-shortest"),
            ("BODY-6", "a10284" "803affffffff" "0000", "out-of-range"),
            ("BODY-6", "a10284" "803afffffffe" "0000", None),
            ("BODY-6", "a10283" "801b0000000100000000" "40", "out-of-range"),
            ("BODY-6", "a10283" "801affffffff" "40", None),
            ("BODY-6", "a10284" "80" "2020" "40", "wrong-type"),
            ("BODY-6", "a10283" "80" "2484", "wrong-count"),
            ("BODY-6", "a10283" "80" "2483", "truncated"),
            ("BODY-6", "a10283" "80" "248100", "wrong-count"),
            ("BODY-6", "a10284" "80" "220000", "out-of-range"),
            ("BODY-6", "a10284" "80" "22001b0020000000000000", None),
            ("BODY-6", "a10284" "80" "22001b0020000000000001", "out-of-range"),
            ("BODY-6", "a10284" "80" "22003b001fffffffffffff", None),
            ("BODY-6", "a10284" "80" "22003b0020000000000000", "out-of-range"),
            ("BODY-6", "a10284" "80" "220040", "wrong-type"),
            ("BODY-6", "a10284" "80" "23008200" "40", "wrong-count"),
            ("BODY-6", "a10284" "80" "2300830050" + F + "40", "no-such-entry"),
            ("BODY-6", "a10283" "80" "0000", "wrong-type"),
            ("NAME-3", "a10284" "80" "20005a00010001", "too-long"),
            ("NAME-3", "a10284" "80" "20005a00010000", "truncated"),
            ("BODY-7", "a10283" "80" "008140", "empty"),
            ("BODY-7", "a10283" "800080", "wrong-count"),
            ("BODY-7", "a10284" "80" "21008140", "empty"),
            ("BODY-7", "a10283" "80" "00824000", "wrong-count"),
            ("BODY-7", "a10283" "80" "008440000000", "own-feed"),
            ("BODY-7", "a200" + seven + "0283" "80" "248300" "0000", "own-feed"),
            ("BODY-7", "a200" + seven + "0283" "80" "248301" "0000", None),
            ("BODY-7", "a200" + both + "0283" "80" "24860200000100" "00", "unsorted"),
            ("BODY-7", "a200" + both + "0283" "80" "24860100000100" "00", "repeated"),
            ("BODY-8", "a10284" "80" "260081820102", None),
            ("BODY-8", "a10284" "80" "2600c000", "unsupported"),
            ("BODY-8", "a10284" "80" "2600" + "81" * 17 + "00", "too-deep")])

    def test_too_many_changes(self):
        def data(count):
            return bytes.fromhex("a1029a") + (3 * count + 1).to_bytes(4, "big") + (
                b"\x80" + b"\x26\x00\x00" * count)
        self.assertEqual(len(read_body(data(65_536), OWN, 0).changes), 65_536)
        self.assertEqual(reason(read_body, data(65_537), OWN, 0), "too-long")

    def test_states_refused(self):
        feed, none, own_hash = "50" + F, "50" + "00" * 16, "5820" + "aa" * 32
        seven = "50" + OTHER.hex()
        rows = [
            ("register", "a1" + feed + "84010203" "41ff", None),
            ("register", "a1" + feed + MARK, None), ("register", "a0", None),
            ("register", "a1" + feed + "83010203", "wrong-count"),
            ("register", "a1" + none + MARK, "zero-id"), ("register", "a1410582", "wrong-count"),
            ("register", "a2" + seven + MARK + feed + MARK, "unsorted"),
            ("register", "a2" + feed + MARK + feed + MARK, "repeated"),
            ("register", "a1" + feed + "821b000001000000000000", "out-of-range"),
            ("register", "a1" + feed + "82001a01000000", "out-of-range"),
            ("life", "a1" + feed + "830102f4", None),
            ("life", "a1" + feed + "830102f6", "wrong-type"),
            ("life", "a1" + feed + "83010201", "wrong-type"),
            ("set", "a140a1" + feed + "830102f5", None),
            ("set", "a140a1" + feed + "830102f4", "wrong-type"), ("set", "a140a0", "empty"),
            ("set", "a15a00010001", "too-long"), ("counter", "a1" + feed + "8401020304", None),
            ("counter", "a1" + feed + "8401020320", "wrong-type"),
            ("counter", "a1" + feed + "83010203", "wrong-count"),
            ("facts", "a15820" + "01" * 32 + "a140a1" + feed + MARK, None),
            ("facts", "a15820" + "01" * 32 + "a140a0", "empty"),
            ("facts", "a15820" + "01" * 32 + "a0", "empty"), ("facts", "a15000", "wrong-count"),
            ("document", "a0", None), ("document", "a100a0", "empty"),
            ("document", "a105a0", "unknown-key"), ("document", "a12000", "wrong-type"),
            ("document", "a101a107a1" + feed + MARK, None), ("document", "a101a0", "empty"),
            ("document", "a101a11b0000000100000000", "out-of-range"),
            ("document", "a101a107a0", "empty"),
            ("frontier", "a100a1" + feed + "8207" + own_hash, None),
            ("frontier", "a100a1" + feed + "820741aa", "wrong-count"),
            ("frontier", "a101a1" + feed + "a107" + own_hash, None),
            ("frontier", "a102a1" + feed + "a107a1" + own_hash + seven, None),
            ("frontier", "a102a1" + feed + "a107a0", "empty"),
            ("frontier", "a102a1" + feed + "a207a1" + own_hash + seven + "08a1" + own_hash + seven,
             "repeated"), ("frontier", "a103a0", "unknown-key"),
            ("view", "a200a1" + feed + "f601a1" + feed + "a107f6", None),
            ("view", "a100a1" + feed + "f5", "wrong-type"),
            ("view", "a101a1" + feed + "a0", "empty"), ("clock", "07", None),
            ("clock", "20", "wrong-type"), ("clock", "0700", "trailing"),
            ("clock", "1b" + "ff" * 8, "out-of-range"), ("clock", "1bfffffffffffffffe", None),
            ("facts", "a15820" + "00" * 32 + "a0", "zero-id"),
            ("frontier", "a102a2" + feed + "a101a1" + own_hash + seven + seven + "a101a1"
             + own_hash + "50" + THIRD.hex(), "out-of-range"),
            ("frontier", "a102a2" + feed + "a101a1" + own_hash + seven + seven + "a102a1"
             + own_hash + "50" + THIRD.hex(), None),
            ("sum", "8200" + own_hash, "out-of-range"),
            ("sum", "821b8000000000000000" + own_hash, "out-of-range"),
            ("sum", "82005820" + "00" * 32, None),
            ("scope", "a102a1581c" + "00" * 28 + "a0", "empty"),
            ("scope", "a102a1581c" + "00" * 27 + "01" + "a0", "zero-id"),
            ("scope", "a102a117", "truncated"), ("scope", "a10217", "wrong-type"),
            ("sum", "8201" + own_hash, None), ("sum", "820141aa", "wrong-count"),
            ("digest", "818201" + own_hash, None), ("digest", "80", "wrong-count"),
            ("digest", "83", "wrong-count"), ("proof", "83000180", None),
            ("proof", "83001b800000000000000080", "out-of-range"),
            ("proof", "83010180", "out-of-range"), ("proof", "83000181" + own_hash, None)]
        for kind, data, wanted in rows:
            with self.subTest(kind=kind, data=data):
                data = bytes.fromhex(data)
                self.assertEqual(reason(read_state, kind, data), wanted)
                if wanted is None:
                    self.assertEqual(write_state(kind, read_state(kind, data)), data)
        self.assertEqual({kind for kind, _, _ in rows}, set(READERS))


class Agreement(unittest.TestCase):
    """What is read is written back, and cbor2 agrees."""

    def test_random_bytes(self):
        chance = random.Random(1)
        common = b"\x00\x01\x81\x82\xa1\xa2\x41\x61\x20\xf5\xf6\x40\x18\x50"
        read = 0
        for _ in range(20_000):
            data = bytes(chance.choice((chance.randrange(256), chance.choice(common)))
                         for _ in range(chance.randrange(1, 12)))
            for kind in chance.sample(sorted(READERS), 2):
                reason(read_state, kind, data)
            reason(read_body, data, OWN, 3)
            if reason(read_item, data) is None:
                read += 1
                value = read_item(data)
                self.assertEqual(write_item(value), data)
                self.assertIsNone(oracle.objection(data, value), data.hex())
        self.assertGreater(read, 500)

    def test_true_is_not_one(self):
        self.assertIsNone(oracle.objection(b"\xa2\x01\x00\xf5\x00", Map([(1, 0), (True, 0)])))
        self.assertNotEqual(json.dumps(json_of(True)), json.dumps(json_of(1)))

    def test_body_both_ways(self):
        made = record_id(OTHER, position(2, 1))
        mine = record_id(OWN, position(1, 0))
        seen = ((OTHER, position(4, 0)), (THIRD, position(0, 9)))
        changes = (
            Change(LEDGER, 4, 1, (b"\x01" * 16, bytes(16), b"fact")),
            Change(mine, bodies.WRITE, 2, (b"value", ())), Change(mine, 0, 2, (b"value", seen)),
            Change(made, 1, 3, b"element"), Change(made, 2, 3, (b"", seen)),
            Change(made, 2, 3, (b"gone", ())), Change(made, 3, 1, -(1 << 53)),
            Change(made, 5, 0, seen), Change(made, 6, 0, ()), Change(made, 99, 7, b"\x82\x01\x02"))
        body = Body(changes, ((7, b"\xf6"), (300, b"\x00")))
        data = write_body(body, OWN, 3)
        self.assertEqual(read_body(data, OWN, 3), body)
        self.assertEqual(check.load(json.dumps(json_of_body(body))), json_of_body(body))
        self.assertEqual(len(read_item(data)), 5)


class Command(unittest.TestCase):
    """The command notices what is wrong with vectors."""

    def run_on(self, directory):
        out = io.StringIO()
        return check.check_directory(directory, out), out.getvalue()

    def test_answers(self):
        for line, wanted in (
                ('{"kind":"item","bytes":"00"}', {"accepted": True}),
                ('{"kind":"item","bytes":"0000"}', {"refused": "trailing"}),
                ('{"kind":"state","type":"clock","bytes":"20"}', {"refused": "wrong-type"}),
                ('{"kind":"body","feed":"%s","number":1,"bytes":"a0"}' % F, {"accepted": True})):
            self.assertEqual(check.answer(line), wanted)
        huge = "9b" + "f" * 16
        self.assertEqual(check.answer('{"kind":"item","bytes":"%s"}' % huge),
                         {"refused": "truncated"})
        for line in ("", "[]", "1.5", "[" * 99999, '{"kind":"state","type":[],"bytes":""}',
                     '{"kind":"item","bytes":"0"}', '{"kind":"body","bytes":"a0"}',
                     '{"kind":"item","bytes":"00","more":1}', "9" * 9999):
            self.assertIn("error", check.answer(line))

    def test_usage(self):
        for arguments, code in ((["--help"], 0), (["--no"], 2), (["/nonexistent"], 2),
                                (["--stdin", "."], 2)):
            with self.assertRaises(SystemExit) as caught:
                with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                    check.main(arguments)
            self.assertEqual(caught.exception.code, code)

    def test_nothing_there(self):
        with tempfile.TemporaryDirectory() as directory:
            fine, text = self.run_on(Path(directory))
        self.assertFalse(fine)
        self.assertEqual(text.count("1 disagree"), 11)

    def test_tampered(self):
        from test_lattice import vector_files
        files = vector_files()
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)

            def run(changed):
                for file, content in (files | changed).items():
                    (directory / file).write_text(json.dumps(content))
                return self.run_on(directory)

            def alone(file, content):
                faults = []
                (directory / file).write_text(json.dumps(content))
                check.check_file(file, directory / file, lambda *fault: faults.append(fault))
                return not faults

            fine, text = run({})
            self.assertTrue(fine, text)
            for file, content in files.items():
                for part in ("accepted", "refused"):
                    for place, entry in enumerate(content[part]):
                        for member, value in tamperings(entry):
                            copy = json.loads(json.dumps(content))
                            if value is None:
                                del copy[part][place][member]
                            else:
                                copy[part][place][member] = value
                            self.assertFalse(alone(file, copy), (file, entry, member, value))
                self.assertFalse(alone(file, {"accepted": [], "refused": []}))
                self.assertFalse(alone(file, content | {"more": []}))
                self.assertTrue(alone(file, content))
            run({})
            (directory / "other.json").write_text("{}")
            self.assertFalse(self.run_on(directory)[0])


def tamperings(entry):
    """Small changes of an entry, each of which must be noticed; None takes the member away."""
    yield "unheard-of", 1
    for member, value in entry.items():
        if member == "anyOrder":
            yield member, 1
            continue
        yield member, None
        if member == "number":
            yield member, -1
        elif member in ("name", "value", "changes") or not isinstance(value, (list, str)):
            yield member, 17
        elif isinstance(value, list):
            yield member, value + [[1]]
        elif member not in ("reason", "type", "feed"):
            yield member, value + "0"
            if "reason" not in entry:  # What is refused may be so for the same reason with more.
                yield member, value + "00"
        else:
            yield member, "what"


if __name__ == "__main__":
    unittest.main()
