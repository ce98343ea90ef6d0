/// Bytes as the library wants them. Every buffer here has a length, so there is something to
/// point at.
extension UnsafeRawBufferPointer {
    var octets: UnsafePointer<UInt8> {
        guard let start = baseAddress else { preconditionFailure("no bytes") }
        return unsafe start.assumingMemoryBound(to: UInt8.self)
    }
}

extension RawSpan {
    /// The next so many bytes; nil if there are not so many.
    @_lifetime(copy self)
    func take(_ count: Int, _ offset: inout Int) -> RawSpan? {
        guard byteCount - offset >= count else { return nil }
        defer { offset += count }
        return extracting(offset..<offset + count)
    }
}

extension UnsafeMutableRawBufferPointer {
    var octets: UnsafeMutablePointer<UInt8> {
        guard let start = baseAddress else { preconditionFailure("no bytes") }
        return unsafe start.assumingMemoryBound(to: UInt8.self)
    }
}
