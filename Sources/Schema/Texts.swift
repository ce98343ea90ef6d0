extension UInt8 {
    private var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    private var isSmall: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var isCapital: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isOfName: Bool { isSmall || isDigit || self == UInt8(ascii: "-") }
    package var isOfToken: Bool {
        // Among the digits and the capitals also “-”, “.” and “/”.
        isCapital || (0x2D...0x39).contains(self)
    }
    fileprivate var beginsName: Bool { isSmall }
}

extension String {
    /// As names of packs, kinds and fields are (spec/09-schema.md#schema-1).
    package var isName: Bool { utf8.first?.beginsName ?? false && utf8.allSatisfy(\.isOfName) }

    package var isLanguage: Bool { SchemaLimits.language.contains(utf8.count) && isName }

    /// Three capitals.
    package var isCurrency: Bool { utf8.count == 3 && utf8.allSatisfy(\.isCapital) }
}
