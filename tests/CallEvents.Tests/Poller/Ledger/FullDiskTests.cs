using CallEvents.Contracts;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_loses_nothing_and_is_a_line_without_a_stack_trace()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var disk = new FullDisk();
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(revont.Now.AddHours(-1)),
            configure: builder => builder.Services.ConfigureDbContext<LedgerDbContext>(ledger => ledger.AddInterceptors(disk))
        );
        await poller.WaitUntilRecordedOnceAsync(revont.Add("before", revont.Now).Id);
        await poller.WaitUntilTranscribedAsync("before");

        disk.IsFull = true;
        var ids = revont.AddCalls(300, revont.Now.AddMinutes(-10));
        await Eventually.Be(() => Lines(poller).Any());
        await Eventually.Be(async () => (await poller.CheckReadinessAsync()).Status == HealthStatus.Unhealthy);
        poller.RecordedCallIds().Count.ShouldBeLessThan(ids.Count, "the disk was full before all calls were in the ledger");
        Lines(poller).ShouldAllBe(line => line.Contains("disk is full", StringComparison.Ordinal) && !line.Contains('\n'));

        disk.IsFull = false;
        await poller.WaitUntilRecordedOnceAsync([.. ids, "before"]);
        await poller.WaitUntilTranscribedAsync(ids);
        await Eventually.Be(async () => (await poller.CheckReadinessAsync()).Status == HealthStatus.Healthy);
        poller.Received.Of<CallTranscribed>().Count.ShouldBe(ids.Count + 1);
    }

    private static IEnumerable<string> Lines(PollerHost poller) =>
        poller
            .OwnLogLines()
            .Where(line => line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal));
}
