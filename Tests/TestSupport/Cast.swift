// Who plays in tests also plays in the simulator.
@_exported public import Simulation
