using CallEvents.Simulator;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller;

public sealed class PollerTests
{
    [Fact]
    public async Task Every_call_is_recorded_once_and_transcribed_once()
    {
        await using var revont = await RevontSimulator.StartAsync(
            new SimulatorOptions
            {
                Calls = 250,
                ArrivalsPerMinute = 600,
                StopArrivalsAfter = 20,
                TranscriptDelay = TimeSpan.FromMilliseconds(300),
            }
        );
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);
        await Eventually.Be(
            () => (Recorded: poller.RecordedCallIds().Count, Transcribed: poller.TranscribedCallIds().Count),
            calls => calls is { Recorded: >= 270, Transcribed: >= 270 }
        );

        poller.Received.All.Select(delivery => delivery.MessageId).ShouldBeUnique();
        var ids = revont.Workspace.List().Select(call => call.Call.Id).ToList();
        poller.RecordedCallIds().ShouldBe(ids, ignoreOrder: true);
        poller.TranscribedCallIds().ShouldBe(ids, ignoreOrder: true);
        poller.Logs.Lines.Where(line => !line.StartsWith("Information", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
