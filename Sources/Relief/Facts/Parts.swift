internal import Bundles
internal import Lattice
internal import Schema
internal import Wire

/// The parts of a fact, read by number. A schema has judged them, but perhaps a later one: what is
/// not as expected is as if it were not there.
struct Parts {
    private let values: [FieldNumber: Value]

    init(_ content: Value) { values = RecordKind.parts(of: content) }

    func integer(_ number: UInt32) -> Int64? { values[FieldNumber(number)]?.number }
    func text(_ number: UInt32) -> String? { values[FieldNumber(number)]?.text }
    func truth(_ number: UInt32) -> Bool? { values[FieldNumber(number)]?.truth }
    func record(_ number: UInt32) -> RecordID? { values[FieldNumber(number)]?.record }
    func fact(_ number: UInt32) -> FactReference? { values[FieldNumber(number)]?.fact }
    func hub(_ number: UInt32) -> HubID? { values[FieldNumber(number)]?.hub }

    func choice<Option: RawRepresentable>(_ number: UInt32) -> Option?
    where Option.RawValue == Int64 { integer(number).flatMap(Option.init(rawValue:)) }

    /// The parts of each group of a list.
    func groups(_ number: UInt32) -> [Parts] {
        guard let value = values[FieldNumber(number)] else { return [] }
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
        guard let value = values[FieldNumber(number)] else { return [] }
        var reader = Reader(value.span, of: .value)
        var hubs: Set<HubID> = []
        guard let count = try? reader.array() else { return [] }
        for _ in 0..<count {
            guard let hub: HubID = try? reader.name() else { break }
            hubs.insert(hub)
        }
        return hubs
    }

    func extent(_ number: UInt32) -> Extent? { values[FieldNumber(number)].flatMap(Extent.init) }
}
