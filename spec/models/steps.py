"""The cast of the small worlds, the moves from there, and what each single step must and must not
change. See README.md."""

from worlds import (FINE, HIDDEN, NO_EFFECT, NOTHING, Broken, Outcome, World, policy, rules)
from acts import (GRANT, KEEP, RATIFY, REVOKE, Agency, Bundle, Endorse, Epoch, Gate, Grant, Hub,
                  Keep, PolicyAct, Ratify, Revoke, Seat)
from known import short
from seals import act_id as act_hash


class Model:
    """A cast, its base world, the moves from there, and the properties of each step."""

    def __init__(self, evaluator, full_menu=False, gated=False, few=False):
        self.few = few
        self.evaluator, self.world, self.memo = evaluator, World(), {}
        self.gated = gated
        self.counts, self.full = {}, full_menu
        self.build()

    def tally(self, name, more=1):
        """Counts what was checked."""
        self.counts[name] = self.counts.get(name, 0) + more

    def build(self):
        """Root; admins A, B (1); managers M, N (2); officer O (3); clerk C (4), of a hub; agency
        G with its admin X (1) and member Y (2)."""
        world = self.world
        self.seats = {}
        people = ["A", "B", "M", "N", "O", "C"]
        gates = {REVOKE: Gate(2, (1, 2, 3), False, None)} if self.gated else {}
        acts = [PolicyAct(1, policy(gates=gates), None)]
        acts += [Seat(name.encode(), b"", b"d" + name.encode(), None, b"") for name in people]
        acts += [Hub(1, None, None)]
        self.r0 = world.root("R0", acts)
        self.realm = self.r0.hash
        for index, name in enumerate(people):
            self.seats[name] = act_hash(self.realm, 1 + index)
        self.person = {name: short(seat) for name, seat in self.seats.items()}
        self.hub = short(act_hash(self.realm, 1 + len(people)))
        self.g0 = world.root("G0", [Seat(b"X", b"", b"dX", None, b""),
                                    Seat(b"Y", b"", b"dY", None, b"")], realm=self.realm)
        self.seats["X"], self.seats["Y"] = act_hash(self.g0.hash, 0), act_hash(self.g0.hash, 1)
        self.person["X"], self.person["Y"] = short(self.seats["X"]), short(self.seats["Y"])
        self.grants, self.feeds = {}, {}
        r1 = world.root("R1", [self.grant("A", 1), self.grant("B", 1)], self.r0)
        self.grants["A"], self.grants["B"] = act_hash(r1.hash, 0), act_hash(r1.hash, 1)
        g1 = world.root("G1", [self.grant("X", 11, 1)], self.g0, self.realm)
        self.grants["X"] = act_hash(g1.hash, 0)
        a0, b0, x0 = self.opened("A"), self.opened("B"), self.opened("X")
        a1 = world.bundle("A1", a0, [self.grant("M", 2), Agency(self.g0.hash, ())])
        b1 = world.bundle("B1", b0, [self.grant("N", 2)])
        x1 = world.bundle("X1", x0, [self.grant("Y", 12, 2)])
        self.grants["M"], self.grants["N"] = act_hash(a1.hash, 0), act_hash(b1.hash, 0)
        self.grants["Y"] = act_hash(x1.hash, 0)
        m0, n0, y0 = self.opened("M"), self.opened("N"), self.opened("Y")
        m1 = world.bundle("M1", m0, [self.grant("O", 3)])
        n1 = world.bundle("N1", n0, [self.grant("C", 4, hubs=(self.hub,))])
        self.grants["O"], self.grants["C"] = act_hash(m1.hash, 0), act_hash(n1.hash, 0)
        o0 = self.opened("O")
        c0 = self.opened("C", (2, self.hub))
        c1 = world.bundle("C1", c0, [])
        self.base = frozenset(one.hash for one in (
            self.r0, r1, self.g0, g1, a0, a1, b0, b1, x0, x1, m0, m1, n0, n1, y0, o0, c0, c1))

    def grant(self, name, role, level=None, hubs=None, despite=()):
        """A grant to a person."""
        subject = (1, self.person[name])
        return Grant(subject, role, level or role, hubs, None, tuple(sorted(despite)))

    def opened(self, name, scope=(0,), grant=None, label=None, version=1):
        """A feed of somebody."""
        found = self.world.open(label or f"{name}0", self.realm, scope, self.seats[name],
                                grant or self.grants[name], version)
        if grant is None:
            self.feeds[name] = found.feed
        return found

    def outcome(self, hashes):
        """What is said of a set, remembered."""
        if hashes not in self.memo:
            try:
                self.memo[hashes] = Outcome(self, hashes)
            except AssertionError as fault:
                self.fail(f"j: {fault}", hashes)
        return self.memo[hashes]

    def fail(self, text, *sets):
        """Raises with the worlds, less the base."""
        shown = "; ".join(self.world.show(one - self.base) or "base" for one in sets)
        raise Broken(f"{text}\n    worlds: {shown}")

    def name_of(self, feed):
        """Whose feed it is."""
        return next((name for name, one in self.feeds.items() if one == feed), feed.hex()[:4])

    # Moves

    def authors(self):
        """Who moves."""
        if self.few:
            return ("A", "B", "M")
        return ("A", "B", "M", "N", "O", "X") if self.full else ("A", "B", "M", "O", "X")

    def parents(self, hashes, feed):
        """What a bundle may follow: every end, and what is before an end (a fork)."""
        line = [self.world.records[one] for one in hashes
                if isinstance(self.world.records[one], Bundle) and
                self.world.records[one].feed == feed]
        used = {one.previous for one in line}
        ends = [one for one in line if one.hash not in used]
        return ends, [one for one in line if one.hash in used and
                      any(end.previous == one.hash for end in ends)]

    def revocations(self, hashes):
        """(hash of the act, act) of the revokes of a set."""
        found = []
        for one in sorted(hashes):
            record = self.world.records[one]
            for index, act in enumerate(record.acts or ()):
                if act.kind == REVOKE:
                    found.append((act_hash(one, index), act))
        return found

    def tips_of(self, hashes, name):
        """Tip lists for a feed: none, each known bundle, one that nobody has."""
        feed = self.feeds[name]
        line = [self.world.records[one] for one in sorted(hashes)
                if isinstance(self.world.records[one], Bundle) and
                self.world.records[one].feed == feed]
        return [()] + [((feed, one.number, one.hash),) for one in line] + [((feed, 2, HIDDEN),)]

    def next_tip(self, hashes, name):
        """A tip that is not there yet, and may come as a move."""
        end = self.parents(hashes, self.feeds[name])[0][0]
        made = self.world.bundle(f"{name}{end.number + 1}:nothing", end, [NO_EFFECT])
        return ((made.feed, made.number, made.hash),)

    def templates(self, hashes):
        """Named acts that anybody may try."""
        if self.few:
            return self.few_templates(hashes)
        found = [("nothing", NO_EFFECT)]
        for name in ("A", "M", "O", "C", "Y") if self.full else ("A", "M", "C"):
            tips = self.tips_of(hashes, name)
            for number, some in enumerate(tips if self.full else tips[:1] + tips[-2:]):
                found.append((f"revoke {name} tips {number}", Revoke((1, self.person[name]), some)))
            found.append((f"revoke {name} next", Revoke((1, self.person[name]),
                                                        self.next_tip(hashes, name))))
        found.append(("revoke grant M", Revoke((3, self.grants["M"]), ())))
        found.append(("revoke agency", Revoke((4, self.g0.hash), ())))
        if self.full:
            found.append(("revoke device M", Revoke((2, b"dM"), ())))
            found.append(("revoke seat O", Revoke((0, self.seats["O"]), ())))
        known = self.revocations(hashes)
        for act, content in known:
            for name in ("A", "M", "O", "C", "Y"):
                if content.target in ((1, self.person[name]), (3, self.grants[name])):
                    for number, some in enumerate(self.tips_of(hashes, name)[1:]):
                        found.append((f"ratify {name} {number}", Ratify(act, some)))
            found.append(("let in again", Agency(self.g0.hash, (act,))))
        found.append(("grant M again", self.grant("M", 2)))
        if known:
            found.append(("grant M despite", self.grant("M", 2, despite=[one for one, _ in known])))
        found.append(("grant O wide", self.grant("O", 2)))
        for number in (1, 2):
            found.append((f"keep M1 {number}", Keep(self.feeds["M"], 1, bytes([number]) * 32, ())))
        found.append(("epoch", Epoch((1,), b"k" * 32, b"", ())))
        found.append(("endorse GM", Endorse(self.grants["M"])))
        for act, _ in known if self.gated else ():
            found.append(("endorse a revocation", Endorse(act)))
        if self.full:
            for name in ("A", "O"):
                found.append((f"seat for {name}", Seat(b"2", b"", b"d2", self.seats[name], b"")))
        return found

    def few_templates(self, hashes):
        """Revocations, what undoes them, and what stands behind them."""
        found = [("nothing", NO_EFFECT),
                 ("revoke M next", Revoke((1, self.person["M"]), self.next_tip(hashes, "M")))]
        for name in ("M", "O"):
            tips = self.tips_of(hashes, name)
            found += [(f"revoke {name} {number}", Revoke((1, self.person[name]), tips[number]))
                      for number in ((0, 2) if name == "M" else (0,))]
        for act, content in self.revocations(hashes):
            name = "M" if content.target[1] == self.person["M"] else "O"
            tips = self.tips_of(hashes, name)
            found.append((f"ratify {name}", Ratify(act, tips[-2])))
            if self.gated:
                found.append(("endorse", Endorse(act)))
        return found

    def moves(self, hashes):
        """Every record that may come next."""
        for name in self.authors():
            ends, forks = self.parents(hashes, self.feeds[name])
            for parent in ends + forks:
                for label, act in self.templates(hashes):
                    made = self.world.bundle(f"{name}{parent.number + 1}:{label}", parent, [act])
                    yield made.hash
        ends, forks = self.parents(hashes, self.feeds["C"])  # no charter feed: nothing in it acts
        for parent in () if self.few else ends + forks:
            yield self.world.bundle(f"C{parent.number + 1}:nothing", parent, [NO_EFFECT]).hash

    # Properties of a step

    def place(self, outcome, feed):
        """Domain and level of a feed."""
        return outcome.made.places.get(feed)

    def check_step(self, before, added):
        """b, d, g for a set and one more bundle. Two exceptions: a bundle that a tip names lets its
        own feed count to it, and what follows from that (it takes nothing); and what counts of a
        feed of another scope may change by its own bundles while a tip of it is not there."""
        after = before | {added}
        old, new = self.outcome(before), self.outcome(after)
        record = self.world.records[added]
        domain, level = self.place(new, record.feed)[:2]
        tips = [tip for act in new.made.acts.values() if act.kind in (REVOKE, RATIFY)
                for tip in act.content.tips if tip[0] == record.feed]
        late = any(tip == added for _, _, tip in tips)
        # CUT-2: of a feed of another scope, while a tip is not there.
        loose = record.feed == self.feeds["C"] and any(tip not in before for _, _, tip in tips)
        for feed in old.feeds:
            where = self.place(old, feed)
            above = where[0] == domain and where[1] <= level
            if not above and where[0] in (domain, self.g0.hash):
                continue
            if old.feeds[feed][:2] != new.feeds[feed][:2]:
                self.fail(f"b: standing of {self.name_of(feed)} changed from below", before, after)
            lost, won = old.counting(feed) - new.counting(feed), \
                new.counting(feed) - old.counting(feed) - {added}
            if (lost or won and not late) and not (feed == record.feed and loose):
                self.fail(f"b/d: cut of {self.name_of(feed)} changed", before, after)
            if lost:
                self.tally("d: losses of other scopes to a tip that is not there (exception)")
            elif won:
                self.tally("d: a tip that came, and its feed counts to it (exception)")
            self.tally("b: feeds of the same or a higher rank unchanged")
        for name, found in old.verdicts.items():
            act = old.made.acts[name]
            inside = act.root or act.domain == domain and act.level <= level or \
                act.domain == self.realm != domain
            if not inside or found == new.verdicts[name]:
                continue
            now, allowed = new.verdicts[name], False
            if found == (rules.WAITS, "unbacked") and now == FINE:
                allowed = act.level == level or act.kind == GRANT and act.content.level > level
            if act.feed == record.feed and late and found[0] == rules.QUARANTINED:
                allowed = True
            if not allowed:
                self.fail(f"b: verdict {found} became {now}", before, after)
        self.tally("b: verdicts compared", len(old.verdicts))
        for where, kept in old.plain_kept().items():
            if new.made.kept.get(where) != kept[1] and (kept[0] < level or
                                                        domain != self.realm) and \
                    self.place(old, where[0])[0] == self.realm and \
                    self.keeper(new, where, kept[1]):
                self.fail("b: a keep was overruled from below", before, after)
            self.tally("b: keeps compared")
        if not late:
            self.check_quiet(record, old, new, before, after)
        self.check_revocation(record, old, new, before, after)

    def keeper(self, outcome, where, kept):
        """Whether a keep that decided still is admitted (its own feed was not cut)."""
        return any((act.content.feed, act.content.number, act.content.hash) == (*where, kept)
                   for act in outcome.made.effective(KEEP))

    def check_quiet(self, record, old, new, before, after):
        """d: a bundle without effect, branch or not, changes no other feed at all (but see
        `check_step`)."""
        acts = record.acts
        if any(act.kind != NOTHING for act in acts):
            return
        for feed in old.feeds:
            if feed != record.feed and old.feeds[feed] != new.feeds[feed]:
                self.fail("d: a branch without acts changed another feed", before, after)
        self.tally("d: quiet bundles and branches change nothing else")

    def check_revocation(self, record, old, new, before, after):
        """g: of the highest feeds to which a revocation applies nothing more counts."""
        for index, act in enumerate(record.acts):
            name = act_hash(record.hash, index)
            if act.kind != REVOKE or new.verdicts[name] != FINE:
                continue
            made = new.made
            hit = {feed for feed in old.feeds for one in made.of_feed[feed][:1]
                   if made.grant_of(feed) and made.applies(made.acts[name], one)}
            if not hit:
                for feed in old.feeds:
                    if feed != record.feed and old.feeds[feed] != new.feeds[feed]:
                        self.fail("g: a revocation that applies to nothing", before, after)
                self.tally("g: revocations that apply to nothing")
                continue
            highest = min(self.rank(new, feed) for feed in hit)
            for feed in old.feeds:
                more = new.counting(feed) - old.counting(feed)
                if self.rank(new, feed) <= highest and more - {record.hash}:
                    self.fail("g: a revocation made more count", before, after)
                if more - {record.hash}:
                    self.tally("g: lower feeds that count further (the exception)")
            self.tally("g: revocations that apply")

    def rank(self, outcome, feed):
        """The rank of a feed."""
        where = self.place(outcome, feed)
        return outcome.made.rank(where[0], where[1])

    # Enumeration
