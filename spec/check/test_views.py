#!/usr/bin/python3 -B
"""Tests of cuts, of what follows from a charter, and of how its set comes about."""

import json
import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import acts
import check
from acts import Gate, Hub
from charters import Gates
from checks_charters import MEMBERS, outcome
from decisions import decide, over
from example_charters import HIDDEN, KEYS, example, policy, to
from known import scope_id, short
from test_charter import BOX, Case, nothing


def revoke(seat, *tips):
    """A revocation, its tips in order."""
    return acts.Revoke((0, seat), tuple(sorted(tips)))


class Cuts(Case):
    """CUT-1 to CUT-3, POL-3."""

    def test_tips(self):
        maker, feed = self.maker, self.manager
        first = maker.write(feed, b"\x80")
        second = maker.write(feed, b"\x80", add=False)
        maker.act(self.admin, revoke(maker.seats[3], (feed, 2, second)))
        self.assertEqual(self.standing(feed), ("standing", 0))
        maker.time -= 2
        self.assertEqual(maker.write(feed, b"\x80"), second)
        self.assertEqual(self.standing(feed), ("standing", 3))
        maker.write(feed, b"\x80")
        self.assertEqual(self.standing(feed), ("standing", 3))
        other = maker.open(3, self.third, random=2)
        maker.act(self.other, acts.Revoke((3, self.third), tuple(sorted((
            (feed, 2, first), (other, 0, maker.ends[other].hash))))))
        self.assertEqual(self.standing(feed), ("standing", 0))
        self.assertEqual(self.standing(other), ("standing", 0))

    def test_other_scopes(self):
        maker, feed = self.maker, self.maker.open(3, self.third, (1,))
        start = maker.ends[feed]
        one = maker.write(feed, b"1")
        maker.act(self.admin, revoke(
            maker.seats[3], (self.manager, 0, maker.ends[self.manager].hash), (feed, 3, HIDDEN)))
        self.assertEqual(self.standing(feed), ("standing", 2))
        maker.write(feed, b"2", previous=start.hash, number=1)
        self.assertEqual(self.standing(feed), ("standing", 1))
        self.assertEqual(maker.charter().kept, {})
        maker.prove(one, maker.ends[feed].hash)
        self.assertEqual(maker.charter().kept, {})
        maker.act(self.other, revoke(
            maker.seats[3], (self.manager, 0, maker.ends[self.manager].hash), (feed, 1, one)))
        self.assertEqual(maker.charter().kept, {})
        maker.act(self.other, acts.Keep(feed, 1, BOX, ()))
        self.assertEqual(maker.charter().kept, {(feed, 1): BOX})

    def test_spared(self):
        """VIEW-5: the cut keeps a branch; VIEW-4: a fork above a cut is one all the same."""
        maker, feed = self.maker, self.maker.open(3, self.third, (1,))
        start = maker.ends[feed]
        one = maker.write(feed, b"1")
        two = maker.write(feed, b"2", previous=start.hash, number=1)
        maker.prove(one, two)
        charter = maker.charter()
        self.assertEqual((charter.kept, charter.forked), ({}, {feed: 1}))
        self.assertIn(start.hash, charter.view_content())
        tip = (self.manager, 0, maker.ends[self.manager].hash)
        maker.act(self.admin, revoke(maker.seats[3], tip, (feed, 1, one)))
        self.assertEqual(maker.charter().kept, {(feed, 1): one})
        self.assertIn(start.hash, maker.charter().view_content())
        maker.act(self.other, revoke(maker.seats[3], tip, (feed, 0, start.hash)))
        self.assertEqual(maker.charter().kept, {})
        self.assertIn(start.hash, maker.charter().view_content())

    def test_narrowing(self):
        tip = (self.manager, 0, self.maker.ends[self.manager].hash)
        act, = self.maker.more(acts.PolicyAct(2, policy(), ((2, 9), (tip,))))
        self.maker.act(self.manager, nothing())
        self.assertEqual(self.standing(self.manager), ("standing", 1))
        late = self.maker.open(3, self.third, version=2, random=1)
        self.assertEqual(self.standing(late), ("standing", 1))
        # The same feed begun again under the new policy: a fork, of which one line is cut.
        self.assertEqual(self.maker.open(3, self.third, version=2), self.manager)
        self.assertEqual(self.standing(self.manager), ("standing", 2))
        again, = self.maker.more(to(3, 2, despite=(act,), maker=self.maker))
        self.assertEqual(self.standing(self.maker.open(3, again)), ("standing", 1))


class Views(Case):
    """VIEW-4, VIEW-5, EPOCH-1, DEC."""

    def test_cited(self):
        maker = self.maker
        tip = (self.manager, 0, maker.ends[self.manager].hash)
        maker.act(self.admin, acts.Revoke((0, maker.seats[3]), (tip,)))
        seat, hub = maker.act(self.manager, maker.seat(KEYS[8], maker.realm), Hub(1, None, None))
        self.assertNotIn(seat, maker.charter().view_content())
        maker.act(self.other, maker.seat(KEYS[9], maker.realm, seat), Hub(2, short(hub), None))
        content = maker.charter().view_content()
        self.assertTrue(content.endswith(b"\2" + b"".join(sorted((seat, hub)))))

    def test_keeps(self):
        feed, one = self.manager, bytes(31) + b"\1"
        first, = self.maker.act(self.admin, acts.Keep(feed, 3, one, ()))
        self.maker.act(self.other, acts.Keep(feed, 4, BOX, (first,)))
        self.assertEqual(self.maker.charter().kept, {(feed, 3): one, (feed, 4): BOX})
        self.maker.act(self.other, acts.Keep(feed, 3, BOX, (first,)))
        self.assertEqual(self.maker.charter().kept, {(feed, 3): BOX, (feed, 4): BOX})

    def test_epochs(self):
        def made(author, name, *previous):
            self.maker.act(author, acts.Epoch((1,), name * 32, BOX, tuple(
                before * 16 for before in previous)))
            return self.maker.charter().current[scope_id(self.maker.realm, (1,))][:1]
        self.assertEqual(made(self.manager, b"b"), b"b")
        self.assertEqual(made(self.admin, b"c"), b"c")
        self.assertEqual(made(self.manager, b"a", b"c"), b"a")  # Both current; it names one.
        self.assertEqual(made(self.admin, b"d", b"c"), b"d")
        self.assertEqual(made(self.admin, b"c", b"d"), b"a")
        self.assertEqual(made(self.admin, b"d", b"a", b"b", b"c"), b"c")

    def test_decisions(self):
        gate = Gate(2, (1,), False, 2)
        yes = [(b"1", b"p", 1, True, ()), (b"2", b"p", 1, True, ()), (b"3", b"q", 2, True, ())]
        self.assertEqual(decide(gate, b"z", yes), ("approved", []))
        self.assertEqual(decide(gate, b"q", yes), (("waits", 1), []))
        no = (b"4", b"r", 1, False, (b"1", b"2", b"3"))
        self.assertEqual(decide(gate, b"z", yes + [no]), ("rejected", []))
        self.assertEqual(decide(gate, b"z", yes + [no[:4] + ((b"1",),)]), ("held", []))
        self.assertEqual(over({1: 5}, [(b"a", 1, 5), (b"c", 1, 0), (b"b", 1, 1), (b"d", 2, 1)]),
                         [b"b", b"c", b"d"])


class Sets(Case):
    """The gates, and answers."""

    def test_left_out(self):
        maker = self.maker
        self.assertEqual(self.standing(self.manager), ("standing", 1))
        start = maker.ends[self.manager]
        maker.write(self.manager, b"\x80", previous=HIDDEN, number=1)
        maker.ends[self.manager] = start
        maker.time = 1
        maker.write(self.manager, b"\x80")
        maker.bundles.append(maker.bundles[0][:-1] + bytes([maker.bundles[0][-1] ^ 1]))
        maker.bundles.append(b"\x80")
        self.assertEqual(maker.charter().feeds[self.manager][0], "standing")
        self.assertEqual(maker.left_out, {
            "bundle 4": "waits: what is before it is not there", "bundle 5": "falls-back",
            "bundle 6": "bad-signature", "bundle 7": "wrong-count"})

    def test_any_order(self):
        maker, asked = example()
        entry, chance = maker.entry(asked), random.Random(5)
        for _ in range(5):
            for part in (maker.roots, maker.bundles, maker.proofs):
                part += part[:1]
                chance.shuffle(part)
            gates = Gates(maker.realm, maker.roots, maker.bundles, maker.proofs)
            self.assertEqual(gates.left_out, {})
            found = outcome(gates, asked)
            self.assertEqual(found, {name: entry[name] for name in found})

    def test_answers(self):
        maker, asked = example()
        entry = maker.entry(asked)
        line = {name: entry[name] for name in MEMBERS[:4]} | {"kind": "charter"}
        line["records"] = [row[:2] for row in entry["records"]] + [["00" * 32, 100]]
        found = check.answer(json.dumps(line))
        self.assertEqual(found.pop("records"), entry["records"] + [["00" * 32, 100, None, None]])
        self.assertEqual(found, {name: entry[name] for name in found})
        self.assertIn("error", check.answer('{"kind":"charter","realm":"00"}'))
        self.assertIn("error", check.answer(json.dumps(line | {"realm": "00"})))

    def test_first_difference(self):
        maker, asked = example()
        entry = maker.entry(asked)
        entry["acts"][3][1] = "waits"
        with self.assertRaises(check.Disagreement) as caught:
            check.check_charter("charters.json", entry)
        self.assertIn(entry["acts"][3][0], str(caught.exception))
        self.assertIn("verdict/reason", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
