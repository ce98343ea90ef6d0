import Bundles
import Charter
import Foundation
import Glibc
import Keys
import Lattice
import Replica
import Schema
import Seal
import Simulation
import Store
import Wire

/// A realm for measuring stores: records of ten texts, a counter and a set, which two people write
/// and everybody reads.
struct StoreSamples {
    static let kind = KindNumber(200)
    static let counter = FieldNumber(10)
    static let tags = FieldNumber(11)
    static let state = FieldNumber(12)

    let roots: [RootRecord]
    /// The same, and one that takes away all that the second person wrote.
    let revoking: [RootRecord]
    let schema: Schema
    let people: [Person]

    var realm: DomainID { roots[0].founded }

    /// Somebody whose seat is unlocked.
    final class Person: Unlocked {
        let seat: ActID
        private let signing: SigningKey
        private let box: AgreementKey<Boxing>

        init(_ seat: ActID, _ number: Int) {
            self.seat = seat
            signing = AuthoritySamples.key(UInt64(number))
            box = StoreSamples.box(number)
        }

        func withSigningKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result {
            body(signing)
        }

        func withBoxKey<Result>(
            _ body: (borrowing AgreementKey<Boxing>) -> Result
        ) -> Result {
            body(box)
        }
    }

    fileprivate static func box(_ number: Int) -> AgreementKey<Boxing> {
        let words: InlineArray<4, UInt64> = [UInt64(number), 8, 8, 8]
        return AgreementKey(Secret(copying: unsafe words.span.bytes))
    }

    /// Where it is searched, the first two texts are names and notes, and there is a choice. The
    /// records may be of a kind of one's own.
    init(isSearched: Bool = false, holding other: RecordKind? = nil) throws {
        var fields: [FieldNumber: Field] = [
            Self.counter: Field("count", .integer(0...1_000_000), merging: .counter),
            Self.tags: Field("tags", .text(most: 40), merging: .set),
        ]
        for number in 0..<10 {
            fields[FieldNumber(UInt32(number))] = Field("text-\(number)", .text(most: 40))
        }
        if isSearched {
            fields[FieldNumber(0)] = Field("name", .text(most: 100), weight: 3)
            fields[FieldNumber(1)] = Field("note", .text(most: 200), weight: 1)
            let options = (0..<8).map { (UInt16($0), FieldType.Option("option-\($0)")) }
            fields[Self.state] = Field("state", .choice(Dictionary(uniqueKeysWithValues: options)))
        }
        let kind = other ?? RecordKind("thing", .document, fields)
        schema = Schema(packs: ["bench": 1], kinds: [Self.kind: kind])
        var policy = Policy.relief
        // Made of another row: a kind is something else here.
        policy.kinds[Self.kind] = policy.kinds[.item]
        policy.kinds[Self.kind]?.name = kind.name
        policy.kinds[Self.kind]?.who = [.admin: .any]
        let root = AuthoritySamples.key(1)
        var records: [RootRecord] = []
        func decree(_ acts: [Act]) -> [ActID] {
            let time = HybridTime(word: UInt64(records.count) + 1)
            let record =
                records.last.map {
                    RootRecord(number: $0.number + 1, previous: $0.hash, time: time, acts)
                } ?? RootRecord(time: time, roots: Roots(1, of: [root.verifying]), acts)
            guard var record else { preconditionFailure("a possible record") }
            record.sign(by: root, for: records.first?.founded)
            records.append(record)
            return acts.indices.map { Act.id(in: record.hash, at: $0) }
        }
        _ = decree([.policy(PolicyChange(1, policy)), .schema(SchemaChange(1, schema.hash))])
        let realm = records[0].founded
        let seats = decree(
            [2, 3].map { number in
                let signing = AuthoritySamples.key(UInt64(number))
                let keys = SeatKeys(
                    signing: signing.verifying, box: Self.box(number).publicKey,
                    device: DeviceKey(9, UInt64(number), 2, 2))
                return .seat(Seat(keys, proof: keys.proof(by: signing, in: realm)))
            })
        let grants = decree(seats.map { .grant(Grant(.seat($0), .admin, Level(1))) })
        roots = records
        _ = decree([.revoke(Revocation(.grant(grants[1]), Tips([])))])
        revoking = records
        people = [Person(seats[0], 2), Person(seats[1], 3)]
    }
}

/// A device of the realm, with its files.
final class StoreDevice {
    let samples: StoreSamples
    let person: StoreSamples.Person
    let folder: BenchFolder
    private(set) var replica: Replica<FileStorage>?
    private var wall: Int64 = 1_700_000_000_000
    private(set) var records: [RecordID] = []

    init(_ samples: StoreSamples, _ person: Int, in folder: BenchFolder = BenchFolder()) throws {
        self.samples = samples
        self.person = samples.people[person]
        self.folder = folder
        try open()
        try tell(.roots(samples.roots))
        try tell(.schemas([samples.schema.encoding]))
    }

    private var now: WallTime {
        wall += 1
        return WallTime(milliseconds: wall)
    }

    /// Opens what is stored, and unlocks the seat.
    func open() throws {
        let place = FileStorage.Place(data: folder.path, run: folder.run)
        var storage = try FileStorage(place, realm: samples.realm)
        try storage.prepare(person)
        var made = Replica(
            realm: samples.realm, storage: storage, SecrecySamples.entropy(UInt64(wall)), at: now)
        var effects: [Effect] = []
        made.unlock(person, into: &effects)
        try made.withStorage { (storage) throws(StoreError) in try storage.commit() }
        replica = consume made
        while try tell(.time).contains(.busy) {}
    }

    func close() {
        replica?.withStorage { $0.close() }
        replica = nil
    }

    @discardableResult
    func tell(_ input: Input) throws -> [Effect] {
        var effects: [Effect] = []
        replica?.handle(input, at: now, into: &effects)
        try replica?.withStorage { (storage) throws(StoreError) in try storage.commit() }
        return effects
    }

    func enter(_ edits: [Edit]) throws -> Receipt {
        for effect in try tell(.entry(Entry(in: .common, edits), by: person.seat)) {
            if case .entered(let receipt) = effect { return receipt }
            if case .declined(let error, _) = effect { throw error }
        }
        preconditionFailure("an entry is made or declined")
    }

    /// Makes so many records, with all of their texts.
    func fill(_ count: Int) throws {
        for start in stride(from: 0, to: count, by: 100) {
            var edits: [Edit] = []
            for _ in start..<min(start + 100, count) {
                let first = edits.count
                edits.append(
                    .create(StoreSamples.kind, FieldNumber(0), Self.text(UInt64(edits.count))))
                for field in 1..<10 {
                    edits.append(
                        .write(
                            .new(first), FieldNumber(UInt32(field)), Self.text(UInt64(field))))
                }
            }
            let receipt = try enter(edits)
            records += stride(from: 0, to: receipt.records.count, by: 10).map {
                receipt.records[$0]
            }
        }
    }

    /// Makes records by so many edits each.
    func add(_ edits: [Edit], each count: Int) throws {
        let receipt = try enter(edits)
        records += stride(from: 0, to: receipt.records.count, by: count).map {
            receipt.records[$0]
        }
    }

    func save() throws {
        while try saveStep() {}
    }

    /// Has the rows kept for the next start, as when a seat is locked.
    func keep() throws {
        try save()
        while try keepStep() {}
    }

    /// A step of it. Whether there is more to do.
    func saveStep() throws -> Bool {
        let isDone = replica?.save(person.seat) ?? true
        try replica?.withStorage { (storage) throws(StoreError) in try storage.commit() }
        return !isDone
    }

    /// A step of the same. Whether there is more to do.
    func keepStep() throws -> Bool {
        let isDone = replica?.keep(person.seat) ?? true
        try replica?.withStorage { (storage) throws(StoreError) in try storage.commit() }
        return !isDone
    }

    /// Reads its rows.
    var reader: StateReader? {
        replica?.withStorage { try? $0.reader(of: person.seat) }
    }

    /// How many changes there were of a record.
    func happenings(of record: RecordID) -> Int {
        var inquiry = Inquiry(about: .record(record), in: .common, by: person.seat)
        while !inquiry.isDone, replica?.look(into: &inquiry) == true {}
        return inquiry.timeline.count
    }

    var envelopes: [Envelope] { replica?.envelopes.all ?? [] }

    /// Of the files, when all is in them.
    var stateBytes: Int {
        try? keep()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.run)) ?? []
        return names.filter { $0.hasSuffix(".db") }.reduce(0) {
            $0 + fileSize(folder.run + "/" + $1)
        }
    }

    var logFileBytes: Int {
        close()
        return fileSize(folder.path + "/log.db")
    }

    /// Sixteen characters.
    static func text(_ number: UInt64) -> Value {
        var writer = Writer()
        let digits = String(number &* 0x9E37_79B9_7F4A_7C15, radix: 36)
        writer.put(text: String((digits + "0123456789abcdef").prefix(16)))
        return Value(writer.bytes)
    }

    /// What it would hand to another, beside the charter.
    var bundles: [[UInt8]] {
        (replica?.withStorage { storage in
            storage.feeds().flatMap { storage.bundles(of: $0.feed, from: .first, most: 1 << 30) }
                .sorted { $0.place < $1.place }.map(\.bytes)
        }) ?? []
    }

    /// Takes in all that another has.
    func hear(from other: StoreDevice, _ bundles: [[UInt8]]) throws {
        try tell(.bundles(bundles))
        try tell(.envelopes(other.replica?.envelopes.all ?? []))
        while try tell(.time).contains(.busy) {}
    }

    /// How many bytes of bundles are in the log.
    var logBytes: Int { bundles.reduce(0) { $0 + $1.count } }
}
