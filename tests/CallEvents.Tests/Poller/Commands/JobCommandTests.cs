using System.Text.Json;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;
using CallEvents.Tests.Poller.Ledger;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>What the commands write into the ledger, and what they refuse; no poller runs.</summary>
public sealed class JobCommandTests : IAsyncLifetime
{
    private const string Email = "jane@example.com";

    private string database = "";
    private TestLedger ledger = null!;
    private WorkspaceRow workspace = null!;

    public async ValueTask InitializeAsync()
    {
        database = await LedgerFile.CreateDatabaseAsync();
        ledger = await TestLedger.OpenAsync(database);
        workspace = await ledger.AddWorkspaceAsync();
        await using var session = await ledger.StartSessionAsync(workspace);
        await session.CommitAsync(
            Listed("call_a", Email),
            Listed("call_b", Email.ToUpperInvariant()),
            Listed("call_c", "john@example.com")
        );
    }

    [Theory]
    [InlineData("--from: found nothing, expected the first creation time, or --ids", "replay")]
    [InlineData("--from: found 'yesterday', expected an instant", "replay", "--from", "yesterday")]
    [InlineData("--from: found '2126-01-01T00:00:00Z', expected an instant before ", "replay", "--from", "2126-01-01")]
    [InlineData("--ids: found --from or --to beside it, expected either", "replay", "--ids", "-", "--from", "2026-01-01")]
    [InlineData("--ids: found 'no-such-file', expected a file that can be read", "replay", "--ids", "no-such-file")]
    [InlineData("--ids: found no id in '-', expected the ids of calls", "replay", "--ids", "-")]
    [InlineData(
        "--type: found 'CallUpdated', expected CallRecorded, CallTranscribed or CallTranscriptUnavailable",
        "replay",
        "--from",
        "2026-01-01",
        "--type",
        "CallUpdated"
    )]
    [InlineData("forget: found neither or both, expected either the id of a call or --email", "forget")]
    [InlineData("--email: found no address, expected an e-mail address", "forget", "--email", "jane")]
    [InlineData("--workspace: found 'other', expected one of main", "pause", "other")]
    public async Task Wrong_use_is_refused_with_one_line(string message, params string[] command)
    {
        var run = await RunAsync(command);

        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldStartWith(message);
        run.Errors.TrimEnd().ShouldNotContain('\n');
        (await JobsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("forget: found 'call_9', which workspace main does not know, expected the id of a call", "forget", "call_9")]
    [InlineData("forget: no call of this address in workspace main", "forget", "--email", "unknown@example.com")]
    [InlineData("retry: found 'call_a', which is not parked in workspace main, expected a parked id", "retry", "call_a")]
    [InlineData("There is no job 9: see `jobs`", "jobs", "9")]
    [InlineData("There is no replay 9: see `jobs`", "replay", "stop", "9")]
    public async Task What_is_unknown_is_said_with_exit_code_1(string message, params string[] command)
    {
        var run = await RunAsync(command);

        (run.ExitCode, run.Errors.TrimEnd()).ShouldBe((1, message));
        (await JobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_is_written_as_a_job_with_all_that_it_selects()
    {
        var run = await RunAsync(
            "replay",
            "--from",
            "2026-02-01",
            "--to",
            "2026-04-01",
            "--type",
            "callrecorded",
            "--outcome",
            "won",
            "no_outcome",
            "--rep",
            "user_1",
            "--queue",
            "billing",
            "--detach",
            "--json"
        );

        run.ExitCode.ShouldBe(0, run.Errors);
        var report = JsonSerializer.Deserialize<JsonElement>(run.Output);
        (report.GetProperty("id").GetInt64(), report.GetProperty("state").GetString()).ShouldBe((1, "waiting"));
        run.Output.ShouldNotContain("user_1");
        var job = (await JobsAsync()).Single();
        (job.Kind, job.Types, job.Outcomes, job.Reps, job.Queue, job.Total).ShouldBe(
            (JobKind.Replay, "CallRecorded", "won\nno_outcome", "user_1", "billing", 3L)
        );
        (job.From, job.To).ShouldBe(
            (new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero))
        );

        var list = await RunAsync("replay", "list", "--json");
        JsonSerializer.Deserialize<JsonElement>(list.Output).GetProperty("jobs").GetArrayLength().ShouldBe(1);
        (await RunAsync("replay", "stop", "1")).Output.ShouldStartWith("Replay 1 of workspace main: stopped");
        (await RunAsync("jobs", "stop", "1")).Errors.ShouldStartWith("Job 1 has ended: stopped");
    }

    [Fact]
    public async Task A_stopped_job_is_printed_as_every_other()
    {
        await RunAsync("pause", "--detach");

        var stopped = await RunAsync("jobs", "stop", "1", "--json");

        stopped.ExitCode.ShouldBe(0, stopped.Errors);
        var shown = await RunAsync("jobs", "1", "--json");
        JsonSerializer.Deserialize<JsonElement>(stopped.Output).GetProperty("state").GetString().ShouldBe("stopped");
        (shown.Output, shown.ExitCode).ShouldBe((stopped.Output, 1), "a job that was stopped is not what one waits for");
    }

    [Fact]
    public async Task Ids_are_read_from_a_file_or_stdin_each_once()
    {
        var run = await CommandRun.OfAsync(Arguments("replay", "--ids", "-", "--detach"), "call_a\r\n\r\n call_b \ncall_a\n");

        run.ExitCode.ShouldBe(0, run.Errors);
        var job = (await JobsAsync()).Single();
        (job.Calls, job.Total, job.From).ShouldBe(("call_a\ncall_b", 2L, null));
    }

    [Fact]
    public async Task More_than_a_thousand_events_are_not_published_unasked()
    {
        await ledger.SeedAsync();

        var unasked = await RunAsync("replay", "--from", "2026-02-01", "--detach");
        var confirmed = await RunAsync("replay", "--from", "2026-01-01", "--detach", "--yes");

        unasked.ExitCode.ShouldBe(2);
        unasked.Errors.ShouldMatch(
            @"^--yes: found nothing, expected it where .*: Publish about [\d,]+ events again, to every subscriber\?"
        );
        confirmed.ExitCode.ShouldBe(0, confirmed.Errors);
        (await JobsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_person_is_found_by_the_address_which_is_kept_nowhere()
    {
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
        {
            var row = await context.Calls.SingleAsync(call => call.CallId == "call_b");
            context.Calls.Entry(row).CurrentValues.SetValues(row.Redacted(new FingerprintKey("key")));
            await context.SaveChangesAsync();
        }

        var run = await RunAsync("forget", "--email", " Jane@example.com ", "--detach", "--json");

        run.ExitCode.ShouldBe(0, run.Errors);
        (await JobsAsync()).Single().Calls.ShouldBe("call_a\ncall_b");
        foreach (var text in (string[])[run.Output, run.Errors])
            text.ShouldNotContain(Email, Case.Insensitive);
    }

    [Fact]
    public async Task A_call_that_is_only_parked_can_be_forgotten()
    {
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
        {
            context.Parked.Add(TestLedger.Parked("call_parked", TestLedger.Now));
            await context.SaveChangesAsync();
        }

        var run = await RunAsync("forget", "call_parked", "--detach");

        run.ExitCode.ShouldBe(0, run.Errors);
        (await JobsAsync()).Single().Calls.ShouldBe("call_parked");
    }

    [Fact]
    public async Task A_backfill_to_a_later_start_has_nothing_to_do()
    {
        var later = await RunAsync("backfill", "--from", "2026-02-15");
        var earlier = await RunAsync("backfill", "--from", "2026-01-15", "--detach");

        later.ShouldBe(new CommandRun(0, "Nothing to do: workspace main starts at 2026-01-30T12:00:00Z\n", ""));
        earlier.ExitCode.ShouldBe(0, earlier.Errors);
        (await JobsAsync()).Single().From.ShouldBe(new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_job_without_a_poller_says_what_it_waits_for()
    {
        await RunAsync("pause", "--detach");

        var run = await RunAsync("jobs");

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("pause");
        run.Output.ShouldContain("waiting");
    }

    public async ValueTask DisposeAsync() => await ledger.DisposeAsync();

    private Task<CommandRun> RunAsync(params string[] command) => CommandRun.OfAsync(Arguments(command));

    private string[] Arguments(params string[] command) =>
        [$"--ConnectionStrings:Ledger={database}", "--Revont:Workspaces:main:ApiKey=key", .. command];

    private async Task<List<JobRow>> JobsAsync()
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        return await context.Jobs.AsNoTracking().ToListAsync();
    }

    private static CallObservation.FromList Listed(string id, string email) =>
        new CallObservation.FromList(
            new CallSnapshot(id)
            {
                CreatedAt = TestLedger.Now - TimeSpan.FromHours(1),
                Outcome = "won",
                RepId = "user_1",
                ProspectEmail = email,
            },
            TestLedger.Now
        );
}
