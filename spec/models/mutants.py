"""Broken rules, each of which a property of charter_model.py must catch."""

import worlds  # noqa: F401 (finds ../check)
import charter as rules
from acts import POLICY, RATIFY, STAY
from standing import EVERYBODY, FINE


class Lax(rules.Charter):
    """CUT-2 as it was: a tip that is not there leaves what does not reach its number."""

    def within(self, tip, bundle):
        if tip[2] in self.bundles:
            return super().within(tip, bundle)
        ends = [one for one in self.of_feed[bundle.feed] if not self.after[one.hash]]
        return bundle.number <= tip[1] and any(end.number < tip[1] for end in ends)


class ReachEqual(rules.Charter):
    """Reaches its equals."""

    def reaches(self, domain, level, hubs, grant):
        return super().reaches(domain, level - 1, hubs, grant)

    def ask(self, act):
        return self.verdicts.get(act.hash, FINE)


class CutByNumber(rules.Charter):
    """A cut does not look at hashes."""

    def within(self, tip, bundle):
        return bundle.number <= tip[1]


class DespiteIgnored(rules.Charter):
    """Nothing overrides."""

    def overridden(self, act, grant):
        return False


class DespiteByAnybody(rules.Charter):
    """Overrides from below."""

    def may_override(self, act, revocation):
        return True


class RatifyByAnybody(rules.Charter):
    """Ratified by whoever reaches."""

    def may_ratify(self, act, revocation, feed):
        return self.act_reaches(act, self.grant_of(feed))

    def demands(self, act, policy):
        return FINE if act.kind == RATIFY else super().demands(act, policy)

    def ask(self, act):
        return self.verdicts.get(act.hash, FINE)


class BackedBySeats(rules.Charter):
    """Every seat counts."""

    def author(self, act):
        return None if act.root else self.openings[act.feed].seat


class BackedByItself(rules.Charter):
    """The subject counts for itself."""

    def subject_person(self, act):
        return None


class BackedFromBelow(rules.Charter):
    """Any level backs."""

    def backers(self, act, near):
        return super().backers(act, lambda endorse: True)

    def ask(self, act):
        return self.verdicts.get(act.hash, FINE)


class BackedByAnyRoot(rules.Charter):
    """RANK-4 to the letter: the root of an agency backs everything."""

    def backers(self, act, near):
        if any(one.root for one in self.endorsing[act.hash]):
            return EVERYBODY
        return super().backers(act, near)

    def ask(self, act):
        return self.verdicts.get(act.hash, FINE)


class ForkVoids(rules.Charter):
    """A fork voids what follows it."""

    def cut(self, bundle):
        return super().cut(bundle) or any(len(self.after[one.hash]) > 1
                                          for one in self.line(bundle)[:-1])


class FirstComes(rules.Charter):
    """Of a fork the branch that came first."""

    def take_bundles(self, given):
        given = list(given)
        seen, left = {}, []
        for one in given:
            if seen.setdefault((one.feed, one.number), one.hash) == one.hash:
                left.append(one)
        super().take_bundles(left)


class LastCut(rules.Charter):
    """Of several revocations each one alone may leave."""

    def cut(self, bundle):
        found = [act for act in self.revocations() if self.applies(act, bundle)]
        return bool(found) and not any(self.within_any(self.own_tips(act), bundle) or
                                       self.within_any(self.ratified(act, bundle.feed), bundle)
                                       for act in found)


class NarrowsAll(rules.Charter):
    """A narrowing cuts every version."""

    def applies(self, act, bundle):
        if act.kind != POLICY:
            return super().applies(act, bundle)
        return self.grant_of(bundle.feed).content.role in act.content.narrows[0]


class NarrowsNothing(rules.Charter):
    """A narrowing cuts nothing."""

    def applies(self, act, bundle):
        return act.kind != POLICY and super().applies(act, bundle)


class LatestPolicy(rules.Charter):
    """Judged by the highest policy there is, not by the one that is cited."""

    def need(self, grant):
        return 2 if len(self.policies) > 1 else super().need(grant)


class RevokedAnyDomain(rules.Charter):
    """Reaches into other domains."""

    def reaches(self, domain, level, hubs, grant):
        wanted = grant.content.hubs
        return level < grant.content.level and \
            (hubs is None or wanted is not None and set(wanted) <= set(hubs))

    def ask(self, act):
        return self.verdicts.get(act.hash, FINE)


class StaysOfAnyone(rules.Charter):
    """A line is dropped for one that has as many stays."""

    def find_dropped(self):
        super().find_dropped()
        named = {act.hash for record in self.records.values() for act in record.acts
                 if act.kind == STAY}
        if named:
            self.dropped |= {one.hash for one in self.records.values()
                             if one.number == 1 and one.hash not in named}



class NoCited(rules.Charter):
    """VIEW-4 without what is cited."""

    def cited(self, counting):
        return set()


MUTANTS = (Lax, NoCited, ReachEqual, CutByNumber, DespiteIgnored, DespiteByAnybody, RatifyByAnybody,
           BackedBySeats, BackedByItself, BackedFromBelow, BackedByAnyRoot, ForkVoids, FirstComes,
           LastCut, NarrowsAll, NarrowsNothing, LatestPolicy, RevokedAnyDomain, StaysOfAnyone)
