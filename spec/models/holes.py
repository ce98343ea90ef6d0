"""Scenarios that the text of spec/06 lets happen, each shown by running it."""

import sys

from charter_model import (NO_EFFECT, Agency, Broken, Epoch, Grant, Hub, Model, PolicyAct, Revoke,
                           Seat, Stay, act_hash, policy, rules, short)
from known import scope_id


def tell(name, before, after):
    """One line."""
    print(f"  {name}: {before} -> {after}")


def last_of(model, name):
    """A record of the base, by its name."""
    return next(model.world.records[one] for one in model.base if model.world.names[one] == name)


def more(model, name, acts, world):
    """One more bundle of somebody."""
    end = model.parents(world, model.feeds[name])[0][0]
    return model.world.bundle(f"{name}: {acts}", end, acts)


def audience_epoch():
    """N1: the root of an agency that was expelled, or that nobody let in, has the epoch of an
    audience."""
    model = Model(rules.Charter)
    scope = (6, ((2, model.hub), (4, model.g0.hash)))
    first = more(model, "A", [Epoch(scope, b"k" * 32, b"", ()),
                              Revoke((4, model.g0.hash), ())], model.base)
    made = model.world.root("G2", [Epoch(scope, b"z" * 32, b"", (b"k" * 16,))],
                            last_of(model, "G1"), model.realm)
    world, name = model.base | {first.hash}, scope_id(model.realm, scope)
    old, new = model.outcome(world), model.outcome(world | {made.hash})
    tell("N1 an expelled agency's root has the epoch of an audience", old.made.current[name],
         (new.made.current[name], "its feeds count", len(new.counting(model.feeds["X"]))))
    stranger = model.world.root("Z0", [Seat(b"Z", b"", b"", None, b"")], realm=model.realm)
    scope = (6, ((2, model.hub), (4, stranger.hash)))
    named = more(model, "O", [Agency(stranger.hash, ())], model.base)
    cut = more(model, "A", [Revoke((1, model.person["O"]), ()), Epoch(scope, b"k" * 32, b"", ())],
               model.base)
    made = model.world.root("Z1", [Epoch(scope, b"z" * 32, b"", (b"k" * 16,))], stranger,
                            model.realm)
    world, name = model.base | {named.hash, cut.hash, stranger.hash}, scope_id(model.realm, scope)
    old, new = model.outcome(world), model.outcome(world | {made.hash})
    tell("N1 so has one that only a cut act names; same view id", old.made.current[name],
         (new.made.current[name], old.made.view_id == new.made.view_id))


def unknown_level():
    """N2: equal view ids, other results: the grant of a first seat's author arrives."""
    model = Model(rules.Charter)
    world = model.base
    cut = more(model, "A", [Revoke((1, model.person["N"]), ())], world)
    grant = more(model, "N", [model.grant("O", 3)], world)  # beyond the cut
    feed = model.opened("O", grant=act_hash(grant.hash, 0), label="O under N")
    seat = model.world.bundle("O seats P", feed, [Seat(b"P", b"", b"", None, b"")])
    first = act_hash(seat.hash, 0)
    second = more(model, "A", [Seat(b"P2", b"", b"", first, b""), Grant(
        (1, short(first)), 3, 3, None, None, ())], world | {cut.hash})
    start = model.world.open("P2", model.realm, (1,), act_hash(second.hash, 0),
                             act_hash(second.hash, 1))
    world |= {one.hash for one in (cut, feed, seat, second, start)}
    old, new = model.outcome(world), model.outcome(world | {grant.hash})
    tell("N2 the grant of the author of a first seat arrives, beyond a cut",
         old.feeds[start.feed][:2], (new.feeds[start.feed][:2], "same view id",
                                     old.made.view_id == new.made.view_id))


def freed():
    """H11: a revocation makes more count."""
    model = Model(rules.Charter)
    world = model.base
    low = more(model, "M", [Revoke((1, model.person["O"]), ())], world)
    world |= {low.hash}
    high = more(model, "A", [Revoke((1, model.person["M"]), model.tips_of(world, "M")[2])], world)
    feed = model.feeds["O"]
    tell("H11 A cuts M before M's revocation of O: O's bundles", len(model.outcome(
        world).counting(feed)), len(model.outcome(world | {high.hash}).counting(feed)))


def late_tip():
    """H12: what is after a tip that is not there, and before, does not count until it is."""
    model = Model(rules.Charter)
    cut = more(model, "A", [Revoke((1, model.person["M"]), model.next_tip(model.base, "M"))],
               model.base)
    world = model.base | {cut.hash}
    tip = more(model, "M", [NO_EFFECT], world)
    tell("H12 M's and O's bundles until the tip of a revocation of M is there, and then",
         [len(model.outcome(world).counting(model.feeds[name])) for name in "MO"],
         [len(model.outcome(world | {tip.hash}).counting(model.feeds[name])) for name in "MO"])


def old_keys():
    """H13: more than half of the keys once in force drop all that follows."""
    model = Model(rules.Charter)
    keys = (b"a", b"b", b"c")
    start = model.world.root("R0", [PolicyAct(1, policy(), None)], roots=(1, keys), signers=keys)
    model.realm, line = start.hash, [start]
    for number in range(4):
        line.append(model.world.root(f"R{number + 1}", [Hub(1, None, None)], line[-1],
                                     signers=(b"a", b"b")))
    false = model.world.root("F1", [Hub(2, None, None)], start, signers=(b"c",))
    world = frozenset(one.hash for one in line)
    for signers in ((b"c",), (b"b", b"c")):
        model.memo.clear()  # Copies of one record, with other signers.
        stay = model.world.root(f"F2 {signers}", [Stay(1, false.hash)], false, signers=signers)
        tell(f"H13 {len(signers)} of three fork at 0 and stay with themselves: dropped", 0, len(
            model.outcome(world | {false.hash, stay.hash}).made.dropped))


def fork_policy():
    """H14: refused becomes admitted: another line's policy of the same version."""
    model = Model(rules.Charter)
    last = last_of(model, "R1")
    one = model.world.root("R2", [PolicyAct(2, policy(who=((1, 2),)), None)], last)
    two = model.world.root("R2'", [PolicyAct(2, policy(), None)], last)
    end = model.parents(model.base, model.feeds["M"])[0][0]
    act = model.world.bundle("M under 2", end, [NO_EFFECT], 2)
    world, name = model.base | {one.hash, act.hash}, act_hash(act.hash, 0)
    tell("H14 refused is not for good", model.outcome(world).verdicts[name], model.outcome(
        world | {two.hash}).verdicts[name])


if __name__ == "__main__":
    try:
        for check in (audience_epoch, unknown_level, freed, late_tip, old_keys, fork_policy):
            check()
    except Broken as fault:
        sys.exit(str(fault))
