import Lattice
import Seal
import Simulation
import Wire

/// Draws changes and states. From a small universe, so that equal ones come up; or from a wide one,
/// with numbers of every length.
struct Draw {
    var random: SeededRandom
    let isWide: Bool

    init(seed: UInt64, isWide: Bool) {
        random = SeededRandom(seed: seed)
        self.isWide = isWide
    }

    mutating func word() -> UInt64 { isWide ? random.word() : UInt64(random.below(2)) }

    mutating func id<Named>() -> Identifier<Named> {
        if isWide, random.chance(50) { return Identifier(high: random.next(), low: random.next()) }
        return .all(UInt64(random.below(3) + 1) * 0x22)
    }

    mutating func hash<Hashed>() -> Hash<Hashed> {
        isWide
            ? Hash(random.next(), random.next(), random.next(), random.next())
            : .all(UInt64(random.below(2)))
    }

    mutating func number() -> BundleNumber {
        WireTests.number(word() >> (isWide ? 24 : 0))
    }

    mutating func position() -> Position {
        isWide ? Position(word: random.word()) : WireTests.position(0, random.below(2))
    }

    mutating func value() -> Value {
        let count = random.below(isWide ? 40 : 2)
        return Value((0..<count).map { _ in UInt8(truncatingIfNeeded: word()) })
    }

    mutating func time() -> HybridTime { HybridTime(word: word()) }
    mutating func field() -> FieldNumber { FieldNumber(UInt32(truncatingIfNeeded: word())) }
    mutating func factKey() -> FactKey { FactKey(person: id(), id: id()) }

    /// Anything of up to a few.
    mutating func map<Key: Comparable, Value>(
        atLeast least: Int = 0, _ entry: (inout Self) -> (Key, Value)
    ) -> SortedMap<Key, Value> {
        var map = SortedMap<Key, Value>()
        for _ in 0..<least + random.below(isWide ? 5 : 2) {
            let (key, value) = entry(&self)
            map[key] = value
        }
        return map
    }
}

// MARK: Changes

extension Draw {
    /// Changes that a bundle of Ann can hold.
    mutating func changes() -> [Change] {
        var changes: [Change] = []
        for _ in 0..<random.below(isWide ? 20 : 3) {
            let isSame = random.chance(50)
            let record = isSame ? changes.last?.record ?? record() : record()
            changes.append(Change(record, delta()))
        }
        return changes
    }

    private mutating func record() -> RecordID {
        switch random.below(4) {
        case 0: .ledger
        case 1: RecordID(Dot(feed: .ann, position: position()), kind())
        default: RecordID(Dot(feed: id(), position: position()), kind())
        }
    }

    /// Often the same, or none: records of one creation and several kinds are told apart.
    private mutating func kind() -> KindNumber {
        switch random.below(4) {
        case 0: KindNumber(UInt32(truncatingIfNeeded: random.next()))
        case 1: KindNumber(64)
        default: .none
        }
    }

    private mutating func vector() -> FieldVector {
        var vector: FieldVector = map { ($0.id(), $0.position()) }
        vector[.ann] = nil
        return vector
    }

    private mutating func delta() -> DocumentDelta {
        switch random.below(isWide ? 9 : 8) {
        case 0: .field(field(), .register(Register.Delta(value(), seen: vector())))
        case 1: .field(field(), .set(.add(value())))
        case 2: .field(field(), .set(.remove(value(), seen: vector())))
        case 3: .field(field(), .counter(step()))
        case 4: .field(field(), .facts(Facts.Delta(factKey(), value())))
        case 5: .life(Life.Delta(.dead, seen: vector()))
        case 6: .life(Life.Delta(.alive, seen: vector()))
        default:
            .foreign(
                ForeignDelta(
                    verb: max(7, UInt32(truncatingIfNeeded: word())), field: field(),
                    payload: Value(isWide ? random.item() : [0xF4 + UInt8(random.below(2))])))
        }
    }

    private mutating func step() -> Counter.Delta {
        let magnitude = Int64(word() >> 12) % (1 << 53) + 1
        return amount(random.chance(50) ? magnitude : -magnitude)
    }

    mutating func later() -> Later {
        var later = Later()
        let keys: SortedMap<UInt64, Bool> = map { (max(3, $0.word()), true) }
        for key in keys.keys {
            later.keep(Later.Entry(key: key, item: Value(isWide ? random.item() : [0xF4])))
        }
        return later
    }
}

// MARK: States

extension Draw {
    private mutating func marks<Payload>(
        atLeast least: Int = 0, _ payload: (inout Self) -> Payload
    ) -> Marks<Payload> {
        Marks(
            map(atLeast: least) { draw in
                let position = draw.position()
                let isCovered = draw.random.chance(40)
                return (
                    draw.id(),
                    isCovered ? Mark(covered: position) : Mark(position, standing: payload(&draw))
                )
            })
    }

    mutating func register(atLeast least: Int = 0) -> Register {
        var register = Register()
        register.marks = marks(atLeast: least) { Write(time: $0.time(), value: $0.value()) }
        return register
    }

    mutating func life() -> Life {
        var life = Life()
        life.marks = marks { $0.random.chance(50) ? .alive : .dead }
        return life
    }

    mutating func set(atLeast least: Int = 0) -> AddWinsSet {
        var set = AddWinsSet()
        let elements: SortedMap<Value, Marks<Added>> = map(atLeast: least) { draw in
            (draw.value(), draw.marks(atLeast: 1) { _ in Added() })
        }
        for entry in elements.entries { set.modify(entry.key) { $0.marks = entry.value } }
        return set
    }

    mutating func counter(atLeast least: Int = 0) -> Counter {
        var counter = Counter()
        counter.tallies = map(atLeast: least) {
            ($0.id(), Tally(position: $0.position(), up: $0.word(), down: $0.word()))
        }
        return counter
    }

    mutating func facts(atLeast least: Int = 0) -> Facts {
        var facts = Facts()
        let all: SortedMap<FactKey, Fact> = map(atLeast: least) { draw in
            var fact = Fact()
            fact.contents = draw.map(atLeast: 1) { draw in
                (draw.value(), draw.map(atLeast: 1) { ($0.id(), $0.position()) })
            }
            return (draw.factKey(), fact)
        }
        for entry in all.entries { facts.modify(entry.key) { $0 = entry.value } }
        return facts
    }

    mutating func document() -> Document {
        var document = Document()
        document.life = life()
        document.registers = map { ($0.field(), $0.register(atLeast: 1)) }
        document.sets = map { ($0.field(), $0.set(atLeast: 1)) }
        document.counters = map { ($0.field(), $0.counter(atLeast: 1)) }
        document.facts = map { ($0.field(), $0.facts(atLeast: 1)) }
        return document
    }

    mutating func frontier() -> Frontier {
        var branches = SortedMap<ForkPoint, SortedMap<BundleHash, FeedID>>()
        for branch in Set((0..<random.below(4)).map { _ in id() as FeedID }).sorted() {
            let point = ForkPoint(feed: id(), number: number())
            let first: BundleHash = hash()
            branches.modify(point, initial: SortedMap()) { $0[first] = branch }
        }
        let tips: SortedMap<FeedID, Tip> = map { ($0.id(), Tip($0.number(), $0.hash())) }
        var points: SortedMap<ForkPoint, BundleHash> = map {
            (ForkPoint(feed: $0.id(), number: $0.number()), $0.hash())
        }
        // What is forked at or below the number that it begins with is no branch.
        for begun in branches.entries {
            for branch in begun.value.entries {
                for point in Array(points.keys) + Array(branches.keys)
                where point.feed == branch.value && point.number <= begun.key.number {
                    points[point] = nil
                    branches[point] = nil
                }
            }
        }
        return Frontier(tips: tips, points: points, branches: branches)
    }

    mutating func view() -> View {
        var view = View()
        for _ in 0..<random.below(4) {
            view.cut(id(), to: random.chance(30) ? .nothing : .upTo(number()))
        }
        for _ in 0..<random.below(4) {
            let kept: BundleHash = hash()
            view.fork(id(), at: number(), random.chance(30) ? .undecided : .keep(kept))
        }
        return view
    }

    mutating func scope() -> State {
        var shelf = MemoryShelf()
        for _ in 0..<random.below(3) {
            let document = document()
            if !document.isEmpty { shelf.documents[record()] = document }
        }
        // Small ones are mostly without, or hardly any two would be equal.
        let isBare = !isWide && random.chance(80)
        return State(
            restoring: shelf, frontier: isBare ? Frontier() : frontier(),
            view: isBare ? View() : view())
    }

    mutating func sum() -> HashSum {
        var sum = HashSum()
        sum.rows = Int(word() >> (isWide ? 1 : 0))
        if sum.rows > 0 { sum.sum = hash() }
        return sum
    }

    mutating func proof() -> HashTree<Blake2b>.Proof {
        let count = Int(word() >> 1) | 1
        return HashTree.Proof(
            index: isWide ? Int(random.next() % UInt64(count)) : 0, count: count,
            path: (0..<random.below(4)).map { _ in hash() })
    }
}
