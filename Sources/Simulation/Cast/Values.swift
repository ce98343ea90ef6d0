public import Lattice
public import Schema
public import Wire

// What records are made of, put together by hand.

/// An item put together by hand.
public func item(_ write: (inout Writer) -> Void) -> Value {
    var writer = Writer()
    write(&writer)
    return Value(writer.bytes)
}

public func text(_ text: String) -> Value { item { $0.put(text: text) } }

public func integer(_ number: Int64) -> Value { item { $0.put(integer: number) } }

public func numbered(_ fields: Field...) -> [FieldNumber: Field] {
    Dictionary(
        uniqueKeysWithValues: fields.enumerated().map {
            (FieldNumber(UInt32($0.offset)), $0.element)
        })
}

/// A group or fact of these parts.
public func group(_ parts: (UInt32, Value)...) -> Value { group(of: parts) }

/// The same.
public func group(of parts: [(UInt32, Value)]) -> Value {
    item { writer in
        writer.put(map: parts.count)
        for (number, value) in parts {
            writer.put(UInt64(number))
            writer.put(item: value.span)
        }
    }
}
