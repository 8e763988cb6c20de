using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Outbox;

public sealed class PublishRecorderTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<PollerMetrics>().BuildServiceProvider();

    public void Dispose() => services.Dispose();

    [Fact]
    public void A_type_that_waits_for_its_bindings_is_not_probed_in_a_loop()
    {
        var recorder = Create();
        recorder.Record(Message, PublishResult.Confirmed, null);
        recorder.Record(Message, PublishResult.Unroutable, null);

        time.Advance(TimeSpan.FromSeconds(10));

        recorder.NextQuery(new HashSet<long>()).Probing.ShouldBeEmpty();
        recorder.UntilNextRead.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void A_due_probe_that_finds_no_event_is_not_looked_for_in_a_loop()
    {
        var recorder = Create();
        recorder.Record(Message, PublishResult.Unroutable, null);

        time.Advance(TimeSpan.FromSeconds(10));

        recorder.NextQuery(new HashSet<long>()).Probing.ShouldBe([CallEventType.CallRecorded]);
        recorder.UntilNextRead.ShouldBe(TimeSpan.FromSeconds(1));
    }

    private PublishRecorder Create()
    {
        var options = new PublishingOptions();
        return new PublishRecorder(
            options,
            new PublishingStatus(),
            new BindingGate(options, time),
            services.GetRequiredService<PollerMetrics>(),
            new Random(1),
            time,
            NullLogger<PublishRecorder>.Instance
        );
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
