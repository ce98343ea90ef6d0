internal import Bundles
internal import Lattice
public import Wire

extension Policy: Canonical {
    public static var part: WireError.Part { .policy }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var roles: [RoleNumber: Role]?
        var kinds: [KindNumber: Kind]?
        var readers: Readers?
        var leases: [RoleNumber: Lease] = [:]
        try reader.closedMap(of: 4) { (key, reader) throws(WireError) in
            let known = roles ?? [:]
            if key == 3 {
                leases = try reader.table { (r) throws(WireError) in
                    try r.role(of: known)
                } value: { (r) throws(WireError) in
                    try Lease.read(from: &r)
                }
            } else if key == 2 {
                readers = try .read(from: &reader, known)
            } else if key == 0 {
                roles = try reader.table { (r) throws(WireError) in
                    try r.role()
                } value: { (r) throws(WireError) in
                    try Role.read(from: &r)
                }
            } else {
                kinds = try reader.table { (r) throws(WireError) in
                    KindNumber(UInt32(try r.unsigned(upTo: UInt64(UInt32.max))))
                } value: { (r) throws(WireError) in
                    try Kind.read(from: &r, known)
                }
            }
        }
        return Self(
            roles: try reader.need(roles), kinds: try reader.need(kinds), readers: readers,
            leases: leases)
    }

    public func write(to writer: inout Writer) {
        writer.putFields([
            (
                0,
                {
                    $0.put(map: roles.count)
                    for (number, role) in roles.sorted(by: { $0.key < $1.key }) {
                        $0.put(UInt64(number.value))
                        role.write(to: &$0)
                    }
                }
            ),
            (
                1,
                {
                    $0.put(map: kinds.count)
                    for (number, kind) in kinds.sorted(by: { $0.key < $1.key }) {
                        $0.put(UInt64(number.value))
                        kind.write(to: &$0)
                    }
                }
            ), (2, readers.map { readers in { readers.write(to: &$0) } }),
            (
                3,
                unlessEmpty(leases.isEmpty) {
                    $0.put(map: leases.count)
                    for (number, lease) in leases.sorted(by: { $0.key < $1.key }) {
                        $0.put(UInt64(number.value))
                        lease.write(to: &$0)
                    }
                }
            ),
        ])
    }
}

extension Reader {
    /// A map that has something in it.
    fileprivate mutating func table<Key: Hashable, Value>(
        _ key: (inout Reader) throws(WireError) -> Key,
        value: (inout Reader) throws(WireError) -> Value
    ) throws(WireError) -> [Key: Value] {
        var table: [Key: Value] = [:]
        try forEachEntry(key) { (key, reader) throws(WireError) in
            table[key] = try value(&reader)
        }
        return table
    }

    fileprivate mutating func quorum() throws(WireError) -> Int {
        let place = offset
        let number = try unsigned(upTo: Bounds.quorum)
        guard number > 0 else { throw fault(.outOfRange, at: place) }
        return Int(number)
    }

    fileprivate mutating func roles(
        of known: [RoleNumber: Role]
    ) throws(WireError) -> Set<RoleNumber> {
        Set(
            try ascendingArray(upTo: Int(UInt16.max)) { (reader) throws(WireError) in
                try reader.role(of: known)
            })
    }

    /// A role that the policy has.
    fileprivate mutating func role(
        of known: [RoleNumber: Role]
    ) throws(WireError) -> RoleNumber {
        let place = offset
        let number = try role()
        guard known[number] != nil else { throw fault(.noSuchEntry, at: place) }
        return number
    }
}

extension Role {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 4)
        let name = try reader.text(most: Bounds.nameBytes)
        let level = try reader.level()
        let side = try reader.unsigned(upTo: 1) == 0 ? Side.realm : .agencies
        return Self(name, level, side, need: try reader.quorum())
    }

    fileprivate func write(to writer: inout Writer) {
        writer.put(array: 4)
        writer.put(text: name)
        writer.put(UInt64(level.value))
        writer.put(side.rawValue)
        writer.put(UInt64(need))
    }
}

extension Kind {
    fileprivate static func read(
        from reader: inout Reader, _ roles: [RoleNumber: Role]
    ) throws(WireError) -> Self {
        try reader.array(of: 4)
        let name = try reader.text(most: Bounds.nameBytes)
        let scopes = try reader.ascendingArray(upTo: Int(UInt16.max)) {
            (reader) throws(WireError) in
            let number = try reader.unsigned(upTo: 6)
            return Address.Kind(rawValue: number) ?? .charter
        }
        let who = try reader.table { (reader) throws(WireError) in
            try reader.role(of: roles)
        } value: { (reader) throws(WireError) in
            let place = reader.offset
            guard let permission = Permission(rawValue: try reader.unsigned()) else {
                throw reader.fault(.outOfRange, at: place)
            }
            return permission
        }
        let gate = try reader.takeNull() ? nil : try Gate.read(from: &reader, roles)
        return Self(name, in: Set(scopes), who, gate: gate)
    }

    fileprivate func write(to writer: inout Writer) {
        writer.put(array: 4)
        writer.put(text: name)
        writer.put(array: scopes.count)
        for scope in scopes.sorted() { writer.put(scope.rawValue) }
        writer.put(map: who.count)
        for (role, permission) in who.sorted(by: { $0.key < $1.key }) {
            writer.put(UInt64(role.value))
            writer.put(permission.rawValue)
        }
        if let gate { gate.write(to: &writer) } else { writer.putNull() }
    }
}

extension Lease {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 2)
        let place = reader.offset
        let milliseconds = try reader.unsigned(upTo: Bounds.leaseMilliseconds)
        guard milliseconds > 0 else { throw reader.fault(.outOfRange, at: place) }
        return Self(milliseconds: milliseconds, isStrict: try reader.bool())
    }

    fileprivate func write(to writer: inout Writer) {
        writer.put(array: 2)
        writer.put(milliseconds)
        writer.put(isStrict)
    }
}

extension Readers {
    fileprivate static func read(
        from reader: inout Reader, _ known: [RoleNumber: Role]
    ) throws(WireError) -> Self {
        var readers = Self()
        try reader.closedMap(of: 3) { (key, reader) throws(WireError) in
            switch key {
            case 0: readers.hubs = try reader.roles(of: known)
            case 1:
                readers.groups = try reader.table { (r) throws(WireError) in
                    UInt16(try r.unsigned(upTo: UInt64(UInt16.max)))
                } value: { (r) throws(WireError) in
                    try r.roles(of: known)
                }
            default: readers.agencies = try reader.roles(of: known)
            }
        }
        return readers
    }

    fileprivate func write(to writer: inout Writer) {
        writer.putFields([
            (0, unlessEmpty(hubs.isEmpty) { $0.put(hubs) }),
            (
                1,
                unlessEmpty(groups.isEmpty) {
                    $0.put(map: groups.count)
                    for (number, roles) in groups.sorted(by: { $0.key < $1.key }) {
                        $0.put(UInt64(number))
                        $0.put(roles)
                    }
                }
            ), (2, unlessEmpty(agencies.isEmpty) { $0.put(agencies) }),
        ])
    }
}

extension Writer {
    fileprivate mutating func put(_ roles: Set<RoleNumber>) {
        put(array: roles.count)
        for role in roles.sorted() { put(UInt64(role.value)) }
    }
}

extension Gate {
    fileprivate static func read(
        from reader: inout Reader, _ known: [RoleNumber: Role]
    ) throws(WireError) -> Self {
        try reader.array(of: 4)
        let k = try reader.quorum()
        let roles = try reader.roles(of: known)
        let allowsOwn = try reader.bool()
        let countersign = try reader.takeNull() ? nil : try reader.role(of: known)
        return Self(k, by: roles, allowsOwn: allowsOwn, countersign: countersign)
    }

    fileprivate func write(to writer: inout Writer) {
        writer.put(array: 4)
        writer.put(UInt64(k))
        writer.put(roles)
        writer.put(allowsOwn)
        if let countersign { writer.put(UInt64(countersign.value)) } else { writer.putNull() }
    }
}

extension PolicyChange {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var version: UInt16?
        var policy: Policy?
        var narrowing: Narrowing?
        try reader.closedMap(of: 3) { (key, reader) throws(WireError) in
            switch key {
            case 0: version = try reader.version()
            case 1: policy = try .read(from: &reader)
            default: narrowing = try .read(from: &reader)
            }
        }
        return Self(try reader.need(version), try reader.need(policy), narrowing: narrowing)
    }

    func write(to writer: inout Writer) {
        writer.putFields([
            (0, { $0.put(UInt64(version)) }), (1, { policy.write(to: &$0) }),
            (2, narrowing.map { narrowing in { narrowing.write(to: &$0) } }),
        ])
    }
}

extension Narrowing {
    fileprivate static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 2)
        let roles = try reader.ascendingArray(upTo: Bounds.references) {
            (reader) throws(WireError) in try reader.role()
        }
        return Self(roles, try reader.tips(mayBeEmpty: true))
    }

    fileprivate func write(to writer: inout Writer) {
        writer.put(array: 2)
        writer.put(array: roles.count)
        for role in roles { writer.put(UInt64(role.value)) }
        writer.put(tips)
    }
}

extension SchemaChange {
    static func read(from reader: inout Reader) throws(WireError) -> Self {
        var version: UInt16?
        var hash: SchemaHash?
        try reader.closedMap(of: 2) { (key, reader) throws(WireError) in
            if key == 0 { version = try reader.version() } else { hash = try reader.hash() }
        }
        return Self(try reader.need(version), try reader.need(hash))
    }

    func write(to writer: inout Writer) {
        writer.putFields([(0, { $0.put(UInt64(version)) }), (1, { $0.put(hash) })])
    }
}
