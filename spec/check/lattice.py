"""The data types of spec/02-data-types.md: what a change does to a document, and what the join of
two documents is. Slow and plain on purpose: marks are settled by going through all of them."""

from bodies import ADD, COUNT, DELETE, REMOVE, RESTORE, STATE, WRITE
from names import LEDGER, NO_FEED, parts
from states import Document

MOST = (1 << 64) - 1
ALIVE, DEAD = True, False


def contains(frontier, feed, word):
    """FRONT-4: whether the frontier has the bundle of this position."""
    tip = frontier.tips.get(feed)
    return tip is not None and tip[0] >= parts(word)[0]


def merge_marks(one, other):
    """MARK-2 and MARK-3: the higher position; at the same one *covered*, else the larger payload.
    (Python orders (time, value) and bytes as MARK-3 does, and *dead* before *alive*.)"""
    if one[0] != other[0]:
        return max(one, other, key=lambda mark: mark[0])
    if one[1] is None or other[1] is None:
        return one[0], None
    return one[0], max(one[1], other[1])


def put(marks, feed, mark):
    """Merges a mark into a cell."""
    marks[feed] = merge_marks(marks[feed], mark) if feed in marks else mark


def write_mark(marks, feed, word, payload, seen=()):
    """MARK-2: a write, or with no payload a removal, and what its vector covers. An entry for the
    change's own feed, or for the feed that is none, has no effect (VEC-3, DOT-4)."""
    put(marks, feed, (word, payload))
    for name, named in seen:
        if name not in (feed, NO_FEED):
            put(marks, name, (named, None))


def merge_tallies(one, other):
    """CNT-3: the higher position; at the same one MARK-3's larger sums."""
    return max(one, other)


def count(tallies, feed, word, amount):
    """CNT-2: an amount counts above the tally's position; sums stop at their limit."""
    before, up, down = tallies.get(feed, (-1, 0, 0))
    if word > before:
        tallies[feed] = (word, min(MOST, up + max(amount, 0)), min(MOST, down + max(-amount, 0)))


def carry(contents, content, feed, word):
    """FACT-3: the lowest position at which the feed carried this content."""
    carriers = contents.setdefault(content, {})
    carriers[feed] = min(carriers.get(feed, word), word)


def apply(documents, change, feed, word, time, facts_only=False):
    """Joins one change at its stamp. On a branch that is not kept, facts alone count (FORK-2)."""
    if facts_only and change.verb != STATE:
        return
    # DOC-6: the ledger has no life and no fields but facts. DOT-4: no feed makes no record.
    ledger = change.record == LEDGER
    if not ledger and change.record[:16] == NO_FEED or ledger and change.verb != STATE:
        return
    document = documents.setdefault(change.record, Document())
    if change.verb in (DELETE, RESTORE):
        payload = ALIVE if change.verb == RESTORE else DEAD
        write_mark(document.life, feed, word, payload, change.payload)
        return
    # DOC-3: whatever else it is, also under a verb that is not known, it is a sign of life.
    if not ledger:
        put(document.life, feed, (word, ALIVE))
    if change.verb == WRITE:
        value, seen = change.payload
        register = document.registers.setdefault(change.field, {})
        write_mark(register, feed, word, (time, value), seen)
    elif change.verb == ADD:
        elements = document.sets.setdefault(change.field, {})
        put(elements.setdefault(change.payload, {}), feed, (word, True))
    elif change.verb == REMOVE:
        element, seen = change.payload
        elements = document.sets.setdefault(change.field, {})
        write_mark(elements.setdefault(element, {}), feed, word, None, seen)
    elif change.verb == COUNT:
        count(document.counters.setdefault(change.field, {}), feed, word, change.payload)
    elif change.verb == STATE:
        person, fact_id, content = change.payload
        facts = document.facts.setdefault(change.field, {})
        carry(facts.setdefault(person + fact_id, {}), content, feed, word)


def settle(documents, frontier):
    """SET-4: a covered mark of a set goes when the frontier contains it; what is empty goes."""
    for record, document in list(documents.items()):
        for number, elements in list(document.sets.items()):
            for element, marks in list(elements.items()):
                for feed, (word, payload) in list(marks.items()):
                    if payload is None and contains(frontier, feed, word):
                        del marks[feed]
                if not marks:
                    del elements[element]
            if not elements:
                del document.sets[number]
        if document == Document():
            del documents[record]


def join_maps(one, other, join):
    """Joins two dicts key by key."""
    joined = {**one, **other}
    for key in one.keys() & other.keys():
        joined[key] = join(one[key], other[key])
    return joined


def join_marks(one, other):
    """The join of two registers, or lives."""
    return join_maps(one, other, merge_marks)


def join_counters(one, other):
    """The join of two counters."""
    return join_maps(one, other, merge_tallies)


def join_facts(one, other):
    """The join of two fields of facts."""
    def carriers(mine, theirs):
        return join_maps(mine, theirs, min)
    return join_maps(one, other, lambda mine, theirs: join_maps(mine, theirs, carriers))


def join_sets(one, other, frontiers):
    """SET-5: a mark that only one side has, though the other's frontier contains it, was removed
    at the other. What is settled by both frontiers together, `settle` takes away after."""
    joined = {}
    for element in one.keys() | other.keys():
        sides = one.get(element, {}), other.get(element, {})
        marks = join_marks(*sides)
        for feed in sides[0].keys() ^ sides[1].keys():
            absent = frontiers[0] if feed not in sides[0] else frontiers[1]
            if contains(absent, feed, marks[feed][0]):
                del marks[feed]
        if marks:
            joined[element] = marks
    return joined


def join_documents(one, other, frontiers):
    """DOC-1: documents join field by field."""
    def sets(mine, theirs):
        return join_sets(mine, theirs, frontiers)

    all_sets = {number: sets(one.sets.get(number, {}), other.sets.get(number, {}))
                for number in one.sets.keys() | other.sets.keys()}
    return Document(
        join_marks(one.life, other.life),
        join_maps(one.registers, other.registers, join_marks),
        {number: elements for number, elements in all_sets.items() if elements},
        join_maps(one.counters, other.counters, join_counters),
        join_maps(one.facts, other.facts, join_facts))
