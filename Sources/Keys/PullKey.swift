public import Bundles
public import Lattice
public import Seal

/// What shows that somebody may fetch what is in a scope, and opens nothing
/// (spec/07-confidentiality.md#carry-2).
public struct PullKey: ~Copyable {
    let secret: Secret

    public init(_ secret: consuming Secret) {
        precondition(secret.count == 32, "a pull key has 32 bytes")
        self.secret = secret
    }

    /// A copy, to be boxed to somebody or kept.
    public func copy() -> Secret { secret.duplicate() }

    /// A proof for this session and this device, and for no other.
    public func proof(
        in session: SessionHash, of scope: ScopeID, by device: DeviceKey
    ) -> PullProof {
        var bound = ByteBuffer()
        bound.put(session)
        bound.put(scope)
        bound.put(device.bytes)
        return secret.digest(.pull, bound.span)
    }

    /// Whether somebody showed that they have this key.
    public func verifies(
        _ proof: PullProof, in session: SessionHash, of scope: ScopeID, by device: DeviceKey
    ) -> Bool {
        let mine: PullProof = self.proof(in: session, of: scope, by: device)
        return mine.matches(proof)
    }
}

public enum PullProofBytes {}
public typealias PullProof = Hash<PullProofBytes>
