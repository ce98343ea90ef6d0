#!/usr/bin/python3 -B
"""Tests of what follows from a charter, by charters made by hand, signed and read again."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import acts
from acts import Gate, Hub, Kind
from example_charters import HIDDEN, KEYS, Maker, policy, to
from known import short
from seals import act_id

BOX = b"\x22" * 32


def nothing(number=0):
    """An act without effect."""
    return acts.Unknown(60, bytes([number]))


class Case(unittest.TestCase):
    """A realm with two admins (keys 1 and 2) in three feeds, a main hub and a manager (key 3)."""

    def setUp(self):
        self.build(policy())

    def build(self, rules):
        self.maker = maker = Maker().found(1, 2, 3, 4, rules=rules)
        self.one, self.two, hub = maker.more(to(1, 1, maker=maker), to(2, 1, maker=maker),
                                             Hub(1, None, None))
        self.hub = short(hub)
        self.admin, self.other = maker.open(1, self.one), maker.open(2, self.two)
        self.third, = maker.act(self.admin, to(3, 2, maker=maker))
        self.manager = maker.open(3, self.third)

    def verdict(self, act):
        return self.maker.charter().verdicts[act]

    def became(self, wanted, feed, *contents, **more):
        """What becomes of one act of a feed."""
        for act in self.maker.act(feed, *contents, **more):
            self.assertEqual(self.verdict(act), wanted)
        return act

    def standing(self, feed, scope=None):
        found = self.maker.charter()
        self.assertEqual(self.maker.left_out, {})
        return found.feeds[feed][1] or found.feeds[feed][0], len(found.counting[feed])

    fine = ("admitted", None)


class Roots(Case):
    """ROOT-2 to ROOT-5, RANK-3 of roots."""

    def test_stays(self):
        for voters, dropped in ((((1,), ()), 0), (((1, 2), ()), 1), (((1, 2), (3,)), 1),
                                (((1, 2), (2, 3)), 0), (((1, 2, 3), (2, 3)), 1)):
            keys = sorted(KEYS[1:4])
            maker = Maker().found(1, roots=(1, tuple(keys)))
            left = maker.root([nothing()], maker.first, by=keys[:1])
            for line, some in zip((maker.people, left), voters):
                if some:
                    maker.last = maker.root([acts.Stay(1, line.hash), acts.Stay(2, line.hash)],
                                            maker.last, by=[keys[place - 1] for place in some])
            self.assertEqual(len(maker.charter().dropped), dropped, voters)
            self.assertEqual(maker.left_out, {})

    def test_copies(self):
        """ROOT-4: two copies with one signature each are a record with two."""
        keys = sorted(KEYS[1:4])
        maker = Maker().found(1, roots=(2, tuple(keys)))
        one = maker.root([nothing()], maker.last, by=keys[:1])
        self.assertNotIn(one.hash, maker.charter().records)
        self.assertEqual(set(maker.left_out.values()), {"too-few"})
        maker.time -= 1
        two = maker.root([nothing()], maker.last, by=keys[1:2])
        self.assertEqual(one.hash, two.hash)
        self.assertIn(one.hash, maker.charter().records)
        maker.root([nothing()], maker.last, by=KEYS[9:10])
        maker.charter()
        self.assertEqual(maker.left_out, {"root 4": "stranger"})

    def test_agencies(self):
        """In the set once named, let in once an act counts."""
        maker = self.maker
        start = maker.root([], realm=maker.realm, by=KEYS[5:6], roots=(1, tuple(KEYS[5:6])))
        seat = maker.root([maker.seat(KEYS[5], start.hash)], start, by=KEYS[5:6])
        maker.seats[5] = act_id(seat.hash, 0)
        made = maker.root([to(5, 11, 1, maker=maker), Hub(1, None, None),
                           acts.Schema(1, BOX), nothing(), to(5, 1, maker=maker),
                           to(5, 11, 1, (self.hub,), maker=maker)], seat, by=KEYS[5:6])
        names = [act_id(made.hash, index) for index in range(6)]
        feed = maker.open(5, names[0])
        charter = maker.charter()
        self.assertNotIn(names[0], charter.acts)
        self.assertEqual(maker.left_out, {"bundle 4": "waits: unknown-seat"})
        view = charter.view_id
        self.became(("waits", "unknown-act"), self.manager, acts.Ratify(HIDDEN, ()))
        maker.act(self.manager, acts.Agency(start.hash, ()), number=7, previous=HIDDEN)
        self.assertNotIn(names[0], maker.charter().acts)
        self.became(self.fine, self.other, acts.Agency(start.hash, ()))
        charter = maker.charter()
        self.assertNotEqual(view, charter.view_id)
        self.assertEqual([charter.verdicts[name] for name in names], [
            self.fine, ("refused", "foreign-scope"), ("refused", "foreign-scope"), self.fine,
            ("waits", "no-such-role"), ("refused", "foreign-hub")])
        self.assertEqual(self.standing_of(charter, feed), ("standing", 1))
        revoked, = maker.act(self.admin, acts.Revoke((4, start.hash), ()))
        self.assertEqual(self.standing_of(maker.charter(), feed), ("standing", 0))
        maker.act(self.manager, acts.Ratify(revoked, ((feed, 0, maker.ends[feed].hash),)))
        self.assertEqual(self.standing_of(maker.charter(), feed), ("standing", 0))
        maker.act(self.other, acts.Ratify(revoked, ((feed, 0, maker.ends[feed].hash),)))
        self.assertEqual(self.standing_of(maker.charter(), feed), ("standing", 1))
        maker.act(feed, nothing())
        self.assertEqual(self.standing_of(maker.charter(), feed), ("standing", 1))
        maker.act(self.other, acts.Agency(start.hash, (revoked,)))
        self.assertEqual(self.standing_of(maker.charter(), feed), ("standing", 2))

    @staticmethod
    def standing_of(charter, feed):
        return charter.feeds[feed][1] or charter.feeds[feed][0], len(charter.counting[feed])


class Verdicts(Case):
    """VER-2 and what it asks for, in its order."""

    def test_grants(self):
        for wanted, grant in (
                (("refused", "not-below"), to(4, 1, maker=self.maker)),
                (("refused", "no-such-role"), to(4, 9, maker=self.maker)),
                (("refused", "no-such-role"), to(4, 12, 2, maker=self.maker)),
                (("waits", "unknown-hub"), to(4, 2, hubs=(b"h" * 16,), maker=self.maker)),
                (self.fine, to(4, 2, hubs=(self.hub,), maker=self.maker))):
            self.became(wanted, self.admin, grant)
        foreign, = self.maker.more(Hub(3, None, BOX))
        both = tuple(sorted((short(foreign), b"h" * 16)))
        self.became(("refused", "foreign-hub"), self.admin, to(4, 2, hubs=both, maker=self.maker))
        late, hubless = self.maker.more(to(4, 9, maker=self.maker), to(4, 9, hubs=(b"h" * 16,),
                                                                       maker=self.maker))
        self.assertEqual(self.verdict(late), ("waits", "no-such-role"))
        self.assertEqual(self.verdict(hubless), ("waits", "no-such-role"))
        narrow, = self.maker.act(self.admin, to(4, 2, hubs=(self.hub,), maker=self.maker))
        feed = self.maker.open(4, narrow)
        self.became(("refused", "not-below"), feed, to(3, 3, maker=self.maker))
        self.became(self.fine, feed, to(3, 3, hubs=(self.hub,), maker=self.maker))

    def test_scopes(self):
        def epoch(*scope, previous=()):
            return acts.Epoch(scope, BOX, BOX, previous)
        foreign, = self.maker.more(Hub(3, None, BOX))
        east, mine = (2, self.hub), (5, short(self.maker.seats[1]))
        none = (2, b"\xff" * 16)
        for wanted, scope in (
                ("foreign-scope", (0,)), (None, (1,)), (None, east), ("unknown-hub", none),
                ("foreign-scope", (2, short(foreign))), (None, (3, 1)), ("foreign-scope", (4, BOX)),
                (None, mine), ("foreign-scope", (5, b"p" * 16)), (None, (6, (east, none))),
                ("unknown-hub", (6, (none, (4, BOX)))),
                ("foreign-scope", (6, ((2, short(foreign)), (4, BOX)))),
                (None, (6, ((3, 1), (4, BOX))))):
            act, = self.maker.act(self.admin, epoch(*scope))
            self.assertEqual(self.verdict(act)[1], wanted, scope)
        self.became(("refused", "bad-key"), self.admin, acts.Epoch((1,), BOX, bytes(32), ()))
        root, = self.maker.more(epoch(*mine))
        self.assertEqual(self.verdict(root), ("refused", "foreign-scope"))

    def test_permissions(self):
        self.build(policy(permissions={(6, 1): 5, (6, 2): 1, (8, 2): 1, (12, 1): 0, (60, 1): 3,
                                       (100, 1): 4, (101, 2): 5}))
        first, = self.maker.act(self.admin, to(4, 2, 2, (self.hub,), 40, maker=self.maker))
        feed, west = self.maker.open(4, first), self.maker.more(Hub(2, self.hub, None))[0][:16]
        audience = (6, tuple(sorted(((2, self.hub), (2, west)))))
        for wanted, author, act in (
                (self.fine, self.admin, acts.Epoch(audience, BOX, BOX, ())),
                (self.fine, self.admin, acts.Epoch(audience, BOX, BOX, (west,))),
                (self.fine, self.admin, acts.Epoch((1,), BOX, BOX, (west,))),
                (("refused", "not-first"), self.admin, acts.Epoch((1,), BOX, BOX, ())),
                (self.fine, self.admin, acts.Epoch((5, short(self.maker.seats[1])), BOX, BOX, ())),
                (("refused", "not-permitted"), self.admin, acts.Endorse(HIDDEN)),
                (("refused", "not-permitted"), self.admin, nothing()),
                (("refused", "other-hub"), feed, acts.Epoch((2, west), BOX, BOX, ())),
                (self.fine, feed, acts.Epoch(audience, BOX, BOX, ())),
                (self.fine, feed, acts.Epoch((3, 1), BOX, BOX, ())),
                (("refused", "other-hub"), feed, acts.Close(b"z" * 16)),
                (self.fine, feed, acts.Close(self.hub)),
                (("refused", "roots-only"), feed, acts.Schema(1, BOX)),
                (("waits", "unnamed-kind"), feed, acts.Unknown(61, b"\0"))):
            self.became(wanted, author, act)
        self.maker.time = 50
        self.became(("refused", "expired"), feed, nothing())
        scope = self.maker.open(1, self.one, (2, west))
        charter = self.maker.charter()
        bundle = charter.bundles[self.maker.ends[scope].hash]
        self.assertEqual([charter.judge(kind, bundle) for kind in (99, 100, 101)], [
            ("waits", "unnamed-kind"), ("admitted", "gate"), self.fine])

    def test_policies(self):
        """CUT-5 and VER-4."""
        new = Kind("new", (0, 1), ((1, 2),), None)
        hub = self.maker.open(1, self.one, (1,))
        self.became(("waits", "unnamed-kind"), self.admin, acts.Unknown(61, b"\0"))
        one, two, three = (self.maker.act(self.admin, act, version=version)[0] for version, act in (
            (2, acts.Schema(1, BOX)), (2, acts.Unknown(61, b"\0")), (3, acts.Unknown(61, b"\0"))))
        self.assertEqual({self.verdict(act) for act in (one, two, three)},
                         {("waits", "unknown-policy")})
        wide = policy()
        wide = acts.Policy(wide.roles, wide.kinds[:14] + ((61, new),) + wide.kinds[14:] + ((
            102, new),))
        self.maker.more(acts.PolicyAct(3, wide, None))
        charter = self.maker.charter()
        self.assertEqual(charter.verdicts[three], ("waits", "unknown-policy"))
        self.assertEqual(charter.judge(102, charter.bundles[self.maker.ends[hub].hash]), self.fine)
        self.maker.more(acts.PolicyAct(2, policy(), None))
        self.assertEqual([self.verdict(act) for act in (one, two, three)], [
            ("refused", "roots-only"), ("waits", "unnamed-kind"), self.fine])

    def test_proposals(self):
        """VER-2, POL-2: what one policy lets be final, or be anywhere, another does not bind."""
        for permission, wanted in ((3, ("admitted", "gate")), (1, self.fine)):
            for place, found in enumerate((wanted, self.fine)):
                self.build(policy())
                maker = self.maker
                grant, = maker.more(to(1, 2, hubs=(self.hub,), maker=maker))
                feed = maker.open(1, grant, (1,), version=2)
                bound = policy(permissions={(100, 2): permission})
                maker.more(acts.PolicyAct(2, bound, None),
                           *[acts.PolicyAct(2, policy(), None)] * place)
                bundle = maker.charter().bundles[maker.ends[feed].hash]
                self.assertEqual(maker.charter().judge(100, bundle), found)
                self.assertEqual(maker.charter().is_own(100, bundle), not place)

    def test_ratify_and_seats(self):
        revoked, = self.maker.act(self.admin, acts.Revoke((1, b"p" * 16), ()))
        for wanted, author, act in (
                (("refused", "not-above"), self.manager, acts.Ratify(revoked, ())),
                (("refused", "not-above"), self.admin, acts.Ratify(self.one, ())),
                (self.fine, self.other, acts.Ratify(revoked, ())),
                (("refused", "bad-key"), self.admin, acts.Seat(
                    KEYS[6], bytes(32), BOX, HIDDEN, bytes(64))),
                (("refused", "bad-proof"), self.admin, acts.Seat(
                    KEYS[6], BOX, BOX, HIDDEN, bytes(64))),
                (("waits", "unknown-seat"), self.admin, self.maker.seat(
                    KEYS[6], self.maker.realm, HIDDEN)),
                (("refused", "not-founder"), self.admin, acts.Seat(
                    KEYS[6], BOX, BOX, self.maker.seats[3], bytes(64)))):
            self.became(wanted, author, act)


class Standings(Case):
    """RANK-4 and RANK-6."""

    def test_order(self):
        maker = self.maker
        deep, = maker.act(self.manager, to(4, 3, maker=maker))
        for wanted, place, grant in (
                ("unknown-grant", 4, HIDDEN), ("not-granted", 4, self.maker.seats[4]),
                ("not-granted", 3, deep), ("standing", 4, deep)):
            self.assertEqual(self.standing(maker.open(place, grant, random=1))[0], wanted)
        low, = maker.act(self.manager, to(4, 1, maker=maker))  # from below
        false = maker.open(4, low)
        self.assertEqual(maker.charter().feeds[false][:2], ("refused", "not-granted"))
        revoked, = maker.act(false, acts.Revoke((0, maker.seats[3]), ()))
        self.assertEqual(maker.charter().verdicts[revoked], ("refused", "not-granted"))
        maker.act(self.admin, acts.Revoke((0, maker.seats[3]), ()))
        self.assertEqual(maker.charter().feeds[false][:2], ("refused", "not-granted"))
        under, = maker.act(false, to(1, 2, maker=maker))
        self.assertEqual(maker.charter().verdicts[under], ("refused", "not-granted"))
        waits = maker.open(4, HIDDEN)
        above, = maker.act(waits, to(3, 2, maker=maker))
        below = maker.open(3, above)
        self.assertEqual(maker.charter().feeds[below][:2], ("waits", "unknown-grant"))

    def test_backing(self):
        self.build(policy(needs={3: 3}, gates={7: Gate(2, (1,), True, None)},
                          permissions={(2, 2): 1}))
        hub, = self.maker.act(self.manager, Hub(1, None, None))
        seat, = self.maker.act(self.other, self.maker.seat(KEYS[7], self.maker.realm))
        self.maker.seats[7] = seat
        grant, = self.maker.act(self.other, to(7, 3, maker=self.maker))
        feed = self.maker.open(7, grant)
        self.assertEqual(self.standing(feed), ("unbacked", 0))
        self.assertEqual([self.verdict(act) for act in (seat, grant, hub)], [
            self.fine, ("waits", "unbacked"), ("waits", "unbacked")])
        for author in (self.admin, self.manager):
            self.maker.act(author, acts.Endorse(grant), acts.Endorse(hub))
        self.assertEqual(self.standing(feed), ("unbacked", 0))
        self.assertEqual([self.verdict(act) for act in (grant, hub)], [self.fine] * 2)
        self.maker.more(acts.Endorse(seat))
        self.assertEqual(self.standing(feed), ("standing", 1))


if __name__ == "__main__":
    unittest.main()
