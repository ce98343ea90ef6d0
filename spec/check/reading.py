"""From what is held to what somebody reads: bodies are opened, changes judged, and joined to the
states of scopes (SEALED-2 and SEALED-3 of 07, JUDGE-1 to JUDGE-6 of 09, VER-4 of 06, FRONT-5)."""

from dataclasses import dataclass

import digest
from acts import CHARTER
from acts import SCHEMA as SCHEMA_ACT
from bodies import STATE, read_body
from delivering import key_for
from holding import Holdings
from items import Refused, write_item
from judging import kind_of, misfits, misplaced
from known import scope_id
from readers import Readers
from scopes import Bundle, receive
from sealed import open_body
from standing import REFUSED
from states import Scope
from views import view_of


@dataclass
class Opened:
    """A scope as somebody reads it: its state, and how many of its bundles wait for their key or
    could not be opened."""

    scope: tuple
    state: Scope
    waiting: int = 0
    unopened: int = 0
    refused: int = 0

    def summary(self, realm):
        """What of it is compared with others."""
        rows, total = digest.total(self.state.documents)
        return {"scope": scope_id(realm, self.scope).hex(), "of": write_item(self.scope).hex(),
                "rows": rows, "digest": total.to_bytes(32, "big").hex(), "waiting": self.waiting,
                "unopened": self.unopened, "refused": self.refused}


class Reading:
    """What a seat reads of what is held, at a time, by the secret half of its box key."""

    def __init__(self, holdings: Holdings, seat, secret, now):
        self.holdings, self.charter = holdings, holdings.charter
        self.keys = holdings.delivered.keys(seat, secret)
        self.readers = Readers(self.charter, now)
        self.schemas = self.schemas_by_version()
        scopes = {opening.scope for opening in self.charter.openings.values()}
        scopes |= {act.content.scope for act in self.readers.known}
        # KEY-6: who lost a scope has nothing of it, whatever keys are in the envelopes.
        self.scopes = [self.open(scope) for scope in sorted(scopes - {CHARTER}, key=write_item)
                       if seat in self.readers.readers(scope)]

    def schemas_by_version(self):
        """JUDGE-1: those that are there, of each version."""
        found = {0: [None]}
        for act in self.charter.effective(SCHEMA_ACT):
            if act.content.hash in self.holdings.schemas:
                found.setdefault(act.content.version, []).append(
                    self.holdings.schemas[act.content.hash][1])
        return found

    def open(self, scope):
        """FRONT-5, SEALED-3: a scope, each feed up to the first bundle whose key is not there."""
        opened = Opened(scope, Scope(view=view_of(self.charter, scope)))
        held = [parcel for parcel, _ in self.holdings.parcels.values()
                if self.charter.openings[parcel.head.feed].scope == scope]
        stopped = set()
        for parcel in sorted(held, key=lambda parcel: (parcel.head.number, parcel.head.hash)):
            head = parcel.head
            if head.number and (head.previous in stopped or not self.has_key(scope, head)):
                stopped.add(head.hash)
                opened.waiting += 1
            else:
                receive(opened.state, self.bundle(opened, parcel))
        return opened

    def within_reach(self, seat, secret):
        """How many bundles somebody could open who kept to no rule: by all keys that ever came to
        them."""
        keys = self.holdings.delivered.keys(seat, secret, greedy=True)
        heads = [parcel.head for parcel, _ in self.holdings.parcels.values() if parcel.head.epoch]
        return sum(key_for(self.charter, keys, self.charter.openings[head.feed].scope,
                           head.epoch) is not None for head in heads)

    def has_key(self, scope, head):
        """Whether the key is there that the header names."""
        return key_for(self.charter, self.keys, scope, head.epoch) is not None

    def bundle(self, opened, parcel):
        """A bundle with its body, and which of its changes are refused. One that does not open has
        no changes (SEALED-2)."""
        head, body, refused = parcel.head, None, frozenset()
        if head.number:
            key = key_for(self.charter, self.keys, opened.scope, head.epoch)
            try:
                body = open_body(parcel, key)
                refused = self.refused(head, body)
            except Refused:
                body = None
                opened.unopened += 1
        opened.refused += len(refused)
        return Bundle(head.feed, head.number, head.previous, head.hash, head.time, body, refused)

    def refused(self, head, body):
        """JUDGE-4: the places of the changes without effect: those that the charter refuses, then
        those that fit no schema of the version. What waits joins (VER-4, JUDGE-1)."""
        changes = read_body(body, head.feed, head.number).changes
        bundle = self.charter.bundles[head.hash]
        kinds = {kind_of(change) for change in changes} - {None}
        banned = {kind for kind in kinds if self.charter.judge(kind, bundle)[0] == REFUSED}
        found = {place for place, change in enumerate(changes) if kind_of(change) in banned}
        return frozenset(found | self.misfitting(bundle, changes))

    def misfitting(self, bundle, changes):
        """JUDGE-1: of several schemas of the version it is enough to fit one. Of none, everything
        waits; version 0 has no kinds."""
        schemas = self.schemas.get(bundle.schema)
        if schemas is None:
            return set()
        found = [self.misfits_of(schema, bundle, changes) for schema in schemas]
        return set.intersection(*found)

    def misfits_of(self, schema, bundle, changes):
        """JUDGE-2 to JUDGE-6, by one schema."""
        if schema is None:
            return set(range(len(changes)))
        found = {place for place, _ in misfits(schema, bundle.feed, bundle.number, changes)}
        person = self.charter.person(self.charter.seat_of(bundle.feed))
        hubs = self.charter.grant_of(bundle.feed).content.hubs
        for place, change in enumerate(changes):
            if place in found:
                continue  # What is wrong with it may be its form.
            if change.verb == STATE and change.payload[0] != person:
                found.add(place)  # JUDGE-5
            elif hubs and misplaced(schema, change, hubs) and self.charter.is_own(
                    kind_of(change), bundle):
                found.add(place)  # JUDGE-6
        return found
