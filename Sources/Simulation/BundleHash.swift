internal import Lattice
internal import Seal

/// What bundles of the tiny world are hashed as. Only equality matters here, not the bytes: those
/// that travel between real nodes are the wire's affair.
enum BundleBytes {
    static func hash(_ draft: Draft) -> BundleHash {
        var bytes = RowBytes()
        bytes.put(draft.feed)
        bytes.put(draft.number.value)
        bytes.put(draft.previous)
        bytes.put(draft.time.word)
        for change in draft.changes {
            bytes.put(change.record.creation.feed)
            bytes.put(change.record.creation.position.word)
            put(change.delta, &bytes)
        }
        return bytes.hash(by: Blake2b.self, of: OpenBundle.self)
    }

    private static func put(_ delta: DocumentDelta, _ bytes: inout RowBytes) {
        switch delta {
        case .life(let life):
            bytes.put(byte: 0)
            bytes.put(byte: life.sign.rawValue)
            put(life.vector, &bytes)
        case .field(let field, let delta):
            bytes.put(byte: 1)
            bytes.put(count: Int(field.value))
            put(delta, &bytes)
        }
    }

    private static func put(_ delta: FieldDelta, _ bytes: inout RowBytes) {
        switch delta {
        case .register(let write):
            bytes.put(byte: 0)
            bytes.put(write.value)
            put(write.vector, &bytes)
        case .set(.add(let element)):
            bytes.put(byte: 1)
            bytes.put(element)
        case .set(.remove(let element, let vector)):
            bytes.put(byte: 2)
            bytes.put(element)
            put(vector, &bytes)
        case .counter(let count):
            bytes.put(byte: 3)
            bytes.put(UInt64(bitPattern: count.amount))
        case .facts(let fact):
            bytes.put(byte: 4)
            bytes.put(fact.key.person)
            bytes.put(fact.key.id)
            bytes.put(fact.content)
        }
    }

    private static func put(_ vector: FieldVector, _ bytes: inout RowBytes) {
        bytes.put(count: vector.count)
        for entry in vector.entries {
            bytes.put(entry.key)
            bytes.put(entry.value.word)
        }
    }
}
