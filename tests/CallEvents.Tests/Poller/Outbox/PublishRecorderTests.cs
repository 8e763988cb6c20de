using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class PublishRecorderTests
{
    [Fact]
    public void A_type_that_waits_for_its_bindings_is_not_probed_in_a_loop()
    {
        var time = new FakeTimeProvider();
        using var services = new ServiceCollection().AddMetrics().AddSingleton<PollerMetrics>().BuildServiceProvider();
        var options = new PublishingOptions();
        var recorder = new PublishRecorder(
            options,
            new PublishingStatus(),
            new BindingGate(options, time),
            services.GetRequiredService<PollerMetrics>(),
            new Random(1),
            time,
            NullLogger<PublishRecorder>.Instance
        );
        recorder.Record(Message, PublishResult.Confirmed, null);
        recorder.Record(Message, PublishResult.Unroutable, null);

        time.Advance(TimeSpan.FromSeconds(10));

        recorder.NextQuery(new HashSet<long>()).Probing.ShouldBeEmpty();
        recorder.UntilNextProbe.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private static OutboxRow Message =>
        new()
        {
            Workspace = "main",
            CallId = "call_1",
            Revision = 1,
            Type = CallEventType.CallRecorded,
            MessageId = Guid.Empty,
            Lane = Lane.Live,
            Origin = "live",
            ObservedAt = DateTimeOffset.UnixEpoch,
            Size = 1,
        };
}
