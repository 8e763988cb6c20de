using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>The audit of the ledger.</summary>
public sealed class LedgerAuditTests
{
    private const int Calls = 130;

    [Fact]
    public async Task A_hole_is_found_beside_a_running_poller_and_none_where_there_is_none()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        await using var poller = await revont.Api.StartPollerAsync(revont.LedgerPath);
        await poller.WaitUntilTranscribedAsync(revont.Ids);
        await poller.WaitUntilBackfilledAsync();
        await Eventually.Be(() => poller.OpenLedger().Outbox.All(row => row.PublishedAt != null));

        var before = await revont.RunAsync("audit", "--json");
        await PlantHoleAsync(poller, "call_042");
        var after = await revont.RunAsync("audit", "--json");
        var text = await revont.RunAsync("audit");
        var fix = await revont.RunAsync("audit", "--fix", "--json");

        before.ExitCode.ShouldBe(0, before.Errors);
        Count(before, "calls").ShouldBe(Calls);
        Count(before, "published").ShouldBe(Calls);
        Count(before, "missing").ShouldBe(0);
        after.ExitCode.ShouldBe(1);
        Count(after, "published").ShouldBe(Calls - 1);
        Count(after, "missing").ShouldBe(1);
        JsonDocument.Parse(after.Output).RootElement.GetProperty("ids")[0].GetString().ShouldBe("call_042");
        text.Output.ShouldStartWith("1 of 130 calls are missing in the ledger.\n");
        text.Output.ShouldContain("missing: call_042\n");
        fix.ExitCode.ShouldBe(0, fix.Errors);
        Count(fix, "missing").ShouldBe(0);
        Count(fix, "observed").ShouldBe(1);
        await Eventually.Be(() => poller.Received.Of<CallRecorded>().Count(message => message.Call.Id == "call_042"), count => count == 2);
    }

    [Fact]
    public async Task Every_call_is_counted_once_as_it_stands()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        await using (var poller = await revont.Api.StartPollerAsync(revont.LedgerPath))
        {
            await poller.WaitUntilTranscribedAsync(revont.Ids);
            await poller.WaitUntilBackfilledAsync();
            await Eventually.Be(() => poller.OpenLedger().Outbox.All(row => row.PublishedAt != null));
            await poller.StopAsync();
            var startFrom = revont.Api.Now.AddDays(-30);
            await using var ledger = poller.OpenLedger();
            await ledger
                .Outbox.Where(row => row.CallId == "call_001")
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.PublishedAt, (DateTimeOffset?)null));
            var watermark = revont.Api.Now.AddMinutes(-10);
            await ledger.Workspaces.ExecuteUpdateAsync(set =>
                set.SetProperty(row => row.StartFrom, startFrom).SetProperty(row => row.Watermark, watermark)
            );
        }

        revont.Api.Add("call_before", revont.Api.Now.AddDays(-40));
        revont.Api.Add("call_ahead", revont.Api.Now.AddMinutes(-5));
        revont.Api.Remove("call_002");

        var (from, to) = ($"{revont.Api.Now.AddDays(-50):yyyy-MM-dd}", $"{revont.Api.Now:yyyy-MM-ddTHH:mm:ssZ}");
        var run = await revont.RunAsync("audit", "--json", "--from", from, "--to", to);

        Count(run, "calls").ShouldBe(Calls + 1);
        Count(run, "pending").ShouldBe(2, "one is published in part, and the poller has yet to reach the other");
        Count(run, "excluded").ShouldBe(1);
        Count(run, "published").ShouldBe(Calls - 2);
        Count(run, "discovered").ShouldBe(Calls - 1);
        Count(run, "notShown").ShouldBe(1);
        run.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("billing")]
    public async Task A_call_without_an_event_for_all_is_missing_and_mended_by_a_replay(string? onlyQueue)
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        await using var poller = await revont.Api.StartPollerAsync(revont.LedgerPath);
        await poller.WaitUntilTranscribedAsync(revont.Ids);
        await poller.WaitUntilBackfilledAsync();
        await Eventually.Be(() => poller.OpenLedger().Outbox.All(row => row.PublishedAt != null));
        await using (var ledger = poller.OpenLedger())
        {
            var recorded = ledger.Outbox.Where(row => row.CallId == "call_042" && row.Type == CallEventType.CallRecorded);
            if (onlyQueue is null)
                await recorded.ExecuteDeleteAsync();
            else
                await recorded.ExecuteUpdateAsync(set => set.SetProperty(row => row.Queue, onlyQueue));
        }

        var audit = await revont.RunAsync("audit", "--json");
        var fix = await revont.RunAsync("audit", "--fix", "--json");

        (audit.ExitCode, Count(audit, "missing"), Count(audit, "unrecorded"), Count(audit, "notShown")).ShouldBe((1, 1, 1, 0));
        (fix.ExitCode, Count(fix, "missing"), Count(fix, "observed"), Count(fix, "replayed")).ShouldBe((0, 0, 0, 1));
        var published = await Eventually.Be(
            () => poller.Received.Of<CallRecorded>().Where(message => message.Call.Id == "call_042").ToList(),
            found => found.Count == 2
        );
        published[1].Origin.ShouldBe("replay");
    }

    [Fact]
    public async Task A_forgotten_call_that_is_still_shown_is_excluded_and_a_deleted_one_is_not_shown()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        await using (var poller = await revont.Api.StartPollerAsync(revont.LedgerPath))
        {
            await poller.WaitUntilTranscribedAsync(revont.Ids);
            await poller.WaitUntilBackfilledAsync();
            await Eventually.Be(() => poller.OpenLedger().Outbox.All(row => row.PublishedAt != null));
            var forgotten = await revont.RunAsync("forget", "call_001", "--json");
            forgotten.ExitCode.ShouldBe(0, forgotten.Errors);
        }

        revont.Api.Remove("call_002");

        var run = await revont.RunAsync("audit", "--json");

        (Count(run, "excluded"), Count(run, "notShown"), Count(run, "missing")).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task Without_a_ledger_it_says_so_and_creates_none()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);

        var run = await revont.RunAsync("audit");

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain("start the poller first");
        File.Exists(revont.LedgerPath).ShouldBeFalse();
    }

    private static async Task PlantHoleAsync(PollerHost poller, string callId)
    {
        await using var ledger = poller.OpenLedger();
        await ledger.Calls.Where(row => row.CallId == callId).ExecuteDeleteAsync();
        await ledger.Outbox.Where(row => row.CallId == callId).ExecuteDeleteAsync();
    }

    private static int Count(CommandRun run, string member) => JsonDocument.Parse(run.Output).RootElement.GetProperty(member).GetInt32();
}
