internal import Foundation
internal import Simulation

/// The share of laptops that hold everything, over time, as a picture.
struct Curve {
    let name: String
    private var points: [(milliseconds: UInt64, percent: Int)] = []

    init(name: String) { self.name = name }

    mutating func add(_ country: Country) {
        points.append((country.time, country.completePercent))
    }

    /// Writes it as SVG.
    func save(to path: String) throws(UsageError) {
        do { try Data(svg.utf8).write(to: URL(fileURLWithPath: path)) } catch {
            throw UsageError(
                "“\(path)” cannot be written: \(error.localizedDescription)",
                seeHelpOf: "causeway simulate")
        }
    }

    private var svg: String {
        let (width, height, left, top) = (640.0, 200.0, 60.0, 40.0)
        let first = points.first?.milliseconds ?? 0
        let span = max(Double((points.last?.milliseconds ?? 0) - first), 1)
        func x(_ time: UInt64) -> String {
            String(format: "%.1f", left + Double(time - first) / span * width)
        }
        func y(_ percent: Int) -> String {
            String(format: "%.1f", top + height - Double(percent) / 100 * height)
        }
        // What is held changes at once, not bit by bit: steps.
        var path = ""
        for point in points {
            path += path.isEmpty ? "M" : "H\(x(point.milliseconds))V"
            path += path == "M" ? "\(x(point.milliseconds)) " : ""
            path += y(point.percent)
        }
        let lines = [0, 50, 100].map { percent in
            "<line x1=\"\(left)\" x2=\"\(left + width)\" y1=\"\(y(percent))\" y2=\"\(y(percent))\""
                + " stroke=\"#ccc\"/><text x=\"\(left - 8)\" y=\"\(y(percent))\""
                + " text-anchor=\"end\" dominant-baseline=\"middle\">\(percent)%</text>"
        }
        let seconds = Int(span / 1_000)
        let title = name.replacingOccurrences(of: "&", with: "&amp;")
            .replacingOccurrences(of: "<", with: "&lt;")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 290" font-family="sans-serif" \
            font-size="12">
            <title>\(title): the share of laptops that hold everything</title>
            <rect width="720" height="290" fill="white"/>
            <text x="\(left)" y="20">\(title): the share of laptops that hold everything</text>
            \(lines.joined(separator: "\n"))
            <path d="\(path)" fill="none" stroke="#06c" stroke-width="1.5"/>
            <text x="\(left)" y="\(top + height + 24)">0 s</text>
            <text x="\(left + width)" y="\(top + height + 24)" text-anchor="end">\(seconds) s</text>
            </svg>

            """
    }
}
