internal import Bundles
internal import Lattice
internal import Schema
internal import Wire

/// The parts of a fact, read by number. A schema has judged them, but perhaps a later one: what is
/// not as expected is as if it were not there.
struct Parts {
    private let content: Value
    /// Where each is, ascending. There are few, and most are asked for once.
    private var places: [(number: UInt32, range: Range<Int>)] = []

    init(_ content: Value) {
        self.content = content
        var reader = Reader(content.span, of: .value)
        guard let count = try? reader.mapCount() else { return }
        for _ in 0..<count {
            guard let number = try? reader.field(), let range = try? reader.skip() else { break }
            places.append((number.value, range))
        }
    }

    private subscript(number: UInt32) -> Value? {
        guard let place = places.first(where: { $0.number == number }) else { return nil }
        return Reader(content.span, of: .value).copy(place.range)
    }

    func integer(_ number: UInt32) -> Int64? { self[number]?.number }
    func text(_ number: UInt32) -> String? { self[number]?.text }
    func truth(_ number: UInt32) -> Bool? { self[number]?.truth }
    func record(_ number: UInt32) -> RecordID? { self[number]?.record }
    func fact(_ number: UInt32) -> FactReference? { self[number]?.fact }
    func hub(_ number: UInt32) -> HubID? { self[number]?.hub }

    func choice<Option: RawRepresentable>(_ number: UInt32) -> Option?
    where Option.RawValue == Int64 { integer(number).flatMap(Option.init(rawValue:)) }

    /// The parts of each group of a list.
    func groups(_ number: UInt32) -> [Parts] {
        guard let value = self[number] else { return [] }
        var reader = Reader(value.span, of: .value)
        var groups: [Parts] = []
        guard let count = try? reader.array() else { return [] }
        for _ in 0..<count {
            guard let item = try? reader.skip() else { break }
            groups.append(Parts(reader.copy(item)))
        }
        return groups
    }

    /// The hubs of a list.
    func hubs(_ number: UInt32) -> Set<HubID> {
        guard let value = self[number] else { return [] }
        var reader = Reader(value.span, of: .value)
        var hubs: Set<HubID> = []
        guard let count = try? reader.array() else { return [] }
        for _ in 0..<count {
            guard let hub: HubID = try? reader.name() else { break }
            hubs.insert(hub)
        }
        return hubs
    }

    func extent(_ number: UInt32) -> Extent? { self[number].flatMap(Extent.init) }
}
