#!/usr/bin/python3 -B
"""Tests of the client: enrolment, handshakes and talk with an other end in memory; envelopes, views
and what is read (07-confidentiality.md, 11-sync.md, 12-transport.md)."""

import os
import sys
import tempfile
import threading
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import acts
import conversing
import digest
from bodies import WRITE, Change
from bundles import read_bundle
from client import address_of, devices_of, read_invite, require_admission
from conversing import Conversation
from delivering import key_for
from enrolment import read_message as read_offer
from envelopes import TO_DEVICE, TO_EPOCH, TO_SEAT, envelope_hash
from example_charters import KEYS, Maker, sign, to
from example_clients import COMMON, FOUNDER, HELLO, MEMBER, OTHER, Realm, animal, box_of
from example_clients import device_of, stocked
from example_schemas import DOC, LOG, field, kind, schema
from folders import Folder, Place
from handshakes import GOES_ON, NK, End
from holding import Holdings
from invites import invite_name, invite_psk, shown, write_qr
from items import Refused, write_item
from joining import claim_of, issue, join, new_keys, sign_with
from keys import public
from names import position, record_id
from reading import Reading
from schemas import schema_hash
from scopes import branch_id
from seals import seat_hash
from sessions import be_met, meet_device, meet_issuer, meet_relay
from statements import statement_hash
from streams import two_ends
from talk import CREDIT, ENVELOPE, FEED, FRESH, GOODS, GREETING, HELD, INQUIRY, OVER, PART, PROOF
from talk import ROOT, SCHEMA, STATEMENTS, STORED, SUMMARY, TAGS, TIPS, WANTS, read_message
from talk import write_message
from test_check import reason
from views import view_of

SEED = b"\x48" * 12 + b"\x40\0\0\0"
REALM, SEAT, OTHER_REALM = b"\x11" * 32, b"\x12" * 32, b"\x13" * 32
OFFERED = (REALM, REALM, None, SEAT)


def both(*sides):
    """What two sides come to, each with its end of a stream, in a thread of its own: what it
    returned, or why it refused. Who refuses says nothing, and closes."""
    found, ends = [None, None], two_ends()

    def run(place, act):
        try:
            found[place] = act(ends[place])
        except Refused as refusal:
            found[place] = refusal.reason
            ends[place].close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(sides)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


class Enrolments(unittest.TestCase):
    """ENROL-1 to ENROL-3, SHAKE-6."""

    def enrol(self, seed=SEED, realm=None, same=(True, True), random=lambda: bytes(32)):
        """What joiner and issuer come to, and the words that they saw."""
        seen, own = [], new_keys()

        def compare(place):
            return lambda words: (seen.append(words), same[place])[1]

        def admit(hashed, claim):
            self.assertEqual(claim[1:4], own.keys())
            self.assertEqual(hashed, seat_hash(*own.keys(), None))
            return SEAT, HELLO

        found = both(lambda stream: join(stream, seed, own, compare(0), realm),
                     lambda stream: issue(stream, SEED, OFFERED, compare(1), admit, random))
        return found, seen

    def test_admitted(self):
        (admitted, issued), seen = self.enrol(realm=REALM)
        self.assertIsNone(issued)
        self.assertEqual((admitted.realm, admitted.issuer, admitted.seat, admitted.hello),
                         (REALM, SEAT, SEAT, HELLO))
        self.assertEqual(seen[0], seen[1])
        self.assertEqual(len(seen[0]), 4)

    def test_refused(self):
        self.assertEqual(self.enrol(same=(True, False))[0], ["not-confirmed", "not-confirmed"])
        self.assertEqual(self.enrol(same=(False, True))[0][0], "not-confirmed")
        self.assertEqual(self.enrol(realm=OTHER_REALM)[0][0], "foreign-realm")
        # Who has not the seed cannot say anything that the issuer understands.
        self.assertEqual(self.enrol(seed=bytes(16))[0][1], "unknown-greeting")

    def test_bent(self):
        """ENROL-2: an issuer that shows other bytes than it is bound to is shown no words."""
        shown = iter((b"\1" * 32, b"\2" * 32))
        found, seen = self.enrol(random=lambda: next(shown))
        self.assertEqual((found, seen), (["bad-commitment", "cut"], []))

    def test_unproven(self):
        """ENROL-1: who cannot open the test is not admitted, nor who has another seed."""
        def claim(stream, seed, answer):
            link, offer = meet_issuer(stream, invite_name(SEED), invite_psk(SEED))
            link.send(write_item(claim_of(new_keys(), read_offer(offer), seed, link.hash,
                                          bytes(32))))
            if answer:
                link.receive()
                link.send(write_item((3, bytes(16), bytes(16))))
            return read_offer(link.receive())

        for seed, answer in ((SEED, True), (bytes(16), False)):
            found = both(lambda stream: claim(stream, seed, answer), lambda stream: issue(
                stream, SEED, OFFERED, lambda words: True, None, lambda: bytes(32)))
            self.assertEqual(found, [(5, "bad-proof"), "bad-proof"])

    def test_invites(self):
        text = write_qr(SEED, REALM, SEAT, ["192.0.2.7:7400", "FD00::1", "HQ.EXAMPLE"])
        self.assertEqual(read_invite(text)[:3], (SEED, REALM, SEAT))
        self.assertEqual([address_of(place) for place in read_invite(text)[3]],
                         [("192.0.2.7", 7400), ("FD00::1", 11787), ("HQ.EXAMPLE", 11787)])
        self.assertEqual(address_of("[fd00::1]:99"), ("fd00::1", 99))
        self.assertEqual(read_invite(shown(SEED).lower()), (SEED, None, None, ()))
        self.assertEqual(reason(read_invite, "CAUSEWAY:2:"), "unknown-version")


class Handshakes(unittest.TestCase):
    """SHAKE-1 to SHAKE-5, SESS-1 and SESS-2, over a stream."""

    def shake(self, is_fine=lambda device: True, secrets=(b"\1" * 32, b"\2" * 32), hello=HELLO,
              runs=(None, None), realm=REALM):
        return both(
            lambda stream: meet_device(stream, realm, hello, secrets[0], is_fine, runs[0]),
            lambda stream: be_met(stream, REALM, HELLO, secrets[1], runs[1]))

    def test_devices(self):
        one, other = self.shake(lambda device: device == public(b"\2" * 32))
        self.assertEqual((one.hash, one.other), (other.hash, public(b"\2" * 32)))
        self.assertEqual(other.other, public(b"\1" * 32))
        self.assertNotEqual(one.run, other.run)
        for text in (b"", b"x" * 65_000):
            one.send(text)
            self.assertEqual(other.receive(), text)
        self.assertEqual(one.stream.went, other.stream.came)
        other.end()
        self.assertIsNone(one.receive())
        self.assertEqual(reason(one.receive), "cut")

    def test_strangers(self):
        """Who answers with a key that was not meant does not learn who asked."""
        found = self.shake(lambda device: False)
        self.assertEqual(found, ["stranger", "cut"])
        # Whoever is not of the realm says nothing at all.
        self.assertEqual(self.shake(hello=bytes(32)), ["refused-there", "unknown-greeting"])
        self.assertEqual(self.shake(realm=OTHER_REALM)[0], "does-not-open")

    def test_oneself(self):
        run = b"\7" * 16
        own = (b"\1" * 32, b"\1" * 32)
        self.assertEqual(self.shake(secrets=own, runs=(run, run))[0], "own-key")
        # A copy of the device runs elsewhere, and is not oneself.
        self.assertEqual(self.shake(secrets=own)[0].other, public(b"\1" * 32))

    def test_relays(self):
        key = b"\3" * 32

        def relay(stream):
            end = End(NK, False, REALM, os.urandom(32), static=key)
            end.read(stream.receive())
            stream.send(end.write())
            return end.noise.hash

        found = both(lambda stream: meet_relay(stream, REALM, public(key)).hash, relay)
        self.assertEqual(*found)
        other = public(b"\4" * 32)
        self.assertEqual(both(lambda stream: meet_relay(stream, REALM, other).hash, relay),
                         ["refused-there", "does-not-open"])

    def test_meddling(self):
        one, other = self.shake()
        one.stream.send(one.session.seal(GOES_ON)[:-1] + b"\0")
        self.assertEqual(reason(other.receive), "does-not-open")
        one, other = self.shake()
        one.stream.send(one.session.seal(b"\2"))
        self.assertEqual(reason(other.receive), "wrong-type")
        one, other = self.shake()
        for text in (b"a", b"b"):
            one.session.seal(GOES_ON + text)  # One that is missing.
        one.send(b"c")
        self.assertEqual(reason(other.receive), "does-not-open")


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


class Envelopes(unittest.TestCase):
    """ENV-2 to ENV-5, KEY-6, SEALED-2."""

    def setUp(self):
        self.realm = Realm()

    def why(self, envelope):
        return self.realm.delivered().left_out.get(envelope_hash(envelope))

    def test_taken(self):
        realm = self.realm
        delivered = realm.delivered()
        self.assertEqual(delivered.left_out, {})
        keys = delivered.keys(realm.seats[MEMBER], box_of(MEMBER))
        self.assertEqual(keys, {realm.epoch: realm.keys[realm.epoch]})
        self.assertEqual(delivered.keys(realm.seats[OTHER], box_of(OTHER)), {})

    def test_links(self):
        """ENV-5: who has a later key, and the link to it, has the earlier one."""
        realm = self.realm
        later = realm.begin(b"\x62" * 32, realm.epoch)
        realm.envelopes.clear()
        realm.deliver(later, (TO_SEAT, realm.seats[MEMBER]))
        link = realm.deliver(realm.epoch, (TO_EPOCH, later))
        keys = realm.delivered().keys(realm.seats[MEMBER], box_of(MEMBER))
        self.assertEqual(keys, {act: realm.keys[act] for act in (realm.epoch, later)})
        self.assertEqual(key_for(realm.charter(), keys, COMMON, b"\0" * 16), None)
        # A link leads to an epoch that follows, and to no other.
        self.assertIsNone(self.why(link))
        back = realm.deliver(later, (TO_EPOCH, realm.epoch))
        self.assertEqual(self.why(back), "not-a-reader")

    def test_refused(self):
        realm = self.realm
        to_other = (TO_SEAT, realm.seats[OTHER])
        self.assertEqual(self.why(realm.deliver(realm.epoch, to_other)), "not-a-reader")
        self.assertEqual(self.why(realm.deliver(
            realm.epoch, (TO_SEAT, realm.seats[FOUNDER]), by=OTHER)), "not-a-deliverer")
        for member, wanted in ((MEMBER, None), (OTHER, "not-a-reader")):
            device = public(device_of(member))
            self.assertEqual(self.why(realm.deliver(
                realm.epoch, (TO_DEVICE, device), to_key=device)), wanted)
        realm.keys[b"\x77" * 32] = b"\x78" * 32
        self.assertEqual(self.why(realm.deliver(
            b"\x77" * 32, (TO_SEAT, realm.seats[MEMBER]))), "unknown-epoch")
        made = realm.delivered().taken[0]
        for bent, wanted in ((replace(made, deliverer=bytes(32)), "unknown-seat"),
                             (replace(made, box=bytes(80)), "bad-signature")):
            self.assertEqual(reason(realm.delivered().admit, bent), wanted)

    def test_wrong_keys(self):
        """ENV-4: what somebody delivered wrongly leaves it to the next."""
        realm = self.realm
        realm.envelopes.clear()
        wrong = realm.deliver(realm.epoch, (TO_SEAT, realm.seats[MEMBER]), key=b"\1" * 32)
        delivered = realm.delivered()
        self.assertEqual(delivered.keys(realm.seats[MEMBER], box_of(MEMBER)), {})
        self.assertEqual(delivered.left_out[envelope_hash(wrong)], "wrong-key")

    def test_let_go(self):
        """KEY-6: envelopes to who was let go are set aside."""
        realm = self.realm
        realm.act(realm.admin, acts.Revoke((0, realm.seats[MEMBER]), ()))
        delivered = realm.delivered()
        self.assertEqual(set(delivered.left_out.values()), {"not-a-reader"})
        self.assertEqual(delivered.keys(realm.seats[MEMBER], box_of(MEMBER)), {})


class Views(unittest.TestCase):
    """VIEW-6."""

    def setUp(self):
        self.realm = Realm()

    def view(self):
        return view_of(self.realm.holdings().charter, COMMON)

    def test_cuts(self):
        realm = self.realm
        member = realm.open(MEMBER, realm.second, COMMON)
        first = realm.enter(member, stocked(realm.seats[MEMBER][:16]))
        realm.enter(member, *animal())
        self.assertEqual((self.view().cuts, self.view().forks), ({}, {}))
        target = (0, realm.seats[MEMBER])
        realm.act(realm.admin, acts.Revoke(target, ((member, 1, first),)))
        self.assertEqual(self.view().cuts, {member: 1})
        realm.act(realm.admin, acts.Revoke(target, ()))
        self.assertEqual(self.view().cuts, {member: None})

    def test_forks(self):
        realm = self.realm
        feed, end = realm.records, realm.ends[realm.records]
        one = realm.enter(feed, *animal())
        other = realm.enter(feed, *animal("two"), number=1, previous=end.hash)
        below = realm.enter(feed, *animal("three"))
        self.assertEqual(self.view().forks, {feed: {1: None}})
        self.assertEqual(self.view().cuts, {})
        realm.more(acts.Keep(feed, 1, other, ()))
        self.assertEqual(self.view().forks, {feed: {1: other}})
        # A branch that counts to another number than its feed has a cut of its own.
        realm.act(realm.admin, acts.Revoke((0, realm.seats[OTHER]), ()))
        realm.more(acts.Revoke((0, realm.seats[FOUNDER]), tuple(sorted((
            (feed, 1, one), (feed, 2, below), (realm.admin, realm.ends[realm.admin].number,
                                               realm.ends[realm.admin].hash))))))
        self.assertEqual(self.view().cuts, {})
        realm.more(acts.Revoke((0, realm.seats[FOUNDER]), tuple(sorted((
            (feed, 1, other), (realm.admin, realm.ends[realm.admin].number,
                               realm.ends[realm.admin].hash))))))
        self.assertEqual(self.view().cuts, {feed: 1, branch_id(feed, 1, one): 0})


    def test_spared(self):
        """VIEW-5: what a cut leaves of a fork is kept; the proof is of whoever holds both."""
        realm = self.realm
        feed, end = realm.records, realm.ends[realm.records]
        one = realm.enter(feed, *animal())
        realm.enter(feed, *animal("two"), number=1, previous=end.hash)
        realm.more(acts.Revoke((0, realm.seats[FOUNDER]), tuple(sorted((
            (feed, 1, one), (realm.admin, realm.ends[realm.admin].number,
                             realm.ends[realm.admin].hash))))))
        self.assertEqual(self.view().forks, {feed: {1: one}})


class Holds(unittest.TestCase):
    """HOLD-1."""

    def test_signers(self):
        """ROOT-4: of a record count the signers of all copies, and of one that waits for more."""
        keys = sorted(KEYS[1:4])
        maker = Maker().found(MEMBER, roots=(2, tuple(keys)))
        record = maker.root([acts.Unknown(60, b"\0")], maker.last, by=keys[:1])

        def state():
            holdings = Holdings(maker.realm, {ROOT: maker.roots})
            return holdings.things[ROOT, record.hash[:16]].state

        self.assertEqual(state(), keys[0])
        maker.time -= 1
        maker.root([acts.Unknown(60, b"\0")], maker.last, by=keys[1:2])
        self.assertEqual(state(), keys[0] + keys[1])


    def test_left_out(self):
        """BUN-6, SCHEMA-1: what does not pass its gate is not held, whoever gave it."""
        realm, foreign = Realm(), Realm()
        foreign.time += 5
        foreign.enter(foreign.records, *animal("other"))
        came = realm.came()
        bent = foreign.bundles[-1][:-1] + bytes([foreign.bundles[-1][-1] ^ 1])
        came[FEED] = came[FEED] + [bent, b"\x80"]
        came[SCHEMA] = came[SCHEMA] + [schema()]
        came[ENVELOPE] = came[ENVELOPE] + [realm.envelopes[0][:-1]]
        held, place = Holdings(realm.realm, came), len(realm.bundles)
        self.assertEqual(held.root(), realm.holdings().root())
        self.assertEqual(held.left_out, {
            f"bundle {place}": "bad-signature", f"bundle {place + 1}": "wrong-count",
            "envelope 1": "truncated", f"schema {schema_hash(schema()).hex()}": "unnamed"})
        # Of another realm nothing is held at all.
        self.assertEqual(Holdings(OTHER_REALM, came).things, {})


class Readings(unittest.TestCase):
    """FRONT-5, JUDGE-1 to JUDGE-6, SEALED-3."""

    def setUp(self):
        self.realm = Realm()
        self.person = self.realm.seats[FOUNDER][:16]

    def read(self, place=MEMBER):
        reading = Reading(self.realm.holdings(), self.realm.seats[place], box_of(place), 0)
        return reading.scopes[0] if reading.scopes else None

    def test_rows(self):
        realm = self.realm
        realm.enter(realm.records, *animal(), stocked(self.person))
        found = self.read()
        self.assertEqual((found.waiting, found.unopened, found.refused), (0, 0, 0))
        # Name, chip and life of a document; a fact.
        self.assertEqual(digest.total(found.state.documents)[0], 4)
        self.assertIsNone(self.read(OTHER))

    def test_refused(self):
        """JUDGE-4: what is refused has its dot, and no effect."""
        realm = self.realm
        realm.enter(realm.records, stocked(b"\x09" * 16), stocked(self.person, {1: "A"}),
                    stocked(self.person))
        found = self.read()
        self.assertEqual((found.refused, digest.total(found.state.documents)[0]), (2, 1))
        (_, contents), = found.state.documents[bytes(28)].facts[65].items()
        self.assertEqual(list(contents.values()), [{realm.records: position(1, 2)}])

    def test_hubs(self):
        """JUDGE-6: who may write a kind as their own alone says so of their own hubs alone."""
        here, there = b"\x31" * 16, b"\x32" * 16
        fields = {1: field("at", (11,), required=True)}
        text = schema({DOC: kind("stay", fields=fields, later={10: 1}),
                       LOG: kind("move", 1, {1: field("at", (11,), required=True)},
                                 later={10: 1})})
        for permission, refused in ((1, 2), (2, 0)):
            self.realm = realm = Realm(text, {(DOC, 2): permission, (LOG, 2): permission})
            hub = realm.more(acts.Hub(1, None, None))[0][:16]
            grant, = realm.more(to(MEMBER, 2, hubs=(hub,), maker=realm))
            feed = realm.open(MEMBER, grant, COMMON)
            person = realm.seats[MEMBER][:16]
            for where in (hub, here, there):
                realm.enter(feed, stocked(person, {1: where}, where))
            realm.enter(feed, lambda feed, number: Change(
                record_id(feed, position(number, 0), DOC), WRITE, 1, (write_item(hub), ())))
            self.assertEqual(self.read(MEMBER).refused, refused)

    def test_waiting(self):
        """SEALED-3: a feed stops at the first bundle whose key is not there."""
        realm = self.realm
        later = realm.begin(b"\x62" * 32, realm.epoch)
        realm.enter(realm.records, *animal())
        realm.enter(realm.records, *animal(), epoch=later)
        realm.enter(realm.records, *animal())
        found = self.read()
        self.assertEqual(found.waiting, 2)
        self.assertEqual(found.state.frontier.tips[realm.records][0], 1)
        realm.deliver(later, (TO_SEAT, realm.seats[MEMBER]))
        self.assertEqual(self.read().waiting, 0)

    def test_unopened(self):
        """BODY-9: what does not open has no changes, and keeps its place."""
        realm = self.realm
        feed, end = realm.records, realm.ends[realm.records]
        realm.write(feed, bytes(60), epoch=read_bundle(realm.bundles[-1]).head.epoch)
        realm.bundles.pop()
        realm.ends[feed] = end
        realm.enter(feed, lambda feed, number: Change(
            record_id(feed, position(number, 0), DOC), WRITE, 1, (b"\xff", ())))
        self.assertEqual(self.read().refused, 1)


class Clients(unittest.TestCase):
    """What a client keeps, and whom it takes for whom."""

    def test_folder(self):
        own = new_keys()
        place = Place(REALM, SEAT, None, b"\x14" * 32, None, ("a:1",))
        with tempfile.TemporaryDirectory() as path:
            folder = Folder(path + "/new")
            folder.keep_keys(own, b"a passphrase")
            self.assertEqual(folder.keys(b"a passphrase"), (own, {}))
            folder.keep_keys(own, b"a passphrase", place, HELLO)
            self.assertEqual(folder.keys(b"a passphrase"), (own, {REALM: HELLO}))
            self.assertEqual(reason(folder.keys, b"another one"), "wrong-passphrase")
            self.assertEqual(folder.place(), place)
            self.assertEqual(set(map(tuple, folder.came().values())), {()})
            folder.keep(FEED, (b"one", b"two"))
            folder.keep(FEED, (b"one",))
            self.assertEqual(folder.came()[FEED], [b"one", b"two"])
            with open(folder.path / "log", "ab") as file:
                file.write(b"\x82\x02\x58")  # What a power cut leaves.
            self.assertEqual(folder.came()[FEED], [b"one", b"two"])

    def test_devices(self):
        """SHAKE-5: before anything is known, the device of the QR text; then those of the realm."""
        realm = Realm()
        place = Place(realm.realm, SEAT, b"\5" * 32, SEAT, None, ())
        nothing = Holdings(realm.realm, {})
        self.assertEqual([devices_of(nothing, place)(device) for device in (b"\5" * 32, SEAT)],
                         [True, False])
        self.assertTrue(devices_of(nothing, replace(place, device=None))(SEAT))
        known = devices_of(realm.holdings(), place)
        self.assertTrue(known(public(device_of(MEMBER))))
        self.assertFalse(known(b"\5" * 32))

    def test_admission(self):
        """ENROL-3: the act that was promised, in a feed of whom the offer named."""
        realm, own = Realm(), new_keys()
        keys = own.keys()
        proof = sign_with(own.signing, "sign-seat", realm.realm, seat_hash(*keys, None))
        act, = realm.act(realm.admin, acts.Seat(*keys, None, proof))
        issuer, device = realm.seats[FOUNDER], public(device_of(FOUNDER))
        place = Place(realm.realm, issuer, device, act, None, ())
        holdings = realm.holdings()
        self.assertTrue(require_admission(holdings, place, own))
        self.assertFalse(require_admission(Holdings(realm.realm, {}), place, own))
        for bent in (replace(place, issuer=realm.seats[MEMBER]), replace(place, first=SEAT),
                     replace(place, device=SEAT), replace(place, seat=realm.seats[MEMBER])):
            self.assertEqual(reason(require_admission, holdings, bent, own), "not-admitted")
        self.assertEqual(reason(require_admission, holdings, place, new_keys()), "not-admitted")


if __name__ == "__main__":
    unittest.main()
