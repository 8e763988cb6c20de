using CallEvents.Contracts;
using CallEvents.EndToEndTests.Consumers;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>What is seen of alerting from outside, and what its state keeps, while alerts are sent, refused and delayed.</summary>
public sealed class PersonalDataTests(RabbitMqServer rabbit)
{
    private const string ErrorQueue = AlertingProcess.Queue + "_error";

    [Fact]
    public async Task Logs_traces_metrics_health_and_state_hold_no_address_no_text_and_no_secret()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var run = await PersonalDataRun.StartAsync(broker);
        run.Deals.AnswerWith(400, PersonalDataRun.VendorSentence);
        run.Hook.Answer = (_, context) =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync(PersonalDataRun.VendorSentence);
        };
        await TestPublisher.PublishAsync(broker, PersonalDataRun.Call());
        await TestPublisher.PublishAsync(
            broker,
            nameof(CallTranscribed),
            $$"""{"call":{"id":1,"prospectEmail":"{{PersonalDataRun.Prospect}}"},"transcript":"{{PersonalDataRun.Sentence}}"}"""
        );
        run.BreakRules();

        await Eventually.Be(() => run.Pager.Messages.Count == 2 && run.Mail.Received.Count == 4);
        await Eventually.Be(async () => (await broker.QueueAsync(ErrorQueue))?.Messages == 1);
        var trouble = await Eventually.Be(
            run.HealthAsync,
            health =>
                health.Contains("unavailable since", StringComparison.Ordinal)
                && health.Contains("Alerting:RulesFile: ", StringComparison.Ordinal)
        );
        await Eventually.Be(() => States(run), states => states.Count(state => state == "rejected") == 2);
        var rejected = await CommandAsync(run, "alerts", "list", "--state", "rejected", "--json");
        run.Deals.Override = _ => null;
        run.Hook.AnswerWith(204);
        var retried = await CommandAsync(run, "alerts", "retry", "--state", "rejected", "--json");
        await Eventually.Be(() => States(run), states => states.Count == 8 && states.All(state => state == "sent"));
        await Eventually.Be(() => run.Otlp.RawText("logs").Contains("Channel hook recovered", StringComparison.Ordinal));
        var well = await run.HealthAsync();
        await run.Alerting.StopAsync();

        // What is searched has the events in it: else nothing would be found in it either.
        SaysIt();
        var (traces, metrics, logs) = (run.Otlp.RawText("traces"), run.Otlp.RawText("metrics"), run.Otlp.RawText("logs"));
        traces.ShouldContain("send alert");
        traces.ShouldContain("call_0001");
        metrics.ShouldContain("callevents.alerts.sent");
        metrics.ShouldContain("lost-with-competitor");
        logs.ShouldContain("rejected alert competitor of call call_0001");
        rejected.ShouldContain("HTTP 400");
        (string Name, string Text)[] seen =
        [
            ("traces", traces),
            ("metrics", metrics),
            ("logs", logs),
            ("output", run.Alerting.Output),
            ("errors", run.Alerting.Error),
            ("health in trouble", trouble),
            ("health", well),
            ("alerts list", rejected),
            ("alerts retry", retried),
            .. Rows(run),
        ];
        string[] found =
        [
            .. seen.SelectMany(place => PersonalDataRun.Secrets.Select(secret => Find(place.Name, place.Text, secret))).OfType<string>(),
        ];
        found.ShouldBeEmpty(string.Join('\n', found));
        Rows(run).Where(row => row is { Name: "alerts.content", Text: not "" }).ShouldBeEmpty();

        // The channels did get it.
        void SaysIt()
        {
            foreach (
                var received in (IEnumerable<string>)
                    [
                        string.Concat(run.Deals.Messages.Select(message => message.ToJsonString())),
                        string.Concat(run.Hook.Received.Select(request => request.Text)),
                        string.Concat(run.Mail.Received.Select(mail => mail.Text)),
                    ]
            )
            {
                received.ShouldContain(PersonalDataRun.Prospect);
                received.ShouldContain(PersonalDataRun.Phrase);
            }
        }
    }

    private static IReadOnlyList<string> States(PersonalDataRun run) =>
        TestStack.QuerySqlite(run.Alerting, "alerting.db", "SELECT state FROM alerts", row => row.GetString(0));

    /// <summary>Every value of every row of the state, each with its place.</summary>
    private static IEnumerable<(string Name, string Text)> Rows(PersonalDataRun run)
    {
        var tables = Query("SELECT name FROM sqlite_master WHERE type = 'table'", row => row.GetString(0));
        tables.ShouldContain("remembered_matches");
        return tables.SelectMany(table =>
            Query(
                    $"SELECT * FROM \"{table}\"",
                    row =>
                        Enumerable
                            .Range(0, row.FieldCount)
                            .Select(column => ($"{table}.{row.GetName(column)}", $"{row.GetValue(column)}"))
                            .ToList()
                )
                .SelectMany(values => values)
        );

        IReadOnlyList<T> Query<T>(string sql, Func<SqliteDataReader, T> read) =>
            TestStack.QuerySqlite(run.Alerting, "alerting.db", sql, read);
    }

    private static async Task<string> CommandAsync(PersonalDataRun run, params string[] arguments)
    {
        await using var command = AlertingProcess.Command(run.Alerting, arguments);
        command.Start();
        var result = await command.WaitForExitAsync();
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output + result.Error;
    }

    /// <summary>The secret with what surrounds it; null where it is not.</summary>
    private static string? Find(string place, string text, string secret) =>
        text.IndexOf(secret, StringComparison.OrdinalIgnoreCase) is >= 0 and var at
            ? $"{place} has {secret}: {text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)]}"
            : null;
}
