using CallEvents.Poller.Calls;
using CallEvents.Poller.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class UnroutableCircuitsTests
{
    [Fact]
    public void An_open_circuit_probes_with_backoff_up_to_a_minute()
    {
        const CallEventType type = CallEventType.CallTranscribed;
        var time = new FakeTimeProvider();
        var circuits = new UnroutableCircuits(time);
        var delays = new List<double>();
        for (var probe = 0; probe < 6; probe++)
        {
            circuits.Open(type);
            circuits.Open(type);
            circuits.Allows(type).ShouldBeFalse();
            delays.Add(circuits.UntilNextProbe!.Value.TotalSeconds);
            time.Advance(circuits.UntilNextProbe.Value);
            circuits.Probing.ShouldBe([type]);
        }

        delays.ShouldBe([5, 10, 20, 40, 60, 60]);
        circuits.Close(type);
        circuits.Closed.ShouldContain(type);
        circuits.UntilNextProbe.ShouldBeNull();
    }
}
