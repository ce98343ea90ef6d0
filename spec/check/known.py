"""What a charter's set holds (spec/06, ACT-1): root records, bundles, acts, and who made them."""

from collections import defaultdict

from acts import AGENCY, CHARTER, GRANT, HUB, POLICY, SEAT, STAY
from bundles import enough
from items import write_item
from seals import SHORT, act_id
from seals import scope_id as id_of_scope


def scope_id(realm, scope):
    """ADDR-1."""
    return id_of_scope(realm, write_item(scope))


def short(value):
    """The first half of a hash: persons, hubs, epochs, feeds."""
    return value[:SHORT]


class Act:
    """A known act: its content and where it stands. `level`, `domain` and `hubs` are set later."""

    def __init__(self, holder, index, content, root):
        self.holder, self.index, self.content, self.root = holder, index, content, root
        self.hash = act_id(holder.hash, index)
        self.kind = content.kind
        self.feed = None if root else holder.feed


class Known:
    """What is in a set of root records and bundles: valid, complete, and found by its hash. Forks
    are what proofs show: (opening, feed, number, previous hash, or None if the heads differ)."""

    def __init__(self, realm, roots, bundles, shown=()):
        self.realm = realm
        self.take_bundles(bundles)
        self.take_roots(roots)
        self.find_dropped()
        self.take_proofs(shown)
        self.take_acts()

    # Root records

    def take_roots(self, given):
        """ROOT-2 to ROOT-4: the valid records, with the roots in force at each. Of agencies only
        those that a known act names, which may stand in the chain of another."""
        records, signers = {}, defaultdict(set)
        for record in given:
            records[record.hash] = record
            signers[record.hash] |= record.signers
        self.signers, self.chain, self.force, valid = signers, {}, {}, {}
        for record in sorted(records.values(), key=lambda record: (record.number, record.hash)):
            before = valid.get(record.previous)
            if record.number == 0:
                fine = record.realm == self.realm or \
                    record.realm is None and record.hash == self.realm
            else:
                fine = before is not None and record.realm == before.realm and \
                    record.number == before.number + 1
            force = self.force[before.hash] if fine and before else None
            if fine and enough(record, signers[record.hash], force):
                valid[record.hash] = record
                self.chain[record.hash] = self.chain[before.hash] if before else record.hash
                self.force[record.hash] = record.roots or force
        named, more = set(), {self.realm} | self.named_in(
            bundle for bundle in self.bundles.values() if self.of_charter(bundle.feed))
        while more - named:
            named |= more
            more = self.named_in(record for record in valid.values()
                                 if self.chain[record.hash] in named)
        self.records = {name: record for name, record in valid.items()
                        if self.chain[name] in named}

    @staticmethod
    def named_in(holders):
        """ROOT-2: the agencies that agency acts in these name."""
        return {act.agency for holder in holders for act in holder.acts or ()
                if act.kind == AGENCY}

    def find_dropped(self):
        """ROOT-5. A stay is for the very record that it names."""
        after, stays = defaultdict(list), defaultdict(set)  # (chain, number, record) -> keys
        for record in self.records.values():
            if record.number:
                after[record.previous].append(record)
            for act in record.acts:
                if act.kind == STAY:
                    stays[self.chain[record.hash], act.number, act.hash] |= \
                        self.signers[record.hash]
        self.dropped = set()
        for fork, lines in after.items():
            k, keys = self.force[fork]
            votes = {line.hash: len(stays[self.chain[fork], line.number, line.hash] & set(keys))
                     for line in lines}
            best = max(votes, key=votes.get)
            if votes[best] >= k and 2 * votes[best] > len(keys) and \
                    list(votes.values()).count(votes[best]) == 1:
                self.dropped |= set(votes) - {best}
        for record in sorted(self.records.values(), key=lambda record: record.number):
            if record.number and record.previous in self.dropped:
                self.dropped.add(record.hash)

    # Bundles

    def take_bundles(self, given):
        """ACT-1, BUN-7: those whose line is there down to number 0, and does not fall back."""
        self.bundles, self.after, self.openings = {}, defaultdict(list), {}
        self.of_feed = defaultdict(list)
        for bundle in sorted(given, key=lambda bundle: (bundle.number, bundle.hash)):
            if bundle.hash in self.bundles:
                continue
            if bundle.number == 0:
                self.openings[bundle.feed] = bundle.opening
            else:
                before = self.bundles.get(bundle.previous)
                if before is None or before.feed != bundle.feed or \
                        before.number + 1 != bundle.number or falls_back(before, bundle):
                    continue
                self.after[before.hash].append(bundle)
            self.bundles[bundle.hash] = bundle
            self.of_feed[bundle.feed].append(bundle)
        self.given = set(self.openings)

    def take_proofs(self, shown):
        """PROOF-2: the lowest forked number of each feed, and the forks that are exactly known. An
        opening may be known by a proof alone."""
        self.forked, self.forks = {}, defaultdict(set)
        for opening, feed, number, previous in shown:
            self.openings.setdefault(feed, opening)
            self.forked[feed] = min(number, self.forked.get(feed, number))
            if previous is not None:
                self.forks[feed].add((number, previous))

    def of_charter(self, feed):
        """Whether it is a feed of the charter."""
        return self.openings[feed].scope == CHARTER

    def line(self, bundle):
        """The bundle and all before it, first to last."""
        found = [bundle]
        while found[-1].number:
            found.append(self.bundles[found[-1].previous])
        return found[::-1]

    def within(self, tip, bundle):
        """CUT-2: whether a bundle is within a tip (feed, number, hash) of its feed."""
        feed, number, name = tip
        there = self.bundles.get(name)
        if there is not None:
            return there.feed == feed and there.number == number and bundle in self.line(there)
        if self.of_charter(feed):
            return False
        ends = [one for one in self.of_feed[feed] if not self.after[one.hash]]
        lowest = self.lowest_fork(feed)
        return bundle.number <= number and (lowest is None or bundle.number < lowest) and \
            any(end.number < number for end in ends)

    def lowest_fork(self, feed):
        """CUT-2: the lowest known fork, by bundles that are there or by proofs; None without."""
        seen, found = set(), [self.forked[feed]] if feed in self.forked else []
        for one in self.of_feed[feed]:
            if (one.number, one.previous) in seen:
                found.append(one.number)
            seen.add((one.number, one.previous))
        return min(found, default=None)

    def within_any(self, tips, bundle):
        """Whether one of the tips of the bundle's feed holds it."""
        return any(self.within(tip, bundle) for tip in tips if tip[0] == bundle.feed)

    # Known acts

    def take_acts(self):
        """ACT-1: all that is known, found by its hash; hubs by their ids."""
        self.acts = {}
        for record in self.records.values():
            for index, content in enumerate(record.acts):
                self.keep_act(Act(record, index, content, True))
        for bundle in self.bundles.values():
            if self.of_charter(bundle.feed):
                for index, content in enumerate(bundle.acts or ()):
                    self.keep_act(Act(bundle, index, content, False))
        self.known_hubs = {}
        for act in sorted(self.acts.values(), key=lambda act: act.hash):
            if act.kind == HUB:
                self.known_hubs.setdefault(short(act.hash), act)
        self.policies = defaultdict(list)  # version -> [(act, policy)], of the realm's chain
        for act in sorted(self.acts.values(), key=lambda act: act.hash):
            if act.kind == POLICY and self.policy_counts(act):
                self.policies[act.content.version].append((act.hash, act.content.policy))
        self.places = {feed: self.place(feed) for feed in self.openings}
        for act in self.acts.values():
            act.domain, act.level, act.hubs = self.standpoint(act)

    def keep_act(self, act):
        """Notes one act."""
        self.acts[act.hash] = act

    def policy_counts(self, act):
        """POL-2: of the realm's root records alone."""
        return act.root and act.holder.hash not in self.dropped and \
            self.chain[act.holder.hash] == self.realm

    def grant_of(self, feed):
        """The grant act of a feed, if it is known and one."""
        act = self.acts.get(self.openings[feed].grant)
        return act if act is not None and act.kind == GRANT else None

    def seat_of(self, feed):
        """The seat act of a feed, if it is known and one."""
        act = self.acts.get(self.openings[feed].seat)
        return act if act is not None and act.kind == SEAT else None

    def lacks_grant(self, feed):
        """RANK-6: whether the grant of the feed, or of its author, and so on, is not known."""
        act = self.acts.get(self.openings[feed].grant)
        if act is None:
            return True
        return act.kind == GRANT and not act.root and self.lacks_grant(act.feed)

    def place(self, feed):
        """RANK-1: domain, level and hubs of a feed; None while one of its grants is unknown, or if
        one is none."""
        grant = self.grant_of(feed)
        if grant is None:
            return None
        if grant.root:
            domain = self.chain[grant.holder.hash]
        else:
            above = self.place(grant.feed)
            if above is None:
                return None
            domain = above[0]
        return domain, grant.content.level, grant.content.hubs

    def standpoint(self, act):
        """Domain, level and hubs of the author of an act; Nones while they are not known."""
        if act.root:
            return self.chain[act.holder.hash], 0, None
        return self.places[act.feed] or (None, None, None)

    def person(self, seat):
        """SEAT-2."""
        return short(seat.content.first or seat.hash)

    def author(self, act):
        """The person of an act's author; None of a root."""
        if act.root:
            return None
        seat = self.seat_of(act.feed)
        return None if seat is None else self.person(seat)


def falls_back(before, bundle):
    """BUN-7."""
    return bundle.time <= before.time or bundle.policy < before.policy or \
        bundle.schema < before.schema
