public import Bundles
public import Lattice
public import Wire

/// Why a bundle of the charter was not taken in, by the gate that refused it
/// (spec/05-bundles.md#bun-6).
public enum IntakeError: Error, Hashable, Sendable {
    case malformed(WireError)
    case misplaced(PlaceError)
    case unsigned(SignatureError)
    /// It is a bundle of another scope: true, but not for the charter.
    case otherScope(Address)

    /// Whether the same bytes may be offered again later.
    public var isWait: Bool {
        if case .misplaced(let error) = self { error.isWait } else { false }
    }
}

extension Charter {
    /// Takes the bytes of a bundle of the charter through all gates but the last, which is
    /// `settle`.
    public mutating func receive(_ bytes: [UInt8]) throws(IntakeError) -> BundleReception {
        let verified = try verify(bytes) { _ in nil }
        guard verified.feed.opening.scope == .charter else {
            throw .otherScope(verified.feed.opening.scope)
        }
        return insert(verified)
    }

    /// Takes the bytes of a bundle of any scope through the first three gates. The feeds of other
    /// scopes are for the caller to know.
    public func verify(
        _ bytes: [UInt8], feed: (FeedID) -> KnownFeed?
    ) throws(IntakeError) -> VerifiedBundle {
        let parsed: Bundle
        do throws(WireError) { parsed = try Bundle(parsing: bytes) } catch {
            throw .malformed(error)
        }
        let placed: PlacedBundle
        do throws(PlaceError) {
            placed = try parsed.placed(
                in: realm, feed: { self.feed($0) ?? feed($0) }, seat: { self.key(of: $0) })
        } catch { throw .misplaced(error) }
        do throws(SignatureError) { return try placed.verified() } catch { throw .unsigned(error) }
    }
}

extension IntakeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let error): "\(error)"
        case .misplaced(let error): "bundle refused: \(error)"
        case .unsigned(let error): "bundle refused: \(error)"
        case .otherScope(let scope): "the bundle is not of the charter, but of \(scope)"
        }
    }
}
