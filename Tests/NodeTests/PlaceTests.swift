import Gossip
import Lattice
import Network
import Node
import Testing

@Suite("Places in the network") struct PlaceTests {
    @Test(
        "Addresses are read as people write them, and written as they are read",
        arguments: [
            "127.0.0.1", "255.255.255.255", "0.0.0.0", "::1", "::", "fe80::fc:ff:fe00:1",
            "2001:db8::8:800:200c:417a", "2001:db8:1:2:3:4:5:6", "ff12::6361:7573:6577",
            "1:0:0:2::3", "fd00::",
        ])
    func readAddress(text: String) throws {
        let address = try #require(HostAddress(text))
        #expect("\(address)" == text)
    }

    @Test(
        "What is no address is none",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.-4", "01234.1.1.1", "abc", "1:2:3", ":::",
            "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "::1:2:3:4:5:6:7:8", "+1::", "g::1",
        ])
    func refuse(text: String) { #expect(HostAddress(text) == nil) }

    @Test("What kind of address it is")
    func kinds() throws {
        #expect(try #require(HostAddress("127.1.2.3")).isLoopback)
        #expect(try #require(HostAddress("::1")).isLoopback)
        #expect(try #require(HostAddress("10.0.0.1")).isV4)
        #expect(try #require(HostAddress("fe80::1")).isLinkLocal)
        #expect(try #require(HostAddress("febf::1")).isLinkLocal)
        for text in ["fec0::1", "::1", "10.0.0.1"] {
            #expect(try !#require(HostAddress(text)).isLinkLocal)
        }
    }

    @Test("Machines are named by address, name, and a relay by its key")
    func peerings() throws {
        let key = String(repeating: "ab", count: 32)
        #expect(Peering("10.0.0.1")?.port == NetworkSettings.usualPort)
        #expect(Peering("relay.example:80") == Peering("relay.example", port: 80))
        #expect(Peering("[fe80::1]:99") == Peering("fe80::1", port: 99))
        #expect(Peering("fe80::1")?.host == "fe80::1")
        let relay = try #require(Peering("\(key)@hq.example:443"))
        #expect(relay.relay != nil && relay.host == "hq.example" && relay.port == 443)
        #expect(relay.text == "\(key)@hq.example:443")
        for text in ["", ":80", "a:b", "a:70000", "[::1", "[::1]x", "ab@host", "a b", "a:0", "é/x"]
        {
            #expect(Peering(text) == nil, "\(text)")
        }
    }

    @Test("Ids are read as they are written")
    func names() throws {
        let hash = Hash<Int>(1, 2, .max, 0xABCD)
        #expect(Hash<Int>(text: "\(hash)") == hash)
        #expect(Hash<Int>(text: "\(hash)".uppercased()) == hash)
        let id = FeedID(high: 5, low: .max)
        #expect(FeedID(text: "\(id)") == id)
        for text in ["", "0", "\(hash)0", "g" + "\(hash)".dropFirst(), "\(hash)".dropLast() + "é"] {
            #expect(Hash<Int>(text: text) == nil)
            #expect(FeedID(text: text) == nil)
        }
    }
}
