#!/usr/bin/python3 -B
"""Tests of what is held and what of it is read: envelopes and their keys, views, changes without
effect (06-authority.md, 07-confidentiality.md, 09-schema.md)."""

import sys
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import acts
import digest
from bodies import WRITE, Change
from bundles import read_bundle
from delivering import key_for
from envelopes import TO_DEVICE, TO_EPOCH, TO_SEAT, envelope_hash
from example_charters import KEYS, Maker, to
from example_clients import COMMON, FOUNDER, MEMBER, OTHER, Realm, animal, box_of
from example_clients import device_of, stocked
from example_schemas import DOC, LOG, field, kind, schema
from holding import Holdings
from items import write_item
from keys import public
from names import position, record_id
from reading import Reading
from schemas import schema_hash
from scopes import branch_id
from talk import ENVELOPE, FEED, ROOT, SCHEMA
from test_check import reason
from views import view_of


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
        self.assertEqual(Holdings(b"\x13" * 32, came).things, {})


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

if __name__ == "__main__":
    unittest.main()
