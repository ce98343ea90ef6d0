public import Bundles
public import Lattice

/// A question about the past, answered a piece at a time: what was is in the log, and has to be
/// opened again.
public struct Inquiry: Sendable {
    public enum Topic: Hashable, Sendable {
        /// One record or fact.
        case anchor(Anchor)
        /// All that somebody did in the scope.
        case person(PersonID)
        /// All that happened in the scope.
        case everything
        /// All that was refused in the scope. More of it comes by looking again.
        case refused
    }

    public let topic: Topic
    public let scope: Address
    public let seat: ActID
    /// The bundles that have something to do with it; nil before it is known which. Where that are
    /// many, it is only known up to which the log was looked through.
    var places: [UInt64]?
    var done = 0
    var walked = LogPlace.start
    /// The bundles that could not be read, and how many keys there were then: others may come.
    var closed: [UInt64] = []
    var keys = 0
    /// Under which it was begun: when that changes, it is begun again.
    var view = View()
    /// In the order of the log.
    var found: [Happening] = []
    var cited: [Citation] = []

    public init(about anchor: Anchor, in scope: Address, by seat: ActID) {
        self.init(into: .anchor(anchor), in: scope, by: seat)
    }

    public init(into topic: Topic, in scope: Address, by seat: ActID) {
        (self.topic, self.scope, self.seat) = (topic, scope, seat)
    }

    public var isDone: Bool { places.map { done == $0.count } ?? false }

    /// How many of how many bundles were looked at.
    public var progress: (done: Int, of: Int) { (done, places?.count ?? 0) }

    /// All that happened so far as it is known, in the order of its times, which is the same on
    /// every device.
    public var happenings: [Happening] {
        found.sorted { ($0.time, $0.dot) < ($1.time, $1.dot) }
    }
}

extension Inquiry {
    /// What happened, with what was read before and after. Of what one person did it is as if
    /// nobody else had done anything.
    public var timeline: [TimelineEntry] {
        var documents: [RecordID: Document] = [:]
        return happenings.map { happening in
            let record = happening.change.record
            var document = documents.removeValue(forKey: record) ?? Document()
            defer { documents[record] = document }
            let before = document.reading(of: happening.change)
            if happening.standing == .counts {
                var nobody = Nobody()
                document.join(
                    happening.change, at: Stamp(dot: happening.dot, time: happening.time),
                    observer: &nobody)
            }
            let after = document.reading(of: happening.change)
            let isFact = record == .ledger
            return TimelineEntry(
                happening: happening, before: isFact ? .alive : before.life,
                after: isFact ? .alive : after.life,
                step: happening.change.step(from: before, to: after))
        }
    }

    /// All that stands behind one field: what is shown, what stands beside it, what it replaced,
    /// and what does not count. Nil for whether the record is there at all.
    public func reasons(for field: FieldNumber?) -> Reasons {
        let all = happenings.filter { $0.change.isAbout(field) }
        let counting = all.filter { $0.standing == .counts }
        var document = Document()
        var nobody = Nobody()
        for happening in counting {
            document.join(
                happening.change, at: Stamp(dot: happening.dot, time: happening.time),
                observer: &nobody)
        }
        return Reasons(
            causes: all.map { happening in
                let (decisions, outcome) = decisions(about: happening)
                let role =
                    happening.standing == .counts
                    ? happening.role(in: document, counting) : .without
                return .init(
                    happening: happening, role: role, decisions: decisions, outcome: outcome)
            })
    }
}

/// Looks away.
private struct Nobody: RowObserver {
    mutating func willChange(_: RowKey, _: borrowing some Row) {}
    mutating func didChange(_: RowKey, _: borrowing some Row) {}
}

/// What people read of a record where one change touches it.
private struct Reading {
    var life = Life.Reading.absent
    var value: Value?
    var isIn = false
    var total: Int128 = 0
    var isStated = false
}

extension Document {
    fileprivate func reading(of change: Change) -> Reading {
        var reading = Reading(life: life.reading)
        guard case .field(let field, let delta) = change.delta else { return reading }
        switch delta {
        case .register: reading.value = registers[field]?.value
        case .set(let delta): reading.isIn = sets[field]?.contains(delta.element) ?? false
        case .counter: reading.total = counters[field]?.value ?? 0
        case .facts(let fact):
            reading.isStated = facts[field]?[fact.key]?.contents[fact.content] != nil
        }
        return reading
    }
}

extension Change {
    fileprivate func step(from old: Reading, to new: Reading) -> TimelineEntry.Step {
        switch delta {
        case .life: .existence
        case .foreign(let foreign): .later(foreign.field)
        case .field(let field, .register(let delta)):
            .value(field, old: old.value, written: delta.value, new: new.value)
        case .field(let field, .set(let delta)):
            .member(field, delta.element, was: old.isIn, isIn: new.isIn)
        case .field(let field, .counter(let delta)):
            .count(field, by: delta.amount, old: old.total, new: new.total)
        case .field(let field, .facts(let fact)):
            .fact(field, fact.key, fact.content, isNew: !old.isStated && new.isStated)
        }
    }

    /// Whether it says something of a field, or, without one, of whether the record is there.
    fileprivate func isAbout(_ field: FieldNumber?) -> Bool {
        switch delta {
        case .life: field == nil
        case .foreign(let foreign): field == foreign.field || field == nil
        case .field(let number, _): field == nil || number == field
        }
    }

    /// What it has seen, and so takes the place of; nil of what replaces nothing.
    fileprivate var seen: FieldVector? {
        switch delta {
        case .life(let life): life.vector
        case .field(_, .register(let write)): write.vector
        case .field(_, .set(.remove(_, let vector))): vector
        default: nil
        }
    }

    /// Whether two are about one cell, of which one can take the place of the other.
    fileprivate func sharesCell(with other: Change) -> Bool {
        switch (delta, other.delta) {
        case (.field(let a, .register), .field(let b, .register)): a == b
        case (.field(let a, .set(let x)), .field(let b, .set(let y))):
            a == b && x.element == y.element
        case (.life, .life): true
        default: false
        }
    }
}

extension Happening {
    fileprivate func role(in document: Document, _ counting: [Happening]) -> Reasons.Role {
        switch change.delta {
        case .field(let field, .register):
            let siblings = document.registers[field]?.siblings ?? []
            if let index = siblings.firstIndex(where: { $0.dot == dot }) {
                return index == 0 || siblings[index].write.value == siblings[0].write.value
                    ? .shown : .beside
            }
        case .field(let field, .set(let delta)):
            let mark = document.sets[field]?.elements[delta.element]?.marks[dot.feed]
            if mark?.position == dot.position, mark?.payload != nil { return .shown }
        case .life:
            let mark = document.life.marks[dot.feed]
            if mark?.position == dot.position, mark?.payload != nil { return .shown }
        case .field(_, .counter), .field(_, .facts), .foreign: return .shown
        }
        let replacers = counting.filter { other in
            guard other.dot != dot, other.change.sharesCell(with: change) else { return false }
            if other.dot.feed == dot.feed { return other.dot.position > dot.position }
            return other.change.seen?[dot.feed].map { $0 >= dot.position } ?? false
        }
        // A removal leaves nothing that could be shown, and is shown by that.
        if replacers.isEmpty { return .shown }
        return .replaced(by: replacers.map(\.dot))
    }
}
