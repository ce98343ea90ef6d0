internal import Bundles
internal import Charter
internal import Lattice
internal import Node
internal import Packs
internal import Queries
internal import Relief
internal import Schema

/// What people call items, hubs and each other, and what that stands for.
struct Directory: Sendable {
    struct Item: Hashable, Sendable {
        let id: RecordID
        let code: String
        let name: String
        let unit: String
        let isRetired: Bool
    }

    struct Entry<ID: Hashable & Sendable>: Hashable, Sendable {
        let id: ID
        let name: String
    }

    private(set) var items: [RecordID: Item] = [:]
    private var hubProfiles: [RecordID: Entry<HubID>] = [:]
    private var personProfiles: [RecordID: Entry<PersonID>] = [:]
    private var agencyProfiles: [RecordID: Entry<DomainID>] = [:]
    /// What an agency calls its own people: nobody else reads that.
    private var colleagues: [RecordID: Entry<PersonID>] = [:]
    /// What was founded on this laptop, as its founder calls it.
    private var foundings: [DomainID: String] = [:]
    private(set) var hubs: [HubID: Bool] = [:]
    /// What is whose, as the charter has it.
    private(set) var domains = Domains()

    /// The realm and its agencies, with the hubs and people of these.
    struct Domains: Sendable {
        fileprivate(set) var realm = DomainID.zero
        fileprivate(set) var agencies: [DomainID: AgencyState] = [:]
        fileprivate var hubs: [HubID: DomainID] = [:]
        fileprivate var people: [PersonID: DomainID] = [:]

        func hubs(of agency: DomainID) -> Int { hubs.values.count { $0 == agency } }
        func people(of agency: DomainID) -> Int { people.values.count { $0 == agency } }
    }

    mutating func know(hubs all: [(HubID, Bool)]) {
        hubs = Dictionary(all, uniquingKeysWith: { $1 })
    }

    mutating func know(_ domains: Domains) { self.domains = domains }

    mutating func know(foundings all: [OwnAgency]) {
        foundings = Dictionary(all.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    }

    mutating func take(_ update: Update) {
        guard case .record(let id) = update.subject else { return }
        var shown: Shown?
        if case .record(let told) = update.told, told.isAlive { shown = told }
        func text(_ number: UInt32, _ type: FieldType) -> String? {
            shown?.value(of: FieldNumber(number)).flatMap { type.text(of: $0) }
        }
        switch update.kind {
        case .item:
            items[id] = nil
            guard shown != nil, let code = text(0, .token(most: 64)) else { return }
            let name = text(1, .words(most: 1_000)) ?? code
            items[id] = Item(
                id: id, code: code, name: Self.plain(name), unit: text(3, Self.units) ?? "",
                isRetired: text(10, .truth) == "true")
        case .hubProfile:
            hubProfiles[id] = nil
            guard let hub = text(0, .hub).flatMap({ HubID(text: $0) }),
                let name = text(1, .text(most: 400))
            else { return }
            hubProfiles[id] = Entry(id: hub, name: name)
        case .personProfile:
            personProfiles[id] = nil
            guard let person = text(0, .person).flatMap({ PersonID(text: $0) }),
                let name = text(1, .text(most: 400))
            else { return }
            personProfiles[id] = Entry(id: person, name: name)
        case .colleague:
            colleagues[id] = nil
            guard let person = text(0, .person).flatMap({ PersonID(text: $0) }),
                let name = text(1, .text(most: 400))
            else { return }
            colleagues[id] = Entry(id: person, name: name)
        case .agencyProfile:
            agencyProfiles[id] = nil
            guard
                let agency = text(0, .token(most: 64)).flatMap({ DomainID(text: $0.lowercased()) }),
                let name = text(1, .text(most: 400))
            else { return }
            agencyProfiles[id] = Entry(id: agency, name: name)
        default: break
        }
    }

    private static let units: FieldType = {
        for field in Relief.schema.kinds[.item]?.fields.values ?? [:].values
        where field.name == "unit" { return field.type }
        return .text(most: 40)
    }()

    /// Words in several languages: the first of them.
    private static func plain(_ text: String) -> String {
        let first = text.split(separator: "\n").first.map(String.init) ?? text
        guard let colon = first.firstIndex(of: ":"), first[..<colon].count <= 8 else {
            return first
        }
        return first[first.index(after: colon)...].trimmingPrefix(" ").description
    }

    // MARK: Names

    func name(of hub: HubID) -> String {
        names(of: hub).first ?? String("\(hub)".prefix(8))
    }

    private func names(of hub: HubID) -> [String] {
        hubProfiles.values.filter { $0.id == hub }.map(\.name).sorted()
    }

    /// What the realm calls them; else what their agency does, or which one that is.
    func name(of person: PersonID) -> String {
        let short = String("\(person)".prefix(8))
        return personProfiles.values.filter { $0.id == person }.map(\.name).min()
            ?? colleagues.values.filter { $0.id == person }.map(\.name).min()
            ?? domains.people[person].map { "\(short) (\(name(of: $0)))" } ?? short
    }

    /// Everybody who is called something.
    var people: Set<PersonID> {
        Set((personProfiles.values.map(\.id) + colleagues.values.map(\.id)) + domains.people.keys)
    }

    /// What the realm calls an agency; else what its founder does, on their laptop.
    func name(of domain: DomainID) -> String {
        domain == domains.realm
            ? "realm"
            : agencyProfiles.values.filter { $0.id == domain }.map(\.name).min()
                ?? foundings[domain] ?? String("\(domain)".prefix(8))
    }

    func domain(of hub: HubID) -> DomainID { domains.hubs[hub] ?? domains.realm }
    func domain(of person: PersonID) -> DomainID { domains.people[person] ?? domains.realm }

    func name(of item: RecordID) -> String { items[item]?.code ?? "\(item)" }

    /// Whose records a scope has.
    func name(of scope: Address) -> String {
        switch scope {
        case .charter: "charter"
        case .common: "common"
        case .hub(let hub): name(of: hub)
        case .group(1): "logistics"
        case .group(let number): "group \(number)"
        case .agency(let agency): "agency \(name(of: agency))"
        case .person(let person): "own (\(name(of: person)))"
        case .audience(let members): members.map { name(of: $0) }.joined(separator: ", ")
        }
    }

    func hubProfile(of hub: HubID) -> RecordID? {
        hubProfiles.filter { $0.value.id == hub }.keys.min()
    }

    func personProfile(of person: PersonID) -> RecordID? {
        personProfiles.filter { $0.value.id == person }.keys.min()
    }

    func agencyProfile(of agency: DomainID) -> RecordID? {
        agencyProfiles.filter { $0.value.id == agency }.keys.min()
    }

    func colleague(of person: PersonID) -> RecordID? {
        colleagues.filter { $0.value.id == person }.keys.min()
    }

    // MARK: Finding

    func agency(_ text: String) throws(CommandError) -> DomainID {
        let ids = Set(domains.agencies.keys).union(foundings.keys).sorted()
        return try Self.one(
            text, among: ids.flatMap { [($0, name(of: $0)), ($0, "\($0)")] }, what: "agency",
            hint: "“causeway agency list” shows them all.")
    }

    func hub(_ text: String) throws(CommandError) -> HubID {
        if let id = HubID(text: text), hubs[id] != nil { return id }
        let all = hubs.keys.sorted().flatMap { hub in names(of: hub).map { (hub, $0) } }
        return try Self.one(
            text, among: all + hubs.keys.map { ($0, "\($0)") }, what: "hub",
            hint: "“causeway hub list” shows them all.")
    }

    func person(_ text: String) throws(CommandError) -> PersonID {
        if let id = PersonID(text: text) { return id }
        return try Self.one(
            text,
            among: (Array(personProfiles.values) + colleagues.values).map { ($0.id, $0.name) },
            what: "person",
            hint: "“causeway person list” shows them all.")
    }

    func item(_ text: String) throws(CommandError) -> RecordID {
        let codes = items.values.map { ($0.id, $0.code) }
        let all = codes + items.values.map { ($0.id, $0.name) }
        return try Self.one(
            text, among: all, what: "item", hint: "“causeway item list” shows them all.")
    }

    /// Whoever is called so, or whose name begins so if that is only one.
    private static func one<ID: Hashable>(
        _ text: String, among all: [(ID, String)], what: String, hint: String
    ) throws(CommandError) -> ID {
        let wanted = text.lowercased()
        let same = Set(all.filter { $0.1.lowercased() == wanted }.map(\.0))
        if same.count == 1, let first = same.first { return first }
        let like = all.filter { $0.1.lowercased().hasPrefix(wanted) }
        let ids = Set(like.map(\.0))
        if same.isEmpty, ids.count == 1, let first = ids.first { return first }
        guard same.isEmpty, ids.isEmpty else {
            let names = Set(like.map(\.1)).sorted().prefix(5).joined(separator: ", ")
            throw CommandError(.usage, "“\(text)” may be any \(what) of \(names). Say more of it.")
        }
        throw CommandError(.missing, "There is no \(what) called “\(text)” here. \(hint)")
    }
}

extension Directory.Domains {
    init(_ charter: borrowing Charter) {
        realm = charter.realm
        agencies = Dictionary(
            uniqueKeysWithValues: charter.agencies.entries.map { ($0.key, $0.value) })
        guard !agencies.isEmpty else { return }
        for hub in charter.hubs.keys {
            if let domain = charter.domain(of: hub), domain != realm { hubs[hub] = domain }
        }
        for act in charter.knownActs {
            guard let domain = charter.domain(ofSeat: act), domain != realm,
                let person = charter.person(of: act)
            else { continue }
            people[person] = domain
        }
    }
}
