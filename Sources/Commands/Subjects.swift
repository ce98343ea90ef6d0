internal import Bundles
internal import Charter
internal import Lattice
internal import Node
internal import Packs
internal import Queries
internal import Relief
internal import Replica
internal import Schema
internal import Store
internal import Tables

/// What somebody wants to know the past of.
enum Topic {
    case anchor(Anchor)
    /// One entry, as it was told to whoever made it: the feed, and its number there.
    case entry(FeedID, BundleNumber)
}

extension OperationDesk {
    /// What people mean by a code, a name or an id.
    func topic(_ text: String) throws(CommandError) -> Topic {
        let parts = text.split(separator: ":")
        if parts.count == 2, let feed = FeedID(text: parts[0]),
            let number = UInt64(parts[1]).flatMap({ BundleNumber($0) })
        {
            return .entry(feed, number)
        }
        if let id = RecordID(text: text) { return .anchor(.record(id)) }
        if let name = try coded(text) { return .anchor(.fact(name.key)) }
        if let hub = try? names.hub(text), let profile = names.hubProfile(of: hub) {
            return .anchor(.record(profile))
        }
        if let person = try? names.person(text), let profile = names.personProfile(of: person) {
            return .anchor(.record(profile))
        }
        return .anchor(.record(try names.item(text)))
    }

    /// The fact that has a code, or whose code begins so.
    private func coded(_ text: String) throws(CommandError) -> LedgerKey? {
        let wanted = text.uppercased()
        var like: [LedgerKey] = []
        for kind in schema.kinds.keys.sorted() {
            for fact in operation.facts(of: kind) {
                guard let code = operation.code(of: fact.name)?.uppercased() else { continue }
                if code == wanted { return fact.name }
                if code.hasPrefix(wanted) { like.append(fact.name) }
            }
        }
        guard like.count < 2 else {
            let codes = like.prefix(5).compactMap { operation.code(of: $0) }
            throw CommandError(
                .usage, "“\(text)” may be any of \(codes.joined(separator: ", ")). Say more of it.")
        }
        return like.first
    }

    /// All records of some kinds that are alive, from all scopes that are read.
    func shown(
        _ kinds: [KindNumber], in scopes: [Address]
    ) throws(CommandError) -> [KindNumber: [Shown]] {
        var all: [KindNumber: [Shown]] = [:]
        let schema = schema
        for kind in kinds where schema.kinds[kind] != nil {
            var cursor: Cursor?
            repeat {
                let after = cursor
                let page = try ask { (reader) throws(AskError) in
                    try reader.page(
                        Query(kind, limit: QueryLimits.page.upperBound), in: scopes, of: schema,
                        after: after
                    ).content
                }
                all[kind, default: []] += page.items
                cursor = page.next
            } while cursor != nil
        }
        return all
    }

    /// What there is that tables may name.
    func known(
        _ kinds: [KindNumber] = [], in scopes: [Address]
    ) throws(CommandError) -> Known {
        var known = Known(schema)
        let named: [KindNumber] = [.item, .lot, .hubProfile, .personProfile]
        for (_, rows) in try shown(Set(named + kinds).sorted(), in: scopes) {
            for row in rows { known.add(row) }
        }
        for hub in names.hubs.keys { known.add(hub, called: names.name(of: hub)) }
        for person in names.people { known.add(person, called: names.name(of: person)) }
        return known
    }
}
