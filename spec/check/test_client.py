#!/usr/bin/python3 -B
"""Tests of the client: enrolment and handshakes with an other end in memory, what it keeps, and
whom it takes for whom (07-confidentiality.md, 12-transport.md)."""

import os
import sys
import tempfile
import threading
import unittest
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import acts
from client import address_of, devices_of, read_invite, require_admission
from enrolment import read_message as read_offer
from example_clients import FOUNDER, HELLO, MEMBER, Realm, device_of
from folders import Folder, Place
from handshakes import GOES_ON, NK, End
from holding import Holdings
from invites import invite_name, invite_psk, shown, write_qr
from items import Refused, write_item
from joining import claim_of, issue, join, new_keys, sign_with
from keys import public
from seals import seat_hash
from sessions import be_met, meet_device, meet_issuer, meet_relay
from streams import two_ends
from talk import FEED
from test_check import reason

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
