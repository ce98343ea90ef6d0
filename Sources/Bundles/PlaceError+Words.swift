extension PlaceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .foreignRealm(let realm):
            "it is of another realm, \(realm), and nothing here can be done with it (foreign-realm)"
        case .badOpening(let fault?): "it does not open a feed: \(fault) (bad-opening)"
        case .badOpening(nil): "it opens another feed than it says it is of (bad-opening)"
        case .unknownFeed(let feed):
            "the opening of feed \(feed) has not arrived; it is tried again (unknown-feed)"
        case .unknownSeat(let seat):
            "seat \(seat) has not arrived; it is tried again (unknown-seat)"
        case .clear: "its body is clear, and should be sealed (clear)"
        case .sealed: "its body is sealed, and should be clear (sealed)"
        }
    }
}

extension SignatureError: CustomStringConvertible {
    public var description: String {
        "bundle \(number) of feed \(feed) was not signed by seat \(seat) (bad-signature)"
    }
}
