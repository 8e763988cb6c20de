using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallEvents.Local;
using CallEvents.Local.Revont;
using CallEvents.Local.Verification;
using CallEvents.Local.View;
using CallEvents.ServiceDefaults.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace CallEvents.Tests.Local;

public sealed class StatusPageTests
{
    [Fact]
    public async Task The_screen_and_the_status_page_of_a_run_agree()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.AddCalls(7, revont.Now.AddMinutes(-10));
        revont.Put(new ScriptedCall("untranscribed", revont.Now.AddMinutes(-1)) { Transcript = null });
        using var folder = DataFolder.Open(null);
        var progress = new RunProgress(null, TimeProvider.System);
        var host = LocalHost.Build(
            new LocalOptions(),
            folder,
            new LocalRevont(revont),
            progress,
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) }),
            TimeProvider.System
        );
        await using var services = (IAsyncDisposable)host;
        (await host.TryStartAsync()).ShouldBeNull();
        progress.MarkRunning();
        using var http = new HttpClient { BaseAddress = new Uri(host.Services.GetRequiredService<Header>().StatusPage) };
        var snapshots = host.Services.GetRequiredService<SnapshotReader>();
        http.BaseAddress.Host.ShouldBe("127.0.0.1", "it is for this machine only");

        await AgreeAsync("up to date");
        var screen = snapshots.Read();
        (screen.Calls, screen.PendingTranscripts, screen.OutboxPending, screen.BackfillProgress).ShouldBe((8, 1, 0, 1));

        revont.RespondWithStatus(_ => true, 401);
        await AgreeAsync("key refused since ");
        revont.StopIntercepting();
        await AgreeAsync("up to date");
        revont.RespondWithStatus(_ => true, 429, ("Retry-After", "600"));
        await AgreeAsync("waiting until ");
        await host.StopAsync();

        async Task AgreeAsync(string sentence) =>
            await Eventually.Pass(
                async () =>
                {
                    var page = JsonNode.Parse(await http.GetStringAsync(new Uri("status", UriKind.Relative)))!["workspaces"]![0]!;
                    var screen = snapshots.Read();
                    page["state"]!["sentence"]!.GetValue<string>().ShouldStartWith(sentence);
                    var problems = page["states"]!
                        .AsArray()
                        .Where(state => state!["level"]!.GetValue<string>() is "problem" or "waiting")
                        .Select(state => state!["sentence"]!.GetValue<string>());
                    screen.Problems.Select(WithoutTimes).ShouldBe(problems.Select(WithoutTimes));
                    page["calls"]!.GetValue<long>().ShouldBe(screen.Calls);
                    page["transcripts"]!["pending"]!.GetValue<long>().ShouldBe(screen.PendingTranscripts);
                    page["outbox"]!.AsArray().Sum(type => type!["pending"]!.GetValue<long>()).ShouldBe(screen.OutboxPending);
                    page["backfill"]!["ratio"]!.GetValue<double>().ShouldBe(screen.BackfillProgress!.Value, 0.001);
                },
                // Rows are counted the more seldom the longer a count takes: on a slow machine, twice a minute.
                TimeSpan.FromMinutes(2)
            );
    }

    /// <summary>The end of a pause is kept by two clocks, and may be in two seconds.</summary>
    private static string WithoutTimes(string sentence) => Regex.Replace(sentence, @"\d\d:\d\d:\d\dZ", "…");

    private sealed class LocalRevont(ScriptedRevont revont) : IRevont
    {
        public string DisplayName => "scripted Revont";

        public string ApiKey => ScriptedRevont.ApiKey;

        public Uri? BaseUrl => revont.BaseUrl;

        public IReadOnlyDictionary<string, string?> DefaultSettings =>
            new Dictionary<string, string?>
            {
                ["Polling:StartFrom"] = ScriptedCall.FormatTime(revont.Now.AddHours(-1)),
                ["Polling:Interval"] = "00:00:00.5",
                ["Transcripts:FirstRetry"] = "01:00:00",
            };

        public TimeSpan SettleTime => TimeSpan.Zero;

        public IReadOnlyList<ExpectedCall> ListExpectedCalls(Cutoff cutoff, DeliveryRecord deliveries) => [];

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
