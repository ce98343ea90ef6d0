"""From encodings to a charter: root records, bundles and fork proofs are read, placed and verified
with the keys of the seats as those become known (ROOT-3, BUN-6, PROOF-2), until nothing more comes.
What is refused at a gate, or waits for ever, is not in the set; `left_out` says why.
"""

from dataclasses import replace

from acts import AGENCY, CHARTER, EPOCH, SEAT
from authority import read_form, write_form
from bundles import enough, forked_number, opened, read_bundle, read_proof, require_follows
from bundles import require_in_force, require_signed, signed_by
from charter import Charter
from items import Refused
from known import falls_back
from seals import act_id, feed_id, require_box, require_seat


class Waits(Exception):
    """It may still have its place, once something else is known."""


class Gates:
    """What came through the gates, of what is offered."""

    def __init__(self, realm, roots, bundles, proofs):
        self.realm, self.left_out = realm, {}
        self.records, self.force, self.chain = {}, {}, {}
        self.bundles, self.openings, self.shown = {}, {}, {}
        self.acts, self.named = {}, {realm}
        copies = self.parsed("root", roots, lambda data: read_form("root", data))
        copies.sort(key=lambda pair: pair[1].record.number)
        for found in self.gathered(copies).values():
            self.take_record(found)
        self.waiting = self.parsed("bundle", bundles, read_bundle)
        self.take_acts()
        while self.take_bundles():
            self.take_acts()
        for name, proof in self.parsed("proof", proofs, read_proof):
            self.attempt(name, self.take_proof, proof)

    def parsed(self, what, given, read):
        """Those of the encodings whose form is right, each with a name to report it by."""
        found = []
        for place, data in enumerate(given):
            self.attempt(f"{what} {place}", lambda data, name: found.append((name, read(data))),
                         data, f"{what} {place}")
        return found

    def attempt(self, name, take, *arguments):
        """Whether something was taken, or refused; notes why not, or why it still waits."""
        self.left_out.pop(name, None)
        try:
            take(*arguments)
        except (Refused, Waits) as fault:
            reason = fault.reason if isinstance(fault, Refused) else f"waits: {fault}"
            self.left_out[name] = reason
            return isinstance(fault, Refused)
        return True

    # Root records

    @staticmethod
    def gathered(copies):
        """ROOT-4: the copies of each record, by its hash, in the order of numbers."""
        found = {}
        for name, copy in copies:
            found.setdefault(copy.record.hash, []).append((name, copy))
        return found

    def take_record(self, copies):
        """ROOT-3: a record, with the signatures of all copies of it that are not refused."""
        signers, record = frozenset(), copies[0][1].record

        def take(copy):
            nonlocal signers
            before = self.records.get(record.previous)
            if record.number and before is None:
                raise Waits("what is before it is not there")
            require_follows(record, before)
            if record.number == 0 and self.realm != (record.realm or record.hash):
                raise Refused("foreign-realm", 0)
            chain = self.chain[before.hash] if before else record.hash
            force = before and self.force[before.hash]
            more = signers | signed_by(copy, force, chain)
            require_in_force(more, force)
            signers = more

        names = [name for name, copy in copies if self.attempt(name, take, copy)
                 and name not in self.left_out]
        if not names:
            return
        before = self.records.get(record.previous)
        force = before and self.force[before.hash]
        if not enough(record, signers, force):
            self.left_out |= {name: "too-few" for name in names}
            return
        self.records[record.hash] = replace(record, signers=signers)
        self.chain[record.hash] = self.chain[before.hash] if before else record.hash
        self.force[record.hash] = record.roots or force

    def take_acts(self):
        """What is known: of an agency's chain once an act names it (ROOT-2)."""
        before = None
        while before != len(self.acts):
            before = len(self.acts)
            holders = [record for record in self.records.values()
                       if self.chain[record.hash] in self.named]
            holders += [bundle for bundle in self.bundles.values()
                        if self.openings[bundle.feed].scope == CHARTER]
            for holder in holders:
                for index, act in enumerate(holder.acts or ()):
                    self.acts[act_id(holder.hash, index)] = act
            self.named |= {act.agency for act in self.acts.values() if act.kind == AGENCY}

    # Bundles

    def take_bundles(self):
        """Offers in their order what still waits. Returns whether something was taken."""
        left = [(name, parcel) for name, parcel in self.waiting
                if not self.attempt(name, self.take_bundle, parcel)]
        left, self.waiting = self.waiting, left
        return len(left) > len(self.waiting)

    def take_bundle(self, parcel):
        """BUN-6: placed, verified, chained."""
        head = parcel.head
        if head.number == 0:
            bundle = opened(parcel)
            opening = bundle.opening
            if opening.realm != self.realm:
                raise Refused("foreign-realm", 0)
        elif head.feed in self.openings:
            opening = self.openings[head.feed]
            bundle = opened(parcel, opening.scope == CHARTER)
        else:
            raise Waits("unknown-feed")
        require_signed(head, self.key_of(opening), self.realm)
        if head.number:
            before = self.bundles.get(head.previous)
            if before is None or before.feed != head.feed:
                raise Waits("what is before it is not there")
            if before.number + 1 != head.number:
                raise Waits("forked: another number than what is before it asks for")
            if falls_back(before, bundle):
                raise Refused("falls-back", 0)
        self.openings.setdefault(head.feed, opening)
        self.bundles[bundle.hash] = bundle
        if opening.scope == CHARTER:
            self.take_acts()

    def key_of(self, opening):
        """The key of the seat that an opening names."""
        seat = self.acts.get(opening.seat)
        if seat is None or seat.kind != SEAT:
            raise Waits("unknown-seat")
        return seat.signing

    def take_proof(self, proof):
        """PROOF-1, of a feed of this realm."""
        if proof.opening.realm != self.realm:
            raise Refused("foreign-realm", 0)
        key = self.key_of(proof.opening)
        for head in proof.heads:
            require_signed(head, key, self.realm)
        feed = feed_id(write_form("opening", proof.opening))
        number, exactly = forked_number(proof)
        self.shown[feed, number, proof.heads[0].previous if exactly else None] = proof.opening

    def charter(self):
        """What follows from the set."""
        shown = [(opening, *fork) for fork, opening in self.shown.items()]
        return Charter(self.realm, list(self.records.values()), list(self.bundles.values()), shown,
                       key_fault)


def key_fault(act):
    """SEAL-4, SEAT-1: what is wrong with the keys or the proof of a seat or epoch act."""
    try:
        if act.kind == EPOCH:
            require_box(act.content.box)
        else:
            require_seat(act.content, act.domain)
    except Refused as refusal:
        return refusal.reason
    return None
