internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
internal import Schema
internal import Seal
internal import Wire

/// What reaches the charter, and what follows when it does.
extension Replica {
    /// Takes in root records. Whether something of them is new.
    mutating func take(_ records: [RootRecord], into effects: inout [Effect]) -> Bool {
        early.roots += records
        let news = insertRoots(into: &effects)
        if news { settle(into: &effects) }
        early.trim()
        return news
    }

    /// Tries those that came too early, as often as one of them makes way for another.
    mutating func insertRoots(into effects: inout [Effect]) -> Bool {
        var news = false
        var isProgress = true
        while isProgress {
            isProgress = false
            let waiting = early.roots
            early.roots = []
            for record in waiting {
                switch insert(record, &effects) {
                case .kept: (isProgress, news) = (true, true)
                case .waits: early.roots.append(record)
                case .nothing: break
                }
            }
        }
        return news
    }

    /// Keeps something beside bundles, and tells of it.
    mutating func keep(_ sort: Kept, _ bytes: [UInt8], into effects: inout [Effect]) {
        storage.keep(sort, bytes)
        switch sort {
        case .roots: readRoots = nil
        case .proofs: readProofs = nil
        case .envelopes, .schemas: break
        }
        effects.append(.kept(sort, bytes))
    }

    private enum Insertion { case kept, waits, nothing }

    private mutating func insert(_ record: RootRecord, _ effects: inout [Effect]) -> Insertion {
        do throws(RootError) {
            switch try charter.insert(record) {
            case .added, .moreSignatures, .tooFew:
                keep(.roots, record.encoding, into: &effects)
                return .kept
            case .duplicate: return .nothing
            case .waits: return .waits
            }
        } catch {
            effects.append(.refused(nil, .badRoot(error)))
            return .nothing
        }
    }

    mutating func take(_ proofs: [ForkProof], into effects: inout [Effect]) {
        early.proofs += proofs
        let waiting = early.proofs
        early.proofs = []
        var news = false
        for proof in waiting {
            do throws(ProofError) {
                guard try charter.insert(proof) else { continue }
                keep(.proofs, proof.encoding, into: &effects)
                news = true
            } catch {
                if case .unknownSeat = error {
                    early.proofs.append(proof)
                } else {
                    effects.append(.refused(proof.feed, .badProof(error)))
                }
            }
        }
        if news { settle(into: &effects) }
        early.trim()
    }

    /// Schemas are kept when the charter names them; whatever else comes is not asked for.
    mutating func take(_ texts: [[UInt8]], into effects: inout [Effect]) {
        var news = false
        for text in texts {
            do throws(WireError) {
                let schema = try Schema(encoding: text)
                guard schemaTexts[schema.hash] == nil,
                    charter.schemaChanges.contains(where: { $0.hash == schema.hash })
                else { continue }
                schemaTexts[schema.hash] = schema
                keep(.schemas, text, into: &effects)
                news = true
            } catch { effects.append(.refused(nil, .badSchema(error))) }
        }
        if news { settle(into: &effects) }
    }

    mutating func take(_ new: [Envelope], into effects: inout [Effect]) {
        early.envelopes += new
        retryEnvelopes(into: &effects)
        openKeys(into: &effects)
        openScopes(into: &effects)
    }

    private mutating func retryEnvelopes(into effects: inout [Effect]) {
        let waiting = early.envelopes
        early.envelopes = []
        for envelope in waiting {
            do throws(EnvelopeError) {
                if try envelopes.insert(envelope, readership) == .kept {
                    keep(.envelopes, envelope.encoding, into: &effects)
                }
            } catch {
                if error.isWait {
                    early.envelopes.append(envelope)
                } else {
                    effects.append(.refused(nil, .badEnvelope(error)))
                }
            }
        }
    }

    /// Draws all consequences of what is new in the charter.
    mutating func settle(into effects: inout [Effect]) {
        charter.settle()
        lastView = nil
        let wasForked = schemas.isForked || charter.hasForkedPolicies
        gatherSchemas(into: &effects)
        readership = charter.readership()
        envelopes.review(readership)
        owesKeys = true
        effects.append(.busy)
        early.trim()
        retryEnvelopes(into: &effects)
        weigh(into: &effects)
        effects.append(.charterChanged)
        openKeys(into: &effects)
        openScopes(into: &effects)
        // Where one version has several meanings, what was refused may be admitted.
        let isForked = schemas.isForked || charter.hasForkedPolicies
        review(anew: isForked && !wasForked, into: &effects)
    }

    private mutating func gatherSchemas(into effects: inout [Effect]) {
        schemas = Schemas()
        for change in charter.schemaChanges {
            if let schema = schemaTexts[change.hash] {
                schemas.add(schema, as: change.version)
            } else {
                effects.append(.lacksSchema(change.hash))
            }
        }
    }

    /// Scopes that a seat no longer reads are forgotten (spec/07-confidentiality.md#key-6).
    private mutating func release(_ seat: ActID, into effects: inout [Effect]) {
        guard let lost = desks[seat]?.book.release(readership) else { return }
        for scope in lost {
            desks.change(seat) { $0.scopes[scope] = nil }
            storage.drop(scope, for: seat)
            effects.append(.changedAnew(scope, for: seat))
        }
    }

    /// Opens the keys that are there for whoever is unlocked.
    mutating func openKeys(into effects: inout [Effect]) {
        owesKeys = true
        effects.append(.busy)
        for hand in desks.entries.map(\.value.hand) {
            let faults = hand.owner.withBoxKey { box in
                hand.book.open(envelopes, with: box, readership)
            }
            effects += faults.map { .keyFault($0) }
            // Envelopes stay, and give keys even to whoever may read no more.
            release(hand.seat, into: &effects)
        }
    }
}
