public import Wire

/// What is wrong with a stick; said for people. All pieces before are good.
public enum StickFault: Error, Hashable, Sendable {
    case empty
    case notAStick
    case laterVersion(UInt8)
    /// The first piece does not open.
    case otherRealm
    case damaged(piece: UInt64)
    /// It ends before its end.
    case cut(piece: UInt64)
    case malformed(piece: UInt64, WireError)
    /// Something that does not belong there.
    case misplaced(piece: UInt64)
    case miscounted
    /// Something follows its end.
    case trailing

    /// Whether nothing of it could be taken.
    public var isOfWhole: Bool {
        switch self {
        case .empty, .notAStick, .laterVersion, .otherRealm: true
        case .damaged, .cut, .malformed, .misplaced, .miscounted, .trailing: false
        }
    }
}

extension StickFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty:
            "The file is empty. Was the stick taken out before the export was done? Export again."
        case .notAStick: "This is no file that a laptop of a realm has exported."
        case .laterVersion(let version):
            "It was made by a later version of the program (format \(version)). Update this "
                + "laptop, then import again."
        case .otherRealm:
            "It belongs to another realm, or its beginning is damaged. Nothing of it was taken. If "
                + "it should be of this realm, export again."
        case .damaged(let piece):
            "Piece \(piece + 1) is damaged; what came before it was taken. Copy the file again, "
                + "or export again."
        case .cut(let piece):
            "It is cut short in piece \(piece + 1); what came before was taken. Copy the file "
                + "again, or let the export come to its end."
        case .malformed(let piece, let error):
            "Piece \(piece + 1) is not as it should be; what came before it was taken. The "
                + "program that wrote it has a fault: \(error)."
        case .misplaced(let piece):
            "Piece \(piece + 1) holds something that does not belong there; what came before it "
                + "was taken. The program that wrote it has a fault."
        case .miscounted:
            "It does not hold as many things as it says at its end. What it holds was taken. "
                + "Export again."
        case .trailing: "Something follows its end, which was not looked at."
        }
    }
}
