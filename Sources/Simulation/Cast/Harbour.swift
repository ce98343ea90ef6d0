internal import Bundles
public import Charter
internal import Lattice
public import Schema

/// Boats and their trips.
public enum Harbour {
    public static let boat: UInt32 = 200
    public static let trip: UInt32 = 201
    public static let plan: UInt32 = 202
    public static let ruling: UInt32 = 203

    public static var schema: Schema {
        Schema(
            packs: ["harbour": 1],
            kinds: [
                KindNumber(boat): boats, KindNumber(trip): trips, KindNumber(plan): plans,
                KindNumber(ruling): rulings,
            ])
    }

    /// Who may write about them.
    public static var policy: Policy {
        var policy = Policy.relief
        let who: [RoleNumber: Permission] = [
            .manager: .any, .officer: .any, .mainHubUser: .own, .subHubUser: .own, .clerk: .own,
        ]
        policy.kinds[KindNumber(boat)] = Kind("boat", in: [.common, .hub], who)
        policy.kinds[KindNumber(trip)] = Kind("trip", in: [.hub], who)
        policy.kinds[KindNumber(plan)] = Kind(
            "plan", in: [.hub], [.mainHubUser: .proposesOwn, .manager: .proposesAny],
            gate: Gate(2, by: [.manager]))
        policy.kinds[KindNumber(ruling)] = Kind(
            "ruling", in: [.hub], [.manager: .any, .mainHubUser: .own, .clerk: .proposesOwn],
            gate: Gate(1, by: [.manager]))
        return policy
    }

    public static let boats = RecordKind(
        "boat", .document,
        numbered(
            Field("name", .text(most: 40), isRequired: true, weight: 3),
            Field("built", .date), Field("sunk", .date),
            Field("state", .choice([0: .init("afloat"), 1: .init("sunk")])),
            Field("crew", .person, merging: .set),
            Field("repairs", .integer(0...100), merging: .counter),
            Field("log", .group(numbered(Field("line", .text(most: 80)))), merging: .facts),
            Field("berth", .token(most: 8), initial: text("A1"))),
        labels: ["en": "Boat", "fr": "Bateau"], title: [FieldNumber(0)],
        rules: [
            .notAfter(FieldNumber(1), FieldNumber(2)),
            .needed(choice: FieldNumber(3), options: [1], fields: [FieldNumber(2)]),
            .unique([FieldNumber(0)]),
        ])

    /// What somebody would like to be done, until somebody else decides it.
    public static let plans = RecordKind(
        "plan", .fact, numbered(Field("what", .text(most: 200), isRequired: true)))

    public static let rulings = RecordKind(
        "ruling", .fact,
        numbered(
            Field("plan", .fact([KindNumber(plan)])), Field("approved", .truth),
            Field("seen", .list(most: 16, .fact([KindNumber(ruling)]))),
            Field("because", .text(most: 200))),
        deciding: Deciding(
            about: FieldNumber(0), approves: FieldNumber(1), seen: FieldNumber(2)))

    public static let trips = RecordKind(
        "trip", .fact,
        numbered(
            Field("boat", .record([KindNumber(boat)]), isRequired: true),
            Field("left", .time), Field("back", .time),
            Field("direction", .choice([0: .init("out"), 1: .init("home"), 2: .init("drill")])),
            Field(
                "load",
                .quantity(
                    digits: 1, 0...100_000,
                    units: [0: .init("kg"), 1: .init("t", 1_000), 2: .init("lb", 454, over: 1_000)])
            ),
            Field("passengers", .list(most: 3, .group(numbered(Field("who", .text(most: 20))))))),
        rules: [.notAfter(FieldNumber(1), FieldNumber(2))],
        sums: [
            Sum("trips-load", by: [FieldNumber(0)], of: FieldNumber(4)),
            Sum(
                "ashore", by: [FieldNumber(0)], of: FieldNumber(4),
                signs: .init(FieldNumber(3), [0: 1, 1: -1])),
        ])
}
