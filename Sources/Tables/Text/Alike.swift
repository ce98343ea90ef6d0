internal import Queries

extension String {
    /// What is the same of two names however they are written: letters in small, without accents,
    /// and none of what stands between words.
    var alike: String {
        var folded = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch Folding.fold(scalar) {
            case .one(let one)?: folded.append(one)
            case .several(let several)?: folded.append(contentsOf: several)
            case .nothing?, nil: break
            }
        }
        return String(folded)
    }

    /// The words of a name, each as it is looked for.
    var alikeWords: [String] {
        split { character in
            character.unicodeScalars.allSatisfy { Folding.fold($0) == nil }
        }
        .map { String($0).alike }
        .filter { !$0.isEmpty }
    }

    /// Without spaces and the like around it, and without zero bytes, which no table has.
    var trimmed: String {
        let isPlain = utf8.first.map { $0 > 0x20 && $0 < 0x7F } ?? true
        if isPlain, utf8.last.map({ $0 > 0x20 && $0 < 0x7F }) ?? true, !utf8.contains(0) {
            return self
        }
        let scalars = unicodeScalars.filter { $0.value != 0 }
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }

    /// As much of a cell as says which one is meant.
    var excerpt: String {
        let line = String(unicodeScalars.map { $0.properties.isWhitespace ? " " : Character($0) })
        guard line.count > TableLimits.shownCell else { return line }
        return line.prefix(TableLimits.shownCell - 1) + "…"
    }
}
