/// What a test makes must be possible; what is not, the test is wrong about.
public func made<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("the test asks for something that cannot be") }
    return value
}
