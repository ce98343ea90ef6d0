/// What is forgotten once it is empty, so that equal states look alike.
public protocol Vanishing {
    var isEmpty: Bool { get }
}

extension Dictionary where Value: Vanishing {
    /// Changes the value of a key where it is; an empty one is put there first if there is none,
    /// and one left empty is taken away.
    @inlinable
    mutating func keep<Result, Failure: Error>(
        _ key: Key, initial: @autoclosure () -> Value,
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var isGone = false
        defer { if isGone { self[key] = nil } }
        return try changing(&self[key, default: initial()], &isGone, body)
    }
}

extension SortedMap where Value: Vanishing {
    /// Changes the value of a key where it is; an empty one is put there first if there is none,
    /// and one left empty is taken away.
    @inlinable
    mutating func keep<Result, Failure: Error>(
        _ key: Key, initial: @autoclosure () -> Value,
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var isGone = false
        defer { if isGone { self[key] = nil } }
        return try modify(key, initial: initial()) { value throws(Failure) in
            try changing(&value, &isGone, body)
        }
    }
}

@inlinable
func changing<Value: Vanishing, Result, Failure: Error>(
    _ value: inout Value, _ isGone: inout Bool, _ body: (inout Value) throws(Failure) -> Result
) throws(Failure) -> Result {
    defer { isGone = value.isEmpty }
    return try body(&value)
}
