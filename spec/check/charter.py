"""What becomes of each act and record, and what follows from a charter (VER-*, VIEW-4, VIEW-5,
EPOCH-1, HUB-1 of spec/06), as plain as `standing`."""

from collections import defaultdict

from acts import (AGENCY, CLOSE, ENDORSE, EPOCH, GRANT, HUB, KEEP, POLICY, RATIFY, REVOKE, SCHEMA,
                  SEAT, STAY)
from known import scope_id, short
from seals import tagged
from standing import (ADMITTED, FINE, FIRST, OWN, PROPOSES_ANY, PROPOSES_OWN, QUARANTINED, REFUSED,
                      WAITS, Standing)

MILD = {ADMITTED: 0, WAITS: 1, REFUSED: 2}
FOREIGN = (REFUSED, "foreign-scope")


class Charter(Standing):
    """The results of a set of root records, bundles and shown forks. `key_fault` is asked for the
    fault in the keys and the proof of a seat or epoch act, or None."""

    def __init__(self, realm, roots, bundles, shown=(), key_fault=lambda act: None):
        super().__init__(realm, roots, bundles, shown)
        self.key_fault = key_fault
        self.settle_all()
        self.conclude()

    # Verdicts

    def judge_act(self, act):
        """VER-2 for an act, without its backing."""
        if act.root:
            self.admitting[act.hash] = []
            if act.holder.hash in self.dropped:
                return QUARANTINED, "dropped"
            return self.judge_root(act)
        return self.judge_in(act.holder, act.kind, act)

    def judge_root(self, act):
        """VER-2: by 3 and 8 alone."""
        if act.kind in (POLICY, SCHEMA) and act.domain != self.realm:
            return FOREIGN
        if act.kind == EPOCH:
            found = self.epoch_scope(act.content.scope, act.domain, None)
            if found != FINE:
                return found
        policies = [policy for _, policy in self.every_policy()] if act.kind == GRANT else []
        found = [self.demands(act, policy) for policy in policies or [None]]
        return min(found, key=lambda found: MILD[found[0]])

    def judge(self, kind, bundle):
        """VER-2 for a record of a kind of the schema in a bundle."""
        return self.judge_in(bundle, kind, None)

    def is_own(self, kind, bundle):
        """JUDGE-6: whether whoever wrote this may write such a record as *own* or *proposes own*
        alone, by the policies that admit it, of the version or, where none names it, of a later one
        (VER-4)."""
        role = self.grant_of(bundle.feed).content.role
        for version in [bundle.policy] + sorted(one for one in self.policies
                                                if one > bundle.policy):
            found = [dict(dict(policy.kinds)[kind].who).get(role)
                     for _, policy in self.policies.get(version, ())
                     if self.by_policy(policy, bundle, kind, None)[0] == ADMITTED]
            if found:
                return all(permission in (OWN, PROPOSES_OWN) for permission in found)
        return False

    def judge_in(self, bundle, kind, act):
        """VER-2: standing, cut, then the mildest judgement of the policies of the version."""
        if act:
            self.admitting[act.hash] = []
        if self.standing[bundle.feed] != FINE:
            return self.standing[bundle.feed]
        if self.cut(bundle):
            return QUARANTINED, "cut"
        if self.ahead(bundle):
            return WAITS, "unknown-policy"
        if act and kind in (POLICY, SCHEMA, STAY):
            return REFUSED, "roots-only"
        best = None
        for _, policy in self.policies[bundle.policy]:  # ascending by act
            found = self.by_policy(policy, bundle, kind, act)
            if found == (WAITS, "unnamed-kind") and act is None:
                found = self.by_later(bundle, kind) or found
            elif found[0] == ADMITTED and act:
                self.admitting[act.hash].append(policy)
            if best is None or mildness(found) < mildness(best):
                best = found
        return best

    def by_later(self, bundle, kind):
        """VER-4: by the policies of higher versions, if one admits such a record."""
        for version in sorted(one for one in self.policies if one > bundle.policy):
            found = [self.by_policy(policy, bundle, kind, None)
                     for _, policy in self.policies[version]]
            best = min(found, key=mildness, default=None)
            if best and best[0] == ADMITTED:
                return best
        return None

    def by_policy(self, policy, bundle, kind, act):
        """VER-2, 1 to 9, by one policy."""
        named = dict(policy.kinds).get(kind)
        grant = self.grant_of(bundle.feed).content
        if named is None:
            return WAITS, "unnamed-kind"
        home = self.openings[bundle.feed].scope
        if home[0] not in named.scopes:
            return REFUSED, "wrong-scope"
        domain, person = self.places[bundle.feed][0], self.person(self.seat_of(bundle.feed))
        scope = home if act is None else act.content.scope if kind == EPOCH else None
        if act is None:
            found = self.scope_fault(scope, domain, person, self.there)
        else:
            found = self.epoch_scope(scope, domain, person) if kind == EPOCH else FINE
        if found != FINE:
            return found
        permission = dict(named.who).get(grant.role)
        if permission is None or act and permission in (PROPOSES_OWN, PROPOSES_ANY):
            return REFUSED, "not-permitted"
        if permission in (OWN, PROPOSES_OWN, FIRST) and grant.hubs is not None:
            hubs = [act.content.hub] if act and kind == CLOSE else hubs_in(scope)
            if hubs and not set(hubs) & set(grant.hubs):
                return REFUSED, "other-hub"
        if permission == FIRST and not (act and kind == EPOCH and
                                        (act.content.previous or scope[0] in (5, 6))):
            return REFUSED, "not-first"
        if grant.until is not None and bundle.time > grant.until:
            return REFUSED, "expired"
        if act:
            return self.demands(act, policy)
        return ADMITTED, "gate" if permission in (PROPOSES_OWN, PROPOSES_ANY) else None

    def epoch_scope(self, scope, domain, person):
        """VER-2, 3, for an epoch act; `person` is None in a root record, which has no seat."""
        if scope[0] == 0 or scope[0] == 1 and domain != self.realm:
            return FOREIGN
        return self.scope_fault(scope, domain, person, self.known_hubs)

    def scope_fault(self, scope, domain, person, hubs):
        """VER-2, 3: whether a scope is the writer's; `hubs` are those that there are."""
        kind = scope[0]
        if kind == 6:
            found = [self.scope_fault(member, domain, person, hubs) for member in scope[1]]
            return min(found, key=lambda found: MILD[found[0]])
        if kind == 2:
            hub = hubs.get(scope[1])
            if hub is None:
                return WAITS, "unknown-hub"
            fine = self.owner(hub) == domain
        else:
            fine = kind < 2 or kind == 3 and domain == self.realm or \
                kind in (4, 5) and scope[1] == (domain if kind == 4 else person)
        return FINE if fine else FOREIGN

    def owner(self, hub):
        """The domain that a hub is of."""
        return hub.content.agency or self.realm

    def demands(self, act, policy):
        """VER-2, 8: what the kind itself demands."""
        content = act.content
        if act.kind == GRANT:
            return self.grant_fault(act, policy)
        if act.kind == SEAT:
            found = self.later_seat(act) if content.first is not None else FINE
            fault = None if found[0] == REFUSED else self.key_fault(act)
            return (REFUSED, fault) if fault else found
        if act.kind == EPOCH:
            fault = self.key_fault(act)
            return (REFUSED, fault) if fault else FINE
        if act.kind in (HUB, CLOSE, AGENCY) and act.domain != self.realm:
            return FOREIGN
        if act.kind == CLOSE and content.hub not in self.known_hubs:
            return WAITS, "unknown-hub"
        if act.kind == ENDORSE and content.act not in self.acts:
            return WAITS, "unknown-act"
        if act.kind == RATIFY:
            other = self.acts.get(content.revocation)
            if other is None:
                return WAITS, "unknown-act"
            if other.kind != REVOKE and not (other.kind == POLICY and other.content.narrows):
                return REFUSED, "not-above"
            if other.level is None:
                return WAITS, "unknown-act"
            return FINE if act.level <= other.level else (REFUSED, "not-above")
        return FINE

    def grant_fault(self, act, policy):
        """RANK-3: first what is refused, then what waits."""
        content, own = act.content, 0 if act.domain == self.realm else 1
        if not self.act_reaches(act, act):
            return REFUSED, "not-below"
        role = dict(policy.roles).get(content.role) if policy else None
        fits = role is not None and (role.level, role.domain) == (content.level, own)
        if not fits and not act.root:
            return REFUSED, "no-such-role"
        hubs = [self.known_hubs.get(hub) for hub in content.hubs or ()]
        if any(hub and self.owner(hub) != act.domain for hub in hubs):
            return REFUSED, "foreign-hub"
        if not fits:
            return WAITS, "no-such-role"
        return (WAITS, "unknown-hub") if None in hubs else FINE

    def later_seat(self, act):
        """RANK-5."""
        first = self.acts.get(act.content.first)
        if first is None:
            return WAITS, "unknown-seat"
        if first.kind != SEAT or first.content.first is not None:
            return REFUSED, "not-founder"
        if first.level is None:
            return WAITS, "unknown-seat"
        fine = first.domain == act.domain and act.level <= first.level
        return FINE if fine else (REFUSED, "not-founder")

    # What follows

    def effective(self, kind):
        """Admitted, backed acts of a kind."""
        return [act for act in self.acts.values()
                if act.kind == kind and self.verdicts[act.hash] == FINE]

    def conclude(self):
        """VIEW-4, VIEW-5, EPOCH-1, HUB-1."""
        self.feeds = {feed: ("standing" if found == FINE else found[0], found[1],
                             self.counting[feed]) for feed, found in self.standing.items()
                      if feed in self.given}
        self.view_id = tagged("view", self.view_content())
        self.kept = self.find_kept()
        self.current = self.find_current()
        self.there = {short(act.hash): act for act in self.effective(HUB)}
        self.hubs = set(self.there)
        self.closed = {act.content.hub for act in self.effective(CLOSE)} & self.hubs

    def view_content(self):
        """VIEW-4: what the view id is the hash of."""
        roots = {name for name in set(self.records) - self.dropped
                 if self.chain[name] == self.realm or self.let_in(self.chain[name])}
        bundles = {name for feed, counting in self.counting.items() for name in counting
                   if self.of_charter(feed)}
        forks = [feed + number.to_bytes(8, "big") + before for feed, found in self.forks.items()
                 for number, before in found if self.shows(feed)]
        return b"".join(len(part).to_bytes(8, "big") + b"".join(sorted(part))
                        for part in (roots, bundles, forks, self.cited(roots | bundles)))

    def shows(self, feed):
        """VIEW-4: whether the forks of a feed are the view's."""
        return self.standing[feed] == FINE

    def cited(self, counting):
        """VIEW-4: the acts in none of these holders that acts in these cite as first seats or as
        hubs."""
        found = set()
        for act in self.acts.values():
            if act.holder.hash in counting:
                first = act.content.first if act.kind == SEAT else None
                found |= set(self.ladder(first)) | {self.known_hubs.get(hub)
                                                    for hub in hubs_of(act.content)}
        return {act.hash for act in found - {None} if act.holder.hash not in counting}

    def ladder(self, name):
        """An act, the grant under which it was written, and so on up to a root."""
        act = self.acts.get(name)
        if act is None:
            return []
        return [act] + ([] if act.root else self.ladder(self.openings[act.feed].grant))

    def find_kept(self):
        """VIEW-5."""
        keeps = [act for act in self.effective(KEEP)
                 if act.content.feed in self.openings and self.grant_of(act.content.feed)
                 and self.act_reaches(act, self.grant_of(act.content.feed))]
        left = [act for act in keeps if not any(self.may_replace(other, act) for other in keeps)]
        found = {}
        for act in sorted(left, key=lambda act: (act.level, act.hash)):
            found.setdefault((act.content.feed, act.content.number), act.content.hash)
        for feed, forks in self.forks.items():
            for number in {number for number, _ in forks} if self.standing[feed] == FINE else ():
                branch = self.spared(feed, number, forks)
                if branch:
                    found.setdefault((feed, number), branch)
        return found

    @staticmethod
    def may_replace(act, other):
        """VIEW-5: *instead*."""
        return other.hash in act.content.instead and act.level <= other.level and \
            (act.content.feed, act.content.number) == (other.content.feed, other.content.number)

    def spared(self, feed, number, forks):
        """VIEW-5: the one branch, of those that are there, that the cut of a feed leaves; None
        where there is no cut, or it leaves none or several."""
        there = [one for one in self.of_feed[feed] if (number, one.previous) in forks
                 and one.number == number]
        left = [one.hash for one in there if not self.cut(one)]
        is_cut = any(self.applies(act, one) for act in self.revocations() for one in there)
        return left[0] if is_cut and len(left) == 1 else None

    def find_current(self):
        """EPOCH-1: scope -> the id of the first current epoch."""
        self.epochs = defaultdict(list)  # scope id -> acts, those in force
        for act in self.effective(EPOCH):
            if self.of_agency_root(act) and any(
                    other.content.target == (4, act.domain) and self.expels(other)
                    for other in self.revocations() if other.kind == REVOKE):
                continue
            self.epochs[scope_id(self.realm, act.content.scope)].append(act)
        return {scope: epoch_of(in_order(current_of(epochs))[0])
                for scope, epochs in self.epochs.items()}


def mildness(found):
    """VER-2: how a verdict stands among others; what is final is milder than what is proposed."""
    return MILD[found[0]], found[1] == "gate"


def epoch_of(act):
    """The id of the epoch of an act."""
    return short(act.content.key_hash)


def current_of(epochs):
    """EPOCH-1: those that no other, of a level not above, with another id, names as previous; all
    if that leaves none."""
    return [one for one in epochs if not any(
        other.level <= one.level and epoch_of(other) != epoch_of(one) and
        epoch_of(one) in other.content.previous for other in epochs)] or epochs


def in_order(current):
    """EPOCH-1: first those that no other of them, with another id, names as previous; then by
    level, by hash of the key, by act."""
    def named(one):
        return any(epoch_of(other) != epoch_of(one) and epoch_of(one) in other.content.previous
                   for other in current)
    return sorted(current, key=lambda act: (named(act), act.level, act.content.key_hash, act.hash))


def hubs_of(content):
    """The hubs that an act cites."""
    if content.kind == GRANT:
        return content.hubs or ()
    if content.kind == EPOCH:
        return hubs_in(content.scope)
    hub = {CLOSE: "hub", HUB: "parent"}.get(content.kind)
    return [getattr(content, hub)] if hub else []


def hubs_in(scope):
    """The hubs of a scope: its own, or those among its members."""
    if scope is None or scope[0] != 6:
        return [scope[1]] if scope and scope[0] == 2 else []
    return [hub for member in scope[1] for hub in hubs_in(member)]


def results(charter):
    """The lists of a test vector ("Charters"), without its records."""
    return {
        "realm": charter.realm,
        "forked": [[feed, number] for feed, number in sorted(charter.forked.items())],
        "acts": [[act, *charter.verdicts[act]] for act in sorted(charter.verdicts)],
        "dropped": sorted(charter.dropped),
        "feeds": [[feed, standing if reason is None else reason, sorted(counting)]
                  for feed, (standing, reason, counting) in sorted(charter.feeds.items())],
        "view": charter.view_id,
        "kept": [[feed, number, found] for (feed, number), found in sorted(charter.kept.items())],
        "current": [[scope, epoch] for scope, epoch in sorted(charter.current.items())],
        "hubs": sorted(charter.hubs),
        "closed": sorted(charter.closed),
    }
