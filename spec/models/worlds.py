"""Made-up records, worlds of them, and what the evaluator says of a set."""

import os
import sys
from hashlib import blake2b

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "check"))

from acts import (AGENCY, ENDORSE, EPOCH, GRANT, HUB, KEEP, RATIFY, REVOKE, SEAT,  # noqa: E402
                  Bundle, Kind, Opening, Policy, Role, RootRecord, Unknown)
import charter as rules  # noqa: E402
from known import short  # noqa: E402

FINE = rules.FINE
NOTHING = 60  # a kind of act without effect
NO_EFFECT = Unknown(NOTHING, b"")


class Broken(Exception):
    """A property does not hold; the text shows the smallest world found."""


def digest(*content):
    """A made-up hash."""
    return blake2b(repr(content).encode(), digest_size=32).digest()


ZERO = bytes(32)
HIDDEN = digest("a bundle that nobody has")


def policy(need=1, endorse=(1, 2, 3), gates=(), roles=(), kinds=(), who=None):
    """Roles 1 to 4 at these levels, 11 to 13 in agencies; every kind for whoever is let."""
    all_roles = [(n, Role(f"r{n}", n, 0, need if n == 2 else 1)) for n in range(1, 5)]
    all_roles += [(n + 10, Role(f"g{n}", n, 1, 1)) for n in range(1, 4)]
    everybody = tuple((number, 2) for number, _ in all_roles)
    gates = dict(gates)
    named = [(kind, Kind(f"k{kind}", tuple(range(7)), who or everybody, gates.get(kind)))
             for kind in (SEAT, GRANT, REVOKE, RATIFY, KEEP, EPOCH, HUB, 8, AGENCY, ENDORSE,
                          NOTHING, 100)]
    return Policy(tuple(all_roles) + roles, tuple(sorted(named + list(kinds))))


class World:
    """All records ever made, by hash, with a name for each."""

    def __init__(self):
        self.records, self.names = {}, {}

    def root(self, name, acts, before=None, realm=None, roots=None, signers=(b"R",)):
        """A root record."""
        number = before.number + 1 if before else 0
        previous = before.hash if before else ZERO
        if before is None:
            roots = roots or (1, (b"R",))
        found = digest("root", realm, number, previous, roots, acts)
        record = RootRecord(realm, number, previous, number, roots, tuple(acts), found,
                            frozenset(signers))
        return self.add(name, record)

    def bundle(self, name, before, acts, policy_version=None):
        """A bundle after another."""
        version = policy_version or before.policy
        found = digest("bundle", before.hash, version, acts)
        return self.add(name, Bundle(before.feed, before.number + 1, before.hash, before.time + 1,
                                     version, 1, None, found, None, tuple(acts)))

    def open(self, name, realm, scope, seat, grant, version=1, copy=0):
        """Number 0 of a feed."""
        opening = Opening(realm, scope, seat, grant, bytes([copy]) * 16)
        feed = short(digest("feed", opening))
        found = digest("bundle", feed, version)
        return self.add(name, Bundle(feed, 0, ZERO, 0, version, 1, None, found, opening, None))

    def add(self, name, record):
        """Keeps a record."""
        self.records[record.hash] = record
        self.names.setdefault(record.hash, name)
        return record

    def show(self, hashes):
        """The names of a set, for a counterexample."""
        return ", ".join(sorted(self.names[one] for one in hashes))


class Outcome:
    """What the evaluator says of one set."""

    def __init__(self, model, hashes, order=None):
        given = [model.world.records[one] for one in (order or sorted(hashes))]
        made = model.evaluator(model.realm, [one for one in given if isinstance(one, RootRecord)],
                               [one for one in given if isinstance(one, Bundle)])
        self.made, self.hashes = made, hashes
        self.verdicts, self.feeds = made.verdicts, made.feeds
        self.plain = rules.results(made)

    def plain_kept(self):
        """What is kept, each with the level that decided."""
        return {where: (min(act.level for act in self.made.effective(KEEP)
                            if (act.content.feed, act.content.number) == where), kept)
                for where, kept in self.made.kept.items()}

    def counting(self, feed):
        """The bundles of a feed that count."""
        return self.feeds[feed][2] if feed in self.feeds else frozenset()
