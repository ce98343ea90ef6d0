"""How the view of a scope follows from what counts (VIEW-6 of 06-authority.md)."""

from names import NO_HASH
from scopes import branch_id
from states import View


def view_of(charter, scope):
    """The view of a scope, by the bundles of it that are in the charter's set. What could cut no
    bundle but one that is still to come is left out: here every bundle is taken in at once."""
    view = View()
    for feed, opening in charter.openings.items():
        if opening.scope == scope and feed in charter.given:
            start = [bundle for bundle in charter.of_feed[feed] if bundle.number == 0]
            cut_line(charter, view, feed, feed, [], start)
    return view


def cut_line(charter, view, feed, line, path, following):
    """A line under its id: after this path, one of these follows, and so on to its end."""
    path, branches = list(path), []
    while True:
        number, stem = len(path), path[-1].hash if path else NO_HASH
        found = following[0] if following else None
        if len(following) > 1 or (number, stem) in charter.forks.get(feed, ()):
            kept = charter.kept.get((feed, number))
            view.forks.setdefault(line, {})[number] = kept
            branches += [(path[:], first) for first in following if first.hash != kept]
            found = next((first for first in following if first.hash == kept), None)
        if found is None:
            break
        path.append(found)
        following = charter.after[found.hash]
    cut(charter, view, feed, line, path)
    for before, first in branches:
        branch = branch_id(line, first.number, first.hash)
        cut_line(charter, view, feed, branch, before + [first], charter.after[first.hash])


def cut(charter, view, feed, line, path):
    """The cut of a line: the last number that counts on it, unless it counts to its end, and of a
    branch, unless it is that of its feed anyway."""
    counting = charter.counting.get(feed, ())
    last = next((bundle.number for bundle in path if bundle.hash not in counting), len(path)) - 1
    whole, last = last == len(path) - 1, None if last < 0 else last
    if line == feed:
        if not whole:
            view.cuts[feed] = last
    elif feed in view.cuts and view.cuts[feed] != last or feed not in view.cuts and not whole:
        view.cuts[line] = last
