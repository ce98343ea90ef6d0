extension CommandSpec {
    private static let at = (name: "at", what: "the hub; needed if you read several")
    private static let root = (
        name: "root", what: "the file of the root key, to do it as a root of the realm or agency"
    )
    private static let reason = (name: "reason", what: "why")

    /// All commands that a node carries out, in the order in which people meet them.
    static let all: [CommandSpec] =
        session + people + agencies + hubs + goods + orders + issues + past + tables + sticks + care

    private static let session = [
        CommandSpec(name: "status", summary: "how this laptop is, and what waits"),
        CommandSpec(name: "peers", summary: "who is in a session with this laptop now"),
        CommandSpec(
            name: "sync", summary: "look for others now, and wait until they have everything",
            options: [("within", "seconds to wait (20)")],
            examples: ["causeway sync", "causeway sync --within 120"]),
        CommandSpec(
            name: "unlock", summary: "let somebody read and write, by their passphrase",
            options: [("name", "who, if several have a seat here")],
            examples: ["causeway unlock", "causeway unlock --name Ada"]),
        CommandSpec(
            name: "lock", summary: "let go of somebody's keys; what they entered goes on its way",
            options: [("name", "who; all, if not said")]),
        CommandSpec(name: "metrics", summary: "figures for Prometheus"),
        CommandSpec(name: "health", summary: "whether all is well; the code says so"),
        CommandSpec(name: "stop", summary: "end the running node in good order"),
    ]

    private static let people = [
        CommandSpec(
            name: "invite", summary: "let another laptop join, with a role",
            options: [
                ("role", "the role, for example main-hub-user (see “roles”)"),
                ("at…", "a hub where it counts; everywhere, if none is said"),
                ("name", "what to call the person"),
                ("for", "somebody who is in the realm, for another laptop of theirs"),
                ("hours", "how long it is good for (24)"),
                root,
            ], flags: [("founder", "for whoever founds an agency: nothing is granted or shown")],
            examples: [
                "causeway invite --role main-hub-user --at North --name Ben",
                "causeway invite --for Ben",
                "causeway invite --founder --name Rosa",
                "causeway invite --role admin --name Cleo --root /media/stick/root.key",
            ]),
        CommandSpec(name: "person list", summary: "who is in the realm"),
        CommandSpec(
            name: "person name", summary: "say what somebody is called", words: ["name"],
            options: [("person", "who; you, if not said")],
            examples: ["causeway person name \"Ada Lovelace\""]),
        CommandSpec(name: "roles", summary: "which roles there are"),
        CommandSpec(
            name: "grant", summary: "give somebody a role", words: ["person", "role"],
            options: [
                ("at…", "a hub where it counts; everywhere, if none is said"), root,
            ],
            examples: [
                "causeway grant Ben main-hub-user --at North",
                "causeway grant Ben logistics-manager --root /media/stick/root.key",
            ]),
        CommandSpec(
            name: "waiting", summary: "grants and the like that wait for a second to endorse them",
            flags: [("all", "also what is refused or void, and why")]),
        CommandSpec(
            name: "endorse", summary: "agree to an act that waits for a second", words: ["act"],
            options: [root], examples: ["causeway endorse 3f9a12"]),
        CommandSpec(
            name: "revoke",
            summary:
                "let go of somebody, or an agency: what is here of theirs counts, nothing later",
            words: ["person"], options: [root], examples: ["causeway revoke Eve"], isFinal: true),
        CommandSpec(
            name: "ratify", summary: "let more of what somebody wrote count after all",
            words: ["revocation"]),
    ]

    private static let agencies = [
        CommandSpec(
            name: "agency found",
            summary: "found an agency on this laptop, with a root key of its own",
            words: ["agency"],
            options: [
                ("name", "what you are called (as when this laptop joined, if not said)"),
                ("file", "where the agency's root key goes (DIR/NAME.root.key)"),
            ],
            notes: [
                "An agency grants and revokes for its own people, at hubs that the realm opens for",
                "it; nobody of the realm reads what is there. Join first by an invite of the realm",
                "(“causeway invite --founder”), then found it, then have it let in by the letters",
                "that are said. Two passphrases are asked for: yours, and that of the root key.",
                "Whoever loses the root key can go on, but never again name another agency-admin:",
                "then found a new agency, and have the realm let it in and expel the old one.",
            ],
            examples: [
                "causeway agency found \"Red Cross\"",
                "causeway agency found \"Red Cross\" --file /media/stick/red-cross.key",
            ]),
        CommandSpec(
            name: "agency list", summary: "which agencies there are, and whether they are let in"),
        CommandSpec(
            name: "agency admit",
            summary: "let an agency into the realm; its people read what all read, you not theirs",
            words: ["agency"],
            options: [("name", "what it is called, for all to see"), root],
            notes: [
                "It takes two admins, who both say it, or the realm's root key. One that was",
                "expelled is let in again so.",
            ],
            examples: [
                "causeway agency admit KQ7P-… --name \"Red Cross\"",
                "causeway agency admit \"Red Cross\" --root /media/stick/root.key",
            ], isFinal: true),
        CommandSpec(
            name: "agency expel",
            summary: "expel an agency: what is here of theirs counts, nothing later does",
            words: ["agency"], options: [root], examples: ["causeway agency expel \"Red Cross\""],
            isFinal: true),
    ]

    private static let hubs = [
        CommandSpec(name: "hub list", summary: "the hubs of the realm"),
        CommandSpec(
            name: "hub add", summary: "open a hub", words: ["name"],
            options: [
                ("sort", "main, sub (default) or agency"), ("parent", "the hub it belongs to"),
                ("place", "where it is"), ("agency", "whose it is; the only one, if not said"),
            ],
            examples: [
                "causeway hub add North --sort main --place \"Harbour road\"",
                "causeway hub add Clinic --sort agency --agency \"Red Cross\"",
            ]),
        CommandSpec(
            name: "hub close", summary: "close a hub; what is there stays on record",
            words: ["hub"], isFinal: true),
    ]

    private static let goods = [
        CommandSpec(name: "item list", summary: "the catalogue"),
        CommandSpec(
            name: "item add", summary: "put an item into the catalogue", words: ["code", "name"],
            options: [
                ("unit", "piece (default), kilogram, litre, box, …"), ("family", "its group"),
                ("least", "warn below so much"),
            ], examples: ["causeway item add TARP-4X6 \"Tarpaulin 4 by 6 m\""]),
        movement("intake", "record what came in", "causeway intake TARP-4X6 200 --at North"),
        movement(
            "distribute", "record what was given out", "causeway distribute TARP-4X6 12 --people 48"
        ),
        movement(
            "loss", "record what was lost, and why (--reason is needed)",
            "causeway loss RICE 3.5 --reason \"wet bags\""),
        CommandSpec(
            name: "count", summary: "record what lies on the shelf", words: ["item", "amount"],
            options: [
                at, ("batch", "of which batch"), ("condition", "usable (default), damaged, …"),
            ],
            examples: ["causeway count TARP-4X6 187 --at North"]),
        CommandSpec(
            name: "correct", summary: "say what an entry ought to have said; it stays on record",
            words: ["entry", "amount"],
            options: [
                ("reason", "why; it is needed"), ("damaged", "of a receipt: what came damaged"),
            ],
            examples: [
                "causeway timeline TARP-4X6",
                "causeway correct 2fc1…:7 200 --reason \"a zero too many\"",
            ]),
        CommandSpec(
            name: "stock", summary: "what lies where", options: [at, ("item", "of this alone")],
            examples: ["causeway stock", "causeway stock --item TARP-4X6 --json"]),
    ]

    private static func movement(
        _ name: String, _ summary: String, _ example: String
    ) -> CommandSpec {
        CommandSpec(
            name: name, summary: summary, words: ["item", "amount"],
            options: [
                at, ("batch", "of which batch"), ("condition", "usable (default), damaged, …"),
                ("party", "from or to whom"), ("people", "how many it was for"), reason,
                ("on", "when, like 2026-01-31T12:30:00Z; now, if not said"),
            ], examples: [example])
    }

    private static let orders = [
        CommandSpec(
            name: "needs", summary: "ask for goods", rest: "ITEM=AMOUNT",
            options: [at, ("by", "needed by this day"), ("note", "a note")],
            examples: ["causeway needs TARP-4X6=40 RICE=500 --at Camp --by 2026-02-01"]),
        CommandSpec(name: "needs list", summary: "who asked for what, and what became of it"),
        CommandSpec(
            name: "order", summary: "plan that goods go from one hub to another",
            rest: "ITEM=AMOUNT",
            options: [
                ("from", "the hub that gives"), ("to", "the hub that gets"),
                ("for", "the code of the needs list, or of the request"),
                ("note", "a note"),
            ], examples: ["causeway order TARP-4X6=40 --from North --to Camp --for NL-CAMP"]),
        CommandSpec(
            name: "transfer",
            summary:
                "have goods go from hub to hub: planned, or asked for by those who do not plan",
            rest: "ITEM=AMOUNT",
            options: [
                ("from", "the hub that gives"), ("to", "the hub that gets"), ("note", "why"),
            ], examples: ["causeway transfer TARP-4X6=40 --from North --to Camp"]),
        CommandSpec(name: "order list", summary: "the orders, and how far they are"),
        CommandSpec(
            name: "approve", summary: "approve an order or a correction, signed", words: ["code"],
            options: [reason], examples: ["causeway approve OR-NORTH"]),
        CommandSpec(
            name: "reject", summary: "reject an order or a correction, signed", words: ["code"],
            options: [reason]),
        CommandSpec(
            name: "dispatch", summary: "send goods of an order", words: ["code"],
            options: [
                ("line", "which line of it (1)"), ("amount", "all that is open, if not said"),
                ("batch", "of which batch"), ("carrier", "who takes it"), ("vehicle", "in what"),
                ("note", "a note"),
            ], flags: [("force", "although it is not approved: shown to all")]),
        CommandSpec(
            name: "receive", summary: "sign for goods that came", words: ["code"],
            options: [
                ("good", "what came in good order; all, if not said"),
                ("damaged", "what came damaged"), reason,
            ], flags: [("more", "the rest is still to come")],
            examples: [
                "causeway receive WB-NORTH", "causeway receive WB-NORTH --good 38 --damaged 2",
            ]),
    ]

    private static let past = [
        CommandSpec(
            name: "timeline", summary: "what happened, to a record or at all, and who signed it",
            rest: "RECORD",
            options: [
                ("at", "at this hub"), ("by", "by this person"), ("limit", "the last so many (50)"),
                ("language", "en (default), es, fr, ar"),
            ], flags: [("signatures", "with signatures")],
            examples: ["causeway timeline OR-NORTH-7K2A-0001", "causeway timeline --by Ben"]),
        CommandSpec(
            name: "why",
            summary: "why a record is as it is: every write, who, and what became of it",
            words: ["record"],
            options: [("field", "of this field alone"), ("language", "en (default), es, fr, ar")],
            examples: ["causeway why TARP-4X6 --field name"]),
        CommandSpec(
            name: "diff", summary: "what another laptop has not, or has and this one has not",
            words: ["peer"], examples: ["causeway diff Ben", "causeway diff 3f9a12"]),
    ]

    private static let tables = [
        CommandSpec(
            name: "sheet",
            summary: "a spreadsheet (CSV): stock, movements, orders, needs, timeline, or records",
            words: ["sheet"],
            options: [
                ("file", "write it there; else it is shown"),
                ("separator", "comma (default), semicolon or tab"),
                ("language", "en (default), es, fr, ar"),
            ],
            examples: [
                "causeway sheet stock --file stock.csv", "causeway sheet item --file items.csv",
            ]),
        CommandSpec(
            name: "fill", summary: "enter a spreadsheet (CSV) of records, for example of items",
            words: ["kind", "file"],
            options: [at, ("separator", "comma, semicolon or tab; found out, if not said")],
            flags: [("dry-run", "only say what would come of it")],
            examples: [
                "causeway fill item catalogue.csv --dry-run",
                "causeway fill movement ship.csv --at North",
            ]),
    ]

    private static let care = [
        CommandSpec(
            name: "doctor", summary: "what may be wrong here or with the network, and the cure"),
        CommandSpec(
            name: "verify",
            summary: "look through all that is stored: hashes, signatures, rows, stock"),
        CommandSpec(
            name: "backup", summary: "copy all that this laptop has into a folder, while it works",
            words: ["file"], examples: ["causeway backup /media/stick/laptop-3"]),
    ]

    private static let sticks = [
        CommandSpec(
            name: "export", summary: "write what this laptop holds into a file, for a USB stick",
            words: ["file"],
            options: [("wish", "only what the laptop lacks that wrote this wish")],
            examples: [
                "causeway export /media/stick/relief.stick",
                "causeway export out.stick --wish camp.wish",
            ]),
        CommandSpec(
            name: "import", summary: "take in what another laptop exported", words: ["file"],
            examples: ["causeway import /media/stick/relief.stick"]),
        CommandSpec(
            name: "wish", summary: "write what this laptop has, so that another exports the rest",
            words: ["file"]),
    ]

    private static let issues = [
        CommandSpec(
            name: "issues", summary: "what somebody should look at, why, and what to do",
            options: [("language", "en (default), es, fr, ar")]),
        CommandSpec(
            name: "resolve", summary: "settle an issue", words: ["issue", "note"],
            options: [("outcome", "accepted (default), mended or mistaken")],
            examples: ["causeway resolve 3F9A \"counted again, all there\""]),
        CommandSpec(
            name: "search", summary: "find records by words", words: ["words"],
            options: [("limit", "how many (20)")], examples: ["causeway search tarp"]),
        CommandSpec(
            name: "announce", summary: "tell everybody in the realm", words: ["title"],
            options: [
                ("body", "the text"), ("priority", "low, normal, high or urgent"),
                ("until", "the last day it matters"),
            ]),
        CommandSpec(name: "announcements", summary: "what everybody was told"),
    ]
}
