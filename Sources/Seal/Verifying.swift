internal import CVerify
public import Lattice

/// How this thread looks at signatures. The answers are the same, whatever is chosen.
public enum Verifying {
    /// Has this thread remember so many signatures that hold, so that each is looked at once and
    /// not once for each device, where many live in one thread; 0 ends it.
    public static func remember(_ count: Int) { causeway_remember_verified(max(0, count)) }

    /// Gives this thread so many helpers, which look at signatures with it; 0 ends it. Returns how
    /// many there are: they help only a thread that remembers what was found.
    @discardableResult
    public static func employ(_ helpers: Int) -> Int { causeway_employ(max(0, helpers)) }

    /// Signatures that this thread will ask for soon, to be looked at by all who help it.
    public struct Batch: ~Copyable {
        private var checks: [causeway_check] = []

        /// Nil where nobody helps.
        public init?(roomFor count: Int) {
            guard causeway_employed() > 0 else { return nil }
            checks.reserveCapacity(count)
        }

        public mutating func add<Domain, Hashed>(
            _ signature: Signature, of key: VerifyingKey, _ tag: Tag, for domain: Hash<Domain>,
            _ hash: Hash<Hashed>
        ) {
            var check = causeway_check()
            var raw = signature.words
            for index in raw.indices { raw[index] = raw[index].bigEndian }
            let octets = key.raw
            unsafe withUnsafeMutableBytes(of: &check) { check in
                unsafe raw.span.withUnsafeBytes { unsafe check.copyMemory(from: $0) }
                unsafe octets.span.withUnsafeBytes {
                    unsafe UnsafeMutableRawBufferPointer(rebasing: check[64...])
                        .copyMemory(from: $0)
                }
                unsafe Statement(tag, for: domain, hash).withBytes { bytes, count in
                    let bytes = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
                    unsafe UnsafeMutableRawBufferPointer(rebasing: check[96...])
                        .copyMemory(from: bytes)
                }
            }
            checks.append(check)
        }

        /// Whoever asks this thread for one of them is told at once, if it holds.
        public consuming func look() {
            unsafe checks.withUnsafeBufferPointer {
                unsafe causeway_verify_ahead($0.baseAddress, $0.count)
            }
        }
    }
}
