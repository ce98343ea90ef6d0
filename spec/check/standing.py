"""Who may act in a charter, and how far (RANK-*, CUT-* of spec/06), read off the rules: slow, and a
function of the set alone.

Ranks are settled one after the other, the realm's levels 0 to 255, then those of the agencies.
Nothing that is asked for has a rank that is not settled; `ask` makes sure of it. Only feeds that
have no standing in any case, because of a grant from below, are told why at the end.
"""

from collections import defaultdict

from acts import AGENCY, ENDORSE, GRANT, POLICY, RATIFY, REVOKE, SEAT
from known import Known

ADMITTED, WAITS, REFUSED, QUARANTINED = "admitted", "waits", "refused", "quarantined"
OWN, ANY, PROPOSES_OWN, PROPOSES_ANY, FIRST = range(1, 6)
FINE = (ADMITTED, None)
EVERYBODY = object()  # the backing of a root


class Standing(Known):
    """Standing and cut of every feed of a set. `judge_act` is the subclass's."""

    # Ranks

    def rank(self, domain, level):
        """Realm first, then the agencies; by level."""
        return (0 if domain == self.realm else 1, level)

    def settle_all(self):
        """Level by level: standing and cut of its feeds, its acts by themselves, their backing."""
        self.verdicts, self.counting, self.standing = {}, {}, {}
        self.admitting = {}  # act -> policies that admit it
        self.endorsing = defaultdict(list)
        for act in self.acts.values():
            if act.kind == ENDORSE:
                self.endorsing[act.content.act].append(act)
        ranks = {self.rank(act.domain, act.level) for act in self.acts.values()
                 if act.level is not None}
        ranks |= {self.rank(place[0], place[1]) for place in self.places.values() if place}
        for rank in sorted(ranks):
            self.now = rank
            self.settle(rank)
        self.settle_rest()
        for act in self.acts.values():
            if act.kind == GRANT and self.verdicts[act.hash] == FINE and not self.backed(act):
                self.verdicts[act.hash] = (WAITS, "unbacked")
        for act in self.acts.values():
            if self.of_agency_root(act) and self.verdicts[act.hash] == FINE and \
                    not self.let_in(act.domain):
                self.verdicts[act.hash] = (WAITS, "unknown-agency")

    def of_agency_root(self, act):
        """Whether an act stands in the chain of an agency."""
        return act.root and act.domain != self.realm

    def settle(self, rank):
        """One rank: feeds, then acts, then what stands behind them (of grants, see `stands`)."""
        for feed, place in self.places.items():
            if place and self.rank(place[0], place[1]) == rank:
                self.settle_feed(feed)
        here = [act for act in self.acts.values()
                if act.level is not None and self.rank(act.domain, act.level) == rank]
        for act in here:
            self.verdicts[act.hash] = self.judge_act(act)
        # Endorsements of this level are settled now, and count for the acts of this level.
        self.now = (rank[0], rank[1] + 0.5)
        lacking = [act for act in here if act.kind not in (GRANT, SEAT, ENDORSE) and
                   self.verdicts[act.hash] == FINE and not self.backed(act)]
        for act in lacking:
            self.verdicts[act.hash] = (WAITS, "unbacked")

    def settle_rest(self):
        """Why feeds have no standing, and what becomes of what stands in them: no effect."""
        self.now = (2, 0)
        without = {feed for feed in self.openings if self.standing.get(feed) != FINE}
        for feed in without:
            self.standing[feed] = None
        for feed in without:
            self.why(feed)
        for act in self.acts.values():
            if act.feed in without:
                self.verdicts[act.hash] = self.standing[act.feed]

    def why(self, feed):
        """The standing of a feed, told as soon as it is asked for."""
        if self.standing[feed] is None:
            self.settle_feed(feed)
        return self.standing[feed]

    def ask(self, act):
        """The verdict on an act that must be settled: nothing of this rank or a lower one."""
        if self.now == (2, 0) and act.feed and self.why(act.feed) != FINE:
            return self.why(act.feed)
        if act.kind == GRANT and act.level >= act.content.level:
            return self.verdicts.get(act.hash, (REFUSED, "not-below"))  # or milder, see `why`
        assert self.rank(act.domain, act.level) < self.now, "asked before it is settled"
        return self.verdicts[act.hash]

    def counts(self, act):
        """Admitted and backed."""
        return self.ask(act) == FINE and (act.kind != GRANT or self.backed(act))

    # Reach

    def reaches(self, domain, level, hubs, grant):
        """RANK-2: whether such an author reaches a grant act. One without hubs has all."""
        wanted = grant.content.hubs
        return domain == grant.domain and level < grant.content.level and \
            (hubs is None or wanted is not None and set(wanted) <= set(hubs))

    def act_reaches(self, act, grant):
        """RANK-2 for the author of an act."""
        return self.reaches(act.domain, act.level, act.hubs, grant)

    # Standing

    def settle_feed(self, feed):
        """Standing and cut of a feed."""
        self.standing[feed] = found = self.stands(feed)
        self.counting[feed] = frozenset(bundle.hash for bundle in self.of_feed[feed]
                                        if found == FINE and not self.cut(bundle)
                                        and not self.ahead(bundle))

    def stands(self, feed):
        """RANK-6, in the order in which it is written there."""
        opening, place = self.openings[feed], self.places[feed]
        grant, seat = self.acts.get(opening.grant), self.acts.get(opening.seat)
        if self.lacks_grant(feed):
            return WAITS, "unknown-grant"
        if grant.kind != GRANT or not self.act_reaches(grant, grant):
            return REFUSED, "not-granted"
        if seat is None or not seat.root and self.lacks_grant(seat.feed) or \
                seat.kind == SEAT and seat.content.first not in (None, *self.acts):
            return WAITS, "unknown-seat"
        if seat.kind != SEAT or not self.is_subject(seat, grant) or place is None or \
                seat.level is None or not self.act_reaches(seat, grant):
            return REFUSED, "not-granted"
        for act in (grant, seat):
            verdict, _ = self.ask(act)
            if verdict != ADMITTED:
                return verdict, "cut" if verdict == QUARANTINED else "not-granted"
        if grant.domain != self.realm and not self.let_in(grant.domain):
            return WAITS, "unknown-agency"
        if not self.backed(grant) or not self.backed(seat, grant):
            return WAITS, "unbacked"
        return FINE

    def is_subject(self, seat, grant):
        """Whether a seat is the subject of a grant, or of the person that is."""
        sort, subject = grant.content.subject
        return subject == (seat.hash if sort == 0 else self.person(seat))

    def let_in(self, agency):
        """RANK-6: by an agency act."""
        return any(act.kind == AGENCY and act.content.agency == agency and
                   act.domain == self.realm and self.counts(act) for act in self.acts.values())

    # Backing

    def subject_person(self, act):
        """RANK-4: the person a grant or seat is for; None if not known, or of another kind."""
        if act.kind == SEAT:
            return self.person(act)
        if act.kind == GRANT:
            sort, subject = act.content.subject
            if sort == 1:
                return subject
            seat = self.acts.get(subject)
            return self.person(seat) if seat is not None and seat.kind == SEAT else None
        return None

    def backers(self, act, near):
        """RANK-4: the persons behind an act, or EVERYBODY; `near` judges the place of an
        endorsement."""
        if act.root:
            return EVERYBODY
        persons = {self.author(act)}
        for endorse in self.endorsing[act.hash]:
            # The place first: what is not near enough need not be settled.
            if endorse.domain != act.domain or not near(endorse) or \
                    self.ask(endorse) != FINE:
                continue
            if endorse.root:
                return EVERYBODY
            if self.may_endorse(endorse, act.kind):
                persons.add(self.author(endorse))
        persons.discard(self.subject_person(act))
        return persons

    def may_endorse(self, endorse, kind):
        """*Any* or *own* for the kind, by a policy of the version that the endorsement cites."""
        role = self.grant_of(endorse.feed).content.role
        return any(dict(dict(policy.kinds)[kind].who).get(role) in (ANY, OWN)
                   for _, policy in self.policies[endorse.holder.policy]
                   if kind in dict(policy.kinds))

    def backed(self, act, grant=None):
        """RANK-4. `grant` is that with which a seat is used."""
        if act.kind in (GRANT, SEAT):
            grant = grant or act
            backers = self.backers(act, lambda endorse: self.act_reaches(endorse, grant))
            needed = self.need(grant)
        else:
            backers = self.backers(act, lambda endorse: endorse.level <= act.level)
            needed = min((policy_gate(policy, act.kind) for policy in self.admitting[act.hash]),
                         default=1)
        return backers is EVERYBODY or len(backers) >= needed

    def need(self, grant):
        """RANK-4: by a policy that the grant cites; a root record cites all."""
        cited = self.every_policy() if grant.root else self.policies[grant.holder.policy]
        return min((role.need for _, policy in cited for number, role in policy.roles
                    if number == grant.content.role and role.level == grant.content.level),
                   default=1)

    def every_policy(self):
        """All policies in force, ascending by act."""
        return sorted((pair for found in self.policies.values() for pair in found),
                      key=lambda pair: pair[0])

    # Cuts

    def revocations(self):
        """CUT-1: candidates, whatever their level."""
        return [act for act in self.acts.values() if act.kind == REVOKE or
                act.kind == POLICY and act.content.narrows and self.policy_counts(act)]

    def applies(self, act, bundle):
        """CUT-1, POL-3: whether a revocation applies to the line of a bundle of a feed."""
        if act.kind != POLICY:
            return self.applies_to(act, bundle.feed)
        grant = self.grant_of(bundle.feed)
        return grant.content.role in act.content.narrows[0] and \
            self.line(bundle)[0].policy < act.content.version and not self.overridden(act, grant)

    def applies_to(self, act, feed):
        """CUT-1: whether a revoke act applies to a feed."""
        grant, seat = self.grant_of(feed), self.seat_of(feed)
        if act.level is None:
            return False
        sort, target = act.content.target
        if sort == 4:
            return target == grant.domain and self.expels(act)
        else:
            mine = (seat.hash, self.person(seat), seat.content.device, grant.hash)
            hit = self.act_reaches(act, grant) and target == mine[sort]
        return hit and self.counts(act) and not self.overridden(act, grant)

    def overridden(self, act, grant):
        """CUT-1: by *despite* of a grant of the same domain."""
        return act.hash in grant.content.despite and self.may_override(grant, act)

    def expels(self, act):
        """CUT-1: whether an act expels an agency, and no agency act overrides that."""
        may = act.domain == self.realm and act.level is not None and act.level <= 1 and \
            act.hubs is None and act.content.target[1] != self.realm
        return may and self.counts(act) and not any(
            other.kind == AGENCY and act.hash in other.content.despite and
            other.content.agency == act.content.target[1] and other.hubs is None and
            self.may_override(other, act) and self.counts(other)
            for other in self.acts.values())

    def may_override(self, act, revocation):
        """A level not above (in number), and of one domain."""
        return act.domain == revocation.domain and act.level <= revocation.level

    def ratified(self, act, feed):
        """CUT-3: the tips of the ratify acts for this revocation that hold something of a feed."""
        return [tip for other in self.acts.values()
                if other.kind == RATIFY and other.content.revocation == act.hash and
                other.level is not None and self.may_ratify(other, act, feed) and
                self.counts(other) for tip in other.content.tips]

    def may_ratify(self, act, revocation, feed):
        """CUT-3: in the revocation's domain, its level or nearer, and as far as it."""
        if act.domain != revocation.domain or act.level > revocation.level:
            return False
        if revocation.kind == POLICY or revocation.content.target[0] == 4:
            return act.hubs is None
        return self.act_reaches(act, self.grant_of(feed))

    def cut(self, bundle):
        """CUT-3: whether a revocation leaves the bundle out."""
        return any(self.applies(act, bundle) and not
                   self.within_any(self.own_tips(act), bundle) and not
                   self.within_any(self.ratified(act, bundle.feed), bundle)
                   for act in self.revocations())

    @staticmethod
    def own_tips(act):
        """The tips of a revocation."""
        return act.content.narrows[1] if act.kind == POLICY else act.content.tips

    def ahead(self, bundle):
        """CUT-5: whether it, or one before it, cites a policy that is not known."""
        return any(not self.policies.get(each.policy) for each in self.line(bundle))


def policy_gate(policy, kind):
    """The k of the gate of a kind, 1 without one."""
    named = dict(policy.kinds).get(kind)
    return named.gate.k if named and named.gate else 1
