internal import Bundles
internal import Lattice
internal import Queries
internal import Schema

/// The records that share what a rule of their kind wants each to have for itself.
struct AlikeIndex: Sendable {
    struct Place: Hashable, Sendable {
        let kind: KindNumber
        let rule: Int
        let alike: Alike
    }

    private var records: [Place: Set<RecordID>] = [:]

    /// Puts a record in or takes it out; where it is.
    mutating func set(_ isThere: Bool, _ shown: Shown, _ id: RecordID) -> [Spot] {
        guard let kind = Relief.schema.kinds[shown.kind] else { return [] }
        return shown.alike(kind).map { rule, alike in
            let place = Place(kind: shown.kind, rule: rule, alike: alike)
            if isThere {
                records[place, default: []].insert(id)
            } else {
                records[place]?.remove(id)
                if records[place]?.isEmpty == true { records[place] = nil }
            }
            return .alike(place)
        }
    }

    func records(at place: Place) -> [RecordID] { (records[place] ?? []).sorted() }
}
