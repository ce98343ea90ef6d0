internal import Bundles
internal import Charter
internal import Gossip
internal import Keys
internal import Lattice
internal import Replica
internal import Schema

/// Boats and their trips, at one hub.
final class Boats: Trade {
    var schema: Schema { Harbour.schema }
    var policy: Policy { Harbour.policy }
    var hubs: [HubSort] { [.main, .sub] }
    var named: KindNumber { KindNumber(Harbour.boat) }

    func enrol(_ role: RoleNumber, at _: [HubID], in world: KeyWorld) -> Somebody {
        world.person(role, at: [world.hubs[0]])
    }

    func newcomer(by _: Host, in world: KeyWorld) -> (role: RoleNumber, hubs: [HubID]) {
        (.mainHubUser, [world.hubs[0]])
    }

    func begin(_ world: KeyWorld) {
        world.begin(.common)
        world.begin(.hub(world.hubs[0]))
    }

    func gifts(in _: KeyWorld) -> Gifts { Gifts() }

    func place(of _: Host, in country: Country) -> Address { country.scope }
    func scopes(in country: Country) -> [Address] { [country.scope, .common] }

    func write(_ number: Int, in country: Country) {
        guard let somebody = country.hosts[number].somebody else { return }
        let edits = (0...country.random.below(2)).map { _ in
            let edit = Edit.any(of: country.records, &country.random)
            return edit.isNaming ? edit.naming(text(country.nextCanary())) : edit
        }
        let scope = country.random.chance(80) ? country.scope : .common
        country.tell(.replica(.entry(Entry(in: scope, edits), by: somebody.id)), number)
    }

    func make(_ number: Int, in country: Country) {
        guard let somebody = country.hosts[number].somebody else { return }
        let boat = Edit.create(named, FieldNumber(0), text(country.nextCanary()))
        country.tell(.replica(.entry(Entry(in: country.scope, [boat]), by: somebody.id)), number)
    }

    func work(_: Int, _: Work, in _: Country) {}

    func forgery(by _: Host, in country: Country) -> (entry: Entry, trait: Trait) {
        let name = text(country.nextCanary())
        let boat = Edit.create(named, FieldNumber(0), name)
        return (Entry(in: country.scope, [boat]), .name(name))
    }

    func heard(_: Effect, at _: Host) {}
    func look(at _: Country) {}
    func check(_: Country) {}
    func fault(of _: WorkCheck, at _: Int, in _: Country) -> String? { nil }
}
