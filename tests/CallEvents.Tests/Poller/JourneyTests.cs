using CallEvents.Contracts;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller;

public sealed class JourneyTests
{
    [Fact]
    public async Task Every_call_is_told_once_as_recorded_and_once_as_transcribed()
    {
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions
        {
            Calls = 250,
            ArrivalsPerMinute = 600,
            StopArrivalsAfter = 20,
            TranscriptDelay = TimeSpan.FromMilliseconds(300),
        });
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);
        await Eventually.Be(() => (poller.Told.Of<CallRecorded>().Count, poller.Told.Of<CallTranscribed>().Count), told => told is { Item1: >= 270, Item2: >= 270 });

        poller.Told.All.Select(delivery => delivery.MessageId).ShouldBeUnique();
        poller.Told.Of<CallRecorded>().Select(message => message.Call.Id).ShouldBe(revont.Workspace.List().Select(call => call.Call.Id), ignoreOrder: true);
        poller.Told.Of<CallTranscribed>().Select(message => message.Call.Id).ShouldBe(revont.Workspace.List().Select(call => call.Call.Id), ignoreOrder: true);
        poller.Logged.Lines.Where(line => !line.StartsWith("Information", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
