internal import Bundles
internal import Charter
internal import Gossip
internal import Identity
internal import KeyFiles
internal import Lattice
internal import Network
internal import Replica
internal import Seal
internal import Store

/// What an export has in its hands; one thread at a time.
final class Exporting {
    let file: StickFile
    let stick: StickID
    let hello: HelloKey
    let realm: DomainID
    var entropy = Chance.entropy()
    var writer: StickWriter?
    var pieces: UInt64 = 0
    var bytes: UInt64 = 0

    init(_ file: StickFile, _ stick: StickID, _ hello: HelloKey, _ realm: DomainID) {
        (self.file, self.stick, self.hello, self.realm) = (file, stick, hello, realm)
    }

    func write(_ draft: StickDraft) throws(StickError) {
        let sealed = draft.sealed(of: stick, in: realm, hello, &entropy)
        try file.write(sealed)
        pieces = draft.number + 1
        bytes += UInt64(sealed.count)
    }
}

/// What stands in the file that an export had begun.
private struct Begun {
    let job: Handed<Exporting>
    let written: StickWritten?
    let wasThere: Bool
}

extension Node {
    /// Writes what this node holds into a file, for laptops that it does not meet. Others are
    /// served meanwhile. An export that was stopped is gone on with if it is said again.
    @discardableResult
    public func export(
        _ selection: StickSelection = .everything, to path: String,
        progress: @escaping @Sendable (StickStep) -> Void = { _ in }
    ) async throws(StickError) -> StickExport {
        try await export(selection, to: path, room: nil, progress: progress)
    }

    /// The same onto a stick that takes no more than so many bytes.
    @discardableResult
    package func export(
        _ selection: StickSelection = .everything, to path: String, room: UInt64?,
        progress: @escaping @Sendable (StickStep) -> Void = { _ in }
    ) async throws(StickError) -> StickExport {
        let (plan, reach) = try await plan(selection, path)
        try await stateAnew(path)
        var canGoOn = true
        if case .after = selection.lack { canGoOn = false }
        return try await write(plan, lacking: reach, to: path, room, canGoOn: canGoOn, progress)
    }

    /// Writes into a file what this node has, so that another can export what it lacks.
    @discardableResult
    public func wish(to path: String) async throws(StickError) -> StickExport {
        let plan = StickPlan(.wish, at: Network.now().wall)
        let run = try await loop(path) { engine, residence, done in
            done(residence.run.map { .success($0) } ?? .failure(.closed))
        }
        let made = try await write(plan, lacking: StickReach(), to: path, nil, canGoOn: false) {
            _ in
        }
        wishes.note(made.stick, in: run)
        return made
    }

    // MARK: What goes in

    private func plan(
        _ selection: StickSelection, _ path: String
    ) async throws(StickError) -> (StickPlan, StickReach) {
        let now = Network.now().wall
        var reach = StickReach()
        switch selection.lack {
        case .everything: return (StickPlan(.goods, at: now, of: selection.scopes), reach)
        case .after(let numbers):
            reach.numbers = numbers
            return (StickPlan(.goods, at: now, of: selection.scopes), reach)
        case .device(let device):
            try await judge(device, path)
            let said = try await loop(path) { _, residence, done in
                done(.success(residence.withReplica { $0.statement(of: device) } ?? nil))
            }
            guard let said else { throw StickError(path, .unheard) }
            let plan = StickPlan(.goods, at: now, for: device, of: selection.scopes)
            return (plan, StickReach(said))
        case .wish(let wish):
            let (stick, device, reach) = try await read(wish: wish)
            try await judge(device, wish)
            let plan = StickPlan(
                .goods, at: now, answering: stick, for: device, of: selection.scopes)
            return (plan, reach)
        }
    }

    /// Whoever was let go of gets nothing (spec/11-sync.md#meet-1).
    private func judge(_ device: DeviceKey, _ path: String) async throws(StickError) {
        let standing = try await loop(path) { _, residence, done in
            done(.success(residence.withReplica { $0.readership.roster.standing(of: device) }))
        }
        guard standing == .welcome else { throw StickError(path, .notWelcome) }
    }

    private func read(
        wish path: String
    ) async throws(StickError) -> (StickID, DeviceKey, StickReach) {
        let (realm, key) = (realm, try await hello(path))
        return try await apart { () throws(StickError) in
            let file = try StickFile(reading: path)
            var reader = StickReader(in: realm, key.value)
            var reach = StickReach()
            var stick: StickID?
            var device: DeviceKey?
            do throws(StickFault) {
                while true {
                    var events: [StickEvent] = []
                    let bytes: [UInt8]
                    do throws(StickError) { bytes = try file.read() } catch { break }
                    if bytes.isEmpty { break }
                    try reader.read(bytes[...], into: &events)
                    for event in events {
                        if case .plan(let plan, let id) = event, plan.purpose == .wish {
                            stick = id
                        }
                        if case .inquiry(let one) = event { device = one }
                        if stick != nil { reach.take(event) }
                    }
                    // Of a stick with goods no more has to be read.
                    guard stick != nil else { break }
                }
                if stick != nil { try reader.finish() }
            } catch { throw StickError(path, .fault(error)) }
            guard let stick, let device else { throw StickError(path, .isNoWish) }
            return (stick, device, reach)
        }
    }

    /// Says what is held here now, if it is another thing than was said last: whoever reads the
    /// stick is to know.
    private func stateAnew(_ path: String) async throws(StickError) {
        let device = device
        let isNews = try await loop(path) { _, residence, done in
            let isNews = residence.withReplica { replica -> Bool in
                let said = replica.statement(of: device)
                let feeds = replica.storedFeeds.compactMap { stored in
                    stored.trunk.map { Statement.Reach(stored.feed, to: $0) }
                }
                let named = feeds.sorted { $0.feed < $1.feed }.prefix(Statement.mostFeeds)
                return said?.feeds != Array(named)
            }
            done(.success(isNews ?? false))
        }
        if isNews { try await loopTell([.state], path) }
    }

    // MARK: Writing

    private func write(
        _ plan: StickPlan, lacking reach: StickReach, to path: String, _ room: UInt64?,
        canGoOn: Bool,
        _ progress: @escaping @Sendable (StickStep) -> Void
    ) async throws(StickError) -> StickExport {
        let begun = try await begin(plan, path, room, canGoOn: canGoOn)
        // The loop may let go of what it was handed a moment after it has answered.
        defer { begun.job.value.file.letGo() }
        return try await write(plan, lacking: reach, to: path, begun, progress)
    }

    private func write(
        _ plan: StickPlan, lacking reach: StickReach, to path: String, _ begun: Begun,
        _ progress: @escaping @Sendable (StickStep) -> Void
    ) async throws(StickError) -> StickExport {
        let (job, written) = (begun.job, begun.written)
        let device = device
        let goesOn = written?.plan ?? plan
        try await loop(path) { _, residence, done in
            let made = residence.withReplica { replica in
                StickWriter(goesOn, lacking: reach, after: written, of: device, &replica)
            }
            job.value.writer = made
            done(made == nil ? .failure(.closed) : .success(()))
        }
        // What goes out is on the disk, and known to its guard: a turn ends with both.
        try await loopTell([], path)
        while true {
            if Task.isCancelled { throw StickError(path, .cancelled) }
            let step = try await loop(path) { _, residence, done in
                let step = residence.withReplica { job.value.writer?.next(&$0) ?? .over }
                done(step.map { .success($0) } ?? .failure(.closed))
            }
            guard case .piece(let draft) = step else {
                if case .over = step { break }
                continue
            }
            try await apart { () throws(StickError) in try job.value.write(draft) }
            let (writer, exporting) = (job.value.writer, job.value)
            progress(
                StickStep(
                    pieces: exporting.pieces, bytes: exporting.bytes, byteCount: nil, pass: 1,
                    things: writer?.counts.things ?? 0, expected: writer?.expected))
            if draft.isLast { break }
        }
        return try await apart { () throws(StickError) in
            let exporting = job.value
            try exporting.file.finish(as: path)
            return StickExport(
                stick: exporting.stick, counts: exporting.writer?.counts ?? StickCounts(),
                pieces: exporting.pieces, bytes: exporting.bytes,
                heldBack: exporting.writer?.heldBack ?? 0, wasResumed: written != nil,
                wasBegunAnew: begun.wasThere && written == nil)
        }
    }

    /// Opens the file beside, and sees how far it goes.
    private func begin(
        _ plan: StickPlan, _ path: String, _ room: UInt64?, canGoOn: Bool
    ) async throws(StickError) -> Begun {
        let (realm, key) = (realm, try await hello(path))
        return try await apart { () throws(StickError) in
            try StickFile.judge(path)
            let file = try StickFile(writing: path + ".part", room: room)
            let there = try file.byteCount()
            let found = canGoOn ? try Self.written(in: file, realm, key.value) : StickWritten()
            if let stick = found.stick, let last = found.plan, !found.isOver,
                last.isSame(as: plan)
            {
                try file.cut(to: found.byteCount)
                let job = Exporting(file, stick, key.value, realm)
                (job.pieces, job.bytes) = (found.piece, found.byteCount)
                return Begun(job: Handed(job), written: found, wasThere: true)
            }
            try file.cut(to: 0)
            var entropy = Chance.entropy()
            let stick: StickID = entropy.drawID()
            let job = Exporting(file, stick, key.value, realm)
            let header = StickWriter.header(of: stick)
            try file.write(header)
            job.bytes = UInt64(header.count)
            return Begun(job: Handed(job), written: nil, wasThere: there > 0)
        }
    }

    /// All whole pieces, as far as they are good.
    private static func written(
        in file: StickFile, _ realm: DomainID, _ hello: HelloKey
    ) throws(StickError) -> StickWritten {
        var reader = StickReader(in: realm, hello)
        var written = StickWritten()
        while true {
            let bytes = try file.read()
            if bytes.isEmpty { return written }
            var events: [StickEvent] = []
            var isGood = true
            do throws(StickFault) { try reader.read(bytes[...], into: &events) } catch {
                isGood = false
            }
            written.take(events)
            guard isGood else { return written }
        }
    }

    // MARK: The loop

    func hello(_ path: String) async throws(StickError) -> Handed<HelloKey> {
        let realm = realm
        return try await loop(path) { engine, _, done in
            let key = engine.device.helloKey(of: realm)
            done(key.map { .success(Handed($0)) } ?? .failure(.neverEnrolled))
        }
    }

    func loop<Answer: Sendable>(
        _ path: String,
        _ question:
            @escaping @Sendable (
                Engine, Residence, @escaping @Sendable (Result<Answer, NodeError>) -> Void
            ) -> Void
    ) async throws(StickError) -> Answer {
        do throws(NodeError) { return try await ask(question) } catch {
            throw StickError(path, .node(error))
        }
    }

    /// Returns when all that was told is on the disk, and the turn is over.
    func loopTell(_ inputs: [Input], _ path: String) async throws(StickError) {
        do throws(NodeError) { try await tell(inputs) } catch {
            throw StickError(path, .node(error))
        }
        try await loop(path) { _, residence, done in
            done(residence.failure.map { .failure(.failing($0)) } ?? .success(()))
        }
    }
}
