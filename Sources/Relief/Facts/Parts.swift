internal import Bundles
internal import Lattice
internal import Schema
internal import Wire

/// The parts of a fact, read by number. A schema has judged them, but perhaps a later one: what is
/// not as expected is as if it were not there.
struct Parts {
    private let values: [FieldNumber: Value]

    init(_ content: Value) { values = RecordKind.parts(of: content) }

    private func read<Found>(
        _ number: UInt32, _ body: (inout Reader) throws(WireError) -> Found
    ) -> Found? {
        guard let value = values[FieldNumber(number)] else { return nil }
        var reader = Reader(value.span, of: .value)
        return try? body(&reader)
    }

    func integer(_ number: UInt32) -> Int64? {
        read(number) { (reader) throws(WireError) in try reader.integer(in: .min...(.max)) }
    }

    func text(_ number: UInt32) -> String? {
        read(number) { (reader) throws(WireError) in try reader.text(most: .max) }
    }

    func truth(_ number: UInt32) -> Bool? {
        read(number) { (reader) throws(WireError) in try reader.bool() }
    }

    func record(_ number: UInt32) -> RecordID? {
        read(number) { (reader) throws(WireError) in try reader.record() }
    }

    func hub(_ number: UInt32) -> HubID? { values[FieldNumber(number)]?.hub }

    func fact(_ number: UInt32) -> FactReference? {
        read(number) { (reader) throws(WireError) in try reader.factReference() }
    }

    func choice<Option: RawRepresentable>(_ number: UInt32) -> Option?
    where Option.RawValue == Int64 { integer(number).flatMap(Option.init(rawValue:)) }

    func extent(_ number: UInt32) -> Extent? { values[FieldNumber(number)].flatMap(Extent.init) }
}
