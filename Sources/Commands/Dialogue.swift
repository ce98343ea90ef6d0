package import Packs

/// Whoever asked, while a command goes on: is told what happens, and asked what only people know.
package protocol Dialogue: Sendable {
    /// Says how it goes.
    func tell(_ event: JSON)
    /// Asks, and waits for the answer; nil if nobody is there any more.
    func ask(_ question: JSON) async -> JSON?
}

/// Somebody who only wants to know what came of it.
package struct Silent: Dialogue {
    package init() {}
    package func tell(_ event: JSON) {}
    package func ask(_ question: JSON) async -> JSON? { nil }
}
