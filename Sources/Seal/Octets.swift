/// Bytes as the library wants them. Every buffer here has a length, so there is something to
/// point at.
extension UnsafeRawBufferPointer {
    var octets: UnsafePointer<UInt8> {
        guard let start = baseAddress else { preconditionFailure("no bytes") }
        return unsafe start.assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutableRawBufferPointer {
    var octets: UnsafeMutablePointer<UInt8> {
        guard let start = baseAddress else { preconditionFailure("no bytes") }
        return unsafe start.assumingMemoryBound(to: UInt8.self)
    }
}
