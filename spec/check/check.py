#!/usr/bin/python3 -B
"""Checks the vectors of the spec with a reader that was written from the spec alone.

Every disagreement is printed with its file, the vector's name, what was expected and what came.
The exit code is 0 if all agree, 1 if anything disagrees or a file is missing or empty, 2 on wrong
usage. With --stdin, lines of JSON such as
    {"kind": "item" | "body" | "state", "type": …, "feed": …, "number": …, "bytes": …}
    {"kind": "scope" | "opening" | "policy" | "act" | "acts" | "root" | "bundle" | "proof",
     "bytes": …}
    {"kind": "envelope" | "entry" | "device" | "keyring" | "invites" | "message" | "schema" |
     "said" | "signal" | "hints" | "statement", "bytes": …}
    {"kind": "secret", "type": …, and what an entry of secrets.json of this type gives}
    {"kind": "charter", "realm": …, "roots": [bytes, …], "bundles": [bytes, …],
     "proofs": [bytes, …], "records": [[bundle, kind], …], "now": time}
    {"kind": "judged" | "broken" | "grows" | "summed" | "named" | "decided", and what an entry of
     schemas.json of this type gives, but its kind as "of"}
are answered by one line each: {"accepted": true}, {"refused": reason}, or {"error": message}; a
charter, a secret, or what is held against a schema, by an object of all that follows from it.
"""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

import checks_authority
import checks_schemas
import checks_secrets
import checks_talk
from checks import ENTRIES, FILES, SCENES, VALUES, Disagreement, check_accepted, check_history
from checks import check_join, check_refused, read_entry
from checks_charters import GIVEN, answer_charter, check_charter
from checks_charters import members_of as members_of_charter
from items import Refused
from scopes import Unjoinable
from vectors import Unclear, array, has_members, load, octets


# Forms that are judged alone, and by which module.
FORMS = {kind: checks_authority for kind in checks_authority.KINDS} | {
    kind: checks_secrets for kind in checks_secrets.FORMS} | {
        "schema": checks_schemas} | {kind: checks_talk for kind in checks_talk.FORMS}

# Files whose entries have types: the members of each, and how it is checked.
CHECKS = (checks_authority.CHECKS | checks_schemas.CHECKS | checks_secrets.CHECKS
          | checks_talk.CHECKS)
MEMBERS = {file: partial(checks_authority.members_of, file) for file in checks_authority.CHECKS} | {
    "schemas.json": checks_schemas.members_of, "secrets.json": checks_secrets.members_of,
    "talk.json": checks_talk.members_of}

# Files of scenes, of which none can be refused: the members of an entry, and how it is checked.
WHOLE = {"histories.json": (SCENES["histories.json"], check_history),
         "joins.json": (SCENES["joins.json"], check_join),
         "charters.json": (members_of_charter, check_charter)}


def entries_of(file, path):
    """The file's entries as (name, how it is checked, entry)."""
    content = load(path.read_bytes().decode("utf-8"))
    has_members(content, ("accepted", "refused"))
    if file in CHECKS:
        parts = tuple((part, partial(MEMBERS[file], part), check)
                      for part, check in CHECKS[file].items())
    elif file in WHOLE:
        if array(content["refused"]):
            raise Unclear("refused entries, where none can be")
        parts = (("accepted", *WHOLE[file]),)
    else:
        parts = (("accepted", ENTRIES[file] + VALUES[file], check_accepted),
                 ("refused", ENTRIES[file] + ("reason",), check_refused))
    found = []
    for part, members, check in parts:
        if not array(content[part]):
            raise Unclear(f"nothing is {part}")
        found += [(entry, members, check) for entry in content[part]]
    return found


def check_file(file, path, report):
    """Checks one file; `report` takes a vector's name and what is wrong. Returns how many entries
    were checked."""
    try:
        entries = entries_of(file, path)
    except (OSError, UnicodeDecodeError, Unclear) as fault:
        report("(file)", str(fault))
        return 0
    names = set()
    perhaps = ("anyOrder",) if file == "histories.json" else ()
    for place, (entry, members, check) in enumerate(entries):
        name = entry.get("name") if isinstance(entry, dict) else None
        try:
            if not isinstance(name, str) or not name or name in names:
                raise Unclear("no name of its own")
            names.add(name)
            wanted = members(entry) if callable(members) else members
            has_members(entry, ("name",) + wanted, perhaps)
            check(file, entry)
        except (Disagreement, Unclear, Unjoinable) as fault:
            report(name or f"number {place}", str(fault))
        except Exception as fault:  # A vector that breaks the reader must be named, not end it.
            report(name or f"number {place}", f"not understood: {type(fault).__name__}: {fault}")
    return len(entries)


def check_directory(directory, out):
    """Checks all files and says so. Returns whether everything agrees."""
    wrong = 0
    known = FILES + tuple(checks_authority.CHECKS) + (
        "schemas.json", "charters.json", "secrets.json", "talk.json")
    extra = {path.name for path in directory.glob("*.json")} - set(known)
    for file in known + tuple(sorted(extra)):
        faults = []
        if file in extra:
            checked = 0
            faults.append(("(file)", "a file of vectors that is not known"))
        else:
            checked = check_file(file, directory / file, lambda *fault: faults.append(fault))
        print(f"{file}: {checked} checked, {len(faults)} disagree", file=out)
        for name, message in faults:
            print(f"  {file}: {name}: {message}", file=out)
        wrong += len(faults)
    return not wrong


def answer(line):
    """The answer to one line of --stdin."""
    try:
        entry = load(line)
        if isinstance(entry, dict) and entry.get("kind") == "charter":
            has_members(entry, ("kind", "realm", *GIVEN, "records"), ("now",))
            return answer_charter(entry)
        if isinstance(entry, dict) and entry.get("kind") == "secret":
            return checks_secrets.answer(entry)
        if isinstance(entry, dict) and entry.get("kind") in checks_schemas.ANSWERED:
            return checks_schemas.answer(entry)
        kinds = {"item": "items.json", "body": "bodies.json", "state": "states.json"}
        has_members(entry, ("kind", "bytes"), ("type", "feed", "number"))
        kind = entry["kind"]
        if not isinstance(kind, str) or kind not in (*kinds, *FORMS):
            raise Unclear("the kind is not known")
        if kind in FORMS:
            has_members(entry, ("kind", "bytes"))
            FORMS[kind].read_kind(kind, octets(entry["bytes"]))
        else:
            has_members(entry, ENTRIES[kinds[kind]], ("kind", "type", "feed", "number"))
            read_entry(kinds[kind], entry)
    except Refused as refusal:
        return {"refused": refusal.reason}
    except (Unclear, Disagreement) as fault:
        return {"error": str(fault)}
    return {"accepted": True}


def answer_lines(lines, out):
    """Answers each line as it comes."""
    for line in lines:
        print(json.dumps(answer(line.decode("utf-8", "replace"))), file=out, flush=True)


def main(arguments=None):
    """The command."""
    parser = argparse.ArgumentParser(
        prog="check.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("directory", nargs="?", metavar="DIRECTORY",
                        help="the directory of the vectors (default: spec/vectors)")
    parser.add_argument("--stdin", action="store_true", help="answer lines of JSON instead")
    given = parser.parse_args(arguments)
    if given.stdin:
        if given.directory is not None:
            parser.error("--stdin takes no directory")
        answer_lines(sys.stdin.buffer, sys.stdout)
        return 0
    default = Path(__file__).resolve().parent.parent / "vectors"
    directory = Path(given.directory) if given.directory is not None else default
    if not directory.is_dir():
        parser.error(f"{directory} is no directory")
    return 0 if check_directory(directory, sys.stdout) else 1


if __name__ == "__main__":
    sys.exit(main())
