"""Decisions about proposals and plans (DEC-1 to DEC-3 of spec/06)."""

from collections import defaultdict


def decide(gate, planner, decisions):
    """DEC-1, DEC-2. A decision is (hash, person, role, approves, seen). Returns what it comes to
    (for a wait, how many more) and the flagged hashes."""
    named = set(gate.roles) | ({gate.countersign} - {None})
    counted = [one for one in decisions if one[2] in named and (gate.own or one[1] != planner)]
    flagged = sorted({one[0] for one in counted if one[1] == planner})
    left = [one for one in counted
            if not any(one[0] in other[4] and other[3] != one[3] for other in counted)]
    approvals = [one for one in left if one[3]]
    if len(approvals) < len(left):
        return ("held" if approvals else "rejected"), flagged
    missing = max(0, gate.k - len({one[1] for one in approvals}))
    countersigned = gate.countersign is None or any(one[2] == gate.countersign
                                                    for one in approvals)
    if missing == 0 and countersigned:
        return "approved", flagged
    return ("waits", max(missing, 0 if countersigned else 1)), flagged


def over(lines, uses):
    """DEC-3: of uses (fact key, line, amount) the keys of those up to which a sum is over."""
    found, sums = [], defaultdict(int)
    for key, line, amount in sorted(set(uses)):
        sums[line] += amount
        if sums[line] > lines.get(line, 0):
            found.append(key)
    return found
