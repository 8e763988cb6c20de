using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>An API with some calls of the last days, and commands that read it.</summary>
internal sealed class AuditedRevont : IAsyncDisposable
{
    private AuditedRevont(ScriptedRevont api) => Api = api;

    public ScriptedRevont Api { get; }

    public string LedgerPath { get; } = PollerHost.NewLedgerPath();

    /// <summary>The ids, oldest first: three pages of calls, two days and one day ago.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    public DateOnly FirstDay { get; private set; }

    public static async Task<AuditedRevont> StartAsync(int calls = 0)
    {
        var revont = new AuditedRevont(await ScriptedRevont.StartAsync());
        var noon = revont.Api.Now.UtcDateTime.Date.AddHours(12);
        var first = new DateTimeOffset(noon, TimeSpan.Zero).AddDays(-2);
        revont.FirstDay = DateOnly.FromDateTime(first.UtcDateTime);
        revont.Ids =
        [
            .. Enumerable
                .Range(0, calls)
                .Select(index => revont.Api.Add($"call_{index:d3}", first.AddSeconds(index).AddDays(index < calls / 2 ? 0 : 1)).Id),
        ];
        return revont;
    }

    public Task<CommandRun> RunAsync(params string[] args) => RunAsync(args, "");

    public async Task<CommandRun> RunAsync(string[] args, string input)
    {
        var run = await CommandRun.OfAsync(
            [
                .. args,
                $"--Revont:BaseUrl={Api.BaseUrl}",
                $"--Revont:Workspaces:main:ApiKey={ScriptedRevont.ApiKey}",
                "--Revont:RequestsPerSecond=100000",
                $"--ConnectionStrings:Ledger=Data Source={LedgerPath}",
            ],
            input
        );
        foreach (var secret in new[] { ScriptedRevont.ApiKey, ScriptedCall.ProspectEmail, ScriptedCall.TranscriptText })
            (run.Output + run.Errors).ShouldNotContain(secret);
        return run;
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();
}
