public import Bundles
public import Charter
public import Keys
public import Lattice
public import Schema
public import Seal
public import Wire

/// What a replica is told.
public enum Input: Sendable {
    /// What travels, in the order in which it is useful: the charter, proofs, keys, bundles.
    case roots([RootRecord])
    case proofs([ForkProof])
    case schemas([[UInt8]])
    case envelopes([Envelope])
    case bundles([[UInt8]])
    /// Somebody whose seat is unlocked enters something.
    case entry(Entry, by: ActID)
    /// Somebody whose seat is unlocked does something in the charter: all of it, or nothing.
    case acts([Act], by: ActID)
    /// Somebody who may begins the first keys of scopes, so that others can write there.
    case begin([Address], by: ActID)
    /// There is time for what was put off.
    case time
    /// So many bytes of what no seat of this device reads are to lie here at most; nil: all.
    case carry(atMost: Int?)
    /// It is this device's turn to see to it that news can be said under a key of `common`.
    case renew
    /// It is this device's turn to deliver keys that somebody lacks.
    case keys
    /// It is this device's turn to see to it that nobody depends on a single envelope.
    case spares
    /// What devices say that they hold; and: this one is to say it.
    case statements([Statement])
    case state
}

/// What a replica has done, to be acted upon once the storage has committed.
public enum Effect: Hashable, Sendable {
    /// An entry is in the log for good.
    case entered(Receipt)
    /// An entry could not be made; nothing of it is there.
    case declined(EntryError, by: ActID)
    /// Acts are in the charter for good.
    case enacted(Enacted)
    /// Acts were not written; none of them is there.
    case unenacted(ActError, by: ActID)
    /// A bundle is new here, and of interest to peers.
    case stored(FeedID, Tip, Address)
    /// Something that is kept beside bundles is new here, and of interest to peers.
    case kept(Kept, [UInt8])
    /// The charter comes to something else than before.
    case charterChanged
    /// A bundle was not taken in.
    case refused(FeedID?, Refusal)
    /// What it follows is not there; the feed is asked for from this number on.
    case waits(FeedID, from: BundleNumber)
    /// It is known in another realm or by another act that has not come.
    case early(PlaceError)
    /// This device wrote it, and did not have it any more.
    case returned(FeedID, Tip)
    /// A feed is forked, and this proves it.
    case forked(ForkProof)
    /// Records have changed, for a seat that reads them.
    case changed(Address, Set<Anchor>, by: BundleHash, for: ActID)
    /// More of a scope than is told one by one.
    case changedAnew(Address, for: ActID)
    /// A change of a bundle has no effect here or anywhere.
    case misfit(FeedID, BundleNumber, index: Int, Misjudgement)
    /// There is no room any more for what is only carried, or there is again.
    case carrying(Carrying)
    /// What a device says that it holds is another thing now, and of interest to peers.
    case stated(DeviceKey)
    /// A key that did not arrive as it should.
    case keyFault(KeyFault)
    /// The schema of this hash is asked for.
    case lacksSchema(SchemaHash)
    /// There is more to do, and `time` to be given for it.
    case busy
}

/// Why something that came was not taken in.
public enum Refusal: Hashable, Sendable {
    case malformed(WireError)
    case misplaced(PlaceError)
    case unsigned(SignatureError)
    case fallsBack
    case badRoot(RootError)
    case badProof(ProofError)
    case badSchema(WireError)
    case badEnvelope(EnvelopeError)
}

/// Why a change has no effect.
public enum Misjudgement: Hashable, Sendable {
    case charter(Verdict)
    case schema(SchemaFault)
    /// The fact is said to be another person's than the signer (spec/09-schema.md#judge-5).
    case otherPerson
}

extension Misjudgement: CustomStringConvertible {
    public var description: String {
        switch self {
        case .charter(let verdict): "\(verdict)"
        case .schema(let fault): "\(fault)"
        case .otherPerson: "it is said to be another person's"
        }
    }
}

/// What became of an entry.
public struct Receipt: Hashable, Sendable {
    public let seat: ActID
    public let scope: Address
    public let feed: FeedID
    public let tip: Tip
    /// The records that its edits are about, in their order; the ledger for facts.
    public let records: [RecordID]
}
