public import Lattice

/// A realm, or an agency of one: what roots found, and signatures are for
/// (spec/04-identity.md#root-2).
public enum Domain {}
/// An act of the charter, which names a seat or a grant too (spec/06-authority.md#act-1).
public enum ActName {}
/// What a `ScopeID` names.
public enum ScopeName {}
/// What a `HubID` names.
public enum HubName {}
/// What an `EpochID` names.
public enum EpochName {}
/// What an `Incarnation` names: one life of a seat's store.
public enum Life {}
/// The body of a bundle, as it travels.
public enum SealedBody {}

public typealias DomainID = Hash<Domain>
public typealias ActID = Hash<ActName>
public typealias ScopeID = Hash<ScopeName>
public typealias HubID = Identifier<HubName>
public typealias EpochID = Identifier<EpochName>
public typealias Incarnation = Identifier<Life>
public typealias BodyHash = Hash<SealedBody>

extension Hash {
    /// The first 16 bytes, as the name of something (spec/04-identity.md).
    public func short<Named>(_: Named.Type = Named.self) -> Identifier<Named> {
        Identifier(high: words.0, low: words.1)
    }
}

/// What a `SchemaHash` is the hash of.
public enum SchemaBytes {}
public typealias SchemaHash = Hash<SchemaBytes>
