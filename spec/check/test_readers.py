#!/usr/bin/python3 -B
"""Tests of who reads what, and of stale epochs, by charters made by hand (READ-*, KEY-*)."""

import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import acts
from acts import Epoch, Hub, Reads
from charter import in_order
from checks_charters import check_charter
from example_charters import KEYS, Maker, policy, to
from known import short
from readers import AT_ANY_TIME, Readers, results_at
from seals import act_id

BOX = b"\x22" * 32
READS = Reads((1, 2, 3), ((7, (1, 2)),), (11,))


def reading(rules=None, reads=READS):
    """A policy that says who reads."""
    return replace(rules or policy(), reads=reads)


def epoch(scope, key, previous=(), without=(), again=()):
    """An epoch whose key's hash begins with this byte."""
    return Epoch(scope, bytes([key]) * 32, BOX, tuple(bytes([one]) * 16 for one in previous),
                 tuple(sorted(without)), tuple(sorted(again)))


class Case(unittest.TestCase):
    """A realm with admins (1, 2), a hub, a manager of it (3) and a clerk (4) below that one."""

    def setUp(self):
        self.build(reading())

    def build(self, rules):
        self.maker = maker = Maker().found(1, 2, 3, 4, rules=rules)
        self.one, self.two, hub, other = maker.more(
            to(1, 1, maker=maker), to(2, 1, maker=maker), Hub(1, None, None), Hub(1, None, None))
        self.hub, self.other_hub = (2, short(hub)), (2, short(other))
        self.admin, self.second = maker.open(1, self.one), maker.open(2, self.two)
        self.third, = maker.act(self.admin, to(3, 2, hubs=(self.hub[1],), until=100, maker=maker))
        self.manager = maker.open(3, self.third)
        self.fourth, = maker.act(self.manager, to(4, 3, hubs=(self.hub[1],), maker=maker))

    def pair(self, place, grant):
        return self.maker.seats[place], grant

    def seats(self, *places):
        return {self.maker.seats[place] for place in places}

    def readers(self, now=AT_ANY_TIME):
        found = Readers(self.maker.charter(), now)
        self.assertEqual(self.maker.left_out, {})
        return found

    def reads(self, wanted, scope, now=AT_ANY_TIME):
        self.assertEqual(self.readers(now).readers(scope), self.seats(*wanted), scope)


class Scopes(Case):
    """READ-1 to READ-3."""

    def test_table(self):
        person = (5, short(self.maker.seats[4]))
        for wanted, scope in (
                ((1, 2, 3, 4), (1,)), ((1, 2, 3, 4), self.hub), ((1, 2), self.other_hub),
                ((), (2, b"h" * 16)), ((1, 2, 3), (3, 7)), ((), (3, 8)), ((4,), person),
                ((), (4, BOX)), ((), (4, self.maker.realm)), ((), (0,)),
                ((1, 2, 3), (6, ((2, self.other_hub[1]), (3, 7)))),
                ((1, 2, 3, 4), (6, tuple(sorted((self.hub, self.other_hub)))))):
            self.reads(wanted, scope)

    def test_closed(self):
        self.maker.act(self.admin, acts.Close(self.hub[1]))
        self.reads((1, 2, 3, 4), self.hub)

    def test_until(self):
        for now, wanted in ((99, (1, 2, 3, 4)), (100, (1, 2, 3, 4)), (101, (1, 2, 4)),
                            (AT_ANY_TIME, (1, 2, 3, 4))):
            self.reads(wanted, self.hub, now)
        self.assertEqual(self.readers(101).over(self.hub), {self.pair(3, self.third)})

    def test_revoked(self):
        """Tips make no difference; who was let in from there is over too, without standing."""
        tips = ((self.manager, 1, self.maker.ends[self.manager].hash),)
        revoked, = self.maker.act(self.admin, acts.Revoke((0, self.maker.seats[3]), tips))
        self.reads((1, 2, 4), self.hub)
        self.assertEqual(self.readers().over((1,)), {self.pair(3, self.third)})
        self.maker.act(self.second, acts.Revoke((0, self.maker.seats[3]), ()))
        self.reads((1, 2), self.hub)
        self.assertEqual(self.readers().over((1,)), {self.pair(3, self.third),
                                                     self.pair(4, self.fourth)})
        self.maker.act(self.admin, acts.Ratify(revoked, tips))
        self.reads((1, 2), self.hub)
        again, = self.maker.act(self.admin, to(3, 2, hubs=(self.hub[1],), despite=(
            revoked,), maker=self.maker))
        self.reads((1, 2), self.hub)  # Another revocation is not overridden.
        self.assertIn(self.pair(3, again), self.readers().over((1,)))

    def test_narrowed(self):
        """A policy that narrows makes no difference to whom it cuts, but the grants beyond the cut
        are gone; one that says nothing makes none."""
        self.maker.more(acts.PolicyAct(2, policy(), ((2, 3), ())))
        self.reads((1, 2, 3), self.hub)
        self.maker.more(acts.PolicyAct(3, reading(reads=Reads((1,), None, None)), None))
        self.reads((1, 2), self.hub)
        self.reads((), (3, 7))
        self.assertEqual(self.readers().over((3, 7)), {
            self.pair(1, self.one), self.pair(2, self.two), self.pair(3, self.third)})
        self.maker.more(acts.PolicyAct(3, reading(reads=Reads((2,), None, None)), None))
        self.reads((1, 2, 3), self.hub)

    def test_agencies(self):
        maker = self.maker
        start = maker.root([], realm=maker.realm, by=KEYS[5:6], roots=(1, tuple(KEYS[5:6])))
        seat = maker.root([maker.seat(KEYS[5], start.hash)], start, by=KEYS[5:6])
        maker.seats[5] = act_id(seat.hash, 0)
        granted = maker.root([to(5, 11, 1, maker=maker)], seat, by=KEYS[5:6])
        _, hub = maker.act(self.admin, acts.Agency(start.hash, ()), Hub(3, None, start.hash))
        self.reads((5,), (4, start.hash))
        self.reads((), (2, short(hub)))
        self.reads((1, 2, 3, 4, 5), (1,))
        maker.act(self.second, acts.Revoke((4, start.hash), ()))
        self.reads((), (4, start.hash))
        self.assertEqual(self.readers().over((4, start.hash)), {
            self.pair(5, act_id(granted.hash, 0))})

    def test_never(self):
        """What only waits, or is refused, is not over (READ-3)."""
        low, = self.maker.act(self.manager, to(4, 1, maker=self.maker))
        self.assertNotIn(self.pair(4, low), self.readers().over((1,)))
        self.build(reading(policy(needs={3: 2})))
        self.assertNotIn(self.pair(4, self.fourth), self.readers().over(self.hub))
        self.reads((1, 2, 3), self.hub)


class Epochs(Case):
    """KEY-2 to KEY-4."""

    def stale(self, act, now=AT_ANY_TIME):
        readers = self.readers(now)
        return readers.stale(readers.charter.acts[act])

    def without(self, act):
        return self.readers().left_out[act]

    def make(self, feed, *arguments, **more):
        return self.maker.act(feed, epoch(*arguments, **more))[0]

    def test_makers(self):
        self.assertTrue(self.stale(self.maker.more(epoch((1,), 1))[0]))
        fine = self.make(self.admin, self.hub, 2)
        self.assertFalse(self.stale(fine))
        self.assertFalse(self.stale(fine, 100))
        self.assertTrue(self.stale(fine, 101))
        self.maker.more(acts.PolicyAct(2, reading(reads=Reads((2, 3), None, None)), None))
        self.assertTrue(self.stale(fine))

    def test_without(self):
        gone = self.pair(3, self.third)
        first = self.make(self.admin, self.hub, 1)
        self.maker.act(self.admin, acts.Revoke((3, self.third), (
            (self.manager, 1, self.maker.ends[self.manager].hash),)))
        self.assertTrue(self.stale(first))
        second = self.make(self.second, self.hub, 2, (1,), (gone,))
        third = self.make(self.admin, self.hub, 3, (2,))
        self.assertEqual([self.without(act) for act in (first, second, third)],
                         [set(), {gone}, {gone}])
        self.assertEqual([self.stale(act) for act in (first, second, third)],
                         [True, False, False])
        readers = self.readers()
        self.assertEqual(readers.readers_of(readers.charter.acts[second]), self.seats(1, 2, 4))
        # By another grant the seat reads: then nobody was lost.
        self.maker.act(self.admin, to(3, 2, hubs=(self.hub[1],), maker=self.maker))
        self.assertFalse(self.stale(first))

    def test_again(self):
        mine, other = self.pair(1, self.one), self.pair(4, self.fourth)
        low = self.maker.open(3, self.third, random=1)
        first = self.make(low, self.hub, 1, (), (mine, other))
        second = self.make(low, self.hub, 2, (1,), again=(mine,))
        self.assertEqual((self.without(first), self.without(second)), ({mine, other}, {other}))
        third = self.make(self.admin, self.hub, 3, (1,))
        self.assertEqual(self.without(third), {other})  # The maker's own seat is in it.
        high = self.make(self.admin, self.hub, 4, (2,), (other,), (other,))
        self.assertEqual(self.without(high), {other})  # It does not follow itself.
        below = self.make(low, self.hub, 5, (4,), again=(other,))
        self.assertEqual(self.without(below), {other})  # Not by who stands lower.
        level = self.make(self.second, self.hub, 6, (5,), again=(other,))
        self.assertEqual(self.without(level), set())
        beside = self.make(self.second, self.hub, 7, (1,), again=(other,))
        self.assertEqual(self.without(beside), {mine})
        self.assertEqual(self.without(self.make(self.second, (1,), 8, (1,))), set())

    def test_circles(self):
        mine = self.pair(4, self.fourth)
        one = self.make(self.admin, self.hub, 1, (2,), (mine,))
        two = self.make(self.second, self.hub, 2, (1,), again=(mine,))
        three = self.make(self.admin, self.hub, 3, (3,), (mine,), (mine,))
        self.assertEqual([self.without(act) for act in (one, two, three)], [set()] * 3)

    def test_not_in_force(self):
        """KEY-2: nothing follows an epoch that waits; a quarantined one is followed, and what it
        says of pairs does not count."""
        mine = self.pair(1, self.one)
        lost = self.make(self.admin, (2, b"\0" * 16), 1, (), (mine,))
        self.assertEqual(self.readers().charter.verdicts[lost][0], "waits")
        self.assertEqual(self.without(self.make(self.second, (2, b"\0" * 16), 2, (1,))), set())
        first = self.make(self.second, self.hub, 3, (), (mine,))
        other = self.pair(4, self.fourth)
        cut = self.make(self.manager, self.hub, 4, (3,), (other,))
        last = self.make(self.second, self.hub, 5, (4,))
        self.assertEqual((self.without(cut), self.without(last)), (2 * ({mine, other},)))
        self.maker.act(self.admin, acts.Revoke((0, self.maker.seats[3]), ()))
        self.assertEqual(self.readers().charter.verdicts[cut][0], "quarantined")
        self.assertIn(first, self.readers().followed[last])
        self.assertEqual((self.without(cut), self.without(last)), ({mine}, {mine}))

    def test_order(self):
        low = self.maker.open(3, self.third, random=1)
        first = self.make(self.admin, self.hub, 1)
        second = self.make(low, self.hub, 2, (1,))
        third = self.make(self.second, self.hub, 3)
        charter = self.maker.charter()
        found = [charter.acts[act] for act in (first, second, third)]
        self.assertEqual(in_order(found), [found[2], found[1], found[0]])

    def test_lists(self):
        """The lists of a vector, and a vector itself."""
        gone = self.pair(3, self.third)
        first = self.make(self.admin, self.hub, 1, (), (gone,))
        second = self.make(self.second, (1,), 2)
        found = results_at(self.maker.charter(), 101)
        self.assertEqual(found["stale"], [second])
        self.assertEqual(found["without"], [[first, [gone]]])
        self.assertEqual({len(seats) for _, seats in found["readers"]}, {3})
        entry = self.maker.entry(now=101)
        check_charter("charters.json", entry)
        self.assertRaises(Exception, check_charter, "charters.json", entry | {"now": 99})


if __name__ == "__main__":
    unittest.main()
