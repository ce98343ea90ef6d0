import Foundation

/// What a process does that plays a part in a measurement. It is told lines, answers in lines, and
/// ends when there are no more.
package enum Part {
    /// The first word says which; the others are its own. Nil if there is none of that name.
    package static func run(_ words: [String]) async throws -> Bool {
        switch words.first {
        case "laptop": try await LaptopPart(words).play()
        case "relay": try await RelayPart(words).play()
        case "floor": try FloorPart(words).play()
        default: return false
        }
        return true
    }

    /// One line, whole and at once.
    static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = unsafe write(1, bytes, bytes.count)
    }
}
