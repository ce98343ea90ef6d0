import Foundation
import Testing

/// Many laptops of one realm in a box that say to the microsecond when something is entered and
/// when it is read: processes of Tests/LanHolder, in whose realm nobody has to join.
final class Crowd {
    private let box: Box
    private let folder: String
    private(set) var members: [Member] = []
    /// Records that were entered so far.
    private(set) var entered = 0

    /// One laptop.
    final class Member {
        let name: String
        let program: RunningProgram
        /// How many records can be read here, and since when.
        private(set) var seen: [(count: Int, time: Int)] = []
        private var answers: [[Int]] = []

        init(_ name: String, _ program: RunningProgram) {
            (self.name, self.program) = (name, program)
        }

        /// Reads what it says until something is so; nil if that does not come in time.
        private func read<Found>(within seconds: Double, _ find: () -> Found?) throws -> Found? {
            let end = Date().addingTimeInterval(seconds)
            while true {
                if let found = find() { return found }
                let left = end.timeIntervalSinceNow * 1_000
                guard left > 0, let line = try program.lines(1, within: Int(left) + 1).first else {
                    return nil
                }
                let words = line.split(separator: " ")
                let numbers = words.compactMap { Int($0) }
                switch words.first {
                case "seen": seen.append((numbers[0], numbers[1]))
                case "entered": answers.append(numbers)
                default: throw Box.Trouble(description: "\(name): \(line)")
                }
            }
        }

        /// When so many records could be read.
        func time(of count: Int, within seconds: Double) throws -> Int? {
            try read(within: seconds) { seen.first { $0.count >= count }?.time }
        }

        /// Begin, end and number of what it was told to enter.
        func answer(within seconds: Double) throws -> (begun: Int, done: Int, records: Int) {
            let answer = try #require(
                try read(within: seconds) { answers.isEmpty ? nil : answers.removeFirst() })
            return (answer[0], answer[1], answer[2])
        }
    }

    /// Starts them where the box has a place for each. Their disk is that of the machine, which all
    /// of them share; or its memory, for whoever asks what a disk of their own would let them do.
    init(_ names: [String], in box: Box, onDisk: Bool = true) throws {
        self.box = box
        let place = onDisk ? FileManager.default.temporaryDirectory.path : "/dev/shm"
        folder = place + "/crowd-\(UUID().uuidString)"
        let program = try Program.folder.appending(path: "causeway-lan-holder")
        for (number, name) in names.enumerated() {
            let words = ["\(folder)/\(name)", "\(number)", "\(names.count)"]
            members.append(Member(name, try box.begin(program, words, in: name)))
        }
        for member in members { #expect(try member.program.line(within: 120) == "ready") }
    }

    deinit {
        for member in members { box.end(member.program) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Somebody enters a record; after how many milliseconds each other could read it.
    func enter(by number: Int, within seconds: Double = 30) throws -> [Double] {
        try members[number].program.say("enter")
        let (begun, _, records) = try members[number].answer(within: seconds)
        entered += records
        return try times(from: begun, but: number, within: seconds)
    }

    /// Somebody enters so many bytes; after how many milliseconds each other could read it all.
    func enter(bytes: Int, by number: Int, within seconds: Double) throws -> [Double] {
        let begun = try enterAlone(bytes: bytes, by: number)
        return try times(from: begun, but: number, within: seconds)
    }

    /// The same of somebody whom nobody hears; when that began.
    func enterAlone(bytes: Int, by number: Int) throws -> Int {
        try members[number].program.say("bulk \(bytes)")
        let (begun, _, records) = try members[number].answer(within: 120)
        entered += records
        return begun
    }

    func times(from begun: Int, but number: Int, within seconds: Double) throws -> [Double] {
        try members.enumerated().filter { $0.offset != number }.map { _, member in
            let time = try #require(
                try member.time(of: entered, within: seconds), "\(member.name) never has it")
            return Double(time - begun) / 1e6
        }
    }

    /// The clock of the machine, as the programs tell it.
    static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

extension [Double] {
    /// The value below which such a share of them lies.
    func quantile(_ share: Double) -> Double {
        let all = sorted()
        return all.isEmpty ? .nan : all[Swift.min(count - 1, Int(Double(count) * share))]
    }
}
