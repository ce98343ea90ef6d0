#!/usr/bin/python3 -B
"""Tests of the data types, of forks and of the digest, by examples made by hand from the spec."""

import random
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import digest
import example_charters
import example_schemas
import example_secrets
import example_talk
import examples
from bodies import Body, Change, write_body
from checks import shuffled
from items import read_item
from lattice import contains, count, merge_marks
from names import LEDGER, NO_HASH, position, record_id
from reads import counter_value, fact_content, life_of, register_value, set_elements
from scopes import Bundle, Unjoinable, branch_id, join_scopes, receive
from states import Document, Frontier, Scope, View, read_state, write_state
from vectors import json_of, json_of_body

A, B, C = b"\x0a" * 16, b"\x0b" * 16, b"\x0c" * 16
DOC = record_id(A, position(0, 0))
WRITE, ADD, REMOVE, COUNT, STATE, DELETE, RESTORE = range(7)


def hash_of(text):
    """A made-up hash."""
    return digest.blake(text.encode())


def bundle(feed, number, changes=(), name="", previous=None, time=0):
    """A bundle of (verb, field, payload) or whole changes. `name` tells branches apart."""
    changes = tuple(change if isinstance(change, Change) else Change(DOC, *change)
                    for change in changes)
    before = NO_HASH if not number else hash_of(f"{feed.hex()} {number - 1} {previous or ''}")
    return Bundle(feed, number, before, hash_of(f"{feed.hex()} {number} {name}"), time,
                  write_body(Body(changes, ()), feed, number))


def fold(*bundles, view=None):
    """The scope after these bundles, and what became of each."""
    scope = Scope(view=view or View())
    return scope, [receive(scope, one) for one in bundles]


def state(*bundles, view=None):
    """The document after these bundles."""
    return fold(*bundles, view=view)[0].documents.get(DOC)


def fact(content, record=DOC, field=1):
    """A fact's change."""
    return Change(record, STATE, field, (b"\x01" * 16, b"\x02" * 16, content))


class Types(unittest.TestCase):
    """Registers, sets, counters, facts, lives."""

    def test_marks(self):
        self.assertEqual(merge_marks((2, None), (3, True)), (3, True))
        self.assertEqual(merge_marks((3, None), (3, True)), (3, None))
        self.assertEqual(merge_marks((3, False), (3, True)), (3, True))
        self.assertEqual(merge_marks((3, (1, b"ab")), (3, (1, b"abc"))), (3, (1, b"abc")))
        self.assertEqual(merge_marks((3, (2, b"a")), (3, (1, b"abc"))), (3, (2, b"a")))

    def test_register(self):
        first = bundle(A, 0, [(WRITE, 1, (b"a", ()))], time=9)
        beside = bundle(B, 0, [(WRITE, 1, (b"b", ()))], time=5)
        after = bundle(C, 0, [(WRITE, 1, (b"c", ((A, 0),)))], time=1)
        register = state(first, beside).registers[1]
        self.assertEqual(register_value(register), (b"a", [b"b"], True))
        register = state(after, first, beside).registers[1]
        self.assertEqual(register_value(register), (b"b", [b"c"], True))
        self.assertEqual(register[A], (0, None))  # REG-1: kept.

    def test_set(self):
        add = bundle(A, 0, [(ADD, 1, b"x")])
        remove = bundle(B, 0, [(REMOVE, 1, (b"x", ((A, 0),)))])
        early = state(remove).sets[1]
        self.assertEqual(early, {b"x": {A: (0, None)}})  # SET-4; B's own is settled.
        self.assertEqual(state(remove, add).sets, {})
        self.assertEqual(state(add, remove).sets, {})
        again = bundle(C, 0, [(ADD, 1, b"x")])
        self.assertEqual(set_elements(state(add, again, remove).sets[1]), {b"x"})
        self.assertEqual(set_elements(state(add, remove, view=View({B: None})).sets[1]), {b"x"})
        self.assertEqual(state(add, bundle(A, 1, [(REMOVE, 1, (b"x", ()))])).sets, {})

    def test_set_join(self):
        add, remove = bundle(A, 0, [(ADD, 1, b"x")]), bundle(B, 0, [(REMOVE, 1, (b"x", ((A, 0),)))])
        sides = fold(add)[0], fold(remove)[0], fold(add, remove)[0]
        for one in sides:
            for other in sides:
                if one is not other:
                    self.assertEqual(join_scopes(one, other), sides[2])

    def test_counter(self):
        tallies = {}
        for word, amount in ((0, 5), (1, -7), (1, 100), (2, 1 << 53)):
            count(tallies, A, word, amount)
        self.assertEqual(counter_value(tallies), (1 << 53) - 2)
        for word in range(3, 5000):
            count(tallies, A, word, 1 << 53)
        self.assertEqual(tallies[A], (4999, (1 << 64) - 1, 7))

    def test_facts(self):
        document = state(bundle(A, 0, [fact(b"one")]), bundle(A, 1, [fact(b"one"), fact(b"two")]))
        contents = document.facts[1][b"\x01" * 16 + b"\x02" * 16]
        self.assertEqual(contents[b"one"], {A: 0})
        self.assertEqual(contents[b"two"], {A: position(1, 1)})
        self.assertIn(fact_content(contents), contents)

    def test_life(self):
        made, dead = bundle(A, 0, [(COUNT, 1, 1)]), bundle(B, 0, [(DELETE, 0, ((A, 0),))])
        self.assertEqual(life_of(state(made).life), "alive")
        self.assertEqual(life_of(state(dead, made).life), "deleted")
        later = bundle(A, 1, [(COUNT, 1, 1)])
        self.assertEqual(life_of(state(dead, made, later).life), "contested")
        restored = bundle(B, 1, [(RESTORE, 0, ((A, position(1, 0)),))])
        self.assertEqual(life_of(state(made, dead, later, restored).life), "alive")
        self.assertEqual(life_of({A: (0, None)}), "absent")

    def test_without_effect(self):
        ledger = [Change(LEDGER, verb, 1, payload) for verb, payload in (
            (WRITE, (b"v", ())), (ADD, b"e"), (REMOVE, (b"e", ())), (COUNT, 1))]
        ledger += [Change(LEDGER, DELETE, 0, ()), Change(LEDGER, RESTORE, 0, ())]
        scope, outcomes = fold(bundle(A, 0, ledger + [Change(LEDGER, 99, 1, b"\x00")]))
        self.assertEqual((scope.documents, outcomes), ({}, ["joined"]))
        scope, _ = fold(bundle(A, 0, [fact(b"f", LEDGER)]))
        self.assertEqual(scope.documents[LEDGER].life, {})
        # BODY-8: a verb that is not known is a sign of life, and no more.
        self.assertEqual(state(bundle(A, 0, [(99, 1, b"\x00")])), Document({A: (0, True)}))
        broken = Bundle(A, 0, NO_HASH, hash_of("x"), 0, b"\xff")
        self.assertEqual(fold(broken)[1], ["joined"])


class Feeds(unittest.TestCase):
    """Frontiers, forks and views."""

    def test_receptions(self):
        zero, one, two = (bundle(A, number) for number in range(3))
        self.assertEqual(fold(zero, two, one, zero, one, two)[1], [
            "joined", "waits", "joined", "duplicate", "duplicate", "joined"])
        self.assertEqual(fold(zero, bundle(A, 0, name="other"))[1][1], "forked")
        self.assertEqual(fold(zero, bundle(A, 1, previous="other"))[1][1], "forked")
        for feed, number, previous in ((A, 0, hash_of("")), (A, 1, NO_HASH),
                                       (bytes(16), 0, NO_HASH)):
            odd = Bundle(feed, number, previous, hash_of("h"), 0, b"\xa0")
            self.assertEqual(fold(odd)[1], ["refused"])
        scope, outcomes = fold(zero, one, view=View({A: 0}))
        self.assertEqual(outcomes, ["joined", "void"])
        self.assertTrue(contains(scope.frontier, A, position(1, 77)))

    def test_fork(self):
        changes = [(COUNT, 1, 1), fact(b"f")]
        zero = bundle(A, 0, [(ADD, 1, b"x")])
        kept, lost = bundle(A, 1, changes, "k"), bundle(A, 1, changes, "l")
        more, lost_more = bundle(A, 2, [], "k", "k"), bundle(A, 2, changes, "l", "l")
        branch = branch_id(A, 1, lost.hash)
        stray = Bundle(branch, 0, NO_HASH, hash_of("s"), 0, b"\xa0")
        order = [zero, lost, kept, more, lost_more, lost, kept, stray, bundle(A, 2, [], "", "no")]
        scope, outcomes = fold(*order, view=View({}, {A: {1: kept.hash}}))
        self.assertEqual(outcomes, ["joined"] * 5 + ["duplicate"] * 2 + ["refused", "waits"])
        self.assertEqual(scope.frontier, Frontier(
            {A: (2, more.hash), branch: (2, lost_more.hash)}, {A: {1: zero.hash}},
            {A: {1: {lost.hash: branch}}}))
        document = scope.documents[DOC]
        self.assertEqual(set(document.counters[1]), {A})
        carriers = document.facts[1][b"\x01" * 16 + b"\x02" * 16][b"f"]
        self.assertEqual(carriers, {A: position(1, 1), branch: position(1, 1)})
        self.assertEqual(set(document.life), {A, branch})
        undecided, _ = fold(*order, view=View({}, {A: {1: None}}))
        self.assertEqual(undecided.frontier.tips[A], (0, zero.hash))
        self.assertEqual(undecided.documents[DOC].counters, {})

    def test_fork_in_a_branch(self):
        zero, kept, lost = bundle(A, 0), bundle(A, 1, name="k"), bundle(A, 1, name="l")
        view = View({}, {A: {1: kept.hash, 2: None}, branch_id(A, 1, lost.hash): {2: None}})
        firsts = [bundle(A, 2, [fact(b"f")], name, "l") for name in "12"]
        after_kept = bundle(A, 2, [], "3", "k")
        scope, outcomes = fold(zero, kept, lost, *firsts, after_kept, view=view)
        self.assertEqual(outcomes, ["joined"] * 6)
        branch = branch_id(A, 1, lost.hash)
        self.assertEqual(scope.frontier.branches[branch], {
            2: {one.hash: branch_id(branch, 2, one.hash) for one in firsts}})
        self.assertEqual(scope.frontier.before, {A: {1: zero.hash, 2: kept.hash},
                                                 branch: {2: lost.hash}})
        self.assertEqual(len(scope.documents[DOC].life), 2)

    def test_surplus(self):
        firsts = [bundle(A, 0, name=str(name)) for name in range(10)]
        view = View({}, {A: {0: firsts[9].hash}})
        self.assertEqual(fold(*firsts, view=view)[1], ["joined"] * 8 + ["surplus", "joined"])

    def test_join_refused(self):
        one, other = fold(bundle(A, 0))[0], fold(bundle(A, 0, name="other"))[0]
        self.assertRaises(Unjoinable, join_scopes, one, other)
        self.assertRaises(Unjoinable, join_scopes, one, Scope(view=View({A: 1})))

    def test_any_order(self):
        for seed in range(60):
            bundles, view = random_history(random.Random(seed))
            whole = fold(*bundles, view=view)[0]
            shuffled_once = shuffled(bundles, random.Random(seed + 1))
            self.assertEqual(write_state("scope", fold(*shuffled_once, view=view)[0]),
                             write_state("scope", whole))
            sides = [fold(*(one for one in bundles if one.number < limits[one.feed]), view=view)[0]
                     for limits in ({A: 2, B: 5, C: 3}, {A: 5, B: 1, C: 5})]
            joined = join_scopes(*sides)
            self.assertEqual(joined, join_scopes(*reversed(sides)))
            self.assertEqual(joined, join_scopes(joined, sides[0]))
            expected = fold(*(one for one in bundles), view=view)[0]
            self.assertEqual(joined.documents, expected.documents)
            data = write_state("scope", whole)
            self.assertEqual(write_state("scope", read_state("scope", data)), data)


def random_history(chance):
    """Five bundles of each of three feeds, with vectors that may lie, and a view."""
    bundles = []
    for number in range(5):
        for feed in (A, B, C):
            changes = []
            for _ in range(chance.randrange(4)):
                seen = tuple((other, position(chance.randrange(6), chance.randrange(3)))
                             for other in (A, B, C) if other != feed and chance.random() < 0.5)
                element = chance.choice((b"x", b"y"))
                changes.append(chance.choice((
                    (WRITE, 1, (element, seen)), (ADD, 2, element), (REMOVE, 2, (element, seen)),
                    (COUNT, 3, chance.choice((1, -2))), fact(element), (DELETE, 0, seen),
                    (RESTORE, 0, seen), fact(element, LEDGER))))
            bundles.append(bundle(feed, number, changes, time=chance.randrange(3)))
    return bundles, View({A: chance.choice((None, 1, 3))} if chance.random() < 0.5 else {})


class Digests(unittest.TestCase):
    """DIG-1 to DIG-4."""

    def test_rows(self):
        scope, _ = fold(bundle(A, 0, [(ADD, 7, b"x")]))
        rows = sorted(row for _, row in digest.document_rows(DOC, scope.documents[DOC]))
        word = "0" * 16
        self.assertEqual([row.hex() for row in rows], [
            "00" + DOC.hex() + "00000001" + A.hex() + word + "01",
            "02" + DOC.hex() + "00000007" + "0000000178" + "00000001" + A.hex() + word + "01"])
        number, total = digest.total(scope.documents)
        self.assertEqual(number, 2)
        self.assertEqual(total, sum(int.from_bytes(digest.blake(row), "big") for row in rows)
                         % (1 << 256))
        self.assertEqual(digest.shown(scope.documents), [(number, total)])

    def test_buckets(self):
        self.assertEqual(digest.bucket(bytes(28)), 0)
        self.assertEqual(digest.bucket(bytes(23) + b"\x01"), 0x9E3)
        self.assertEqual(digest.bucket(bytes(31) + b"\x01"), 0x9E3)
        self.assertEqual(digest.bucket(bytes(7) + b"\x01" + bytes(7) + b"\x01" + bytes(16)), 0)
        scope, _ = fold(bundle(A, 0, [(COUNT, field, 1) for field in range(32)]))
        self.assertEqual(len(digest.shown(scope.documents)), 2)

    def test_tree(self):
        self.assertEqual(digest.root({}), digest.blake(b""))
        rows = [digest.blake(bytes([place])) for place in range(3)]
        one, two, three = (digest.blake(b"\0" + row) for row in rows)
        pair = digest.blake(b"\1" + one + two)
        whole = digest.tree([one, two, three])
        self.assertEqual(whole, digest.blake(b"\1" + pair + three))
        self.assertEqual(digest.proven(rows[1], (1, 3, [one, three])), whole)
        self.assertEqual(digest.proven(rows[2], (2, 3, [pair])), whole)
        self.assertIsNone(digest.proven(rows[2], (2, 3, [one, three])))


def vector_files():
    """Small files of vectors as the README of spec/vectors describes them."""
    def refused(data, reason, **more):
        return [{"name": "no", "bytes": data, "reason": reason, **more}]

    bundles = [bundle(A, 0, [(ADD, 1, b"x")]), bundle(B, 0, [(WRITE, 1, (b"v", ((A, 0),)))])]
    scope, outcomes = fold(*bundles)
    data = write_state("scope", scope)
    history = {
        "name": "two", "view": "a0", "receptions": outcomes, "state": data.hex(),
        "bundles": [{"feed": one.feed.hex(), "number": one.number, "time": one.time,
                     "previous": one.previous.hex(), "hash": one.hash.hex(),
                     "body": one.body.hex()} for one in bundles],
        "digest": write_state("sum", digest.total(scope.documents)).hex(), "anyOrder": True,
        "shown": write_state("digest", digest.shown(scope.documents)).hex(),
        "root": digest.root(scope.documents).hex()}
    changes = Body((Change(DOC, ADD, 1, b"x"), Change(DOC, 99, 2, b"\xf5")), ((5, b"\x00"),))
    body = write_body(changes, A, 0)
    place = {"feed": A.hex(), "number": 0}
    sides = [write_state("scope", fold(one)[0]).hex() for one in bundles]
    return {
        "items.json": {"accepted": [{"name": "yes", "bytes": "82f541ff", "value": [
            True, {"bytes": "ff"}]}], "refused": refused("1800", "not-shortest")},
        "bodies.json": {"accepted": [{"name": "yes", "bytes": body.hex(), **place,
                                      **json_of_body(changes)}],
                        "refused": refused("a10280", "empty", **place)},
        "states.json": {"accepted": [{"name": "yes", "type": "scope", "bytes": data.hex(),
                                      "value": json_of(read_item(data))}],
                        "refused": refused("20", "wrong-type", type="clock")},
        "histories.json": {"accepted": [history], "refused": []},
        "joins.json": {"accepted": [{"name": "yes", "mine": sides[0], "theirs": sides[1],
                                     "joined": data.hex()}], "refused": []},
        "charters.json": {"accepted": [example_charters.example()[0].entry(
            example_charters.example()[1])], "refused": []},
        **examples.vector_files(), **example_schemas.vector_files(),
        **example_secrets.vector_files(), **example_talk.vector_files()}


if __name__ == "__main__":
    unittest.main()
