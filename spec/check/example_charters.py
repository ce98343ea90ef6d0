"""Charters made by hand for the tests, signed: a builder of root records, feeds and proofs."""

import acts
from acts import Grant, Kind, Opening, Policy, Role, RootRecord
from authority import Signed, write_acts, write_form, write_root_content
from bundles import Head, Parcel, Proof, write_bundle, write_proof
from charters import Gates
from checks_charters import as_json, outcome
from items import write_item
from names import NO_HASH
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair
from seals import act_id, feed_id, message, seat_hash, tagged

PAIRS = [crypto_sign_seed_keypair(bytes([200 + place]) * 32) for place in range(16)]
KEYS, SECRETS = [key for key, _ in PAIRS], dict(PAIRS)
HIDDEN = b"\x99" * 32
EVERY_KIND = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 60)


def sign(name, key, domain, digest):
    """A signature by one of the keys."""
    return crypto_sign(message(name, domain, digest), SECRETS[key])[:64]


def policy(needs=(), gates=(), permissions=(), kinds=EVERY_KIND + (100, 101)):
    """Roles 1 to 4 at these levels, and 11 to 13 of agencies. Everybody may do everything but for
    `permissions`, of (kind, role) → permission, where 0 is none."""
    needs, gates, permissions = dict(needs), dict(gates), dict(permissions)
    roles = tuple((place + 10 * domain, Role(f"r{place}", place, domain, needs.get(place, 1)))
                  for domain in (0, 1) for place in range(1, 5 - domain))

    def who(kind):
        found = ((role, permissions.get((kind, role), 2)) for role, _ in roles)
        return tuple(pair for pair in found if pair[1])
    return Policy(roles, tuple((kind, Kind(f"k{kind}", tuple(range(7)), who(kind),
                                           gates.get(kind))) for kind in kinds))


class Maker:
    """Makes encodings, and keeps them in the order in which they were made."""

    def __init__(self):
        self.roots, self.bundles, self.proofs = [], [], []
        self.seats, self.chain, self.openings, self.heads, self.ends = {}, {}, {}, {}, {}
        self.time = 0

    def root(self, contents, before=None, realm=None, roots=None, by=KEYS[:1], add=True):
        """A root record."""
        self.time += 1
        number, previous = (before.number + 1, before.hash) if before else (0, NO_HASH)
        roots = roots if before else roots or (1, (KEYS[0],))
        if before:
            realm = before.realm
        bare = RootRecord(realm, number, previous, self.time, roots, tuple(contents), b"",
                          frozenset())
        digest = tagged("root", write_root_content(bare))
        record = RootRecord(realm, number, previous, self.time, roots, tuple(contents), digest,
                            frozenset(by))
        domain = digest if before is None else self.chain[before.hash]
        self.chain[digest] = domain
        copy = Signed(record, tuple((key, sign("sign-root", key, domain, digest))
                                    for key in sorted(by)))
        if add:
            self.roots.append(write_form("root", copy))
        return record

    def seat(self, key, domain, first=None, box=b"\x22" * 32):
        """A seat of a key, made in a domain. Its name is known once its act stands somewhere."""
        device = b"\x21" * 31 + bytes([KEYS.index(key)])
        proof = sign("sign-seat", key, domain, seat_hash(key, box, device, first))
        return acts.Seat(key, box, device, first, proof)

    def found(self, *people, roots=(1, (KEYS[0],)), rules=None):
        """A realm with a policy; then the seats of people, by the places of their keys, since they
        are signed for the realm."""
        self.first = self.root([acts.PolicyAct(1, rules or policy(), None)], roots=roots,
                               by=roots[1])
        self.realm = self.first.hash
        self.last = self.people = self.root(
            [self.seat(KEYS[place], self.realm) for place in people], self.first, by=roots[1])
        for index, place in enumerate(people):
            self.seats[place] = act_id(self.last.hash, index)
        return self

    def more(self, *contents, by=KEYS[:1]):
        """One more root record of the realm. Returns the names of its acts."""
        self.last = self.root(contents, self.last, by=by)
        return [act_id(self.last.hash, index) for index in range(len(contents))]

    def open(self, place, grant, scope=(0,), version=1, seat=None, random=0):
        """Number 0 of a feed. Returns its id."""
        opening = Opening(self.realm, scope, seat or self.seats[place], grant, bytes([random]) * 16)
        body = write_form("opening", opening)
        feed = feed_id(body)
        self.openings[feed] = opening, KEYS[place]
        self.write(feed, body, version, NO_HASH, 0)
        return feed

    def write(self, feed, body, version=1, previous=None, number=None, add=True,
              epoch=b"\x31" * 16):
        """A bundle of a feed. Returns its hash."""
        self.time += 1
        if number is None:
            number, previous = self.ends[feed].number + 1, self.ends[feed].hash
        opening, key = self.openings[feed]
        epoch = None if number == 0 or opening.scope == (0,) else epoch
        header = (feed, number, previous, self.time, version, 1, epoch)
        digest = tagged("bundle", b"".join(map(write_item, header)), tagged("body", body))
        head = Head(*header, tagged("body", body), sign("sign-bundle", key, self.realm, digest),
                    digest)
        if add:
            self.ends[feed] = head
            self.bundles.append(write_bundle(Parcel(head, body)))
        self.heads[digest] = head
        return digest

    def act(self, feed, *contents, version=1, **more):
        """A bundle of acts. Returns their names."""
        self.bundle = self.write(feed, write_acts(contents), version, **more)
        return [act_id(self.bundle, index) for index in range(len(contents))]

    def prove(self, *hashes):
        """A fork proof of two bundles."""
        heads = sorted((self.heads[name] for name in hashes), key=lambda h: (h.number, h.hash))
        self.proofs.append(write_proof(Proof(self.openings[heads[0].feed][0], tuple(heads))))

    def charter(self):
        """What follows; and that nothing was left out."""
        gates = Gates(self.realm, self.roots, self.bundles, self.proofs)
        self.left_out = gates.left_out
        return gates.charter()

    def entry(self, asked=(), now=None):
        """An entry of charters.json, with what follows for readers if there is a time."""
        gates = Gates(self.realm, self.roots, self.bundles, self.proofs)
        assert not gates.left_out, gates.left_out
        return {"name": "yes", "roots": as_json(self.roots), "bundles": as_json(self.bundles),
                "proofs": as_json(self.proofs), **({} if now is None else {"now": now}),
                **outcome(gates, asked, now)}


def to(place, role, level=None, hubs=None, until=None, despite=(), maker=None):
    """A grant to a seat of a maker."""
    return Grant((0, maker.seats[place]), role, level or role, hubs, until, tuple(sorted(despite)))


def example():
    """A realm with everything that a vector lists."""
    maker = Maker().found(1, 2, 3)
    hub, first, _ = maker.more(acts.Hub(1, None, None), to(1, 1, maker=maker),
                               acts.Close(b"z" * 16))
    admin = maker.open(1, first)
    second, _, _ = maker.act(admin, to(2, 2, maker=maker), acts.Close(hub[:16]),
                             acts.Epoch((1,), b"e" * 32, b"\x22" * 32, ()))
    manager = maker.open(2, second)
    third, = maker.act(manager, to(3, 3, maker=maker))
    clerk = maker.open(3, third, (2, hub[:16]))
    one = maker.write(clerk, b"one")
    start = next(head for head in maker.heads.values() if head.feed == clerk and not head.number)
    other = maker.write(clerk, b"two", 1, start.hash, 1)
    maker.prove(one, other)
    maker.act(admin, acts.Keep(clerk, 1, one, ()), acts.Revoke((0, maker.seats[2]), (
        (manager, 1, maker.ends[manager].hash),)))
    maker.act(manager, acts.Unknown(60, b"\0"))
    maker.root([acts.Unknown(60, b"\1")], maker.first)  # another line, that is dropped
    maker.more(acts.Stay(1, maker.people.hash))
    return maker, [(one, 100), (other, 99), (start.hash, 100)]
