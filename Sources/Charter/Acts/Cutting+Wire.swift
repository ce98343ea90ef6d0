internal import Bundles
internal import Lattice
internal import Seal
internal import Wire

extension Revocation {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var target: Target?
        var tips = Tips()
        try reader.closedMap(of: 2) { (key, reader) throws(WireError) in
            if key == 0 {
                target = try Target.read(from: &reader)
            } else {
                tips = try reader.tips()
            }
        }
        return Self(try reader.need(target), tips)
    }

    func write(to writer: inout Writer) {
        writer.putFields([
            (0, { target.write(to: &$0) }),
            (1, unlessEmpty(tips.entries.isEmpty) { $0.put(tips) }),
        ])
    }
}

extension Revocation.Target {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.choice(of: 5) { (sort, reader) throws(WireError) in
            switch sort {
            case 0: .seat(try reader.hash())
            case 1: .person(try reader.name())
            case 2: .device(DeviceKey(try reader.hash()))
            case 3: .grant(try reader.hash())
            default: .agency(try reader.hash())
            }
        }
    }

    fileprivate func write(to writer: inout Writer) {
        switch self {
        case .seat(let seat): writer.put(choice: 0) { $0.put(seat) }
        case .person(let person): writer.put(choice: 1) { $0.put(person) }
        case .device(let device): writer.put(choice: 2) { $0.put(device.bytes) }
        case .grant(let grant): writer.put(choice: 3) { $0.put(grant) }
        case .agency(let agency): writer.put(choice: 4) { $0.put(agency) }
        }
    }
}

extension Ratification {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var revocation: ActID?
        var tips: Tips?
        try reader.closedMap(of: 2) { (key, reader) throws(WireError) in
            if key == 0 {
                revocation = try reader.hash()
            } else {
                tips = try reader.tips(mayBeEmpty: true)
            }
        }
        return Self(of: try reader.need(revocation), try reader.need(tips))
    }

    func write(to writer: inout Writer) {
        writer.putFields([(0, { $0.put(revocation) }), (1, { $0.put(tips) })])
    }
}

extension Keep {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var feed: FeedID?
        var number: BundleNumber?
        var hash: BundleHash?
        var instead: [ActID] = []
        try reader.closedMap(of: 4) { (key, reader) throws(WireError) in
            switch key {
            case 0: feed = try reader.feed()
            case 1: number = try reader.number()
            case 2: hash = try reader.hash()
            default: instead = try reader.actIDs()
            }
        }
        return Self(
            try reader.need(feed), try reader.need(number), try reader.need(hash),
            instead: instead)
    }

    func write(to writer: inout Writer) {
        writer.putFields([
            (0, { $0.put(feed) }), (1, { $0.put(number) }), (2, { $0.put(hash) }),
            (3, unlessEmpty(instead.isEmpty) { $0.put(instead) }),
        ])
    }
}

extension Stay {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var number: UInt32?
        var hash: RootHash?
        try reader.closedMap(of: 2) { (key, reader) throws(WireError) in
            if key == 0 {
                number = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
            } else {
                hash = try reader.hash()
            }
        }
        return Self(try reader.need(number), try reader.need(hash))
    }

    func write(to writer: inout Writer) {
        writer.putFields([(0, { $0.put(UInt64(number)) }), (1, { $0.put(hash) })])
    }
}

extension Epoch {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var scope: Address?
        var key: KeyHash?
        var box: BoxKey?
        var previous: [EpochID] = []
        var (without, with): ([Reading], [Reading]) = ([], [])
        try reader.closedMap(of: 6) { (field, reader) throws(WireError) in
            switch field {
            case 0: scope = try .read(from: &reader)
            case 1: key = try reader.hash()
            case 2: box = BoxKey(try reader.hash())
            case 3:
                previous = try reader.ascendingArray(upTo: Bounds.references) {
                    (reader) throws(WireError) in try reader.identifier()
                }
            case 4: without = try reader.readings()
            default: with = try reader.readings()
            }
        }
        return Self(
            try reader.need(scope), try reader.need(key), try reader.need(box), after: previous,
            without: without, with: with)
    }

    func write(to writer: inout Writer) {
        writer.putFields([
            (0, { scope.write(to: &$0) }), (1, { $0.put(key) }), (2, { $0.put(box.bytes) }),
            (
                3,
                unlessEmpty(previous.isEmpty) {
                    $0.put(array: previous.count)
                    for epoch in previous { $0.put(epoch) }
                }
            ), (4, unlessEmpty(without.isEmpty) { $0.put(without) }),
            (5, unlessEmpty(with.isEmpty) { $0.put(with) }),
        ])
    }
}

extension Reader {
    fileprivate mutating func readings() throws(WireError) -> [Reading] {
        try ascendingArray(upTo: Bounds.readings) { (reader) throws(WireError) in
            try reader.array(of: 2)
            return Reading(seat: try reader.hash(), grant: try reader.hash())
        }
    }
}

extension Writer {
    fileprivate mutating func put(_ readings: [Reading]) {
        put(array: readings.count)
        for reading in readings {
            put(array: 2)
            put(reading.seat)
            put(reading.grant)
        }
    }
}
