/// Finds functions, initialisers, subscripts and computed properties and how long they are.
///
/// It matches braces in code whose comments and strings are blanked and does not parse: what stands
/// between a keyword and the first brace outside of parentheses is taken for the signature.
struct FunctionScanner {
    struct Function: Equatable {
        /// The line of the keyword.
        let line: Int

        /// From the line of the keyword to that of the closing brace.
        let length: Int
    }

    /// A declaration whose body has not begun.
    private struct Signature {
        let line: Int
        let isVariable: Bool
        var openBrackets = 0
    }

    private var functions: [Function] = []
    private var line = 1
    private var signature: Signature?

    /// For each open brace, the line of the function whose body it opens, if it opens one.
    private var openBraces: [Int?] = []

    static func functions(in source: String) -> [Function] {
        var scanner = FunctionScanner()
        scanner.scan(Array(SwiftCode.blanking(source).utf8))
        return scanner.functions.sorted { $0.line < $1.line }
    }

    private mutating func scan(_ code: [UInt8]) {
        var position = 0
        while position < code.count {
            let word = code[position...].prefix(while: \.isPartOfWord)
            if word.isEmpty {
                mark(Character(UnicodeScalar(code[position])))
                position += 1
            } else {
                // `.init` is a call and a name in backticks is a name, neither a declaration.
                let before = position > 0 ? code[position - 1] : UInt8(ascii: " ")
                if before != UInt8(ascii: "."), before != UInt8(ascii: "`") {
                    keyword(String(decoding: word, as: UTF8.self))
                }
                position = word.endIndex
            }
        }
    }

    private mutating func keyword(_ word: String) {
        // Inside the brackets of a signature stand parameters, which may be named like keywords.
        if let signature, signature.openBrackets > 0 { return }
        switch word {
        case "func", "init", "deinit", "subscript":
            signature = Signature(line: line, isVariable: false)
        case "var":
            signature = Signature(line: line, isVariable: true)
        case "let", "struct", "class", "enum", "extension", "protocol":
            // The declaration before had no body: it was a requirement, or imported from C.
            signature = nil
        default:
            break
        }
    }

    private mutating func mark(_ character: Character) {
        switch character {
        case "\n":
            // A variable that is stored has no body, and nothing but the end of its line says so.
            if signature?.isVariable == true, signature?.openBrackets == 0 { signature = nil }
            line += 1
        case "=":
            if signature?.isVariable == true, signature?.openBrackets == 0 { signature = nil }
        case "(", "[":
            signature?.openBrackets += 1
        case ")", "]":
            signature?.openBrackets -= 1
        case "{":
            // In brackets, it opens a closure that is the default of a parameter.
            let opensBody = signature?.openBrackets == 0
            openBraces.append(opensBody ? signature?.line : nil)
            if opensBody { signature = nil }
        case "}":
            if signature?.openBrackets == 0 { signature = nil }
            guard let start = openBraces.popLast() ?? nil else { return }
            functions.append(Function(line: start, length: line - start + 1))
        default:
            break
        }
    }
}

extension UInt8 {
    fileprivate var isPartOfWord: Bool {
        let character = Character(UnicodeScalar(self))
        return self >= 0x80 || character.isPartOfName
    }
}
