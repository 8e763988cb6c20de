using CallEvents.LedgerSpecs;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class UnroutableCircuitTests
{
    [Fact]
    public void An_open_circuit_probes_with_backoff_up_to_a_minute()
    {
        var circuit = new UnroutableCircuit();
        var now = TestLedger.Now;
        var delays = new List<double>();
        for (var probe = 0; probe < 6; probe++)
        {
            circuit.Trip(now);
            circuit.Trip(now);
            delays.Add((circuit.NextProbe!.Value - now).TotalSeconds);
            now = circuit.NextProbe.Value;
        }

        delays.ShouldBe([5, 10, 20, 40, 60, 60]);
        circuit.Close();
        circuit.IsClosed.ShouldBeTrue();
    }
}
