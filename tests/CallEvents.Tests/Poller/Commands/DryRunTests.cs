using System.Text.Json;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>What the next poll would publish, without publishing it.</summary>
public sealed class DryRunTests
{
    private const string StartFrom = "--Polling:StartFrom=2020-01-01";

    [Fact]
    public async Task Without_a_ledger_it_shows_what_the_first_start_would_publish()
    {
        await using var revont = await AuditedRevont.StartAsync(130);

        var run = await revont.RunAsync("dry-run", StartFrom, "--Polling:SliceLength=366.00:00:00", "--json");

        run.ExitCode.ShouldBe(0, run.Errors);
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("hasLedger").GetBoolean().ShouldBeFalse();
        Events(report).ShouldBe(revont.Ids.Select(id => (id, "CallRecorded", "backfill")), ignoreOrder: true);
        File.Exists(revont.LedgerPath).ShouldBeFalse();
    }

    [Fact]
    public async Task With_a_ledger_it_shows_what_has_changed_since_and_moves_nothing()
    {
        await using var revont = await AuditedRevont.StartAsync(3);
        var recent = revont.Api.Add("call_recent", revont.Api.Now.AddMinutes(-5));
        await using (var poller = await revont.Api.StartPollerAsync(revont.LedgerPath))
        {
            await poller.WaitUntilTranscribedAsync([.. revont.Ids, recent.Id]);
            await poller.WaitUntilBackfilledAsync();
        }

        await using var ledger = await TestLedger.OpenAsync($"Data Source={revont.LedgerPath}");
        var watermark = await WatermarkAsync(ledger);
        revont.Api.Add("call_new", revont.Api.Now);
        revont.Api.Put(recent with { Item = recent.ItemJson.Replace("won", "lost", StringComparison.Ordinal) });

        var run = await revont.RunAsync("dry-run", StartFrom, "--json");
        var again = await revont.RunAsync("dry-run", StartFrom);

        run.ExitCode.ShouldBe(0, run.Errors);
        Events(JsonDocument.Parse(run.Output).RootElement)
            .ShouldBe([("call_new", "CallRecorded", "live"), ("call_recent", "CallUpdated", "live")], ignoreOrder: true);
        again.Output.ShouldContain("It would publish 2 events: ");
        again.Output.ShouldContain("CallUpdated (live): call_recent\n");
        (await WatermarkAsync(ledger)).ShouldBe(watermark);
        (await ledger.Reader.CountCallsAsync("main", default)).ShouldBe(4);
    }

    [Fact]
    public async Task A_transcript_that_is_due_and_ready_is_among_the_events()
    {
        await using var revont = await AuditedRevont.StartAsync(3);
        var createdAt = revont.Api.Now.AddHours(-5);
        foreach (var id in revont.Ids)
            revont.Api.Put(new ScriptedCall(id, createdAt) { Transcript = null });
        await using (var poller = await revont.Api.StartPollerAsync(revont.LedgerPath))
            await poller.WaitUntilBackfilledAsync();
        await using var ledger = await TestLedger.OpenAsync($"Data Source={revont.LedgerPath}");
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
        {
            var due = revont.Api.Now.AddMinutes(-1);
            await context.Calls.ExecuteUpdateAsync(set => set.SetProperty(call => call.NextCheckAt, due));
        }

        revont.Api.Put(new ScriptedCall(revont.Ids[1], createdAt));
        revont.Api.Remove(revont.Ids[2]);

        var run = await revont.RunAsync("dry-run", StartFrom, "--json");

        run.ExitCode.ShouldBe(0, run.Errors);
        var report = JsonDocument.Parse(run.Output).RootElement;
        Events(report).ShouldBe([(revont.Ids[1], "CallTranscribed", "backfill")]);
        (report.GetProperty("transcriptChecksDue").GetInt32(), report.GetProperty("transcriptChecksRead").GetInt32()).ShouldBe((3, 3));
        await using var after = await ledger.Contexts.CreateDbContextAsync();
        (await after.Calls.AllAsync(call => call.Transcript == TranscriptState.Pending)).ShouldBeTrue();
    }

    private static async Task<DateTimeOffset> WatermarkAsync(TestLedger ledger) =>
        (await ledger.Reader.WorkspaceAsync("main", default))!.Watermark;

    private static IEnumerable<(string, string, string)> Events(JsonElement report) =>
        report
            .GetProperty("events")
            .EnumerateArray()
            .Select(one =>
                (one.GetProperty("callId").GetString()!, one.GetProperty("type").GetString()!, one.GetProperty("origin").GetString()!)
            );
}
