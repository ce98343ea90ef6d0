internal import Bundles
internal import Lattice
internal import Seal
internal import Wire

extension Seat {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var signing: VerifyingKey?
        var box: BoxKey?
        var device: DeviceKey?
        var first: ActID?
        var proof: Signature?
        try reader.closedMap(of: 5) { (key, reader) throws(WireError) in
            switch key {
            case 0: signing = VerifyingKey(try reader.hash())
            case 1: box = BoxKey(try reader.hash())
            case 2: device = DeviceKey(try reader.hash())
            case 3: first = try reader.hash()
            default: proof = Signature(try reader.words())
            }
        }
        let keys = SeatKeys(
            signing: try reader.need(signing), box: try reader.need(box),
            device: try reader.need(device))
        return Self(keys, first: first, proof: try reader.need(proof))
    }

    func write(to writer: inout Writer) {
        writer.putFields([
            (0, { $0.put(keys.signing.bytes) }), (1, { $0.put(keys.box.bytes) }),
            (2, { $0.put(keys.device.bytes) }), (3, first.map { id in { $0.put(id) } }),
            (4, { $0.put(words: proof.words) }),
        ])
    }
}

extension Grant {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var subject: Subject?
        var role: RoleNumber?
        var level: Level?
        var hubs: [HubID]?
        var until: HybridTime?
        var despite: [ActID] = []
        try reader.closedMap(of: 6) { (key, reader) throws(WireError) in
            switch key {
            case 0: subject = try Subject.read(from: &reader)
            case 1: role = try reader.role()
            case 2: level = try reader.level()
            case 3:
                hubs = try reader.ascendingArray(upTo: Bounds.references) {
                    (reader) throws(WireError) in try reader.identifier()
                }
            case 4: until = try reader.time()
            default: despite = try reader.actIDs()
            }
        }
        return Self(
            try reader.need(subject), try reader.need(role), try reader.need(level), hubs: hubs,
            until: until, despite: despite)
    }

    func write(to writer: inout Writer) {
        writer.putFields([
            (0, { subject.write(to: &$0) }), (1, { $0.put(UInt64(role.value)) }),
            (2, { $0.put(UInt64(level.value)) }),
            (
                3,
                hubs.map { hubs in
                    {
                        $0.put(array: hubs.count)
                        for hub in hubs { $0.put(hub) }
                    }
                }
            ),
            (4, until.map { time in { $0.put(time) } }),
            (5, unlessEmpty(despite.isEmpty) { $0.put(despite) }),
        ])
    }
}

extension Grant.Subject {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.choice(of: 2) { (sort, reader) throws(WireError) in
            sort == 0 ? .seat(try reader.hash()) : .person(try reader.name())
        }
    }

    fileprivate func write(to writer: inout Writer) {
        switch self {
        case .seat(let seat): writer.put(choice: 0) { $0.put(seat) }
        case .person(let person): writer.put(choice: 1) { $0.put(person) }
        }
    }
}

extension Admission {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var agency: DomainID?
        var despite: [ActID] = []
        try reader.closedMap(of: 2) { (key, reader) throws(WireError) in
            if key == 0 { agency = try reader.hash() } else { despite = try reader.actIDs() }
        }
        return Self(of: try reader.need(agency), despite: despite)
    }

    func write(to writer: inout Writer) {
        writer.putFields([
            (0, { $0.put(agency) }), (1, unlessEmpty(despite.isEmpty) { $0.put(despite) }),
        ])
    }
}

extension Hub {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var sort: UInt64?
        var parent: HubID?
        var agency: DomainID?
        try reader.closedMap(of: 3) { (key, reader) throws(WireError) in
            switch key {
            case 0:
                let place = reader.offset
                let number = try reader.unsigned(upTo: 3)
                guard number > 0 else { throw reader.fault(.outOfRange, at: place) }
                sort = number
            case 1: parent = try reader.identifier()
            default: agency = try reader.hash()
            }
        }
        switch (try reader.need(sort), agency) {
        case (1, nil): return Self(.main, parent: parent)
        case (2, nil): return Self(.sub, parent: parent)
        case (3, let agency?): return Self(.agency(agency), parent: parent)
        default: throw reader.fault(.wrongCount, at: reader.offset)
        }
    }

    func write(to writer: inout Writer) {
        let number: UInt64
        var agency: DomainID?
        switch sort {
        case .main: number = 1
        case .sub: number = 2
        case .agency(let domain): (number, agency) = (3, domain)
        }
        writer.putFields([
            (0, { $0.put(number) }), (1, parent.map { hub in { $0.put(hub) } }),
            (2, agency.map { agency in { $0.put(agency) } }),
        ])
    }
}
