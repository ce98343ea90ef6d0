/// Reads JSON, and nothing that only resembles it.
package struct JSONReader {
    /// Arrays and objects within each other.
    private static let depth = 64

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static func read(_ bytes: [UInt8]) throws(JSONFault) -> JSON {
        var reader = JSONReader(bytes)
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw reader.fault("it begins with a byte order mark; save it as UTF-8 without one")
        }
        let json = try reader.value(depth: 0)
        reader.passSpace()
        guard reader.next == nil else { throw reader.fault("something follows the end") }
        return json
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func fault(_ sentence: String) -> JSONFault {
        JSONFault(line: line, sentence: sentence)
    }

    private mutating func passSpace() {
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            default: return
            }
            index += 1
        }
    }

    /// Passes a byte if it is next.
    private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: wanted) else { return false }
        index += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard bytes[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        passSpace()
        let start = line
        guard let byte = next else { throw fault("it ends too early") }
        switch byte {
        case UInt8(ascii: "{"): return JSON(.object(try members(depth + 1)), line: start)
        case UInt8(ascii: "["): return JSON(.array(try items(depth + 1)), line: start)
        case UInt8(ascii: "\""): return JSON(.text(try text()), line: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSON(.number(try number()), line: start)
        default: break
        }
        if takeWord("true") { return JSON(.truth(true), line: start) }
        if takeWord("false") { return JSON(.truth(false), line: start) }
        if takeWord("null") { return JSON(.null, line: start) }
        throw fault("here belongs a value: an object, an array, a text in quotes, a number …")
    }

    private mutating func enter(_ depth: Int) throws(JSONFault) {
        guard depth <= Self.depth else {
            throw fault("more than \(Self.depth) arrays and objects within each other")
        }
        index += 1
        passSpace()
    }

    private mutating func members(_ depth: Int) throws(JSONFault) -> [JSON.Member] {
        try enter(depth)
        var members: [JSON.Member] = []
        guard !take("}") else { return [] }
        repeat {
            passSpace()
            guard next == UInt8(ascii: "\"") else {
                throw fault("here belongs the name of a member, in quotes")
            }
            let name = try text()
            passSpace()
            guard take(":") else { throw fault("here belongs a colon, after “\(name)”") }
            members.append(JSON.Member(name: name, value: try value(depth: depth)))
            passSpace()
        } while take(",")
        guard take("}") else { throw fault("here belongs a comma, or the } of an object") }
        return members
    }

    private mutating func items(_ depth: Int) throws(JSONFault) -> [JSON] {
        try enter(depth)
        var items: [JSON] = []
        guard !take("]") else { return [] }
        repeat {
            items.append(try value(depth: depth))
            passSpace()
        } while take(",")
        guard take("]") else { throw fault("here belongs a comma, or the ] of an array") }
        return items
    }

    private mutating func digits() throws(JSONFault) {
        let start = index
        while let byte = next, byte.isDigit { index += 1 }
        guard index > start else { throw fault("a number without digits where they belong") }
    }

    private mutating func number() throws(JSONFault) -> String {
        let start = index
        _ = take("-")
        if take("0") {
            guard next?.isDigit != true else { throw fault("a number that begins with 0") }
        } else {
            try digits()
        }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func text() throws(JSONFault) -> String {
        index += 1
        var content: [UInt8] = []
        while let byte = next {
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw fault("a text that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): content += try escaped().utf8
            case ..<0x20: throw fault("a text that does not end in its line, or a bare tab")
            default: content.append(byte)
            }
        }
        throw fault("a text without its closing quote")
    }

    private mutating func escaped() throws(JSONFault) -> String {
        let byte = next
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try character()
        default: throw fault("an escape that JSON does not have")
        }
    }

    /// One character by its number; those beyond 16 bits are written as two halves.
    private mutating func character() throws(JSONFault) -> String {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return String(scalar) }
        guard first < 0xDC00, take("\\"), take("u") else { throw fault("half of a character") }
        let second = try unit()
        guard (0xDC00...0xDFFF).contains(second) else { throw fault("half of a character") }
        let number = 0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00)
        guard let scalar = Unicode.Scalar(number) else { throw fault("half of a character") }
        return String(scalar)
    }

    private mutating func unit() throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = byte.hexadecimalDigit else {
                throw fault("an escape of fewer than four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
