import Testing

@Suite("Blanking of comments and literals") struct SwiftCodeTests {
    @Test(
        "Only code is left",
        arguments: [
            ("a // b", "a"),
            ("a /* b /* c */ d */ e", "a e"),
            (#"a "b" c"#, "a c"),
            (#"a "b \" c" d"#, "a d"),
            (#"a "b \(c("d")) e" f"#, "a (c( )) f"),
            ("a \"\"\"\n b \"c\" }\n \"\"\" d", "a \n\n d"),
            (##"a #"b " \( c"# d"##, "a d"),
            (##"a #"b \#(c) d"# e"##, "a (c) e"),
            (##"a #/b"\/c/# d"##, "a d"),
            ("a \"b\nc", "a \nc"),
            (#"a "// b" c"#, "a c"),
            ("a #if b", "a #if b"),
            ("a \"", "a"),
            ("a /*", "a"),
            ("a \"\\", "a"),
        ])
    func blanks(source: String, code: String) {
        let blanked = SwiftCode.blanking(source)
        #expect(blanked.utf8.count == source.utf8.count)
        // How many spaces are left in place of a literal is of no interest.
        let words = { (text: String) in text.split(separator: " ") }
        #expect(
            blanked.linesByLineFeed.map(words) == code.linesByLineFeed.map(words))
    }
}
