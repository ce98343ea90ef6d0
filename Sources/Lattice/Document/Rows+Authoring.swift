/// What a person can do to a record. Each gives the delta that does it and changes nothing yet.
extension Rows {
    @inlinable
    public mutating func writing(_ value: Value, to field: FieldNumber, _ pen: Pen)
        throws(AuthorError) -> DocumentDelta
    {
        try checkEditable(pen)
        return try register(field) { row throws(AuthorError) in
            .field(field, .register(try row.writing(value, pen)))
        }
    }

    @inlinable
    public mutating func adding(_ value: Value, to field: FieldNumber, _ pen: Pen)
        throws(AuthorError) -> DocumentDelta
    {
        try checkEditable(pen)
        return try element(field, value) { row throws(AuthorError) in
            .field(field, .set(try row.adding(value, pen)))
        }
    }

    /// Nil if the element is not there: removing nothing is no change.
    @inlinable
    public mutating func removing(_ value: Value, from field: FieldNumber, _ pen: Pen)
        throws(AuthorError) -> DocumentDelta?
    {
        try checkEditable(pen)
        return try element(field, value) { row throws(AuthorError) in
            try row.removing(value, pen).map { .field(field, .set($0)) }
        }
    }

    @inlinable
    public mutating func counting(_ amount: Int64, in field: FieldNumber, _ pen: Pen)
        throws(AuthorError) -> DocumentDelta
    {
        try checkEditable(pen)
        return .field(field, .counter(try Counter.counting(amount)))
    }

    /// A fact of a record; facts of the ledger need no life and are simply stated.
    @inlinable
    public mutating func stating(
        _ key: FactKey, _ content: Value, in field: FieldNumber, _ pen: Pen
    ) throws(AuthorError) -> DocumentDelta {
        try checkEditable(pen)
        return .field(field, .facts(Facts.Delta(key, content)))
    }

    @inlinable
    public mutating func deleting(_ pen: Pen) throws(AuthorError) -> DocumentDelta {
        .life(try life { row throws(AuthorError) in try row.writing(.dead, pen) })
    }

    @inlinable
    public mutating func restoring(_ pen: Pen) throws(AuthorError) -> DocumentDelta {
        .life(try life { row throws(AuthorError) in try row.writing(.alive, pen) })
    }

    @inlinable
    mutating func checkEditable(_ pen: Pen) throws(AuthorError) {
        try life { row throws(AuthorError) in try row.checkEditable(pen) }
    }
}
