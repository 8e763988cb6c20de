using CallEvents.Contracts;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Feed;

public sealed class WallClockJumpTests
{
    [Fact]
    public async Task A_wall_clock_moved_by_hours_loses_duplicates_and_delays_nothing()
    {
        await using var time = new AcceleratedClock(factor: 0.2);
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-1)));
        List<string> ids = [.. revont.AddCalls(20, revont.Now.AddMinutes(-1))];
        await poller.WaitUntilRecordedOnceAsync(ids);

        foreach (var hours in (double[])[5, -7, -0.5, 30, 0])
        {
            // The API's own clock goes on as before.
            time.WallClockError = TimeSpan.FromHours(hours);
            revont.ClockAhead = -time.WallClockError;
            var jumpedAt = time.GetTimestamp();

            ids.Add(revont.Add($"after {hours}", revont.Now).Id);
            await poller.WaitUntilRecordedOnceAsync(ids);
            await poller.WaitUntilTranscribedAsync(ids);
            await Eventually.Be(async () => (await poller.CheckReadinessAsync()).Status == HealthStatus.Healthy);
            time.GetElapsedTime(jumpedAt).ShouldBeLessThan(TimeSpan.FromMinutes(10));
        }

        poller.Received.Of<CallTranscribed>().Count.ShouldBe(ids.Count);
        poller.Workspace().Watermark.ShouldBeLessThan(time.GetUtcNow());
    }
}
