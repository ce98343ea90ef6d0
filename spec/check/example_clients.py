"""A realm made by hand for the tests of the client: seats with keys that open boxes, scope keys in
envelopes, records sealed under them."""

from dataclasses import replace

import acts
from acts import Epoch, Reads
from bodies import STATE, WRITE, Body, Change, write_body
from bundles import Head
from delivering import Delivered
from envelopes import TO_EPOCH, TO_SEAT, make_envelope, read_envelope, write_envelope
from example_charters import EVERY_KIND, KEYS, Maker, policy, sign, to
from example_schemas import DOC, LOG, WHOLE_BYTES
from holding import Holdings
from items import write_item
from keys import box_secret, epoch_keys, public
from names import LEDGER, position, record_id
from schemas import schema_hash
from sealed import seal_body
from seals import seat_hash
from talk import ENVELOPE, FEED, PROOF, ROOT, SCHEMA

COMMON = (1,)
ENTROPY = b"\x45" * 32
HELLO = b"\x46" * 32
FOUNDER, MEMBER, OTHER = 1, 2, 3
READS = Reads((1, 2, 3), None, None)


def box_of(place):
    """The secret half of somebody's box key."""
    return bytes([150 + place]) * 32


def device_of(place):
    """The secret half of somebody's device key."""
    return bytes([170 + place]) * 32


class Realm(Maker):
    """A realm with a founder (role 1) and a member (role 2), who read *common*, and somebody who
    has no grant yet; the scope has an epoch, whose key the member was given."""

    def __init__(self, schema=WHOLE_BYTES, permissions=()):
        super().__init__()
        self.envelopes, self.keys, self.schema = [], {}, schema
        rules = policy(kinds=EVERY_KIND + (DOC, LOG, 100), permissions=permissions)
        self.found(FOUNDER, MEMBER, OTHER, rules=replace(rules, reads=READS))
        self.first, self.second, _ = self.more(
            to(FOUNDER, 1, maker=self), to(MEMBER, 2, maker=self),
            acts.Schema(1, schema_hash(schema)))
        self.admin = self.open(FOUNDER, self.first)
        self.epoch = self.begin(b"\x61" * 32)
        self.deliver(self.epoch, (TO_SEAT, self.seats[MEMBER]))
        self.records = self.open(FOUNDER, self.first, COMMON)

    def seat(self, key, domain, first=None, box=None):
        place = KEYS.index(key)
        keys = public(box or box_of(place)), public(device_of(place))
        proof = sign("sign-seat", key, domain, seat_hash(key, *keys, first))
        return acts.Seat(key, *keys, first, proof)

    # Keys

    def begin(self, key, *previous, scope=COMMON, without=()):
        """An epoch by the founder. Returns its act."""
        found = epoch_keys(key)
        act, = self.act(self.admin, Epoch(
            scope, found["hash"], found["box"],
            tuple(sorted(epoch_keys(self.keys[one])["id"] for one in previous)), without))
        self.keys[act] = key
        return act

    def deliver(self, epoch, recipient, by=FOUNDER, key=None, to_key=None):
        """An envelope of an epoch's key. Returns it."""
        sort, name = recipient
        if to_key is None and sort == TO_EPOCH:
            to_key = public(box_secret(self.keys[name]))
        elif to_key is None:
            place = next(place for place, seat in self.seats.items() if seat == name)
            to_key = public(box_of(place))
        made = make_envelope(self.realm, epoch, recipient, self.seats[by], to_key,
                             key or self.keys[epoch], ENTROPY,
                             lambda digest: sign("sign-envelope", KEYS[by], self.realm, digest))
        self.envelopes.append(write_envelope(made))
        return made

    def delivered(self):
        """What is taken in of all envelopes."""
        return Delivered(self.charter(), map(read_envelope, self.envelopes))

    # Records

    def enter(self, feed, *changes, epoch=None, **more):
        """A sealed bundle. A change is given as what makes it of feed and number."""
        key, end = self.keys[epoch or self.epoch], self.ends[feed]
        number = more.pop("number", end.number + 1)
        previous = more.pop("previous", end.hash)
        made = tuple(change(feed, number) for change in changes)
        ident = epoch_keys(key)["id"]
        head = Head(feed, number, previous, self.time + 1, 1, 1, ident, b"", b"", b"")
        body = seal_body(head, write_body(Body(made, ()), feed, number), key, ENTROPY)
        return self.write(feed, body, number=number, previous=previous, epoch=ident, **more)

    # What is held

    def came(self):
        """All that there is, by its sort."""
        return {ROOT: self.roots, PROOF: self.proofs, FEED: self.bundles,
                ENVELOPE: self.envelopes, SCHEMA: [self.schema]}

    def holdings(self):
        """All of it, as somebody holds it."""
        return Holdings(self.realm, self.came())


def animal(name="Ada", index=0):
    """Makes the changes that create a document: its name, and its chip."""
    def made(field, value):
        return lambda feed, number: Change(record_id(feed, position(number, index), DOC), WRITE,
                                           field, (write_item(value), ()))
    return made(1, name), made(11, "CHIP")


def stocked(person, content=None, name=b"\x07" * 16):
    """Makes a fact of the ledger."""
    return lambda feed, number: Change(LEDGER, STATE, LOG, (
        person, name, write_item(content or {1: "A", 3: 0})))
