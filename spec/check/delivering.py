"""Which envelopes are taken in, and the scope keys that come in them (ENV-2 to ENV-5 of
07-confidentiality.md)."""

from acts import EPOCH, SEAT
from charter import epoch_of
from envelopes import TO_DEVICE, TO_EPOCH, TO_SEAT, envelope_hash, open_envelope
from items import Refused
from keys import box_secret
from readers import AUDIENCE, Readers
from seals import require_signature

MOST_DELIVERERS = 4


class Delivered:
    """The envelopes that are taken in, of all that came, under a charter. `left_out` has the
    reasons of the others, by the hash of all but their signature."""

    def __init__(self, charter, envelopes):
        self.charter, self.readers = charter, Readers(charter)
        self.read_by, self.left_out, self.aside, found = {}, {}, [], {}
        for envelope in envelopes:
            name = envelope_hash(envelope)
            try:
                self.admit(envelope)
                found.setdefault((envelope.epoch, envelope.recipient), {})[name] = envelope
            except Refused as refusal:
                self.left_out[name] = refusal.reason
                if refusal.reason == "not-a-reader":
                    self.aside.append(envelope)
        self.taken = [envelope for there in found.values() for envelope in self.kept(there)]

    def admit(self, envelope):
        """ENV-2, in its order."""
        epoch = self.charter.acts.get(envelope.epoch)
        seat = self.charter.acts.get(envelope.deliverer)
        for fine, reason in ((epoch is not None and epoch.kind == EPOCH, "unknown-epoch"),
                             (seat is not None and seat.kind == SEAT, "unknown-seat"),
                             (lambda: self.may_deliver(seat, epoch), "not-a-deliverer"),
                             (lambda: self.may_receive(envelope.recipient, epoch),
                              "not-a-reader")):
            if not (fine() if callable(fine) else fine):
                raise Refused(reason, 0)
        require_signature("sign-envelope", seat.content.signing, self.charter.realm,
                          envelope_hash(envelope), envelope.signature)

    def readers_of(self, epoch):
        """KEY-3: the seats that read an epoch at any time."""
        if epoch.hash not in self.read_by:
            self.read_by[epoch.hash] = self.readers.readers_of(epoch)
        return self.read_by[epoch.hash]

    def may_deliver(self, seat, epoch):
        """ENV-2: it reads the epoch, or made it and has lost nothing but with it."""
        if seat.hash in self.readers_of(epoch):
            return True
        return seat.hash == self.readers.maker(epoch) and (
            epoch.hash in self.readers.in_force
            or all(pair[0] != seat.hash for pair in self.readers.over(epoch.content.scope)))

    def may_receive(self, recipient, epoch):
        """ENV-2: a seat, another epoch, or a device, of those that read this one."""
        sort, name = recipient
        there = self.readers_of(epoch)
        if sort == TO_SEAT:
            return name in there
        if sort == TO_DEVICE:
            return any(self.charter.acts[seat].content.device == name for seat in there)
        other = self.charter.acts.get(name)
        if other is None or other.kind != EPOCH:
            return False
        if other.content.scope == epoch.content.scope:
            return epoch.hash in self.readers.followed[name] and \
                self.readers.maker(other) in there
        scope = epoch.content.scope
        return scope[0] == AUDIENCE and other.content.scope in scope[1] and \
            self.readers_of(other) <= there

    def kept(self, there):
        """ENV-3: one of each deliverer's person, that of the lowest hash; of more than four the
        maker's first, then by level, then by seat."""
        persons = {}
        for _, envelope in sorted(there.items()):
            seat = self.charter.acts[envelope.deliverer]
            persons.setdefault(self.charter.person(seat), envelope)
        return sorted(persons.values(), key=self.order)[:MOST_DELIVERERS]

    def order(self, envelope):
        """ENV-3: who gives way last comes first."""
        maker = self.readers.maker(self.charter.acts[envelope.epoch])
        levels = [self.charter.acts[grant].content.level for seat, grant in self.readers.good
                  if seat == envelope.deliverer]
        return envelope.deliverer != maker, min(levels, default=256), envelope.deliverer

    # Keys

    def keys(self, seat, secret, greedy=False):
        """ENV-4, ENV-5: the scope keys that a seat comes to have by the secret half of its box key:
        those that are for it, and by links those of earlier epochs. By the epochs' acts. Who is
        greedy keeps to no rule, and opens what was set aside too."""
        found, size = {}, -1
        while size != len(found):
            size = len(found)
            for envelope in self.taken + (self.aside if greedy else []):
                opens = secret if envelope.recipient == (TO_SEAT, seat) else \
                    self.secret_of(envelope.recipient, found)
                if opens is not None and envelope.epoch not in found:
                    self.open(envelope, opens, found)
        return found

    @staticmethod
    def secret_of(recipient, found):
        """The secret half of the box key of an epoch whose key is there; None without it."""
        sort, name = recipient
        return box_secret(found[name]) if sort == TO_EPOCH and name in found else None

    def open(self, envelope, secret, found):
        """ENV-4: what does not open, or is another key than the act says, leaves it to the next."""
        acts = self.charter.acts
        epoch = acts[envelope.epoch].content
        try:
            found[envelope.epoch] = open_envelope(
                envelope, self.charter.realm, acts[envelope.deliverer].content.signing, secret,
                epoch.key_hash, epoch.box)
        except Refused as refusal:
            self.left_out[envelope_hash(envelope)] = refusal.reason


def key_for(charter, keys, scope, named):
    """SEALED-2: the key that opens a body of this scope whose header names an epoch by its id; None
    where it is not there."""
    fits = sorted((charter.acts[act].content.key_hash, key) for act, key in keys.items()
                  if charter.acts[act].content.scope == scope
                  and epoch_of(charter.acts[act]) == named)
    return fits[0][1] if fits else None
