#!/usr/bin/python3 -B
"""Tests of invites, handshakes, enrolment; and of all types of secrets.json."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import check
import example_secrets as example
from checks import Disagreement
from checks_secrets import FORMS, TYPES, check_accepted
from enrolment import read_message, word_list
from example_secrets import HELLO, KEY, OTHER, SEED
from examples import REALM
from handshakes import PATTERNS, said
from invites import ALPHABET, check_value, letters_of, read_letters, read_qr, shown
from invites import values_of, write_letters, write_qr
from items import write_item
from test_check import reason
from test_secrets import H, S, form, why
from vectors import item_from


class Invites(unittest.TestCase):
    """INV-1, INV-2, INV-4."""

    def test_letters(self):
        self.assertEqual(len(set(ALPHABET)), 32)
        for seed in (bytes(16), SEED, b"\xff" * 12 + b"\xf0\0\0\0"):
            text = write_letters(seed)
            for variant in (text, text.lower(), shown(seed), " - ".join(text)):
                self.assertEqual(read_letters(variant), seed)
        self.assertEqual(shown(bytes(16)), "AAAA-AAAA-AAAA-AAAA-AAAAA")
        self.assertEqual(write_letters(b"\x08" + bytes(15))[:2], "BA")
        for text in ("", "A" * 20, "A" * 22, "A" * 20 + "0", "A" * 20 + "I", "A" * 20 + "\t",
                     "A" * 20 + "ſ", "A" * 20 + "ı", "A" * 20 + "‐A"):
            self.assertEqual(reason(read_letters, text), "bad-invite", text)

    def test_check(self):
        """Every wrong letter, and every two that changed places."""
        text = write_letters(bytes.fromhex("0123456789abcdef01234567") + b"\x80\0\0\0")
        for place in range(21):
            for letter in set(ALPHABET) - {text[place]}:
                self.assertEqual(reason(read_letters, text[:place] + letter + text[place + 1:]),
                                 "mistyped")
            for other in range(place):
                if text[other] != text[place]:
                    swapped = list(text)
                    swapped[place], swapped[other] = text[other], text[place]
                    self.assertEqual(reason(read_letters, "".join(swapped)), "mistyped")
        self.assertEqual(check_value(values_of("B" + "A" * 19)), _shifted(1, 20))

    def test_qr(self):
        text = write_qr(SEED, REALM, OTHER, ["a:1".upper()] * 8)
        self.assertEqual(read_qr(text), (SEED, REALM, OTHER, ("A:1",) * 8))
        head = text.split(":")[:5]
        self.assertEqual(read_qr(":".join(head))[3], ())

        def bent(place, value):
            return ":".join(head[:place] + [value] + head[place + 1:])
        for bad, wanted in (
                (text + ":A", "bad-invite"), (bent(0, "causeway"), "bad-invite"),
                (bent(1, "2"), "unknown-version"), ("CAUSEWAY:2", "unknown-version"),
                ("CAUSEWAY:1", "bad-invite"), ("CAUSEWAY", "bad-invite"), ("", "bad-invite"),
                (":".join(head[:4]), "bad-invite"), (bent(2, shown(SEED)), "bad-invite"),
                (bent(2, write_letters(SEED).lower()), "bad-invite"),
                (bent(2, write_letters(SEED)[:-1] + "A"), "mistyped"),
                (bent(3, letters_of(REALM, 52)[:-1]), "bad-invite"),
                (bent(3, letters_of(REALM, 52)[:-1] + "B"), "bad-invite"),
                (bent(4, letters_of(REALM, 52) + "A"), "bad-invite"),
                (":".join(head) + ":", "bad-invite"), (":".join(head) + ":a", "bad-invite"),
                (":".join(head) + ":" + "A" * 65, "bad-invite"),
                (":".join(head) + ":Ä", "bad-invite")):
            self.assertEqual(reason(read_qr, bad), wanted, bad)

    def test_remembered(self):
        fine = (None, 7, None, 0, None)
        self.assertIsNone(form("invites", {}))
        self.assertIsNone(form("invites", {
            SEED: fine, b"\xff" * 12 + b"\xf0\0\0\0": (H, 7, True, 5, H)}))
        for place, value, wanted in ((0, S, "wrong-count"), (1, -1, "wrong-type"),
                                     (2, False, "wrong-type"), (2, S, "wrong-count"),
                                     (2, 1, "wrong-type"), (3, 6, "out-of-range"),
                                     (4, True, "wrong-type")):
            bent = fine[:place] + (value,) + fine[place + 1:]
            self.assertEqual(form("invites", {SEED: bent}), wanted, (place, value))
        self.assertEqual(form("invites", {H: fine}), "wrong-count")
        for seed in (bytes(12) + b"\x08\0\0\0", bytes(15) + b"\1"):
            self.assertEqual(form("invites", {seed: fine}), "out-of-range")
        self.assertEqual(form("invites", b"\xa2" + 2 * (write_item(SEED) + write_item(fine))),
                         "repeated")


def _shifted(value, times):
    """The value doubled so often, as INV-1 has it."""
    for _ in range(times):
        value = value * 2 ^ (37 if value >= 16 else 0)
    return value


class Handshakes(unittest.TestCase):
    """SHAKE-2 to SHAKE-4, SESS-1, SESS-2."""

    payloads = ((b"", b"\1" * 16, b"\2" * 16), (b"", b""), (b"", b"offer"))

    def became(self, wanted, number, place, bend):
        """What becomes of the message at a place, bent."""
        context = S if number == 2 else REALM
        entry = example.shaken(number, *self.payloads[number][:place + 1], context=context,
                               hello=HELLO if number == 0 else None,
                               psk=KEY if number == 2 else None)
        messages = entry["messages"]
        messages[-1] = bend(bytes.fromhex(messages[-1])).hex()
        self.assertEqual(why(entry), wanted, (number, place))

    def test_first(self):
        for number in range(3):
            for at, wanted in ((2, "unknown-version"), (3, "wrong-pattern"),
                               (4, "unknown-greeting"), (19, "unknown-greeting"),
                               (20, "unknown-greeting" if number == 0 else "does-not-open")):
                self.became(wanted, number, 0, lambda data: data[:at] + bytes(
                    [data[at] ^ 1]) + data[at + 1:])
            for size, wanted in ((0, "wrong-pattern"), (1, "wrong-pattern"),
                                 (2, "wrong-pattern"), (49, "wrong-pattern")):
                self.became(wanted, number, 0, lambda data: size.to_bytes(2, "big")
                            + data[2:2 + size])
            self.became("too-long", number, 0, lambda data: (1025).to_bytes(2, "big"))
            self.became("unknown-version", number, 0, lambda data: b"\0\1\2")

    def test_others(self):
        for number, pattern in enumerate(self.payloads):
            for place in range(1, len(pattern)):
                self.became("does-not-open", number, place,
                            lambda data: data[:-1] + bytes([data[-1] ^ 1]))
                self.became("wrong-pattern", number, place, lambda data: b"\0\x2f" + data[2:49])
        for place in (1, 2):
            self.became("does-not-open", 0, place, lambda data: (len(data) - 1).to_bytes(
                2, "big") + data[2:] + b"\0")

    def test_payloads(self):
        """SHAKE-4: what opens, and has another payload than belongs there."""
        for number, wanted, payloads in (
                (0, "wrong-pattern", (b"a",)), (0, "wrong-type", (b"", b"\1" * 15)),
                (0, "wrong-type", (b"", b"")), (0, "wrong-type", (b"", b"\1" * 16, b"\1" * 17)),
                (1, "wrong-pattern", (b"a",)), (1, "wrong-type", (b"", b"a")),
                (2, "wrong-pattern", (b"a",))):
            entry = example.shaken(number, *payloads, context=S if number == 2 else REALM,
                                   hello=HELLO if number == 0 else None,
                                   psk=KEY if number == 2 else None, bad=True)
            self.assertEqual(why(entry), wanted, (number, payloads))

    def test_sessions(self):
        more = ((0, b"\0a"), (1, b"\0b"), (0, b"\0c"))
        entry = example.shaken(0, *self.payloads[0], more=more)
        self.assertIsNone(why(entry))
        sent = entry["sent"]
        for rows in (sent[:1] + sent[:1], sent[2:], sent[:2] + [[0, "", "0000"]],
                     [[1, "", sent[0][2]]]):
            self.assertEqual(why(entry | {"sent": rows}), "does-not-open")
        self.assertRaises(Disagreement, why, entry | {"sent": [[0, "", "0000"]] + sent})
        self.assertEqual((said(b"\0a"), said(b"\0"), said(b"\1")), (b"a", b"", None))
        for text in (b"", b"\2", b"\1a"):
            self.assertEqual(reason(said, text), "wrong-type")
        self.assertEqual(len(PATTERNS), 3)


class Enrolments(unittest.TestCase):
    """ENROL-1, ENROL-2."""

    def test_form(self):
        fine = {0: (H, H, None, H, H), 1: (H, H, H, bytes(64), H, H), 2: (H, bytes(64), bytes(64)),
                3: (S, S), 4: (H, H), 5: ("used",)}
        for number, items in fine.items():
            self.assertIsNone(reason(read_message, write_item((number, *items))))
            for place in range(len(items)):
                bent = (number, *items[:place], 7, *items[place + 1:])
                self.assertEqual(reason(read_message, write_item(bent)), "wrong-type")
            self.assertEqual(reason(read_message, write_item((number, *items, None))),
                             "wrong-count")
            self.assertEqual(reason(read_message, write_item((number, *items)) + b"\0"),
                             "trailing")
        self.assertEqual(reason(read_message, write_item((6, ""))), "out-of-range")
        self.assertEqual(reason(read_message, write_item((5, "x" * 65))), "too-long")

    def test_words(self):
        self.assertEqual(len(set(word_list())), 256)
        self.assertEqual(word_list(), sorted(word_list()))
        found = example.accepted(example.enrolled())
        self.assertEqual(len(found["words"]), 4)
        check_accepted(found)
        raw = [write_item(item_from(item)).hex() for item in found["items"]]
        check_accepted(found | {"items": raw})

    def test_refusals(self):
        for why_not, upto in (("used", 1), ("not-confirmed", 3), ("expired", 1)):
            check_accepted(example.accepted(example.enrolled(why_not, upto)))
        for place, wanted in ((1, "bad-proof"), (2, "bad-proof"), (5, "bad-proof")):
            def bent(claim):
                return claim[:place] + (example.KEYS[0] if place == 1 else H,) + claim[place + 1:]
            if place == 5:
                check_accepted(example.accepted(example.enrolled(wanted, 1, bent)))
            self.assertRaises(Disagreement, TYPES["enrolment"][2], example.enrolled(bent=bent))
        self.assertRaises(Disagreement, TYPES["enrolment"][2], example.enrolled("used", 2))


class Vectors(unittest.TestCase):
    """Entries of secrets.json as they are checked, and lines of --stdin."""

    def test_entries(self):
        for entry in example.all_given():
            check_accepted(json.loads(json.dumps(example.accepted(entry))))
            line = {"kind": "secret"} | {name: value for name, value in entry.items()
                                         if name != "name"}
            found = check.answer(json.dumps(line))
            self.assertEqual(set(found), set(TYPES[entry["type"]][1]), entry["name"])
        for kind in FORMS:
            found = check.answer(json.dumps({"kind": kind, "bytes": "80"}))
            self.assertEqual(set(found), {"refused"})
        self.assertIn("error", check.answer('{"kind":"secret","type":"what"}'))


if __name__ == "__main__":
    unittest.main()
