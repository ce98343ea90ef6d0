internal import Bundles
internal import Lattice
internal import Queries
internal import Replica
internal import Schema

/// Rows that state facts.
extension Importer {
    mutating func fact(
        _ content: RowContent, _ line: Int, _ problems: inout [TableProblem]
    ) -> Made? {
        let subject = recognise(content, line, &problems).subject
        var values = content.values
        for (field, words) in content.words { values[field] = .words(words) }
        require(&values, content, line, &problems)
        check(words: values, content, line, &problems)
        obey(values, nil, line, &problems)
        let stated = Value.parts(values)
        if case .fact(let key)? = subject {
            guard problems.isEmpty else { return nil }
            if memory.content(of: key) == stated { return (.same, []) }
            problems.append(
                TableProblem(
                    line, in: mapping.keys.first.map { header(of: $0) },
                    "this was stated already, with something else beside it; what was stated "
                        + "stays, so take the row out, or state a correction"))
            return nil
        }
        guard problems.isEmpty else {
            differ(values, nil, nil, line, &problems)
            return nil
        }
        let (number, isKnown) = memory.meet(stated)
        if isKnown { return (.same, []) }
        differ(values, nil, nil, line, &problems)
        let id = name(of: stated, number)
        let edits = [Edit.state(mapping.kind, id, stated)]
        guard stated.count <= Limits.valueBytes else {
            problems.append(
                TableProblem(line, "This is more than one fact holds. Shorten the texts."))
            return nil
        }
        return (.state(id), edits)
    }

    /// The same for the same content, however often and in whatever file it comes.
    private func name(of content: Value, _ number: Int) -> FactID {
        var buffer = ByteBuffer()
        buffer.put(salt)
        buffer.put(UInt64(mapping.kind.value))
        buffer.put(UInt64(number))
        buffer.put(raw: content.span)
        let hash = buffer.hash(by: H.self, of: Imported.self)
        return FactID(high: hash.words.0, low: hash.words.1)
    }
}
