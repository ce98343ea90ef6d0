"""Small worlds of charter records, all of them, against what spec/06 promises. See README.md."""

import argparse
import itertools
import random
import sys
import time

from mutants import MUTANTS
from worlds import (FINE, NO_EFFECT, NOTHING, Broken, Outcome, World, policy, rules)
from acts import (ENDORSE, RATIFY, Agency, Endorse, Epoch, Grant, Hub, Kind, PolicyAct, Ratify,
                  Revoke, Role, RootRecord, Seat, Stay, Unknown)
from known import short
from seals import act_id as act_hash
from steps import Model


class Explorer(Model):
    """All worlds of so many moves, and what must hold for them."""

    def explore(self, depth, deadline):
        """All sets of so many moves, each step checked; returns the sets level by level."""
        levels, done = [[self.base]], 0
        for step in range(depth):
            found = set()
            for before in levels[-1]:
                for added in self.moves(before):
                    if added in before:
                        continue
                    self.check_step(before, added)
                    done += 1
                    found.add(before | {added})
                    if time.monotonic() > deadline:
                        print(f"  (time is up at step {step + 1}, after {done} steps)")
                        return levels + [sorted(found, key=sorted)]
            levels.append(sorted(found, key=sorted))
            self.tally(f"worlds of {step + 1} moves, all of them", len(found))
        return levels

    def check_order(self, worlds, seed):
        """a: any order, and copies."""
        chance = random.Random(seed)
        for world in worlds:
            given = sorted(world) + chance.sample(sorted(world), 3)
            chance.shuffle(given)
            if Outcome(self, world, given).plain != self.outcome(world).plain:
                self.fail("a: the order changed the result", world)
            self.tally("a: shuffled")

    def check_arrival(self, worlds):
        """l: without any record and what follows it: what is refused then never is admitted, and
        what has no standing for good never has it."""
        for world in worlds:
            full = self.outcome(world)
            for gone in world:
                part = {one for one in world if not self.follows(one, gone)}
                if self.realm not in part:
                    continue
                less = self.outcome(frozenset(part))
                for act, (verdict, reason) in less.verdicts.items():
                    now = full.verdicts[act][0]
                    if verdict == rules.REFUSED and now in (rules.ADMITTED, rules.WAITS):
                        self.fail(f"l: refused ({reason}), then {now}", frozenset(part), world)
                for feed, (standing, _, _) in less.feeds.items():
                    if standing == rules.REFUSED and full.feeds[feed][0] not in (
                            rules.REFUSED, rules.QUARANTINED):
                        self.fail("l: no standing for good, then some", frozenset(part), world)
                self.tally("l: sets from which something is missing")

    def follows(self, one, before):
        """Whether a record is another one, or comes after it."""
        record = self.world.records[one]
        while record.hash != before:
            if record.number == 0:
                return False
            record = self.world.records[record.previous]
        return True

    def check_mutual(self, worlds):
        """c: equals that revoke each other change nothing, of each other and of anybody."""
        for world in worlds:
            for one, two in (("A", "B"), ("B", "A"), ("M", "N"), ("A", "A")):
                after = world
                for who, whom in ((one, two), (two, one)):
                    end = self.parents(after, self.feeds[who])[0][0]
                    made = self.world.bundle(f"{who}: revoke {whom}", end,
                                             [Revoke((1, self.person[whom]), ())])
                    after = after | {made.hash}
                old, new = self.outcome(world), self.outcome(after)
                for feed in old.feeds:
                    if old.feeds[feed][:2] != new.feeds[feed][:2] or \
                            old.counting(feed) - new.counting(feed):
                        # What falls is lower feeds of the same persons: there are none here.
                        self.fail("c: equals cut each other", world, after)
                self.tally("c: equals that revoke each other")

    def check_ratify(self, worlds):
        """e: what a ratified tip holds and counted before counts again."""
        for world in worlds:
            for who, whom in itertools.product("ABMN", "MOC"):
                old = self.outcome(world)
                end = self.parents(world, self.feeds[who])[0][0]
                made = self.world.bundle(f"{who}: revoke {whom}", end,
                                         [Revoke((1, self.person[whom]), ())])
                act, cut = act_hash(made.hash, 0), world | {made.hash}
                new = self.outcome(cut)
                feed = self.feeds[whom]
                gone = old.counting(feed) - new.counting(feed)
                if new.verdicts[act] != FINE or not gone or new.feeds[feed][0] != "standing" or \
                        self.others(old, feed) != self.others(new, feed, act):
                    continue
                for judge, tip in itertools.product(("R", "A", "B", "M", "N", "O"), sorted(gone)):
                    self.ratified(judge, tip, act, feed, (world, cut, old, new))

    def others(self, outcome, feed, but=None):
        """The revocations that apply to a feed, but for one."""
        made = outcome.made
        return {one.hash for one in made.revocations() if one.hash != but
                and made.applies(one, made.of_feed[feed][0])}

    def ratified(self, judge, tip, act, feed, sets):
        """One ratify act, by somebody who may or may not."""
        world, cut, old, new = sets
        record = self.world.records[tip]
        content = Ratify(act, ((feed, record.number, tip),))
        if judge == "R":
            last = max((self.world.records[one] for one in cut
                        if isinstance(self.world.records[one], RootRecord) and
                        self.world.records[one].realm is None), key=lambda one: one.number)
            made = self.world.root(f"R: ratify {self.name_of(feed)}", [content], last)
            level = 0
        else:
            end = self.parents(cut, self.feeds[judge])[0][0]
            made = self.world.bundle(f"{judge}: ratify {self.name_of(feed)}", end, [content])
            level = self.place(new, self.feeds[judge])[1]
        after = cut | {made.hash}
        then = self.outcome(after)
        revoker = then.made.acts[act]
        if level > revoker.level:
            if then.counting(feed) != new.counting(feed):
                self.fail("e: ratified by somebody who may not", world, after)
            self.tally("e: ratified in vain")
        elif then.verdicts[act_hash(made.hash, 0)] == FINE:
            line = {one.hash for one in old.made.line(record)}
            if (line & old.counting(feed)) - then.counting(feed):
                self.fail("e: ratified but not back", world, after)
            self.tally("e: ratified and back")

    def check_regrant(self, worlds):
        """f: despite goes on, nothing else does, and the old feed stays cut."""
        for world in worlds:
            for who, judge, target, low in itertools.product("ABM", "ABMR", (0, 1, 2), (0, 1)):
                whom, role = ("M", 2) if who in "AB" and not low else ("O", 3)
                end = self.parents(world, self.feeds[who])[0][0]
                aim = (self.seats, self.person, {"M": b"dM", "O": b"dO"})[target][whom]
                made = self.world.bundle(f"{who}: revoke {whom}", end, [Revoke((target, aim), ())])
                act, cut = act_hash(made.hash, 0), world | {made.hash}
                old, new = self.outcome(world), self.outcome(cut)
                if new.verdicts[act] != FINE:
                    continue
                for named in (True, False):
                    self.regranted((who, judge, whom, role), act, cut, named, (old, new))

    def regranted(self, cast, act, cut, named, outcomes):
        """One grant again."""
        who, judge, whom, role = cast
        new = outcomes[1]
        earlier = {one for one, _ in self.revocations(cut)}
        despite = earlier if named else earlier - {act}
        grant = self.grant(whom, role, despite=despite)
        if judge == "R":
            last = max((self.world.records[one] for one in cut
                        if isinstance(self.world.records[one], RootRecord) and
                        self.world.records[one].realm is None), key=lambda one: one.number)
            made, level = self.world.root(f"R: grant {whom}", [grant], last), 0
        else:
            end = self.parents(cut, self.feeds[judge])[0][0]
            made = self.world.bundle(f"{judge}: grant {whom} {named}", end, [grant])
            level = self.place(new, self.feeds[judge])[1]
        start = self.opened(whom, grant=act_hash(made.hash, 0), label=f"{whom} again")
        more = self.world.bundle(f"{whom} goes on", start, [NO_EFFECT])
        after = cut | {made.hash, start.hash, more.hash}
        then = self.outcome(after)
        if then.verdicts[act_hash(made.hash, 0)] != FINE:
            return
        if then.counting(self.feeds[whom]) != new.counting(self.feeds[whom]):
            self.fail("f: the old feed changed", cut, after)
        may = named and level <= new.made.acts[act].level
        in_vain = any(then.made.acts[one].level is not None and then.made.acts[one].level < level
                      for one in earlier)
        if may and not in_vain and then.counting(start.feed) != {start.hash, more.hash}:
            self.fail("f: granted again, in vain", cut, after)
        if not may and then.counting(start.feed):
            self.fail("f: escaped a revocation", cut, after)
        self.tally("f: granted again" if may else "f: granted again, without despite or from below")

    def check_policies(self, worlds):
        """i: a wider policy takes nothing; a narrowing one cuts its roles of lower versions."""
        for world in worlds:
            old = self.outcome(world)
            last = max((self.world.records[one] for one in world
                        if isinstance(self.world.records[one], RootRecord) and
                        self.world.records[one].realm is None), key=lambda one: one.number)
            wide = policy(roles=((20, Role("new", 5, 0, 1)),),
                          kinds=((101, Kind("new", (0,), ((1, 2),), None)),))
            made = self.world.root("R: wider", [PolicyAct(2, wide, None)], last)
            new = self.outcome(world | {made.hash})
            if any(old.feeds[feed] != new.feeds[feed] for feed in old.feeds) or \
                    any(old.verdicts[act] != new.verdicts[act] for act in old.verdicts):
                self.fail("i: a wider policy changed something", world, world | {made.hash})
            self.tally("i: wider policies")
            for role, keep in itertools.product((2, 3, 4), (False, True)):
                self.narrowed(world, last, role, keep)

    def check_views(self, worlds):
        """v: equal view ids, equal results: feeds that both know have standing in both or in none,
        and what is kept, current, there and closed is the same; so is what counts of the charter,
        and the verdict on it, but for endorse and ratify acts, which may wait for what they
        cite."""
        seen = {}
        for world in worlds:
            new = self.outcome(world)
            old, other = seen.setdefault(new.made.view_id, (new, world))
            if old is new:
                continue
            for feed in old.feeds.keys() & new.feeds.keys():
                if (old.feeds[feed][0] == "standing") != (new.feeds[feed][0] == "standing"):
                    self.fail("v: standing", other, world)
            for name in ("kept", "current", "hubs", "closed", "dropped"):
                if old.plain[name] != new.plain[name]:
                    self.fail(f"v: {name}", other, world)
            for name, act in new.made.acts.items():
                if act.feed and act.holder.hash in new.counting(act.feed) and \
                        act.kind not in (RATIFY, ENDORSE) and \
                        old.verdicts.get(name) != new.verdicts[name]:
                    self.fail("v: a verdict", other, world)
            self.tally("v: pairs of worlds with equal view ids")

    def narrowed(self, world, last, role, keep):
        """One narrowing, and feeds of both versions opened afterwards."""
        old = self.outcome(world)
        name = {2: "M", 3: "O", 4: "C"}[role]
        tips = self.tips_of(world, name)[1] if keep else ()
        made = self.world.root(f"R: narrows {role}", [PolicyAct(2, policy(), ((role,), tips))],
                               last)
        late = self.world.open(f"{name} under 2", self.realm, (0,), self.seats[name],
                               self.grants[name], 2, 1)
        early = self.world.open(f"{name} under 1", self.realm, (0,), self.seats[name],
                                self.grants[name], 1, 2)
        both = world | {late.hash, early.hash}
        free, new = self.outcome(both), self.outcome(both | {made.hash})
        hit = {feed for feed in free.feeds if new.made.grant_of(feed) and
               new.made.grant_of(feed).content.role == role}
        for feed in free.feeds:
            lost = free.counting(feed) - new.counting(feed)
            if feed == late.feed and new.feeds[feed][0] == "standing" and \
                    not self.others(old, self.feeds[name]) and not new.counting(feed):
                self.fail("i: what is opened under the new policy was cut", both)
            if feed in hit and feed != late.feed:
                ends = {one.hash for bundle in tips_bundles(self.world, tips)
                        for one in new.made.line(bundle)}
                if new.counting(feed) - ends:
                    self.fail("i: narrowed in vain", both | {made.hash})
            level = self.place(free, feed)[1]
            if feed not in hit and level <= role and lost:
                self.fail("i: narrowing cut another role", both | {made.hash})
        self.tally("i: narrowing policies")


def tips_bundles(world, tips):
    """The bundles that tips name and that are there."""
    return [world.records[tip] for _, _, tip in tips if tip in world.records]


# Worlds of their own


def check_cited(model):
    """v: what is beyond a cut, and cited: all subsets of a few records."""
    base, world = model.base, model.world
    ends = {name: model.parents(base, model.feeds[name])[0][0] for name in "ABM"}
    cut = world.bundle("A: cut M", ends["A"], [Revoke((1, model.person["M"]), (
        (model.feeds["M"], 1, ends["M"].hash),))])
    first = world.bundle("M: seat P", ends["M"], [Seat(b"P", b"", b"", None, b"")])
    third = world.bundle("M: hub", first, [Hub(1, None, None)])
    seat, hub = act_hash(first.hash, 0), short(act_hash(third.hash, 0))
    second = world.bundle("B: seat P2", ends["B"], [
        Seat(b"P2", b"", b"", seat, b""), Grant((1, short(seat)), 3, 3, None, None, ()),
        Grant((1, short(seat)), 3, 3, (hub,), None, ()), Epoch((2, hub), b"k" * 32, b"", ())])
    starts = [world.open(f"P2 {index}", model.realm, (1,), act_hash(second.hash, 0),
                         act_hash(second.hash, index)) for index in (1, 2)]
    menu = [one.hash for one in (cut, first, third, second, *starts)]
    model.check_views([base | set(chosen) for size in range(len(menu) + 1)
                       for chosen in itertools.combinations(menu, size)])


def check_backing(evaluator, model):
    """h: every set of endorsements, against a count of persons."""
    for need, subject_may in itertools.product((1, 2, 3), (False, True)):
        world = World()
        model.world = world
        names = ["P", "Q", "S", "T", "U"]
        acts = [PolicyAct(1, policy(need), None)]
        acts += [Seat(name.encode(), b"", b"", None, b"") for name in names]
        r0 = world.root("R0", acts)
        model.realm, model.base = r0.hash, frozenset()
        seats = {name: act_hash(r0.hash, 1 + index) for index, name in enumerate(names)}
        g0 = world.root("G0", [Seat(b"G", b"", b"", None, b"")], realm=r0.hash)
        second = world.root("R1", [Seat(b"P2", b"", b"", seats["P"], b"")], r0)
        seats["P2"] = act_hash(second.hash, 0)
        owner = dict(zip(names, names)) | {"P2": "P"}
        levels = {"P": 1, "P2": 1, "Q": 1, "S": 1 if subject_may else 3, "T": 1, "U": 2}
        grants = world.root("R2", [Grant((0, seats[name]), levels[name], levels[name], None, None,
                                         ()) for name in levels] + [Agency(g0.hash, ())], second)
        set0 = {r0.hash, second.hash, grants.hash, g0.hash}
        starts = {}
        for index, name in enumerate(levels):
            start = world.open(f"{name}0", r0.hash, (0,), seats[name], act_hash(grants.hash, index))
            starts[name] = start
            set0.add(start.hash)
        author = world.bundle("P1: grant S", starts["P"],
                              [Grant((1, short(seats["S"])), 2, 2, None, None, ())])
        grant = act_hash(author.hash, 0)
        feed = world.open("S under it", r0.hash, (0,), seats["S"], grant, copy=9)
        set0 |= {author.hash, feed.hash}
        menu = {name: world.bundle(f"{name}1: endorse", starts[name], [Endorse(grant)])
                for name in levels if name != "P"}
        menu["root"] = world.root("R3: endorse", [Endorse(grant)], grants)
        menu["agency"] = world.root("G1: endorse", [Endorse(grant)], g0, r0.hash)
        for size in range(len(menu) + 1):
            for chosen in itertools.combinations(sorted(menu), size):
                hashes = frozenset(set0 | {menu[name].hash for name in chosen})
                made = Outcome(model, hashes)
                persons = {"P"} | {owner[name] for name in chosen if name in levels
                                   and levels[name] < 2}
                fine = "root" in chosen or len(persons - {"S"}) >= need
                if (made.feeds[feed.feed][0] == "standing") != fine:
                    model.fail(f"h: need {need}, endorsed by {chosen}", hashes)
                model.tally("h: sets of endorsements")


def check_roots(evaluator, model):
    """ROOT-5: two and three lines after one record, stays by every set of keys."""
    keys = (b"a", b"b", b"c")
    for k, lines, again in itertools.product((1, 2), (2, 3), (False, True)):
        world = World()
        model.world, model.base = world, frozenset()
        r0 = world.root("R0", [PolicyAct(1, policy(), None)], roots=(k, keys), signers=keys)
        model.realm = r0.hash
        starts = [world.root(f"L{line}", [Seat(bytes([line]), b"", b"", None, b"")], r0,
                             signers=keys) for line in range(lines)]
        deep = world.root("L0 on", [Hub(1, None, None)], starts[0], signers=keys)
        sets = [some for size in range(k, 4) for some in itertools.combinations(keys, size)]
        stays = {}
        for line, some in itertools.product(range(lines), sets):
            # Each stands in the line after the one that it is for, or in its own.
            at = starts[line] if again else starts[(line + 1) % lines]
            stays[line, some] = world.root(f"stay L{line} by {some}",
                                           [Stay(1, starts[line].hash), Unknown(NOTHING, repr(
                                               some).encode())], at, signers=some)
        for size in range(3):
            for chosen in itertools.combinations(sorted(stays), size):
                hashes = frozenset({r0.hash, deep.hash} | {one.hash for one in starts} |
                                   {stays[one].hash for one in chosen})
                made = Outcome(model, hashes).made
                votes = {line: set() for line in range(lines)}
                for line, some in chosen:
                    votes[line] |= set(some)
                best = max(map(len, votes.values()))
                kept = [line for line in votes if len(votes[line]) == best]
                expected = set()
                if len(kept) == 1 and best >= k and 2 * best > len(keys):
                    for one in hashes - {r0.hash}:
                        first = world.records[one]
                        while first.number > 1:
                            first = world.records[first.previous]
                        if first.hash != starts[kept[0]].hash:
                            expected.add(one)
                if made.dropped != expected:
                    model.fail(f"ROOT-5: k {k}", hashes)
                model.tally("stays: sets of them")


# Random worlds


def check_random(model, seed, count, deadline):
    """Long histories of random moves, each step checked, in random order too."""
    chance = random.Random(seed)
    for number in range(count):
        world = model.base
        for _ in range(14):
            moves = sorted(set(model.moves(world)) - world)
            added = chance.choice(moves)
            model.check_step(world, added)
            world = world | {added}
            model.tally("random steps")
        model.check_order([world], number)
        for one in (model.check_ratify, model.check_regrant, model.check_arrival):
            one([world])
        if not model.gated:
            model.check_policies([world])
        model.memo.clear()
        if time.monotonic() > deadline:
            print(f"  (time is up after {number + 1} random worlds)")
            return


# The command


def run(evaluator, options, loud=True):
    """All properties; returns how much was checked."""
    began = time.monotonic()
    deadline = began + options.seconds
    counts = {}
    model = Explorer(evaluator)
    model.counts = counts
    special = Explorer(evaluator)
    special.counts = counts
    check_backing(evaluator, special)
    special.memo.clear()
    check_roots(evaluator, special)
    levels = model.explore(options.depth, deadline)
    model.check_mutual(levels[0] + levels[1][::options.thin])
    model.check_ratify(levels[0] + levels[1][::options.thin])
    model.check_regrant(levels[0] + levels[1][::options.thin])
    model.check_policies(levels[0] + levels[1][::options.thin])
    model.check_order(levels[1] + levels[-1][::max(1, len(levels[-1]) // 400)], options.seed)
    check_cited(model)
    model.check_views(levels[0] + levels[1] + levels[-1])
    model.check_arrival(levels[0] + levels[1][::options.thin * 4] +
                        levels[-1][::max(1, len(levels[-1]) // 60)])
    for gated in (False, True) if options.depth > 1 else ():
        deep = Explorer(evaluator, gated=gated, few=True)
        deep.counts = counts
        deep.explore(3, time.monotonic() + 40)
    for gated in (False, True):
        wide = Explorer(evaluator, full_menu=True, gated=gated)
        wide.counts = counts
        check_random(wide, options.seed, options.count,
                     time.monotonic() + options.seconds / 2)
    if loud:
        for name in sorted(counts):
            print(f"  {counts[name]:8}  {name}")
        print(f"  {time.monotonic() - began:.1f} s")
    return counts


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--mutants", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=None)
    parser.add_argument("--seconds", type=int, default=None, help="for each part, about")
    options = parser.parse_args()
    options.depth, options.thin, seconds = (1, 8, 8) if options.quick else (2, 2, 90)
    options.seconds = options.seconds or seconds
    options.count = options.count if options.count is not None else (2 if options.quick else 20)
    if options.mutants:
        options.depth, options.thin, options.seconds = 1, 4, 20
        missed = []
        for mutant in MUTANTS:
            try:
                run(mutant, options, loud=False)
                missed.append(mutant.__name__)
                print(f"  {mutant.__name__}: NOT CAUGHT")
            except Broken as fault:
                print(f"  {mutant.__name__}: {str(fault).splitlines()[0]}")
        return 1 if missed else 0
    try:
        run(rules.Charter, options)
    except Broken as fault:
        print(f"broken: {fault}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
