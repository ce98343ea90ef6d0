public import Lattice
public import Wire

/// Why a body could not be opened.
public enum OpenError: Error, Hashable, Sendable {
    /// The key that the header names is not held, yet.
    case noKey(EpochID)
}

extension VerifiedBundle {
    /// The fifth gate, for a bundle of any scope but the charter: a place in the scope, with the
    /// changes that the body holds. What opens bodies is handed in; it says if it lacks the key.
    ///
    /// A body that opens and breaks a rule, or does not open under a key that is held, has no
    /// changes, and its bundle keeps its place (spec/03-encoding.md#body-9).
    public func opened(
        by open: (Self, EpochID) throws(OpenError) -> Result<[UInt8], BodyFault>
    ) throws(OpenError) -> (bundle: OpenBundle, fault: BodyFault?) {
        guard let epoch = header.epoch else { return (self.open([]), nil) }
        let clear: [UInt8]
        switch try open(self, epoch) {
        case .success(let bytes): clear = bytes
        case .failure(let fault): return (self.open([]), fault)
        }
        do {
            let body = try Body(reading: clear, of: header.feed, header.number)
            return (self.open(body.changes), nil)
        } catch {
            return (self.open([]), .malformed(error))
        }
    }

    private func open(_ changes: [Change]) -> OpenBundle {
        let bundle = OpenBundle(
            feed: header.feed, number: header.number, previous: header.previous, hash: hash,
            time: header.time, changes: changes)
        guard let bundle else { preconditionFailure("a header is that of a possible bundle") }
        return bundle
    }
}

/// Why a bundle is taken in without its changes.
public enum BodyFault: Error, Hashable, Sendable {
    case doesNotOpen
    /// It is compressed, but not as it should be.
    case badFrame
    case malformed(WireError)
}
