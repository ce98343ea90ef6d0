/// As much of Markdown as it takes to follow links: headings, their anchors, and the links.
struct Markdown {
    struct Heading {
        let line: Int
        let level: Int
        let text: String
    }

    struct Link {
        let line: Int
        let target: String
    }

    private(set) var headings: [Heading] = []
    private(set) var links: [Link] = []

    init(_ file: TextFile) {
        var isInFence = false
        for (number, line) in zip(1..., file.lines) {
            if line.contains(#/^\s*(?:```|~~~)/#) {
                isInFence.toggle()
            } else if !isInFence {
                read(line, number)
            }
        }
    }

    private mutating func read(_ line: String, _ number: Int) {
        if let match = line.wholeMatch(of: #/(#{1,6})\s+(.*?)[\s#]*/#) {
            let heading = Heading(line: number, level: match.1.count, text: String(match.2))
            headings.append(heading)
        }
        // A link in a code span is an example.
        let prose = line.contains("`") ? line.replacing(#/`[^`]*`/#, with: "") : line
        if prose.contains("](") {
            for match in prose.matches(of: #/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/#) {
                links.append(Link(line: number, target: String(match.1)))
            }
        }
        let definition = #/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/#
        if prose.contains("]:"), let match = prose.firstMatch(of: definition) {
            links.append(Link(line: number, target: String(match.1)))
        }
    }

    /// What can follow `#` in a link to this page, by the rule of GitHub: a heading in lower case,
    /// without punctuation, spaces as hyphens; from the second of the same name on with a number.
    var anchors: Set<String> {
        var anchors: Set<String> = []
        var uses: [String: Int] = [:]
        for heading in headings {
            let text = heading.text.replacing(#/\[([^\]]*)\]\([^)]*\)/#) { $0.1 }
            let slug = String(
                text.lowercased().compactMap { character -> Character? in
                    if character == " " { return "-" }
                    return character.isPartOfName || character == "-" ? character : nil
                })
            let earlier = uses[slug, default: 0]
            uses[slug] = earlier + 1
            anchors.insert(earlier == 0 ? slug : "\(slug)-\(earlier)")
        }
        return anchors
    }
}
