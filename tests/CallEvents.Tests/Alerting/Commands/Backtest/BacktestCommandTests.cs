using System.Text.Json;
using CallEvents.Simulator.Faults;

namespace CallEvents.Tests.Alerting.Commands.Backtest;

/// <summary>The command against a simulated API.</summary>
public sealed class BacktestCommandTests
{
    private const string FieldsOnly = """
        version: 1
        rules:
          - { id: lost, title: Lost, when: [ { outcome: lost } ] }
        """;

    private const string Words = """
        version: 1
        rules:
          - { id: lost, title: Lost, when: [ { outcome: lost } ] }
          - { id: the, title: Said "the", when: [ { said: { any: [the] } } ], throttle: { per: rule, max: 2, every: 24h } }
          - { id: lost-the, title: Both, when: [ { outcome: lost }, { said: { any: [the] } } ] }
          - { id: dropped, title: Dropped, once: change, when: [ { changed: { field: coachingScore, dropsBy: 10 } } ] }
        """;

    [Fact]
    public async Task Rules_about_fields_need_no_transcript_and_find_what_the_API_has()
    {
        await using var stand = await BacktestStand.StartAsync();
        var lost = stand.Revont.Workspace.List().Select(state => state.Call).Where(call => call.Outcome == "lost").ToList();

        var report = await stand.ReportAsync(stand.Write("rules.yaml", FieldsOnly), "--last", "5d");

        Rule(report, "lost").GetProperty("calls").GetInt32().ShouldBe(lost.Count);
        Rule(report, "lost").GetProperty("byDay").EnumerateObject().Sum(day => day.Value.GetInt32()).ShouldBe(lost.Count);
        Rule(report, "lost").GetProperty("byRep").EnumerateArray().Sum(rep => rep.GetProperty("calls").GetInt32()).ShouldBe(lost.Count);
        Rule(report, "lost").GetProperty("examples").GetArrayLength().ShouldBe(Math.Min(5, lost.Count));
        report.GetProperty("judged").GetInt32().ShouldBe(60);
        report.GetProperty("transcripts").ValueKind.ShouldBe(JsonValueKind.Null);
        stand.Revont.ReadStats().Requests.ShouldAllBe(request => request.Kind == "list");
    }

    [Fact]
    public async Task Words_and_mixed_rules_are_judged_and_what_cannot_be_known_is_said()
    {
        await using var stand = await BacktestStand.StartAsync();
        var rules = stand.Write("rules.yaml", Words);

        var report = await stand.ReportAsync(rules, "--last", "5d");

        var said = Rule(report, "the").GetProperty("calls").GetInt32();
        said.ShouldBeGreaterThan(10);
        Rule(report, "lost-the")
            .GetProperty("calls")
            .GetInt32()
            .ShouldBeLessThanOrEqualTo(Rule(report, "lost").GetProperty("calls").GetInt32());
        var delivered = Rule(report, "the").GetProperty("delivered");
        delivered.GetProperty("single").GetInt32().ShouldBeLessThanOrEqualTo(8);
        (delivered.GetProperty("single").GetInt32() + delivered.GetProperty("inThrottleDigest").GetInt32()).ShouldBe(said);
        report.GetProperty("cannotKnow").EnumerateArray().ShouldContain(line => line.GetString()!.StartsWith("dropped: `changed`"));
        report.ToString().ShouldNotContain("sentence");

        var shown = await stand.ReportAsync(rules, "--last", "5d", "--show-text");
        Rule(shown, "the")
            .GetProperty("examples")[0]
            .GetProperty("words")[0]
            .GetProperty("sentence")
            .GetString()!
            .ShouldContain("the", Case.Insensitive);
    }

    [Fact]
    public async Task A_second_run_with_an_edited_file_sends_no_request()
    {
        await using var stand = await BacktestStand.StartAsync();
        var first = await stand.ReportAsync(stand.Write("rules.yaml", Words), "--last", "5d", "--cache", stand.Cache);
        var sent = stand.Requests;

        var second = await stand.ReportAsync(
            stand.Write("rules.yaml", Words.Replace("[the]", "[the, and]")),
            "--last",
            "5d",
            "--cache",
            stand.Cache
        );

        stand.Requests.ShouldBe(sent);
        second.GetProperty("requests").GetInt32().ShouldBe(0);
        second.GetProperty("cached").GetInt32().ShouldBe(60);
        Rule(second, "lost").GetProperty("calls").GetInt32().ShouldBe(Rule(first, "lost").GetProperty("calls").GetInt32());
        File.Exists(Path.Combine(stand.Cache, "PERSONAL-DATA.txt")).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode others = (UnixFileMode)0b000_111_111;
            foreach (var path in Directory.EnumerateFileSystemEntries(stand.Cache, "*", SearchOption.AllDirectories).Append(stand.Cache))
                (File.GetUnixFileMode(path) & others).ShouldBe(UnixFileMode.None, path);
        }
    }

    [Fact]
    public async Task A_directory_with_other_files_is_no_cache()
    {
        await using var stand = await BacktestStand.StartAsync(calls: 1);
        var rules = stand.Write("rules.yaml", FieldsOnly);

        var run = await stand.RunAsync(rules, "--cache", Path.GetDirectoryName(rules)!);

        run.ExitCode.ShouldBe(2);
        run.Errors.TrimEnd().ShouldEndWith("which holds other files, expected a new or empty directory, or a cache");
    }

    [Fact]
    public async Task Compared_with_another_file_it_says_what_comes_and_goes()
    {
        await using var stand = await BacktestStand.StartAsync();
        var calls = stand.Revont.Workspace.List().Select(state => state.Call).ToList();
        var old = stand.Write("old.yaml", FieldsOnly.Replace("outcome: lost", "outcome: won"));

        var report = await stand.ReportAsync(stand.Write("rules.yaml", FieldsOnly), "--last", "5d", "--against", old);

        var difference = report.GetProperty("against").EnumerateArray().ShouldHaveSingleItem();
        difference.GetProperty("come").GetInt32().ShouldBe(calls.Count(call => call.Outcome == "lost"));
        difference.GetProperty("go").GetInt32().ShouldBe(calls.Count(call => call.Outcome == "won"));
    }

    [Fact]
    public async Task A_sample_is_the_same_each_time_and_says_that_it_is_one()
    {
        await using var stand = await BacktestStand.StartAsync();
        var rules = stand.Write("rules.yaml", Words);

        var first = await stand.ReportAsync(rules, "--last", "5d", "--sample", "10");
        var second = await stand.ReportAsync(rules, "--last", "5d", "--sample", "10");

        first.GetProperty("judged").GetInt32().ShouldBe(10);
        first.GetProperty("calls").GetInt32().ShouldBe(60);
        first.GetProperty("isSample").GetBoolean().ShouldBeTrue();
        second.GetProperty("rules").ToString().ShouldBe(first.GetProperty("rules").ToString());
    }

    [Fact]
    public async Task It_waits_as_long_as_the_API_asks_and_finds_the_same()
    {
        await using var stand = await BacktestStand.StartAsync();
        var rules = stand.Write("rules.yaml", Words);
        var before = await stand.ReportAsync(rules, "--last", "5d");
        stand.Revont.SetFaults(
            FaultOptions.None with
            {
                TooManyRequests = new()
                {
                    Count = 2,
                    Probability = 0.2,
                    RetryAfter = TimeSpan.FromSeconds(1),
                },
                ServerError = new() { Count = 2, Probability = 0.2 },
            }
        );

        var report = await stand.ReportAsync(rules, "--last", "5d");

        report.GetProperty("rules").ToString().ShouldBe(before.GetProperty("rules").ToString());
        stand.Revont.ReadStats().Requests.ShouldContain(request => request.Status == 429);
    }

    [Fact]
    public async Task Calls_that_the_API_cannot_show_are_counted_and_the_others_judged()
    {
        await using var stand = await BacktestStand.StartAsync(calls: 60);
        stand.Revont.SetFaults(
            FaultOptions.None with
            {
                BrokenDetails = new() { Probability = 0.2, Status = 500 },
            }
        );

        var report = await stand.ReportAsync(stand.Write("rules.yaml", Words), "--last", "5d");

        report.GetProperty("judged").GetInt32().ShouldBe(60);
        var transcripts = report.GetProperty("transcripts");
        transcripts.GetProperty("unreadable").GetInt32().ShouldBeInRange(1, 59);
        (transcripts.GetProperty("ready").GetInt32() + transcripts.GetProperty("unreadable").GetInt32()).ShouldBe(60);
    }

    [Fact]
    public async Task A_rejected_key_is_one_line_that_names_the_setting()
    {
        await using var stand = await BacktestStand.StartAsync(calls: 1);
        stand.Revont.SetFaults(FaultOptions.None with { Unauthorized = new() });

        var run = await stand.RunAsync(stand.Write("rules.yaml", FieldsOnly));

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain("Revont:Workspaces:main:ApiKey: the Revont API rejects the key (HTTP 401)");
        run.Errors.ShouldNotContain(stand.Revont.ApiKey);
    }

    [Theory]
    [InlineData(2, "--last: found '30', expected a time such as 30d or 12h, up to 730d", "--last", "30")]
    [InlineData(2, "--last: found it beside --from or --to, expected one of both", "--last", "3d", "--from", "2026-01-01")]
    [InlineData(2, "--from: found '2026-01-02T00:00:00Z', expected a time before", "--from", "2026-01-02", "--to", "2026-01-01")]
    [InlineData(2, "--to: found '2999-01-01T00:00:00Z', expected a time in the past", "--to", "2999-01-01")]
    [InlineData(2, "--sample: found '0', expected a whole number above 0", "--sample", "0")]
    [InlineData(2, "--requests-per-second: found '0', expected a number from above 0 to 1000", "--requests-per-second", "0")]
    [InlineData(2, "--workspace: found 'other', expected one of main", "--workspace", "other")]
    [InlineData(2, "expected a rules file that exists and can be read", "--against", "none.yaml")]
    public async Task Wrong_use_is_one_line(int exitCode, string line, params string[] args)
    {
        await using var stand = await BacktestStand.StartAsync(calls: 1);

        var run = await stand.RunAsync([stand.Write("rules.yaml", FieldsOnly), .. args]);

        run.ExitCode.ShouldBe(exitCode, run.Errors);
        run.Errors.ShouldContain(line);
        stand.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_bad_file_or_setting_is_answered_before_any_call_is_read()
    {
        await using var stand = await BacktestStand.StartAsync(calls: 1);

        var run = await stand.RunAsync(stand.Write("rules.yaml", "version: 1\nrules:\n  - { id: a, titel: A, when: [] }\n"));

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldContain("rules.yaml:3");

        run = await stand.RunAsync(stand.Write("rules.yaml", FieldsOnly), "--Channels:deals:Type=slack");
        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldContain("Channels:deals:Url");
        stand.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task For_people_it_prints_tables_and_progress()
    {
        await using var stand = await BacktestStand.StartAsync();

        var run = await stand.RunAsync(stand.Write("rules.yaml", Words), "--last", "5d", "--requests-per-second", "500");

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("60 of 60 calls judged");
        run.Output.ShouldContain("lost-the");
        run.Output.ShouldContain("Not known:");
        run.Errors.ShouldContain("listed");
    }

    private static JsonElement Rule(JsonElement report, string id) =>
        report.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("id").GetString() == id);
}
