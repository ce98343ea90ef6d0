"""What a device holds (HOLD-1 to HOLD-4 of 11-sync.md): of all that came, what passed the gates; by
its name, with its state, and what goes to others."""

from collections import defaultdict
from dataclasses import dataclass

from acts import CHARTER
from acts import SCHEMA as SCHEMA_ACT
from acts import SEAT
from authority import read_form, write_form
from bundles import Proof, forked_number, read_bundle, read_proof, write_proof
from charters import Gates
from delivering import Delivered
from envelopes import envelope_hash, read_envelope
from items import Refused
from schemas import read_schema, schema_hash
from seals import SHORT, feed_id, tagged
from talk import ENVELOPE, FEED, PROOF, ROOT, SCHEMA, SORTS, TIERS, state_of, tag_of

AUTHORITY, KEYS, RECORDS = range(TIERS)
ROOT_BYTES = 16


@dataclass(frozen=True)
class Thing:
    """HOLD-1: a thing that is held. Of a feed `number` is that of its end or, if it is forked, of
    the last bundle that all its ends follow."""

    tier: int
    sort: int
    name: bytes
    state: bytes
    number: int = 0
    forked: bool = False


class Holdings:
    """What is held of what came: of each sort the encodings, in the order in which they came."""

    def __init__(self, realm, came):
        self.realm, self.came = realm, {sort: list(came.get(sort, ())) for sort in range(SORTS)}
        self.left_out = {}
        self.judge()
        if self.prove():
            self.judge()  # By the forks that are shown now.
        self.things = {(thing.sort, thing.name): thing for thing in self.all_things()}

    def judge(self):
        """The gates of bundles, then what follows from the charter for envelopes and schemas."""
        self.gates = Gates(self.realm, self.came[ROOT], self.came[FEED], self.came[PROOF])
        self.charter = self.gates.charter()
        self.left_out = dict(self.gates.left_out)
        envelopes = self.formed("envelope", ENVELOPE, read_envelope)
        self.delivered = Delivered(self.charter, envelopes.values())
        self.bytes_of = {found: data for data, found in envelopes.items()}
        self.left_out |= {f"envelope {name.hex()}": why
                          for name, why in self.delivered.left_out.items()}
        self.schemas = self.named_schemas()
        self.parcels, self.after, self.of_feed = {}, defaultdict(list), defaultdict(list)
        for data in self.fine("bundle", FEED):
            parcel = read_bundle(data)
            self.parcels[parcel.head.hash] = parcel, data
            self.of_feed[parcel.head.feed].append(parcel.head)
            if parcel.head.number:
                self.after[parcel.head.previous].append(parcel.head.hash)

    def formed(self, what, sort, read):
        """Those of a sort whose form is right, by their encodings."""
        found = {}
        for place, data in enumerate(self.came[sort]):
            try:
                found[data] = read(data)
            except Refused as refusal:
                self.left_out[f"{what} {place}"] = refusal.reason
        return found

    def fine(self, what, sort, but=()):
        """The encodings of a sort that passed the gates, or were left out for one of these."""
        return [data for place, data in enumerate(self.came[sort])
                if self.gates.left_out.get(f"{what} {place}") in (None, *but)]

    def named_schemas(self):
        """SCHEMA-1: those that a schema act in force names, by their hashes."""
        named = {act.content.hash for act in self.charter.effective(SCHEMA_ACT)}
        found = {}
        for data, schema in self.formed("schema", SCHEMA, read_schema).items():
            if schema_hash(data) in named:
                found[schema_hash(data)] = data, schema
            else:
                self.left_out[f"schema {schema_hash(data).hex()}"] = "unnamed"
        return found

    def prove(self):
        """VIEW-6: whoever holds two branches makes the proof. Whether there is a new one."""
        shown = {(feed, number) for feed, number, _ in self.gates.shown}
        size = len(self.came[PROOF])
        for previous, names in self.after.items():
            heads = sorted((self.parcels[name][0].head for name in names),
                           key=lambda head: head.hash)[:2]
            if len(heads) == 2 and (heads[0].feed, heads[0].number) not in shown:
                opening = self.gates.openings[heads[0].feed]
                self.came[PROOF].append(write_proof(Proof(opening, tuple(heads))))
        return len(self.came[PROOF]) > size

    # Things

    def all_things(self):
        """HOLD-1: everything, each with its state."""
        yield from self.root_things()
        lowest = {}
        for data in self.fine("proof", PROOF):
            proof = read_proof(data)
            feed = feed_id(write_form("opening", proof.opening))
            lowest[feed] = min(forked_number(proof)[0], lowest.get(feed, 1 << 40))
        for feed, number in lowest.items():
            yield Thing(AUTHORITY, PROOF, feed, number.to_bytes(8, "big"))
        for envelope in self.delivered.taken:
            yield Thing(KEYS, ENVELOPE, envelope_hash(envelope)[:SHORT], b"")
        for name in self.schemas:
            yield Thing(KEYS, SCHEMA, name[:SHORT], b"")
        for feed in self.of_feed:
            yield self.feed_thing(feed)

    def root_things(self):
        """ROOT-4: records, those with too few signatures too, each with its signers."""
        signers = defaultdict(set)
        for data in self.fine("root", ROOT, but=("too-few",)):
            copy = read_form("root", data)
            signers[copy.record.hash] |= {key for key, _ in copy.signatures}
        for name, keys in signers.items():
            yield Thing(AUTHORITY, ROOT, name[:SHORT], b"".join(sorted(keys)))

    def feed_thing(self, feed):
        """A feed by its ends."""
        heads = self.of_feed[feed]
        ends = [head for head in heads if head.hash not in self.after]
        forks = [head.number for head in heads if len(self.after[head.hash]) > 1] \
            if len(ends) > 1 else []
        number = min(forks, default=0) if len(ends) > 1 else ends[0].number
        return Thing(self.tier_of(feed), FEED, feed,
                     state_of((head.number, head.hash) for head in ends), number, len(ends) > 1)

    def tier_of(self, feed):
        """HOLD-1: of the charter's feeds, and of all others."""
        opening = self.gates.openings.get(feed)
        return AUTHORITY if opening and opening.scope == CHARTER else RECORDS

    def root(self):
        """HOLD-4."""
        total = sum(int.from_bytes(self.digest(thing), "big") for thing in self.things.values())
        return (total % (1 << 8 * ROOT_BYTES)).to_bytes(ROOT_BYTES, "big")

    @staticmethod
    def digest(thing):
        """HOLD-4: what the tag under a salt of zeros is the beginning of."""
        return tagged("holding", bytes(16), bytes([thing.sort]), thing.name,
                      thing.state)[:ROOT_BYTES]

    # What goes to others

    def goods(self, sort, name, number=0):
        """The encodings of a thing; of a feed those from a number on, in their order."""
        if sort == FEED:
            found = sorted((head.number, head.hash) for head in self.of_feed.get(name, ()))
            return [self.parcels[head][1] for place, head in found if place >= number]
        if sort == ENVELOPE:
            return [self.bytes_of[envelope] for envelope in self.delivered.taken
                    if envelope_hash(envelope)[:SHORT] == name]
        if sort == SCHEMA:
            return [data for found, (data, _) in self.schemas.items() if found[:SHORT] == name]
        if sort == ROOT:
            return [data for data in self.fine("root", ROOT, but=("too-few",))
                    if read_form("root", data).record.hash[:SHORT] == name]
        return [data for data in self.fine("proof", PROOF) if feed_id(
            write_form("opening", read_proof(data).opening)) == name]

    def tag_at(self, salt, feed, number):
        """TALK-3: the tag that a line has whose end is the bundle of this number here; None if
        there is none, or several."""
        found = [head for head in self.of_feed.get(feed, ()) if head.number == number]
        return tag_of(salt, FEED, feed, state_of([(number, found[0].hash)])) \
            if len(found) == 1 else None

    def tips(self, device):
        """OWN-1: all ends of the feeds of a device's seats."""
        acts = self.charter.acts
        seats = {act.hash for act in acts.values()
                 if act.kind == SEAT and act.content.device == device}
        found = []
        for parcel, _ in self.parcels.values():
            head = parcel.head
            if self.gates.openings[head.feed].seat in seats and head.hash not in self.after:
                found.append((head.feed, head.number, head.hash))
        return tuple(sorted(found))

    def lines(self):
        """TALK-6: of each feed that is a line, the number of its end."""
        return {thing.name: thing.number for thing in self.things.values()
                if thing.sort == FEED and not thing.forked}

    def lacking(self):
        """TALK-3: of feeds of which something is here, the lowest bundle that follows one which is
        not."""
        found = {}
        for place, data in enumerate(self.came[FEED]):
            if not self.gates.left_out.get(f"bundle {place}", "").startswith("waits: what is"):
                continue
            head = read_bundle(data).head
            if (FEED, head.feed) in self.things:
                found[head.feed] = min(head.number, found.get(head.feed, head.number))
        return found
