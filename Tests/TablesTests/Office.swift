import Bundles
import Charter
import Lattice
import Queries
import Relief
import Replica
import Schema
import Seal
import Simulation
import Tables
import TestSupport
import Testing

/// An operation of relief: somebody who keeps its lists, and somebody who works at a hub.
struct Office {
    let port: Port<MemoryStorage>
    let admin: Laptop<MemoryStorage>
    let worker: Laptop<MemoryStorage>

    let schema: Schema

    static let salt = ImportSalt(high: 5, low: 7)
    static let mapping = KindNumber(115)

    init(seed: UInt64 = 4, of schema: Schema = Relief.schema) {
        self.schema = schema
        port = Port(seed: seed, of: schema, under: Relief.policy) { _ in MemoryStorage() }
        worker = port.join(.mainHubUser, at: [port.world.hubs[0]])
        admin = port.join(.admin)
        for scope in [.common, hub] { port.open(scope) }
        port.world.deliver(from: port.world.adminHolder)
        port.spread()
    }

    var hub: Address { .hub(port.world.hubs[0]) }

    /// All of a kind, as people read it.
    func shown(
        _ number: KindNumber, in scope: Address = .common, on laptop: Laptop<MemoryStorage>? = nil
    ) throws -> [Shown] {
        let kind = try #require(schema.kinds[number])
        let laptop = laptop ?? admin
        let documents = laptop.withReplica { replica, _ in
            replica.state(of: scope, for: laptop.person.seat.id)?.shelf.documents ?? [:]
        }
        if kind.form == .document {
            return (documents ?? [:]).filter { $0.key.kind == number }
                .map { Shown($0.key, $0.value, of: kind, by: Blake2b.self) }
                .sorted { $0.subject < $1.subject }
        }
        let facts = documents?[.ledger]?.facts[FieldNumber(number.value)]
        return (facts?.keys ?? []).compactMap { key in
            guard let fact = facts?[key] else { return nil }
            return Shown(key, fact, number, of: kind, by: Blake2b.self)
        }
    }

    /// What an import is told of what is there.
    func known() throws -> Known {
        var known = Known(schema)
        for kind in [KindNumber.item, .hubProfile, .personProfile] where schema.kinds[kind] != nil {
            for shown in try shown(kind) { known.add(shown) }
        }
        for kind in [KindNumber.lot, .movement] where schema.kinds[kind] != nil {
            for shown in try shown(kind, in: hub, on: worker) { known.add(shown) }
        }
        for (index, hub) in port.world.hubs.enumerated() {
            known.add(hub, called: "Hub \(index + 1)", "H-\(index + 1)")
        }
        known.add(HubID(high: 9, low: 3), called: "Hub 3", "H-3")
        return known
    }

    func read(_ table: Table, _ mapping: Mapping, beside known: Known? = nil) throws -> Import {
        Import(
            table, by: mapping, in: schema, beside: try known ?? self.known(),
            salt: Self.salt, hashing: Blake2b.self)
    }

    func read(_ text: String, _ mapping: Mapping) throws -> Import {
        try read(Table(reading: Array(text.utf8)), mapping)
    }

    /// Enters all that an import comes to. Returns how many entries that were.
    @discardableResult
    func enter(
        _ made: Import, in scope: Address = .common, by laptop: Laptop<MemoryStorage>? = nil
    ) throws -> Int {
        let entries = made.entries(in: scope)
        for entry in entries {
            _ = try (laptop ?? admin).enter(in: entry.scope, entry.edits).get()
        }
        return entries.count
    }
}

extension Import {
    var deeds: [Deed] { outcomes.map(\.deed) }
    var remarks: [String] { problems.map(\.description) }

    func lines(_ deed: Deed) -> [Int] { outcomes.filter { $0.deed == deed }.map(\.line) }

    var changed: [Int] {
        outcomes.filter { if case .change = $0.deed { true } else { false } }.map(\.line)
    }

    var stated: [FactID] {
        outcomes.compactMap { if case .state(let id) = $0.deed { id } else { nil } }
    }
}

extension Table {
    init(text: String, separator: Separator? = nil) {
        self.init(reading: Array(text.utf8), separator: separator)
    }

    var text: String { String(decoding: written(), as: UTF8.self) }
}

/// The fields of items, by what they are called.
enum ItemField {
    static let code = Mapping.Target(FieldNumber(0))
    static let family = Mapping.Target(FieldNumber(2))
    static let unit = Mapping.Target(FieldNumber(3))
    static let weight = Mapping.Target(FieldNumber(5))
    static let perishable = Mapping.Target(FieldNumber(7))
    static let least = Mapping.Target(FieldNumber(8))

    static func name(_ language: String = "en") -> Mapping.Target {
        Mapping.Target(FieldNumber(1), in: language)
    }
}

extension Mapping {
    /// Columns of the names of the fields.
    static let items = Mapping(
        .item,
        [
            Column("code", to: ItemField.code), Column("name", to: ItemField.name()),
            Column("unit", to: ItemField.unit), Column("weight", to: ItemField.weight),
        ], keys: [ItemField.code.field])
}
