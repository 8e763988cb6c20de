using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Jobs;

namespace CallEvents.EndToEndTests.Commands;

/// <summary>The commands of the poller's program, each as a process, beside running pollers on both databases.</summary>
public sealed class CommandTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_answers_with_one_document_and_without_personal_data(bool usesPostgreSql)
    {
        var folder = TestResourceReaper.CreateFolder("ledger");
        await using var stack = await JobStack.StartAsync(
            rabbit,
            usesPostgreSql ? await postgres.CreateDatabaseAsync() : $"Data Source={Path.Combine(folder, "callevents.db")}",
            lease: "00:00:30"
        );
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker);
        var pollers = Enumerable.Range(0, usesPostgreSql ? 2 : 1).Select(_ => stack.StartPoller()).ToList();
        foreach (var poller in pollers)
            await poller.WaitUntilReadyAsync();
        var now = TimeProvider.System.GetUtcNow();
        var from = JobStack.Format(now.AddDays(-3));
        var calls = await stack.CallsSinceAsync(now.AddDays(-3));
        await subscriber.WaitUntilAsync(all => JobStack.Ids(all, "CallTranscribed", "live", "backfill").IsSupersetOf(calls));
        var ids = Path.Combine(folder, "ids.txt");
        await File.WriteAllLinesAsync(ids, calls.Skip(2), TestContext.Current.CancellationToken);

        await Task.WhenAll(
            Expect(0, report => report.GetProperty("replicas").GetArrayLength().ShouldBe(pollers.Count), "status"),
            Expect(0, report => report.GetProperty("found")[0].GetProperty("events").GetArrayLength().ShouldBe(2), "call", calls[0]),
            Expect(0, _ => { }, "check"),
            Expect(0, _ => { }, "dry-run"),
            Expect(0, report => Number(report, "missing").ShouldBe(0), "audit", "--from", from, "--to", JobStack.Format(now)),
            Expect(
                1,
                report => Number(report, "missing").ShouldBe(2),
                "audit",
                "--against",
                ids,
                "--from",
                from,
                "--to",
                JobStack.Format(now)
            )
        );

        await Expect(0, IsInState("done"), "replay", "--ids", ids);
        await Expect(0, IsInState("done"), "backfill", "--from", JobStack.Format(now.AddDays(-6)));
        await Expect(0, IsInState("done"), "forget", calls[1]);
        await Expect(1, report => report.GetProperty("error").GetString()!.ShouldContain("not parked"), "retry", calls[0]);
        await ParkAsync(calls[0]);
        await Expect(0, IsInState("done"), "retry", calls[0]);
        await Expect(0, IsInState("done"), "pause");
        await Expect(0, IsInState("waiting"), "replay", "--ids", ids, "--detach");
        await Expect(0, IsInState("stopped"), "replay", "stop", "6");
        await Expect(0, IsInState("waiting"), "backfill", "--from", JobStack.Format(now.AddDays(-7)), "--detach");
        await Expect(0, IsInState("stopped"), "jobs", "stop", "7");
        await Expect(0, IsInState("done"), "resume");
        await Expect(0, report => report.GetProperty("jobs").GetArrayLength().ShouldBe(2), "replay", "list");
        await Expect(0, report => report.GetProperty("jobs").GetArrayLength().ShouldBe(8), "jobs");
        (await OutputAsync("--version")).ShouldMatch(@"^\d+\.\d+\.\d+");
        (await OutputAsync("completion", "bash")).ShouldContain("callevents-poller");

        async Task<string> OutputAsync(params string[] command)
        {
            var result = await stack.StartCommand(command).WaitForExitAsync();
            result.ExitCode.ShouldBe(0, result.Error);
            return result.Output;
        }

        // A poller learns when it starts of what was parked.
        async Task ParkAsync(string callId)
        {
            foreach (var poller in pollers)
                await poller.StopAsync();
            await stack.ParkAsync(callId);
            foreach (var poller in pollers)
                await poller.StartAndWaitUntilReadyAsync();
        }

        async Task Expect(int exitCode, Action<JsonElement> inspect, params string[] command)
        {
            var (actual, report) = await stack.RunAsync(command);
            actual.ShouldBe(exitCode, $"{string.Join(' ', command)}: {report}");
            inspect(report);
        }

        static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
        static Action<JsonElement> IsInState(string state) => report => report.GetProperty("state").GetString().ShouldBe(state);
    }
}
