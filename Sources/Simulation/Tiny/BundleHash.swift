internal import Lattice
internal import Seal
internal import Wire

/// What bundles of the tiny world are hashed as: their place, and their body as it would travel.
enum BundleBytes {
    static func hash(_ draft: Draft) -> BundleHash {
        var bytes = ByteBuffer()
        bytes.put(draft.feed)
        bytes.put(draft.number.value)
        bytes.put(draft.previous)
        bytes.put(draft.time.word)
        guard let body = try? Body(draft.changes).encoding(of: draft.feed, draft.number) else {
            preconditionFailure("what a draft lets in can be written")
        }
        bytes.put(Value(body))
        return bytes.hash(by: Blake2b.self, of: OpenBundle.self)
    }
}
