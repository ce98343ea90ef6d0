"""Which schema grows out of which, and the sums over facts (GROW-1, SUM-1 of 09-schema.md)."""

from fractions import Fraction

from items import write_item
from judging import judge_fact
from schemas import FACT, NEEDED, ORDERED
from values import CHOICE, DECIMAL, FARTHEST, FILE, GROUP, INTEGER, LIST, MONEY, NAMED, QUANTITY
from values import RECORD, TEXT, TOKEN, WORDS, Misfit, value_of


# Growing

def grows(older, newer):
    """GROW-1: whether everything that fits the older schema fits the newer."""
    return all(number in newer.kinds and kind_grows(kind, newer.kinds[number])
               for number, kind in older.kinds.items())


def kind_grows(older, newer):
    """Whether a kind may become this one."""
    if older.form != newer.form or not fields_grow(older.fields, newer.fields):
        return False
    if newer.place is not None and newer.place != older.place:
        return False
    # A rule refuses facts alone; documents are only shown with an issue.
    return newer.form != FACT or all(
        rule in older.rules for rule in newer.rules if rule.number in (ORDERED, NEEDED))


def fields_grow(older, newer):
    """Whether the fields of a kind or group may become these."""
    if any(field.required and not (number in older and older[number].required)
           for number, field in newer.items()):
        return False
    return all(number in newer and field.merging == newer[number].merging
               and type_grows(field.type, newer[number].type)
               and (field.fixed or not newer[number].fixed)
               for number, field in older.items())


def type_grows(older, newer):
    """Whether the type is the same, with bounds that are no narrower. Of a type that is not known
    nothing can be said but that it stays what it was."""
    if older.number != newer.number:
        return False
    if not older.known() or older.parts == newer.parts:
        return older.parts == newer.parts
    return GROWN[older.number](older.parts, newer.parts)


def limit_grows(older, newer):
    """A limit alone."""
    return older[0] <= newer[0]


def bounds_grow(older, newer):
    """Least and most, after what must be equal."""
    return older[:-2] == newer[:-2] and newer[-2] <= older[-2] and older[-1] <= newer[-1]


def more(older, newer, same=lambda old, new: old == new):
    """A map that has all that was there."""
    return all(key in newer and same(value, newer[key]) for key, value in older.items())


def quantity_grows(older, newer):
    """Digits, bounds, units; a unit may get another symbol, but no other factor. Of that it is the
    ratio that counts."""
    return bounds_grow(older[:-1], newer[:-1]) and more(
        older[-1], newer[-1], lambda old, new: old[1] * new[2] == new[1] * old[2])


def money_grows(older, newer):
    """Null stands for every currency."""
    return newer[0] is None or older[0] is not None and more(older[0], newer[0])


def options_grow(older, newer):
    """Options stay; what they are called is for people."""
    return more(older[0], newer[0], lambda old, new: True)


def kinds_grow(older, newer):
    """Null stands for every kind."""
    return newer[0] is None or older[0] is not None and set(older[0]) <= set(newer[0])


def list_grows(older, newer):
    """More of what was there."""
    return limit_grows(older, newer) and type_grows(older[1], newer[1])


# Of each type that has something after its number.
GROWN = {TEXT: limit_grows, INTEGER: bounds_grow, DECIMAL: bounds_grow, QUANTITY: quantity_grows,
         MONEY: money_grows, CHOICE: options_grow, RECORD: kinds_grow, WORDS: limit_grows,
         FILE: limit_grows, NAMED: kinds_grow, TOKEN: limit_grows, LIST: list_grows,
         GROUP: lambda older, newer: fields_grow(older[0], newer[0])}


# Sums

def counting(kind, contents):
    """The contents of the facts that count, as dicts: those that fit (JUDGE-4)."""
    found = []
    for data in contents:
        try:
            judge_fact(kind, data)
        except Misfit:
            continue
        found.append(dict(value_of(data)))
    return found


def summed(kind, contents):
    """SUM-1: of each sum its rows, as (keys, sum) in the order of their keys, and how many facts
    were left out of it. A key is the bytes of its value, or None."""
    facts = counting(kind, contents)
    return [one_sum(kind, one, facts) for one in kind.sums]


def one_sum(kind, one, facts):
    """One of the sums."""
    rows, left = {}, 0
    for fact in facts:
        sign = sign_of(one, fact)
        # What counts 0 makes no row, and is not looked at any further.
        if one.amount not in fact or not sign:
            continue
        amount = amount_of(kind.fields[one.amount].type, fact[one.amount])
        if amount is None:
            left += 1
            continue
        keys = tuple(write_item(fact[key]) if key in fact else None for key in one.keys)
        rows[keys] = rows.get(keys, 0) + sign * amount
    return sorted(rows.items(), key=lambda row: [(key is not None, key or b"")
                                                 for key in row[0]]), left


def sign_of(one, fact):
    """What the amount of a fact is taken times."""
    if not one.signs:
        return 1
    choice, signs = one.signs
    return signs.get(fact[choice], 0) if choice in fact else 0


def amount_of(kind, value):
    """The amount; a quantity in unit 0, or None if that is no amount."""
    if kind.number != QUANTITY:
        return value
    _, numerator, denominator = kind.parts[3][value[1]]
    amount = value[0] * Fraction(numerator, denominator)
    if amount.denominator != 1 or abs(amount) > FARTHEST:
        return None
    return amount.numerator
