"""Scopes: bundles that arrive under a view (FRONT-*, FORK-*, VIEW-*, SCOPE-2 of the spec), and the
join of two scopes. The state is a fold: a view is there from the beginning and does not change."""

from copy import deepcopy
from dataclasses import dataclass

from bodies import read_body
from digest import blake
from items import Refused
from lattice import apply, join_documents, join_maps, settle
from names import NO_FEED, NO_HASH, NUMBERS, position
from states import Document, Frontier, Scope

MOST_BRANCHES = 8
EMPTY = Document()
OUTCOMES = ("joined", "void", "duplicate", "waits", "forked", "surplus", "refused")


class Unjoinable(Exception):
    """Two scopes that VIEW-3 does not let be joined."""


@dataclass(frozen=True)
class Bundle:
    """A bundle whose body, if `body` is not None, could be opened. `refused` are the places of the
    changes that have no effect (JUDGE-4 of 09-schema.md)."""

    feed: bytes
    number: int
    previous: bytes
    hash: bytes
    time: int
    body: bytes
    refused: frozenset = frozenset()


def branch_id(feed, number, first):
    """FORK-3: the feed id of a branch that is not kept."""
    return blake(feed + number.to_bytes(8, "big") + first)[:16]


def receive(scope, bundle):
    """Takes a bundle into the scope if it has a place there, and says what became of it."""
    outcome, line = place(scope, bundle)
    if outcome != "joined":
        return outcome
    scope.frontier.tips[line] = bundle.number, bundle.hash
    if bundle.number + 1 in scope.view.forks.get(line, {}):
        # Kept from the moment it is known: branches may follow it when the tip has gone on.
        before = scope.frontier.before.setdefault(line, {})
        before[bundle.number + 1] = bundle.hash
    void = above_cut(scope.view, bundle, line)
    if not void:
        take(scope, bundle, line)
    settle(scope.documents, scope.frontier)
    return "void" if void else "joined"


def take(scope, bundle, line):
    """Joins the changes of a bundle, in their order, as those of the feed or of a branch."""
    if bundle.body is None:
        return
    try:
        body = read_body(bundle.body, bundle.feed, bundle.number)
    except Refused:
        return  # BODY-9: it has no changes at all, and keeps its place.
    for index, change in enumerate(body.changes):
        if index not in bundle.refused:
            apply(scope.documents, change, line, position(bundle.number, index), bundle.time,
                  facts_only=line != bundle.feed)


def above_cut(view, bundle, line):
    """VIEW-2: whether the bundle is void: by the cut of its branch, or else by that of its feed."""
    if line not in view.cuts and bundle.feed not in view.cuts:
        return False
    cut = view.cuts[line if line in view.cuts else bundle.feed]
    return cut is None or bundle.number > cut


def place(scope, bundle):
    """Finds where a bundle belongs: an outcome, and for *joined* the feed it goes on under."""
    branches = scope.frontier.branches
    ids = {branch for forks in branches.values() for firsts in forks.values()
           for branch in firsts.values()}
    # FORK-3: nobody writes under the id of a branch. FRONT-3: number 0 alone follows nothing.
    if (bundle.feed == NO_FEED or bundle.feed in ids or bundle.number >= NUMBERS
            or (bundle.number == 0) != (bundle.previous == NO_HASH)):
        return "refused", None
    forks = scope.view.forks.get(bundle.feed)
    if not forks or bundle.number < min(forks):
        return place_plainly(scope.frontier.tips.get(bundle.feed), bundle), bundle.feed
    for line in lines(scope.frontier, bundle.feed):
        found = place_on(scope, line, bundle)
        if found is not None:
            return found
    # The first fork's stem is the feed itself: what does not follow it there is a fork below.
    stem_known = min(forks) in scope.frontier.before.get(bundle.feed, {})
    return ("forked" if stem_known and bundle.number == min(forks) else "waits"), None


def place_plainly(tip, bundle):
    """FRONT-3, below every fork that the view knows."""
    if tip is None:
        return "waits" if bundle.number else "joined"
    if bundle.number > tip[0] + 1:
        return "waits"
    if bundle.number == tip[0] + 1:
        return "joined" if bundle.previous == tip[1] else "forked"
    return "forked" if bundle.number == tip[0] and bundle.hash != tip[1] else "duplicate"


def lines(frontier, feed):
    """The feed, its branches, and theirs: a branch is a feed of its own, and is forked under its
    own id (FORK-1). All as feed ids."""
    found = [feed]
    for line in found:
        for firsts in frontier.branches.get(line, {}).values():
            found += firsts.values()
    return found


def place_on(scope, line, bundle):
    """The place of a bundle on a line of its feed as (outcome, line), or None if it has none: where
    the line is forked a branch begins, elsewhere the bundle follows the tip (FORK-1 to FORK-3)."""
    frontier, number = scope.frontier, bundle.number
    forks, tip = scope.view.forks.get(line, {}), frontier.tips.get(line)
    if tip == (number, bundle.hash):
        return "duplicate", None
    if number not in forks:
        return ("joined", line) if tip == (number - 1, bundle.previous) else None
    stem = frontier.before.get(line, {}).get(number) if number else NO_HASH
    if stem != bundle.previous:
        return None
    if forks[number] == bundle.hash:
        return ("duplicate" if tip and tip[0] >= number else "joined"), line
    held = frontier.branches.get(line, {}).get(number, {})
    if bundle.hash in held:
        return "duplicate", None
    if len(held) >= MOST_BRANCHES:
        return "surplus", None
    branch = branch_id(line, number, bundle.hash)
    frontier.branches.setdefault(line, {}).setdefault(number, {})[bundle.hash] = branch
    return "joined", branch


def join_tips(one, other):
    """FRONT-4: the higher number wins; two hashes at one number are never chosen between."""
    if one[0] == other[0] and one[1] != other[1]:
        raise Unjoinable("two hashes of one tip")
    return max(one, other)


def only_equal(one, other):
    """Joins what can only be equal on both sides."""
    if one != other:
        raise Unjoinable("two hashes of one bundle")
    return one


def join_frontiers(one, other):
    """FRONT-4, and FORK-1: states that are joined keep the branches of both."""
    def numbered(mine, theirs):
        return join_maps(mine, theirs, only_equal)

    def firsts(mine, theirs):
        return join_maps(mine, theirs, numbered)

    return Frontier(join_maps(one.tips, other.tips, join_tips),
                    join_maps(one.before, other.before, numbered),
                    join_maps(one.branches, other.branches, firsts))


def join_scopes(one, other):
    """The join of two scopes under one view (VIEW-3)."""
    if one.view != other.view:
        raise Unjoinable("two views")
    one, other = deepcopy((one, other))
    frontiers = one.frontier, other.frontier
    frontier = join_frontiers(*frontiers)
    documents = {}
    for record in one.documents.keys() | other.documents.keys():
        documents[record] = join_documents(
            *(side.documents.get(record, EMPTY) for side in (one, other)), frontiers)
    settle(documents, frontier)
    return Scope(frontier, one.view, documents)
