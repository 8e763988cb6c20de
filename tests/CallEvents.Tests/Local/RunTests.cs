using CallEvents.Local;
using CallEvents.Local.Revont;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Local;

public sealed class RunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callevents-tests-").FullName;

    [Fact]
    public async Task A_timed_run_ends_by_itself_with_every_call_told_and_handled()
    {
        await using var local = await LocalProcess.RunAsync(["--calls", "60", "--for", "00:00:06"]);

        local.ExitCode.ShouldBe(0, local.Output + local.Errors);
        local.Errors.ShouldBeEmpty();
        var shown = local.Summed("Calls shown");
        shown.ShouldBeGreaterThan(60);
        local.Summed("Recorded told").ShouldBe(shown);
        local.Summed("Transcribed told").ShouldBe(shown);
        local.Summed("CRM writes").ShouldBeGreaterThanOrEqualTo(shown);
        local.Summed("Duplicates").ShouldBe(0);
        local.Summed("Missing").ShouldBe(0);

        // What goes to a file are plain lines: no escape codes, and a line for each second in which something happened.
        local.Output.ShouldNotContain('\e');
        local.Output.ShouldContain("first CallRecorded of origin backfill: call_");
        local.Output.Split('\n').Count(line => line.Contains("; CRM writes ", StringComparison.Ordinal)).ShouldBeGreaterThan(2);

        var log = local.Output.Split('\n')[0].Split("log: ")[1].Trim();
        Directory.Exists(Path.GetDirectoryName(log)).ShouldBeFalse("a temporary folder is removed");
    }

    [Fact]
    public async Task A_second_run_in_the_same_folder_goes_on_and_tells_nothing_again()
    {
        string[] args = ["--for", "00:00:03", "--transcript-delay", "00:00:01", "--data", folder];
        await using var first = await LocalProcess.RunAsync(["--calls", "40", .. args], LocalProcess.Quick);
        first.ExitCode.ShouldBe(0, first.Output + first.Errors);
        var toldBefore = await FactsAsync();

        await using var second = await LocalProcess.RunAsync(args, LocalProcess.Quick);
        second.ExitCode.ShouldBe(0, second.Output + second.Errors);
        second.Summed("Recorded told").ShouldBeGreaterThan(first.Summed("Recorded told"));
        var toldAfter = await FactsAsync();

        // Told at the same moment as before, under the same id: not once more. What was still due may be told now.
        toldAfter.Where(fact => toldBefore.GetValueOrDefault(fact.Key) is not null).ShouldBe(toldBefore.Where(fact => fact.Value is not null), ignoreOrder: true);
        toldAfter.Keys.Select(fact => (fact.CallId, fact.Type)).ShouldBeUnique();
        await NothingPersonalIsInAsync(first.Output + first.Errors + second.Output + second.Errors);
    }

    [Fact]
    public async Task Whoever_stops_it_gets_the_summary_too()
    {
        await using var local = LocalProcess.Start(["--calls", "20", "--transcript-delay", "00:00:01"], LocalProcess.Quick);
        await Eventually.Be(() => local.Output.Contains("first CallTranscribed", StringComparison.Ordinal), TimeSpan.FromSeconds(60), local.Errors);
        local.Signal("TERM");

        (await local.EndAsync()).ShouldBe(0, local.Output + local.Errors);
        local.Summed("Calls shown").ShouldBeGreaterThanOrEqualTo(20);
        local.Output.ShouldContain("Nothing was lost");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task NothingPersonalIsInAsync(string output)
    {
        var written = output + await File.ReadAllTextAsync(Path.Combine(folder, "callevents.log"));
        await using var revont = await RevontSimulator.StartAsync(FolderNote.Read(DataFolder.Open(folder))!.Simulation!.ToOptions());
        var calls = revont.Workspace.List().Where(call => written.Contains(call.Call.Id, StringComparison.Ordinal)).ToList();
        calls.Count.ShouldBeGreaterThanOrEqualTo(40);
        foreach (var call in calls)
        {
            written.ShouldNotContain(call.Call.ProspectEmail!);
            call.Transcript!.Select(segment => segment.Text!).Where(text => text.Length > 12).ShouldAllBe(text => !written.Contains(text, StringComparison.OrdinalIgnoreCase));
        }
    }

    private async Task<Dictionary<(string CallId, CallEventType Type, Guid MessageId), DateTimeOffset?>> FactsAsync()
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>().UseSqlite($"Data Source={Path.Combine(folder, "ledger.db")};Pooling=False").Options;
        await using var ledger = new LedgerDbContext(options);
        var facts = await ledger.Outbox.AsNoTracking().ToListAsync();
        facts.ShouldNotBeEmpty();
        return facts.ToDictionary(fact => (fact.CallId, fact.Type, fact.MessageId), fact => fact.PublishedAt);
    }
}
