using System.Text.RegularExpressions;
using CallEvents.Local;
using CallEvents.Local.Revont;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Local;

public sealed class LocalRunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("callevents-tests-").FullName;

    [Fact]
    public async Task A_timed_run_stops_with_every_call_published_and_handled()
    {
        await using var local = await LocalProcess.RunAsync(["--calls", "60", "--for", "00:00:06"]);

        local.ExitCode.ShouldBe(0, local.Output + local.Errors);
        local.Errors.ShouldBeEmpty();
        var calls = local.ReadSummary("Calls");
        calls.ShouldBeGreaterThan(60);
        local.ReadSummary("CallRecorded").ShouldBe(calls);
        local.ReadSummary("CallTranscribed").ShouldBe(calls);
        local.ReadSummary("CRM writes").ShouldBeGreaterThanOrEqualTo(calls);
        local.ReadSummary("Duplicates").ShouldBe(0);
        local.ReadSummary("Missing").ShouldBe(0);

        // A file receives plain lines: no escape codes, and a line for each second with activity.
        local.Output.ShouldNotContain('\e');
        local.Output.ShouldContain("first CallRecorded of origin backfill: call_");
        local.Output.Split('\n').Count(line => line.Contains("; CRM writes ", StringComparison.Ordinal)).ShouldBeGreaterThan(2);

        var log = local.Output.Split('\n')[0].Split("log: ")[1].Trim();
        Directory.Exists(Path.GetDirectoryName(log)).ShouldBeFalse("a temporary folder is removed");
    }

    [Fact]
    public async Task A_second_run_in_a_data_folder_resumes_and_publishes_nothing_again()
    {
        string[] args = ["--for", "00:00:03", "--transcript-delay", "00:00:01", "--data", folder];
        await using var first = await LocalProcess.RunAsync(["--calls", "40", .. args], LocalProcess.FastSettings);
        first.ExitCode.ShouldBe(0, first.Output + first.Errors);
        var before = await ReadOutboxAsync();

        await using var second = await LocalProcess.RunAsync(args, LocalProcess.FastSettings);
        second.ExitCode.ShouldBe(0, second.Output + second.Errors);
        second.ReadSummary("CallRecorded").ShouldBeGreaterThan(first.ReadSummary("CallRecorded"));
        var after = await ReadOutboxAsync();

        // Events published before keep their message id and time, so they were not published again. Pending ones may be published now.
        after
            .Where(row => before.GetValueOrDefault(row.Key) is not null)
            .ShouldBe(before.Where(row => row.Value is not null), ignoreOrder: true);
        after.Keys.Select(row => (row.CallId, row.Type)).ShouldBeUnique();
        await ShouldContainNoPersonalDataAsync(first.Output + first.Errors + second.Output + second.Errors);
    }

    [Fact]
    public async Task A_stopped_run_prints_the_summary_too()
    {
        await using var local = LocalProcess.Start(["--calls", "20", "--transcript-delay", "00:00:01"], LocalProcess.FastSettings);
        await Eventually.Be(
            () => local.Output.Contains("first CallTranscribed", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60),
            local.Errors
        );
        local.Signal("TERM");

        (await local.WaitForExitAsync()).ShouldBe(0, local.Output + local.Errors);
        local.ReadSummary("Calls").ShouldBeGreaterThanOrEqualTo(20);
        local.Output.ShouldContain("No losses");
    }

    [Fact]
    public async Task With_the_example_rules_each_of_them_fires()
    {
        var rules = Path.Combine(Repository.Root, "rules.example.yaml");
        var ids = RuleIds(await File.ReadAllTextAsync(rules));
        string[] args = ["--rules", rules, "--arrivals-per-minute", "600", "--calls", "100", "--transcript-delay", "00:00:01"];
        await using var local = LocalProcess.Start(args, LocalProcess.FastSettings);
        await Eventually.Be(
            () => ids.All(id => local.Output.Contains($"{id} ", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(90),
            local.Errors
        );
        local.Signal("TERM");

        (await local.WaitForExitAsync()).ShouldBe(0, local.Output + local.Errors);
        ids.ShouldAllBe(id => local.ReadSummary(id) > 0);
        local.ReadSummary("Other events").ShouldBeGreaterThan(0, "edits of calls");
        local.Output.ShouldContain("not verified, which is possible for the built-in rule only");
        local.Output.ShouldContain("No losses");
    }

    private static IReadOnlyList<string> RuleIds(string rules) =>
        [.. Regex.Matches(rules, "^  - id: ([a-z-]+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task ShouldContainNoPersonalDataAsync(string output)
    {
        var written = output + await File.ReadAllTextAsync(Path.Combine(folder, "callevents.log"));
        var plan = WorkspaceManifest.Read(DataFolder.Open(folder))!.Simulation!;
        await using var revont = await RevontSimulator.StartAsync(plan.ToOptions());
        var calls = revont.Workspace.List().Where(call => written.Contains(call.Call.Id, StringComparison.Ordinal)).ToList();
        calls.Count.ShouldBeGreaterThanOrEqualTo(40);
        foreach (var call in calls)
        {
            written.ShouldNotContain(call.Call.ProspectEmail!);
            call.Transcript!.Select(segment => segment.Text!)
                .Where(text => text.Length > 12)
                .ShouldAllBe(text => !written.Contains(text, StringComparison.OrdinalIgnoreCase));
        }
    }

    private async Task<Dictionary<(string CallId, CallEventType Type, Guid MessageId), DateTimeOffset?>> ReadOutboxAsync()
    {
        var options = new DbContextOptionsBuilder<LedgerDbContext>()
            .UseSqlite($"Data Source={Path.Combine(folder, "ledger.db")};Pooling=False")
            .Options;
        await using var ledger = new LedgerDbContext(options);
        var rows = await ledger.Outbox.AsNoTracking().ToListAsync();
        rows.ShouldNotBeEmpty();
        return rows.ToDictionary(row => (row.CallId, row.Type, row.MessageId), row => row.PublishedAt);
    }
}
