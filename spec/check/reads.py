"""What a reader sees of a state: REG-3, SET-1, CNT-1, FACT-2 and DOC-5 of 02-data-types.md."""

from digest import blake


def register_value(register):
    """REG-3: (value read or None, the siblings' values, whether it is in conflict)."""
    standing = sorted(((payload[0], feed, payload[1]) for feed, (_, payload) in register.items()
                       if payload is not None), reverse=True)
    values = [value for _, _, value in standing]
    return (values[0] if values else None), values[1:], len(set(values)) > 1


def set_elements(elements):
    """SET-1: the elements of which a mark stands."""
    return {element for element, marks in elements.items()
            if any(payload for _, payload in marks.values())}


def counter_value(tallies):
    """CNT-1: all additions minus all subtractions."""
    return sum(up - down for _, up, down in tallies.values())


def fact_content(contents):
    """FACT-2: the content that counts, which is that with the smallest hash."""
    return min(contents, key=blake)


def life_of(marks):
    """DOC-5: absent, deleted, alive or contested."""
    standing = {payload for _, payload in marks.values() if payload is not None}
    if not standing:
        return "absent"
    if True not in standing:
        return "deleted"
    return "contested" if False in standing else "alive"
