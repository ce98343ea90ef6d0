internal import Bundles
internal import Lattice
internal import Schema

/// Says in cells what values are, so that the reader makes the same values of it.
struct CellWriter {
    let numbers: NumberText
    let times: TimeText
    let known: Known

    init(_ mapping: Mapping, _ known: Known) {
        numbers = NumberText(mark: mapping.decimals)
        times = TimeText(order: mapping.dates, zone: mapping.zone)
        self.known = known
    }

    init(_ dates: Mapping.DateOrder, _ decimals: Mapping.DecimalMark, _ known: Known) {
        numbers = NumberText(mark: decimals)
        times = TimeText(order: dates, zone: 0)
        self.known = known
    }

    /// Empty for what is no value of the type.
    func text(_ value: Value, _ type: FieldType) -> String {
        switch type {
        case .text, .token: value.text ?? ""
        case .integer: value.integer.map { numbers.write($0, digits: 0) } ?? ""
        case .decimal(let digits, _): value.integer.map { numbers.write($0, digits: digits) } ?? ""
        case .quantity(let digits, _, let units):
            value.quantity.map { amount, unit in
                "\(numbers.write(amount, digits: digits)) \(units[unit]?.symbol ?? "")"
            } ?? ""
        case .money(let currencies):
            value.money.map { amount, code in
                let digits = Currency.digits(of: code, by: currencies) ?? 0
                return "\(numbers.write(amount, digits: digits)) \(code)"
            } ?? ""
        case .truth: value.truth.map { $0 ? "true" : "false" } ?? ""
        case .date: value.integer.map { times.writeDay($0) } ?? ""
        case .time: value.integer.map { times.writeTime($0) } ?? ""
        case .choice(let options):
            value.integer.flatMap { UInt16(exactly: $0) }.flatMap { options[$0]?.name } ?? ""
        case .record(let kinds): value.record.map { known.text(of: $0, among: kinds) } ?? ""
        case .hub: value.name(of: HubName.self).map { known.text(of: $0) } ?? ""
        case .person: value.name(of: Person.self).map { known.text(of: $0) } ?? ""
        case .seat, .fact: value.octets.map { IDText.write($0) } ?? ""
        case .list(_, let type): ListText.write(value.items.map { text($0, type) })
        case .words, .file, .group, .frontier, .later: ""
        }
    }
}
