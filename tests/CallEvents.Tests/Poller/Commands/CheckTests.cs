using System.Text.Json;
using CallEvents.Tests.Poller.Outbox;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>The check, where there is no broker: that part is tested with a real one.</summary>
public sealed class CheckTests
{
    private static readonly string[] Settings =
    [
        "--Polling:StartFrom=2026-01-01",
        "--ConnectionStrings:RabbitMq=amqp://poller:s3cret-pass@127.0.0.1:1/",
    ];

    [Fact]
    public async Task Each_check_is_one_line_with_what_to_do()
    {
        await using var revont = await AuditedRevont.StartAsync();
        await using var management = await ManagementStub.StartAsync();
        var recent = revont.Api.Add("call_recent", revont.Api.Now.AddMinutes(-3));
        revont.Api.ClockAhead = TimeSpan.FromMinutes(10.5);

        var run = await revont.RunAsync([
            "check",
            .. Settings,
            $"--RabbitMq:Management={management.Address}",
            "--Publishing:ExpectQueues:0=crm-log-call",
        ]);

        run.ExitCode.ShouldBe(1);
        var lines = run
            .Output.TrimEnd()
            .Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        lines.ShouldBe(
            [
                "✓ settings all valid",
                $"✓ API main {revont.Api.BaseUrl} answers within … ms",
                "✓ key main accepted",
                $"✓ newest call main {recent.Id}, created {recent.CreatedAt:yyyy-MM-ddTHH:mm:ssZ}, … ago",
                "✓ rate limit main Revont:RequestsPerSecond is 100000; the API names no limit",
                "✗ clock main 10 min behind the API's: set this machine's clock, such as by NTP",
                "✗ broker the broker is unreachable: Connection refused: check ConnectionStrings:RabbitMq",
                "✗ queues crm-log-call is not bound for CallRecorded: start its subscriber, or bind it",
                "✗ queues crm-log-call is not bound for CallTranscribed: start its subscriber, or bind it",
                $"✓ ledger none at 'Data Source={revont.LedgerPath}' yet: the first start of the poller creates it",
                $"✓ erasures none at 'Data Source={Path.ChangeExtension(revont.LedgerPath, ".erasures.db")}' yet: "
                    + "the first start of the poller creates it",
            ],
            new SameButForTimes()
        );
        (run.Output + run.Errors).ShouldNotContain("s3cret");
        File.Exists(revont.LedgerPath).ShouldBeFalse();
    }

    [Theory]
    [InlineData(401, "key main", "rejected (HTTP 401)")]
    [InlineData(429, "API main", "rate limited (HTTP 429, Retry-After: 30)")]
    [InlineData(404, "API main", "answers with HTTP 404")]
    [InlineData(503, "API main", "answers with HTTP 503")]
    public async Task An_answer_of_the_API_says_what_to_do(int status, string check, string found)
    {
        await using var revont = await AuditedRevont.StartAsync();
        revont.Api.RespondWithStatus(_ => true, status, ("Retry-After", "30"), ("X-RateLimit-Remaining", "7"));

        var line = Line(await revont.RunAsync(["check", .. Settings, "--json"]), check);

        line.GetProperty("ok").GetBoolean().ShouldBeFalse();
        line.GetProperty("found").GetString()!.ShouldContain(found);
        line.GetProperty("toDo").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Erasures_that_cannot_be_opened_are_not_well()
    {
        await using var revont = await AuditedRevont.StartAsync();
        var unreachable = "Host=127.0.0.1;Port=9;Username=callevents;Database=erasures";

        var run = await revont.RunAsync(["check", .. Settings, $"--ConnectionStrings:Erasures={unreachable}", "--json"]);

        Line(run, "erasures").GetProperty("ok").GetBoolean().ShouldBeFalse();
        Line(run, "erasures").GetProperty("toDo").GetString()!.ShouldContain("ConnectionStrings:Erasures");
        Line(run, "ledger").GetProperty("ok").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task An_empty_workspace_looks_like_a_key_without_rights_and_it_says_so()
    {
        await using var revont = await AuditedRevont.StartAsync();

        var line = Line(await revont.RunAsync(["check", .. Settings, "--json"]), "newest call main");

        line.GetProperty("ok").GetBoolean().ShouldBeTrue();
        line.GetProperty("found").GetString()!.ShouldContain("An empty workspace and a key that sees no calls look alike");
    }

    [Fact]
    public async Task Wrong_settings_are_a_line_each_and_do_not_hide_the_rest()
    {
        await using var revont = await AuditedRevont.StartAsync();

        var run = await revont.RunAsync("check", "--Polling:Interval=00:00:00", "--json");

        run.ExitCode.ShouldBe(1);
        var checks = JsonDocument.Parse(run.Output).RootElement.GetProperty("checks").EnumerateArray().ToList();
        var wrong = checks
            .Where(line => line.GetProperty("check").GetString() == "settings")
            .Select(line => line.GetProperty("found").GetString());
        wrong.ShouldContain(found => found!.StartsWith("Polling:StartFrom: found nothing", StringComparison.Ordinal));
        wrong.ShouldContain(found => found!.StartsWith("Polling:Interval: found '00:00:00'", StringComparison.Ordinal));
        wrong.ShouldContain(found => found!.StartsWith("ConnectionStrings:RabbitMq: found nothing", StringComparison.Ordinal));
        Line(run, "key main").GetProperty("ok").GetBoolean().ShouldBeTrue();
        Line(run, "broker").GetProperty("ok").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static JsonElement Line(CommandRun run, string check) =>
        JsonDocument
            .Parse(run.Output)
            .RootElement.GetProperty("checks")
            .EnumerateArray()
            .Single(line => line.GetProperty("check").GetString() == check);

    /// <summary>An ellipsis stands for a number and its unit.</summary>
    private sealed class SameButForTimes : IEqualityComparer<string>
    {
        public bool Equals(string? expected, string? actual) =>
            (expected, actual) is ({ } one, { } other)
            && (
                one.Contains('…') ? Matches(one, other)
                : other.Contains('…') ? Matches(other, one)
                : one == other
            );

        public int GetHashCode(string line) => 0;

        private static bool Matches(string pattern, string line) =>
            pattern.Split('…') is [var start, var end]
            && line.StartsWith(start, StringComparison.Ordinal)
            && line.EndsWith(end, StringComparison.Ordinal);
    }
}
