#!/usr/bin/python3 -B
"""Tests of what two say until they hold the same, with both ends in memory (11-sync.md)."""

import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import conversing
from bundles import read_bundle
from conversing import Conversation
from example_charters import KEYS, sign
from example_clients import COMMON, FOUNDER, MEMBER, Realm, animal, device_of, stocked
from holding import Holdings
from keys import public
from statements import statement_hash
from talk import CREDIT, ENVELOPE, FEED, FRESH, GOODS, GREETING, HELD, INQUIRY, OVER, PART, PROOF
from talk import ROOT, SCHEMA, STATEMENTS, STORED, SUMMARY, TAGS, TIPS, WANTS, read_message
from talk import write_message
from test_check import reason


class Talker:
    """One side of a conversation in memory, which keeps what it is given."""

    def __init__(self, realm, came=None, **more):
        self.realm, self.came = realm, {sort: list(all_of) for sort, all_of in (
            came or {}).items()}
        self.talk = Conversation(Holdings(realm, self.came), keep=self.keep, **more)
        self.went = 0

    def keep(self, sort, goods):
        there = self.came.setdefault(sort, [])
        there += [data for data in goods if data not in there]

    def judge(self):
        self.talk.renew(Holdings(self.realm, self.came))

    def root(self):
        return Holdings(self.realm, self.came).root()


def pump(one, other, most=10_000):
    """Lets two talk until nothing is left to be said. Returns all that was said."""
    said = []
    while (one.talk.out or other.talk.out) and most:
        most -= 1
        for speaker, listener in ((one, other), (other, one)):
            out, speaker.talk.out = speaker.talk.out, []
            for message in out:
                said.append((speaker, read_message(message)))
                speaker.went += len(message)
                listener.talk.hear(message)
    return said


def kinds(said, speaker):
    """The numbers of what somebody said."""
    return [message[0] for by, message in said if by is speaker]


class Talks(unittest.TestCase):
    """TALK-2 to TALK-8, MEET-1, MEET-2, OWN-1."""

    def setUp(self):
        self.realm = Realm()
        self.realm.enter(self.realm.records, *animal())

    def talkers(self, came=None, **more):
        """Somebody who asks, and somebody who has everything."""
        return (Talker(self.realm.realm, came, asker=True),
                Talker(self.realm.realm, self.realm.came(), asker=False, **more))

    def test_everything(self):
        one, other = self.talkers()
        said = pump(one, other)
        self.assertTrue(one.talk.met and other.talk.met)
        self.assertEqual(one.root(), other.root())
        self.assertEqual(kinds(said, one)[:2], [GREETING, SUMMARY])
        # TALK-4: tier by tier.
        tiers = [message[1] for by, message in said if by is other and message[0] == OVER]
        self.assertEqual(tiers, [0, 1, 2])
        goods = [message[1:] for by, message in said if message[0] == GOODS]
        self.assertEqual([sort for sort, _ in goods], [ROOT, FEED, ENVELOPE, SCHEMA, FEED])

    def test_order(self):
        """TALK-4: feeds of which fewest bundles lack come first, bundles in their order."""
        realm = self.realm
        few = realm.open(MEMBER, realm.second, COMMON)
        for _ in range(3):
            realm.enter(realm.records, *animal())
        one, other = self.talkers()
        *_, (_, bundles) = [message[1:] for _, message in pump(one, other)
                            if message[0] == GOODS]
        heads = [read_bundle(data).head for data in bundles]
        self.assertEqual([(head.feed, head.number) for head in heads],
                         [(few, 0)] + [(realm.records, number) for number in range(5)])

    def test_both_ways(self):
        """What the asker has, and the answerer lacks, is wanted."""
        one, other = self.talkers(self.realm.came())
        other.came, other.talk.holdings = {}, Holdings(self.realm.realm, {})
        pump(one, other)
        self.assertTrue(one.talk.met and other.talk.met)
        self.assertEqual(one.root(), other.root())

    def test_delta(self):
        one, other = self.talkers()
        pump(one, other)
        self.realm.enter(self.realm.records, stocked(self.realm.seats[FOUNDER][:16]))
        again, there = self.talkers(one.came)
        said = pump(again, there)
        goods = [message for _, message in said if message[0] == GOODS]
        self.assertEqual(goods, [(GOODS, FEED, (self.realm.bundles[-1],))])
        self.assertEqual(again.root(), there.root())
        again.judge()
        self.assertEqual(read_message(again.talk.out[0]),
                         (STORED, ((self.realm.records, 2),)))
        # TALK-2: of two that hold the same nothing is sent.
        one, other = self.talkers(again.came)
        self.assertNotIn(GOODS, [message[0] for _, message in pump(one, other)])

    def test_let_go(self):
        """MEET-1: to whom was let go goes nothing but tier 0, and all is taken that it has."""
        one, other = self.talkers(is_welcome=False)
        said = pump(one, other)
        self.assertEqual({message[1] for _, message in said if message[0] == GOODS}, {ROOT, FEED})
        tiers = {thing.tier for thing in Holdings(self.realm.realm, one.came).things.values()}
        self.assertEqual(tiers, {0})
        other.talk.hear(write_message((WANTS, 2, ((FEED, self.realm.records, 0),), False)))
        self.assertEqual(other.talk.out, [])
        tags = [message for by, message in said if by is other and message[0] == TAGS]
        self.assertTrue(all(not run for message in tags[1:] for _, run in message[2]))
        other = Talker(self.realm.realm, {ROOT: self.realm.roots}, asker=True, is_welcome=False)
        one = Talker(self.realm.realm, self.realm.came(), asker=False)
        said = pump(other, one)
        self.assertEqual(other.root(), one.root())
        sums = next(message for by, message in said if message[0] == SUMMARY)
        self.assertEqual(sums[3:], ((0,) * 64, (0,) * 64))

    def test_credit(self):
        """TALK-5: no more goes than there is credit for; TALK-4: what is large comes in parts."""
        realm = self.realm
        for index in range(8):
            realm.enter(realm.records, *animal("a" * 20, index), *(
                animal(os.urandom(10).hex(), 10 + place)[0] for place in range(3_000)))
        one, other = self.talkers()
        other.talk.credit = 1_000
        one.talk.give_back = lambda size: None
        said = pump(one, other)
        self.assertFalse(one.talk.met)
        self.assertLess(other.talk.credit, 1_000)
        one, other = self.talkers()
        said = pump(one, other)
        self.assertIn(PART, kinds(said, other))
        self.assertGreater(one.talk.goods_heard, conversing.FIRST_CREDIT)
        self.assertEqual(one.root(), other.root())
        self.assertEqual((one.talk.room, other.talk.credit), (conversing.FIRST_CREDIT,) * 2)
        one.talk.room = 5
        self.assertEqual(reason(one.talk.hear, write_message((GOODS, FEED, (bytes(6),)))),
                         "beyond-credit")

    def test_divided(self):
        """TALK-3: two who hold two branches of a feed come to hold both, and the proof."""
        realm = self.realm
        end = realm.ends[realm.records]
        trunk = {sort: list(found) for sort, found in realm.came().items()}
        realm.enter(realm.records, *animal("one"))
        mine = {**trunk, FEED: list(realm.bundles)}
        realm.enter(realm.records, *animal("two"), number=end.number + 1, previous=end.hash)
        theirs = {**trunk, FEED: realm.bundles[:-2] + realm.bundles[-1:]}
        one = Talker(realm.realm, mine, asker=True)
        other = Talker(realm.realm, theirs, asker=False)
        pump(one, other)
        self.assertEqual(one.root(), other.root())
        things = Holdings(realm.realm, one.came).things
        self.assertIn((PROOF, realm.records), things)
        feed = things[FEED, realm.records]
        self.assertEqual((feed.forked, feed.number), (True, end.number))
        # One that has both, and one that has one, come to the same too.
        one = Talker(realm.realm, one.came, asker=True)
        other = Talker(realm.realm, theirs, asker=False)
        pump(one, other)
        self.assertEqual(one.root(), other.root())

    def test_descent(self):
        """TALK-3: where what comes follows what is not here, what is before it is wanted."""
        realm = self.realm
        for _ in range(6):
            realm.enter(realm.records, *animal())
        end, first = realm.ends[realm.records], len(realm.bundles)
        numbers = [read_bundle(data).head for data in realm.bundles]
        fork = next(head for head in numbers if head.feed == realm.records and head.number == 2)
        realm.enter(realm.records, *animal("two"), number=3, previous=fork.hash)
        for _ in range(8):
            realm.enter(realm.records, *animal())
        theirs = {**realm.came(), FEED: [data for place, data in enumerate(realm.bundles)
                                         if place >= first or numbers[place].feed != realm.records
                                         or numbers[place].number < 3]}
        mine = {**realm.came(), FEED: realm.bundles[:first]}
        one = Talker(realm.realm, mine, asker=True)
        other = Talker(realm.realm, theirs, asker=False)
        said = pump(one, other)
        for _ in range(4):
            one.judge()
            said += pump(one, other)
        wanted = [message[2] for by, message in said if by is one and message[0] == WANTS]
        self.assertEqual(wanted, [((FEED, realm.records, number),) for number in (6, 4, 0)])
        held = Holdings(realm.realm, one.came)
        self.assertEqual(len(held.parcels), len(realm.bundles))
        self.assertEqual(held.things[FEED, realm.records].number, 2)
        self.assertEqual(end.number, 7)

    def test_turns(self):
        """TALK-1: what comes out of turn ends the session; what is not known is passed over."""
        def why(*messages, asker=True):
            one = Talker(self.realm.realm, asker=asker)
            return reason(lambda: [one.talk.hear(write_message(message)) for message in messages])

        greeting = (GREETING, 1, 5)
        self.assertEqual(why((OVER, 0)), "out-of-turn")
        self.assertEqual(why(greeting, greeting), "out-of-turn")
        self.assertIsNone(why(greeting, (99, None), (CREDIT, 5), (HELD, bytes(16))))
        self.assertEqual(why(greeting, (TAGS, 0, (), True), (TAGS, 0, (), True)), "out-of-turn")
        self.assertEqual(why(greeting, (TAGS, 0, ((64, ()),), True)), "out-of-turn")
        self.assertEqual(why(greeting, (3, 0, (), (), True)), "out-of-turn")
        sums = (SUMMARY, bytes(16), (0,), (0,), (0,))
        # TALK-7: both began at once.
        self.assertIsNone(why(greeting, sums))
        self.assertEqual(why(greeting, sums, sums, asker=False), "out-of-turn")

    def test_asked(self):
        """OWN-1, TALK-8."""
        one = Talker(self.realm.realm, self.realm.came(), asker=False)
        one.talk.hear(write_message((GREETING, 1, 5)))
        one.talk.out = []
        one.talk.hear(write_message((INQUIRY, public(device_of(FOUNDER)))))
        tips = tuple(sorted((head.feed, head.number, head.hash)
                            for head in self.realm.ends.values()))
        self.assertEqual([read_message(data) for data in one.talk.out], [(TIPS, tips)])
        one.talk.out, feed = [], self.realm.records
        one.talk.hear(write_message((FRESH, 2, (
            (FEED, feed, 1), (FEED, feed, 3), (FEED, b"\5" * 16, 9), (3, b"\6" * 16)))))
        self.assertEqual([read_message(data) for data in one.talk.out], [
            (WANTS, 2, ((FEED, feed, 2), (FEED, b"\5" * 16, 0), (3, b"\6" * 16)), False)])

    def test_statements(self):
        """HAVE-3: the later one of each device, by a seat of it, validly signed."""
        one, realm = Talker(self.realm.realm, self.realm.came(), asker=True), self.realm

        def statement(time, device=FOUNDER, seat=FOUNDER, by=FOUNDER):
            bare = (public(device_of(device)), realm.seats[seat], time, True, (), bytes(64))
            return bare[:-1] + (sign("sign-stated", KEYS[by], realm.realm,
                                     statement_hash(bare)),)

        one.talk.hear(write_message((GREETING, 1, 5)))
        one.talk.hear(write_message((STATEMENTS, (
            statement(7), statement(6), statement(8, device=MEMBER), statement(9, by=MEMBER)))))
        self.assertEqual({device: found[2] for device, found in one.talk.statements.items()},
                         {public(device_of(FOUNDER)): 7})

if __name__ == "__main__":
    unittest.main()
