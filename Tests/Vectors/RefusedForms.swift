import Bundles
import Wire

private let hash = "5820" + VectorFile.run("77", 32)
private let nothing = "5820" + VectorFile.run("00", 32)
private let id = "50" + VectorFile.run("51", 16)
private let zero = "50" + VectorFile.run("00", 16)
private let proof = "5840" + VectorFile.run("51", 64)
private let higher = "5820" + VectorFile.run("78", 32)
/// An epoch with one entry more.
private let epoch = "8206 a4 00 8101 01" + hash + "02" + hash
/// A policy of two roles up to who reads.
private let read =
    "a3 00 a2 01" + role + "02" + role + "01 a1 01 84 60 8100 a1 01 01 f6 02"
private let feed = "50" + VectorFile.run("bb", 16)
private let grant = "00 8201" + id
private let role = "8465 61646d696e 01 00 01"

/// Name, type, reason, bytes.
let refusedForms: [(String, String, WireError.Reason, String)] =
    refusedScopes + refusedOpenings + refusedActs + refusedCuts + refusedPolicies + refusedReaders
    + refusedRoots + refusedBundles + refusedProofs

private let refusedScopes: [(String, String, WireError.Reason, String)] = [
    ("no items", "scope", .wrongCount, "80"), ("three items", "scope", .wrongCount, "83000000"),
    ("an item that is none", "scope", .wrongCount, "83"),
    ("no array", "scope", .wrongType, "a0"), ("unknown", "scope", .outOfRange, "8107"),
    ("unknown, with an id", "scope", .outOfRange, "8207" + id),
    ("the charter with an id", "scope", .wrongCount, "8200" + id),
    ("a hub without an id", "scope", .wrongCount, "8102"),
    ("a hub by a short id", "scope", .wrongCount, "8202 4f" + VectorFile.run("51", 15)),
    ("a group too high", "scope", .outOfRange, "8203 1a00010000"),
    ("nobody", "scope", .zeroID, "8205" + zero),
    ("an agency by a short id", "scope", .wrongCount, "8204" + id),
    ("an audience of one", "scope", .wrongCount, "8206 81 820301"),
    (
        "an audience of seventeen", "scope", .wrongCount,
        "8206 91" + (1...17).map { $0 < 10 ? "82030\($0)" : "8203\($0)" }.joined()
    ),
    ("an audience out of order", "scope", .unsorted, "8206 82 820302 820301"),
    ("an audience with one twice", "scope", .repeated, "8206 82 820301 820301"),
    ("an audience with all", "scope", .outOfRange, "8206 82 8101 820301"),
    ("an audience with a person", "scope", .outOfRange, "8206 82 820301 8205" + id),
    ("an audience in an audience", "scope", .outOfRange, "8206 82 820301 820680"),
    ("something after it", "scope", .trailing, "8100 00"),
]

private let refusedOpenings: [(String, String, WireError.Reason, String)] = [
    ("four items", "opening", .wrongCount, "84" + hash + "8100" + hash + hash),
    ("a short realm", "opening", .wrongCount, "85" + id + "8100" + hash + hash + id),
    ("a grant by a short id", "opening", .wrongCount, "85" + hash + "8100" + hash + id + id),
    ("cut off", "opening", .truncated, "85" + hash + "8100" + hash + hash + "50 51"),
]

private let refusedActs: [(String, String, WireError.Reason, String)] = [
    ("an act alone", "act", .wrongCount, "8101"),
    ("a kind too high", "act", .outOfRange, "82 1b0000000100000000 00"),
    ("a kind that is a text", "act", .wrongType, "82 60 00"),
    ("none", "acts", .empty, "80"), ("no array", "acts", .wrongType, "a0"),
    ("too many", "acts", .tooLong, "99 0101" + VectorFile.run("820e00", 257)),
    ("a seat without a proof", "act", .wrongCount, "8201 a3 00" + hash + "01" + hash + "02" + hash),
    (
        "a seat with a short proof", "act", .wrongCount,
        "8201 a4 00" + hash + "01" + hash + "02" + hash + "04" + hash
    ),
    ("a seat of nothing", "act", .empty, "8201 a0"),
    ("a seat with a key too much", "act", .unknownKey, "8201 a1 05" + hash),
    ("a grant without a level", "act", .wrongCount, "8202 a2" + grant + "01 02"),
    ("a grant at level 0", "act", .outOfRange, "8202 a3" + grant + "01 02 02 00"),
    ("a grant at level 256", "act", .outOfRange, "8202 a3" + grant + "01 02 02 190100"),
    ("a grant of role 0", "act", .outOfRange, "8202 a3" + grant + "01 00 02 02"),
    ("a grant of a role too high", "act", .outOfRange, "8202 a3" + grant + "01 1a00010000 02 02"),
    ("a grant for no hubs", "act", .empty, "8202 a4" + grant + "01 02 02 02 03 80"),
    (
        "a grant for a hub twice", "act", .repeated,
        "8202 a4" + grant + "01 02 02 02 03 82" + id + id
    ),
    ("a grant despite nothing", "act", .empty, "8202 a4" + grant + "01 02 02 02 05 80"),
    (
        "a grant with revocations out of order", "act", .unsorted,
        "8202 a4" + grant + "01 02 02 02 05 82" + higher + hash
    ),
    ("a grant to nobody", "act", .zeroID, "8202 a3 00 8201" + zero + "01 02 02 02"),
    ("a grant to neither", "act", .outOfRange, "8202 a3 00 8202" + id + "01 02 02 02"),
    ("an epoch of nothing", "act", .wrongCount, "8206 a1 00 8101"),
    (
        "an epoch after none", "act", .empty,
        "8206 a4 00 8101 01" + hash + "02" + hash + "03 80"
    ),
    ("an epoch without nobody", "act", .empty, epoch + "04 80"),
    ("an epoch with nobody", "act", .empty, epoch + "05 80"),
    (
        "an epoch without pairs out of order", "act", .unsorted,
        epoch + "04 82 82" + higher + hash + "82" + hash + hash
    ),
    (
        "an epoch without pairs out of order by their grants", "act", .unsorted,
        epoch + "04 82 82" + hash + higher + "82" + hash + hash
    ),
    (
        "an epoch with a pair twice", "act", .repeated,
        epoch + "05 82 82" + hash + hash + "82" + hash + hash
    ),
    ("an epoch without a seat alone", "act", .wrongCount, epoch + "04 81 81" + hash),
    ("an epoch without a seat by a short id", "act", .wrongCount, epoch + "04 81 82" + id + hash),
    (
        "an epoch without too many", "act", .tooLong,
        epoch + "04 990201" + VectorFile.run("80", 513)
    ),
    ("an epoch with a key too much", "act", .unknownKey, epoch + "06 80"),
    ("a hub of kind 0", "act", .outOfRange, "8207 a1 00 00"),
    ("a hub of kind 4", "act", .outOfRange, "8207 a1 00 04"),
    ("an agency's hub without the agency", "act", .wrongCount, "8207 a1 00 03"),
    ("a main hub with an agency", "act", .wrongCount, "8207 a2 00 01 02" + hash),
    ("a closing of nothing", "act", .empty, "8208 a0"),
    ("an endorsement by a short id", "act", .wrongCount, "820c a1 00" + id),
    ("a stay too high", "act", .outOfRange, "820d a2 00 1b0000000100000000 01" + hash),
    ("a schema of version 0", "act", .outOfRange, "820b a2 00 00 01" + hash),
    ("a later act that is no item", "act", .unsupported, "820e c0"),
    ("a later act that goes too deep", "act", .tooDeep, "820e" + VectorFile.run("81", 17) + "00"),
]

private let refusedCuts: [(String, String, WireError.Reason, String)] = [
    ("a revocation of nothing", "act", .wrongCount, "8203 a1 01 81 83" + feed + "05" + hash),
    ("a revocation of a sixth kind", "act", .outOfRange, "8203 a1 00 8205" + hash),
    ("a revocation with empty tips", "act", .empty, "8203 a2 00 8200" + hash + "01 80"),
    (
        "a revocation with tips out of order", "act", .unsorted,
        "8203 a2 00 8200" + hash + "01 82 83" + feed + "06" + hash + "83" + feed + "05" + hash
    ),
    (
        "a revocation with a tip twice", "act", .repeated,
        "8203 a2 00 8200" + hash + "01 82 83" + feed + "05" + hash + "83" + feed + "05" + hash
    ),
    (
        "a tip of no feed", "act", .zeroID,
        "8203 a2 00 8200" + hash + "01 81 83" + zero + "05" + hash
    ),
    (
        "a tip of a number too high", "act", .outOfRange,
        "8203 a2 00 8200" + hash + "01 81 83" + feed + "1b0000010000000000" + hash
    ),
    (
        "too many tips", "act", .tooLong,
        "8204 a2 00" + hash + "01 990401" + VectorFile.run("80", 1_025)
    ),
    ("a ratification without tips", "act", .wrongCount, "8204 a1 00" + hash),
    ("a keep without a number", "act", .wrongCount, "8205 a2 00" + feed + "02" + hash),
    ("a keep of no feed", "act", .zeroID, "8205 a1 00" + zero),
]

private let refusedPolicies: [(String, String, WireError.Reason, String)] = [
    ("of nothing", "policy", .wrongCount, "a0"),
    ("without kinds", "policy", .wrongCount, "a1 00 a1 01" + role),
    ("without roles", "policy", .noSuchEntry, "a1 01 a1 01 84 60 8100 a1 01 01 f6"),
    ("without roles in the table", "policy", .empty, "a2 00 a0 01 a0"),
    ("a role 0", "policy", .outOfRange, "a1 00 a1 00" + role),
    ("a role at level 0", "policy", .outOfRange, "a1 00 a1 01 84 60 00 00 01"),
    ("a role of a third side", "policy", .outOfRange, "a1 00 a1 01 84 60 01 02 01"),
    ("a role that needs nobody", "policy", .outOfRange, "a1 00 a1 01 84 60 01 00 00"),
    ("a role that needs seventeen", "policy", .outOfRange, "a1 00 a1 01 84 60 01 00 11"),
    (
        "a name too long", "policy", .tooLong,
        "a1 00 a1 01 84 7841" + VectorFile.run("61", 65) + "01 00 01"
    ),
    ("a name that is no text", "policy", .badText, "a1 00 a1 01 84 61ff 01 00 01"),
    (
        "a kind nowhere", "policy", .empty,
        "a2 00 a1 01" + role + "01 a1 01 84 60 80 a1 01 01 f6"
    ),
    (
        "a kind in a seventh scope", "policy", .outOfRange,
        "a2 00 a1 01" + role + "01 a1 01 84 60 8107 a1 01 01 f6"
    ),
    (
        "a kind for nobody", "policy", .empty,
        "a2 00 a1 01" + role + "01 a1 01 84 60 8100 a0 f6"
    ),
    (
        "a kind for a role that is not there", "policy", .noSuchEntry,
        "a2 00 a1 01" + role + "01 a1 01 84 60 8100 a1 02 01 f6"
    ),
    (
        "a sixth permission", "policy", .outOfRange,
        "a2 00 a1 01" + role + "01 a1 01 84 60 8100 a1 01 06 f6"
    ),
    (
        "a gate for nobody", "policy", .empty,
        "a2 00 a1 01" + role + "01 a1 01 84 60 8100 a1 01 01 84 01 80 f4 f6"
    ),
    (
        "a gate of zero", "policy", .outOfRange,
        "a2 00 a1 01" + role + "01 a1 01 84 60 8100 a1 01 01 84 00 8101 f4 f6"
    ),
    (
        "a countersigner who is not there", "policy", .noSuchEntry,
        "a2 00 a1 01" + role + "01 a1 01 84 60 8100 a1 01 01 84 01 8101 f4 03"
    ),
]

private let key = VectorFile.run("11", 32)
private let signed = "a1 5820" + key + proof

private let refusedReaders: [(String, String, WireError.Reason, String)] = [
    ("nobody reads", "policy", .empty, read + "a0"),
    ("readers that are a list", "policy", .wrongType, read + "80"),
    ("hubs that nobody reads", "policy", .empty, read + "a1 00 80"),
    ("hubs that a role that is not there reads", "policy", .noSuchEntry, read + "a1 00 8103"),
    ("hubs that role 0 reads", "policy", .outOfRange, read + "a1 00 8100"),
    ("hubs that roles out of order read", "policy", .unsorted, read + "a1 00 820201"),
    ("hubs that a role reads twice", "policy", .repeated, read + "a1 00 820101"),
    ("readers of hubs that are a number", "policy", .wrongType, read + "a1 00 01"),
    ("no groups", "policy", .empty, read + "a1 01 a0"),
    ("a group that nobody reads", "policy", .empty, read + "a1 01 a1 01 80"),
    ("a group that is too high", "policy", .outOfRange, read + "a1 01 a1 1a00010000 8101"),
    ("groups out of order", "policy", .unsorted, read + "a1 01 a2 02 8101 01 8101"),
    ("a group twice", "policy", .repeated, read + "a1 01 a2 01 8101 01 8102"),
    (
        "a group that a role that is not there reads", "policy", .noSuchEntry,
        read + "a1 01 a1 01 8109"
    ),
    ("agencies that nobody reads", "policy", .empty, read + "a1 02 80"),
    ("readers of a fourth kind", "policy", .unknownKey, read + "a1 03 8101"),
    ("readers out of order", "policy", .unsorted, read + "a2 02 8101 00 8101"),
    (
        "a policy with a key too much", "policy", .unknownKey,
        "a3 00 a1 01" + role + "01 a1 01 84 60 8100 a1 01 01 f6 04 00"
    ),
    ("no leases", "policy", .empty, lease + "a0"),
    ("leases that are a list", "policy", .wrongType, lease + "80"),
    ("a lease of a role that is not there", "policy", .noSuchEntry, lease + "a1 02 82 01 f4"),
    ("a lease of no time", "policy", .outOfRange, lease + "a1 01 82 00 f4"),
    (
        "a lease that is too long", "policy", .outOfRange,
        lease + "a1 01 82 1b0000010000000001 f4"
    ),
    ("a lease of a time alone", "policy", .wrongCount, lease + "a1 01 81 01"),
    ("a lease that is perhaps strict", "policy", .wrongType, lease + "a1 01 82 01 00"),
]

/// A policy up to its leases.
private let lease = "a3 00 a1 01" + role + "01 a1 01 84 60 8100 a1 01 01 f6 03"

private let refusedRoots: [(String, String, WireError.Reason, String)] = [
    ("unsigned", "root", .empty, "82 86 f6 00" + nothing + "00 82 01 5820" + key + "80 a0"),
    (
        "too many signatures", "root", .tooLong,
        "82 86 f6 00" + nothing + "00 82 01 5820" + key + "80 b821" + VectorFile.run("0000", 33)
    ),
    ("a founding without roots", "root", .wrongType, "82 86 f6 00" + nothing + "00 f6 80" + signed),
    (
        "a founding after another", "root", .outOfRange,
        "82 86 f6 00" + hash + "00 82 01 5820" + key + "80" + signed
    ),
    (
        "a later one after nothing", "root", .outOfRange,
        "82 86 f6 01" + nothing + "00 f6 80" + signed
    ),
    ("a number too high", "root", .outOfRange, "82 86 f6 1b0000000100000000"),
    ("k of zero", "root", .outOfRange, "82 86 f6 00" + nothing + "00 82 00 5820" + key),
    ("k above the keys", "root", .outOfRange, "82 86 f6 00" + nothing + "00 82 02 5820" + key),
    (
        "seventeen keys", "root", .outOfRange,
        "82 86 f6 00" + nothing + "00 82 01 590220" + VectorFile.run(key, 17)
    ),
    ("half a key", "root", .wrongCount, "82 86 f6 00" + nothing + "00 82 01 5830" + key),
    ("no keys", "root", .outOfRange, "82 86 f6 00" + nothing + "00 82 01 40"),
    (
        "a key twice", "root", .repeated,
        "82 86 f6 00" + nothing + "00 82 01 5840" + key + key + "80" + signed
    ),
    (
        "keys out of order", "root", .unsorted,
        "82 86 f6 00" + nothing + "00 82 01 5840" + VectorFile.run("22", 32) + key + "80" + signed
    ),
    (
        "a signature twice", "root", .repeated,
        "82 86 f6 01" + hash + "00 f6 80 a2 5820" + key + proof + "5820" + key + proof
    ),
    ("an empty act", "root", .wrongCount, "82 86 f6 01" + hash + "00 f6 81 80" + signed),
]

private let headless = feed + "05" + hash + "1903e8 01 00"

private let refusedBundles: [(String, String, WireError.Reason, String)] = [
    ("eight items", "bundle", .wrongCount, "88" + headless + "f6 40"),
    ("of no feed", "bundle", .zeroID, "89" + zero),
    (
        "a number too high", "bundle", .outOfRange,
        "89" + feed + "1b0000010000000000"
    ),
    ("a first one after another", "bundle", .outOfRange, "89" + feed + "00" + hash),
    ("a later one after nothing", "bundle", .outOfRange, "89" + feed + "05" + nothing),
    ("policy 0", "bundle", .outOfRange, "89" + feed + "05" + hash + "1903e8 00 00 f6 40" + proof),
    ("a policy too high", "bundle", .outOfRange, "89" + feed + "05" + hash + "00 1a00010000"),
    ("a schema too high", "bundle", .outOfRange, "89" + feed + "05" + hash + "00 01 1a00010000"),
    ("a short epoch", "bundle", .wrongCount, "89" + headless + "41 00"),
    ("a body that is an array", "bundle", .wrongType, "89" + headless + "f6 80"),
    ("a body too long", "bundle", .tooLong, "89" + headless + "f6 5a00100029"),
    ("a body that is not there", "bundle", .truncated, "89" + headless + "f6 5a00100028"),
    ("a short signature", "bundle", .wrongCount, "89" + headless + "f6 40" + hash),
    ("something after it", "bundle", .trailing, "89" + headless + "f6 40" + proof + "00"),
    ("a time longer than need be", "bundle", .notShortest, "89" + feed + "05" + hash + "190001"),
]

private let opened = Forms.opening(.charter)
private let head = hexadecimal(Forms.proof(5, 6)?.first.encoding ?? [])
private let next = hexadecimal(Forms.proof(5, 6)?.second.encoding ?? [])
private let start = "83" + hexadecimal(opened.encoding)

private let refusedProofs: [(String, String, WireError.Reason, String)] = [
    ("one head", "proof", .wrongCount, "82" + hexadecimal(opened.encoding) + head),
    ("the same head twice", "proof", .noContradiction, start + head + head),
    ("out of order", "proof", .unsorted, start + next + head),
    ("of another feed", "proof", .outOfRange, start + "89" + feed),
    (
        "of numbers apart", "proof", .noContradiction,
        start + head + hexadecimal(Forms.apart.encoding)
    ),
    (
        "one that follows", "proof", .noContradiction,
        start + head + hexadecimal(Forms.following.encoding)
    ),
]
