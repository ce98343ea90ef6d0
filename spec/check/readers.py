"""Who reads a scope and its epochs, and which epochs are stale (READ-1 to READ-3, KEY-2 to KEY-4 of
07-confidentiality.md), over an evaluated charter; plain and slow like `standing`."""

from acts import CHARTER, EPOCH, GRANT, REVOKE, SEAT, Opening
from charter import epoch_of
from known import scope_id
from standing import ADMITTED, QUARANTINED

COMMON, HUB_SCOPE, GROUP, AGENCY_SCOPE, PERSON, AUDIENCE = range(1, 7)
AT_ANY_TIME = None


class Readers:
    """What follows for readers from a charter at a time (`AT_ANY_TIME` leaves out every *until*).
    A pair is (seat, grant), by their acts."""

    def __init__(self, charter, now=AT_ANY_TIME):
        self.charter, self.now = charter, now
        acts = charter.acts.values()
        grants = [act for act in acts if act.kind == GRANT]
        self.pairs = {(seat.hash, grant.hash): (seat, grant) for seat in acts if seat.kind == SEAT
                      for grant in grants if charter.is_subject(seat, grant)}
        self.once, self.good = set(), set()
        for pair in self.pairs:
            self.judge(pair)
        self.tables = {version: [policy.reads for _, policy in found if policy.reads]
                       for version, found in charter.policies.items()}
        self.tables = {version: found for version, found in self.tables.items() if found}
        self.known = [act for act in acts if act.kind == EPOCH]
        self.in_force = {act.hash for found in charter.epochs.values() for act in found}
        self.followed = {act.hash: self.all_before(act) for act in self.known}
        self.left_out = {act.hash: self.without(act) for act in self.known}

    # Who reads a scope

    def judge(self, pair):
        """READ-2: a feed of this seat under this grant would have standing, no revoke act and no
        expulsion applies to it, and its *until* is not over. READ-3: it would have standing, or
        lacks it for nothing but a cut."""
        charter, (seat, grant) = self.charter, pair
        # As a feed of the charter would have it; the set itself stays as it was.
        feed = ("would be", seat, grant)
        charter.openings[feed] = Opening(charter.realm, CHARTER, seat, grant, bytes(16))
        charter.places[feed] = charter.place(feed)
        standing = charter.stands(feed)
        revoked = any(charter.applies_to(act, feed) for act in charter.acts.values()
                      if act.kind == REVOKE)
        del charter.openings[feed], charter.places[feed]
        if standing[0] in (ADMITTED, QUARANTINED):
            self.once.add(pair)
        if standing[0] != ADMITTED or revoked:
            return
        until = self.pairs[pair][1].content.until
        if self.now is AT_ANY_TIME or until is None or until >= self.now:
            self.good.add(pair)

    def latest(self):
        """READ-1: what the policies of the latest version say that says anything."""
        return self.tables[max(self.tables)] if self.tables else []

    def ever(self):
        """READ-3: what policies of any version say."""
        return [table for found in self.tables.values() for table in found]

    def fits(self, pair, scope, tables):
        """READ-2: whether the line of the table fits a pair, by these roles."""
        seat, grant = self.pairs[pair]
        kind, role = scope[0], grant.content.role
        if kind == COMMON:
            return True
        if kind == HUB_SCOPE:
            hub, hubs = self.charter.there.get(scope[1]), grant.content.hubs
            return hub is not None and grant.domain == self.charter.owner(hub) and \
                (hubs is None or scope[1] in hubs) and \
                any(role in (table.hubs or ()) for table in tables)
        if kind == GROUP:
            return grant.domain == self.charter.realm and any(
                role in dict(table.groups or ()).get(scope[1], ()) for table in tables)
        if kind == AGENCY_SCOPE:
            # The realm is no agency.
            return grant.domain == scope[1] != self.charter.realm and \
                any(role in (table.agency or ()) for table in tables)
        if kind == PERSON:
            return self.charter.person(seat) == scope[1]
        return kind == AUDIENCE and any(self.fits(pair, member, tables) for member in scope[1])

    def reads_by(self, pair, scope):
        """READ-2."""
        return pair in self.good and self.fits(pair, scope, self.latest())

    def readers(self, scope):
        """READ-2: the seats that read a scope."""
        return {pair[0] for pair in self.pairs if self.reads_by(pair, scope)}

    def over(self, scope):
        """READ-3: the pairs that are over for a scope."""
        return {pair for pair in self.once if not self.reads_by(pair, scope)
                and self.fits(pair, scope, self.ever())}

    # Epochs

    def all_before(self, act):
        """KEY-2: the epochs in force or quarantined that one follows, itself too where they name
        each other."""
        found, left = {}, [act]
        while left:
            one = left.pop()
            for other in self.known:
                if other.hash not in found and other.content.scope == one.content.scope and \
                        epoch_of(other) in one.content.previous and \
                        (other.hash in self.in_force or self.is_quarantined(other)):
                    found[other.hash] = other
                    left.append(other)
        return found

    def is_quarantined(self, act):
        """Whether an epoch is not in force for nothing but a cut."""
        return self.charter.verdicts[act.hash][0] == QUARANTINED

    def maker(self, act):
        """The seat that made an epoch; None of a root."""
        return None if act.root else self.charter.openings[act.feed].seat

    def without(self, act):
        """KEY-2: the pairs that an epoch is without. What a quarantined one says of pairs does not
        count."""
        line = {name: one for name, one in ({act.hash: act} | self.followed[act.hash]).items()
                if not self.is_quarantined(one)}
        return {pair for other in line.values() for pair in other.content.without
                if pair[0] != self.maker(act) and not self.let_in_again(line, other, pair)}

    def let_in_again(self, line, other, pair):
        """KEY-2: *with*, in an epoch of a line that follows the one which left the pair out."""
        return any(pair in one.content.again and other.hash in self.followed[one.hash]
                   and not_above(one, other) for one in line.values())

    def reads_epoch_by(self, pair, act):
        """KEY-3."""
        return self.reads_by(pair, act.content.scope) and pair not in self.left_out[act.hash]

    def readers_of(self, act):
        """KEY-3: the seats that read an epoch."""
        return {pair[0] for pair in self.pairs if self.reads_epoch_by(pair, act)}

    def stale(self, act):
        """KEY-4."""
        if self.maker(act) not in self.readers(act.content.scope):
            return True
        there = self.readers_of(act)
        return any(pair[0] not in there
                   for pair in self.over(act.content.scope) - self.left_out[act.hash])


def not_above(one, other):
    """A level not above (in number); one that is not known is above all others."""
    return one.level is not None and (other.level is None or one.level <= other.level)


def results_at(charter, now):
    """The lists of a test vector ("Readers")."""
    readers = Readers(charter, now)
    in_force = [act for epochs in charter.epochs.values() for act in epochs]
    scopes = {act.content.scope for act in in_force}
    return {
        "readers": sorted([scope_id(charter.realm, scope), sorted(readers.readers(scope))]
                          for scope in scopes),
        "stale": sorted(act.hash for act in in_force if readers.stale(act)),
        "without": sorted([act.hash, sorted(readers.left_out[act.hash])] for act in in_force
                          if readers.left_out[act.hash])}
