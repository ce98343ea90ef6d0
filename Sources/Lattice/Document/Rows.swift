/// The rows of one record, wherever they are kept: in a `Document`, or in a database.
///
/// Each function gives the row (an empty one, if there is none) to be changed in place, and keeps
/// what comes of it. A row left empty is forgotten.
public protocol Rows {
    mutating func life<Result, Failure: Error>(
        _ body: (inout Life) throws(Failure) -> Result
    ) throws(Failure) -> Result
    mutating func register<Result, Failure: Error>(
        _ field: FieldNumber, _ body: (inout Register) throws(Failure) -> Result
    ) throws(Failure) -> Result
    mutating func element<Result, Failure: Error>(
        _ field: FieldNumber, _ element: Value,
        _ body: (inout Element) throws(Failure) -> Result
    ) throws(Failure) -> Result
    mutating func tally<Result, Failure: Error>(
        _ field: FieldNumber, _ feed: FeedID,
        _ body: (inout Tally) throws(Failure) -> Result
    ) throws(Failure) -> Result
    mutating func fact<Result, Failure: Error>(
        _ field: FieldNumber, _ key: FactKey,
        _ body: (inout Fact) throws(Failure) -> Result
    ) throws(Failure) -> Result

    /// Takes all rows away, showing each first.
    mutating func clear(_ visitor: inout some RowVisitor)
    /// Takes one fact away, in whatever fields it stands, showing each row first.
    mutating func clear(_ fact: FactKey, _ visitor: inout some RowVisitor)
}

/// Sees a row before and after it changes; the digest is kept up by one.
public protocol RowObserver {
    mutating func willChange(_ key: RowKey, _ row: borrowing some Row)
    mutating func didChange(_ key: RowKey, _ row: borrowing some Row)
}

extension Rows {
    /// Shows one row as it is; an empty one, if there is none.
    @inlinable
    mutating func show(_ key: RowKey, to visitor: inout some RowVisitor) {
        switch key {
        case .life: life { visitor.visit(key, $0) }
        case .register(let field): register(field) { visitor.visit(key, $0) }
        case .element(let field, let name): element(field, name) { visitor.visit(key, $0) }
        case .tally(let field, let feed): tally(field, feed) { visitor.visit(key, $0) }
        case .fact(let field, let name): fact(field, name) { visitor.visit(key, $0) }
        }
    }

    /// Joins one change, row by row: the sign of life first, then the field.
    @inlinable
    public mutating func join(
        _ change: Change, at stamp: Stamp, observer: inout some RowObserver
    ) {
        guard change.isSound else { return }
        let dot = stamp.dot
        switch change.delta {
        case .life(let delta):
            life { touch(&$0, .life, &observer) { $0.join(delta, at: dot) } }
        case .field(let field, let delta):
            if change.record != .ledger {
                life { touch(&$0, .life, &observer) { $0.showSign(at: dot) } }
            }
            join(delta, field, at: stamp, observer: &observer)
        case .foreign:
            life { touch(&$0, .life, &observer) { $0.showSign(at: dot) } }
        }
    }

    @inlinable
    mutating func join(
        _ delta: FieldDelta, _ field: FieldNumber, at stamp: Stamp,
        observer: inout some RowObserver
    ) {
        let dot = stamp.dot
        switch delta {
        case .register(let delta):
            register(field) {
                touch(&$0, .register(field), &observer) { $0.join(delta, at: stamp) }
            }
        case .set(let delta):
            let name = delta.element
            element(field, name) {
                touch(&$0, .element(field, name), &observer) { $0.join(delta, at: dot) }
            }
        case .counter(let delta):
            tally(field, dot.feed) {
                touch(&$0, .tally(field, dot.feed), &observer) { $0.join(delta, at: dot.position) }
            }
        case .facts(let delta):
            fact(field, delta.key) {
                touch(&$0, .fact(field, delta.key), &observer) {
                    $0.join(delta.content, carriedBy: dot)
                }
            }
        }
    }
}

/// Changes a row with the observer looking on.
@inlinable
func touch<R: Row>(
    _ row: inout R, _ key: @autoclosure () -> RowKey, _ observer: inout some RowObserver,
    _ body: (inout R) -> Void
) {
    observer.willChange(key(), row)
    body(&row)
    observer.didChange(key(), row)
}
