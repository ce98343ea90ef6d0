"""Changes held against a schema, rules, and what decides (JUDGE-2, JUDGE-3, RULE-1 and SCHEMA-4 of
spec/09-schema.md)."""

from bodies import ADD, COUNT, DELETE, REMOVE, RESTORE, STATE, WRITE
from names import LEDGER, position, record_id
from schemas import DOCUMENT, FACT, NEEDED, ORDERED
from values import COUNTER, FACTS, REGISTER, SET, Misfit, hold, hold_group, need, value_of

MERGING = {WRITE: REGISTER, ADD: SET, REMOVE: SET, COUNT: COUNTER, STATE: FACTS}


def misfits(schema, feed, number, changes):
    """The changes of this bundle that are refused, as [index, reason] ascending."""
    reasons = [reason_of(schema, change) for change in changes]
    for record in {change.record for change in changes}:
        places = [place for place, change in enumerate(changes) if change.record == record]
        # The kind after the dot is the record's own (DOT-4).
        if record[:21] != record_id(feed, position(number, 0))[:21]:
            again(schema, changes, reasons, places)
        made = record[:24] == record_id(feed, position(number, places[0]))[:24]
        if not made or complete(schema, changes, reasons, places):
            continue
        for place in places:
            # What has a fault of its own keeps it: that was asked first.
            reasons[place] = reasons[place] or "incomplete"
    return [[place, reason] for place, reason in enumerate(reasons) if reason]


def again(schema, changes, reasons, places):
    """JUDGE-3: what is fixed is not written again in another bundle."""
    kind = schema.kinds.get(kind_of(changes[places[0]]))
    for place in places:
        field = kind.fields.get(changes[place].field) if kind else None
        if field and field.fixed and changes[place].verb == WRITE:
            reasons[place] = reasons[place] or "fixed"


def complete(schema, changes, reasons, places):
    """JUDGE-3: whether the changes of one record, which these create, write all that is
    required."""
    kind = schema.kinds.get(kind_of(changes[places[0]]))
    if not kind or kind.form != DOCUMENT:
        return True  # All of them are refused anyway.
    written = {changes[place].field for place in places
               if changes[place].verb == WRITE and not reasons[place]}
    return all(name in written for name, field in kind.fields.items() if field.required)


def reason_of(schema, change):
    """The reason for which a change does not fit, or None."""
    try:
        judge(schema, change)
    except Misfit as misfit:
        return misfit.reason
    return None


def kind_of(change):
    """The kind of a change, or None for one of the ledger that has no field."""
    if change.record != LEDGER:
        return int.from_bytes(change.record[24:], "big")
    return None if change.verb in (DELETE, RESTORE) else change.field


def judge(schema, change):
    """JUDGE-2, in its order."""
    ledger = change.record == LEDGER
    kind = schema.kinds.get(kind_of(change))
    need(kind, "no-such-kind")
    need(ledger == (kind.form == FACT), "wrong-form")
    if change.verb not in MERGING:
        return
    if ledger:  # The field is the kind itself, and holds facts.
        need(change.verb == STATE, "wrong-merging")
        judge_fact(kind, change.payload[2])
        return
    field = kind.fields.get(change.field)
    need(field, "no-such-field")
    need(MERGING[change.verb] == field.merging, "wrong-merging")
    if change.verb == WRITE:
        judge_written(field, change.payload[0])
    elif change.verb != COUNT:
        content = {ADD: lambda: change.payload, REMOVE: lambda: change.payload[0],
                   STATE: lambda: change.payload[2]}[change.verb]()
        hold(field.type, value_of(content))


def judge_written(field, data):
    """A value of a register; null clears it."""
    value = value_of(data)
    if value is None:
        need(not field.required, "required")
    else:
        hold(field.type, value)


def judge_fact(kind, data):
    """The content of a fact of the ledger: its fields, then the rules."""
    content = value_of(data)
    hold_group(content, kind.fields)
    need(not broken(kind, dict(content)), "rule")


def misplaced(schema, change, hubs):
    """JUDGE-6: whether a change says in the field *at* of its kind another hub than these."""
    kind = schema.kinds.get(kind_of(change))
    if kind is None or kind.place is None:
        return False
    if kind.form == FACT:
        data = change.payload[2] if change.verb == STATE else None
        value = dict(value_of(data)).get(kind.place) if data is not None else None
    else:
        wrote = change.verb == WRITE and change.field == kind.place
        value = value_of(change.payload[0]) if wrote else None
    return value is not None and value not in hubs


def decision(kind, data):
    """SCHEMA-4: what a fact of this content decides, as (about, whether it approves, the decisions
    that its author knew, their pulse), or None. What does not fit is no fact, and so decides
    nothing."""
    try:
        judge_fact(kind, data)
    except Misfit:
        return None
    content = dict(value_of(data))
    parts = (content.get(field) for field in kind.decides or (None,) * 4)
    about, approves, seen, pulse = parts
    if about is None or approves is None:
        return None
    return about, approves, seen or (), pulse


def broken(kind, values):
    """The places of the rules that these values break (field -> item). Rule 2 is about other
    records, so that one record alone never breaks it."""
    there = {field: value for field, value in values.items() if value is not None}
    return [place for place, rule in enumerate(kind.rules) if not holds(rule, there)]


def holds(rule, there):
    """RULE-1, by the values that are there and not null."""
    if rule.number == ORDERED:
        low, high = (there.get(field) for field in rule.parts)
        return type(low) is not int or type(high) is not int or low <= high
    if rule.number == NEEDED:
        choice, options, fields = rule.parts
        chosen = there.get(choice)
        # (True is not the option 1, though Python thinks so.)
        return type(chosen) is not int or chosen not in options or all(
            field in there for field in fields)
    return True
