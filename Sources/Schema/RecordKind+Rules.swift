public import Bundles
public import Lattice
internal import Wire

extension RecordKind {
    /// The rules that a record breaks which these values are all of, by their places
    /// (spec/09-schema.md#rule-1). Which records are alike is for those to say who have all.
    public func broken(by values: [FieldNumber: Value]) -> [Int] {
        rules.indices.filter { !holds(rules[$0], values) }
    }

    /// The same for one rule and the content of a fact, which fits otherwise.
    func holds(_ rule: Rule, in content: Value) -> Bool { holds(rule, Self.parts(of: content)) }

    /// The parts of a fact or group, which is known to be one.
    public static func parts(of content: Value) -> [FieldNumber: Value] {
        var reader = Reader(content.span, of: .value)
        var parts: [FieldNumber: Value] = [:]
        guard let count = try? reader.mapCount() else { return [:] }
        for _ in 0..<count {
            guard let number = try? reader.field(), let range = try? reader.skip() else { break }
            parts[number] = reader.copy(range)
        }
        return parts
    }

    /// The hub at which a change says that it happens (spec/09-schema.md#judge-6); nil if it says
    /// nothing of that.
    func hub(in change: Change) -> HubID? {
        guard let place, case .field(let field, let delta) = change.delta else { return nil }
        switch delta {
        case .facts(let fact) where change.record == .ledger: return hub(in: fact.content)
        case .register(let write) where field == place: return write.value.hub
        default: return nil
        }
    }

    /// The same of the content of a fact.
    public func hub(in content: Value) -> HubID? {
        place.flatMap { Self.parts(of: content)[$0]?.hub }
    }

    private func holds(_ rule: Rule, _ values: [FieldNumber: Value]) -> Bool {
        switch rule {
        case .notAfter(let a, let b):
            guard let a = values[a]?.integer, let b = values[b]?.integer else { return true }
            return a <= b
        case .needed(let choice, let options, let fields):
            guard let chosen = values[choice]?.integer, let option = UInt16(exactly: chosen),
                options.contains(option)
            else { return true }
            return fields.allSatisfy { number in
                values[number].map { !$0.span.isNull } ?? false
            }
        case .unique, .later: return true
        }
    }
}

extension Value {
    /// The integer that it is; nil if it is something else.
    /// The hub that it names; nil if it is no value that names one.
    public var hub: HubID? {
        var reader = Reader(span, of: .value)
        return try? reader.name()
    }

    var integer: Int64? {
        var reader = Reader(span, of: .value)
        return try? reader.integer(in: .min...(.max))
    }
}
