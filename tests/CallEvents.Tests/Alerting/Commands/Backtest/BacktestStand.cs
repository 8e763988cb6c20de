using System.Text.Json;
using CallEvents.Alerting;
using CallEvents.Simulator;
using CallEvents.Tests.Poller.Commands;

namespace CallEvents.Tests.Alerting.Commands.Backtest;

/// <summary>A simulated API with past calls, and a folder with rules files for <c>rules backtest</c>.</summary>
internal sealed class BacktestStand : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("backtest").FullName;

    private BacktestStand(RevontSimulator revont) => Revont = revont;

    public RevontSimulator Revont { get; }

    public string Cache => Path.Combine(folder, "cache");

    /// <summary>How many requests the API has answered.</summary>
    public long Requests => Revont.ReadStats().Requests.Sum(request => request.Count);

    public static async Task<BacktestStand> StartAsync(int calls = 60) =>
        new(
            await RevontSimulator.StartAsync(
                new()
                {
                    Calls = calls,
                    Days = 3,
                    ArrivalsPerMinute = 0,
                    TranscriptDelay = TimeSpan.Zero,
                },
                ct: TestContext.Current.CancellationToken
            )
        );

    public string Write(string name, string rules)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, rules);
        return path;
    }

    public Task<CommandRun> RunAsync(params IEnumerable<string> args) =>
        CommandRun.OfAsync(
            AlertingProgram.Create(),
            ["rules", "backtest", .. args, $"--Revont:BaseUrl={Revont.BaseUrl}", $"--Revont:Workspaces:main:ApiKey={Revont.ApiKey}"]
        );

    /// <summary>With many requests per second, as a document.</summary>
    public async Task<JsonElement> ReportAsync(params IEnumerable<string> args)
    {
        var run = await RunAsync([.. args, "--requests-per-second", "500", "--json"]);
        run.ExitCode.ShouldBe(0, run.Errors);
        return JsonSerializer.Deserialize<JsonElement>(run.Output);
    }

    public async ValueTask DisposeAsync()
    {
        await Revont.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
