using CallEvents.Poller.Api;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands.Checking;

/// <summary>Checks all that a poller needs, before anything was deployed too. Creates and publishes nothing.</summary>
internal sealed class CheckCommand : ServiceCommand
{
    public CheckCommand()
        : base("check", "Check settings, API, broker and ledger, and say what to do. Exit code 1 if anything is wrong.") =>
        Examples = ["check", "check --json"];

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        context.Progress.Report("Checking settings, API, broker and ledger", context.Get<TimeProvider>());
        var settings = SettingsCheck.Run(context.Services);
        Task<IReadOnlyList<CheckLine>>[] checks =
        [
            .. ApiChecks(context),
            Guarded("broker", () => BrokerCheck.RunAsync(context)),
            Guarded("queues", () => QueueCheck.RunAsync(context)),
            Guarded("ledger", () => LedgerCheck.RunAsync(context)),
        ];
        var lines = await Task.WhenAll(checks);
        context.Progress.Clear();
        return new Report([.. settings, .. lines.SelectMany(one => one)]);
    }

    private static IEnumerable<Task<IReadOnlyList<CheckLine>>> ApiChecks(CommandContext context)
    {
        try
        {
            return [.. context.Workspaces(null).Select(name => Guarded($"API {name}", () => new ApiCheck(context, name).RunAsync()))];
        }
        catch (Exception exception) when (SettingsCheck.IsAboutSettings(exception))
        {
            return
            [
                Task.FromResult<IReadOnlyList<CheckLine>>([CheckLine.Skipped("API", $"the settings of {RevontOptions.Section} are wrong")]),
            ];
        }
    }

    /// <summary>What is wrong with a setting stands in the first lines.</summary>
    private static async Task<IReadOnlyList<CheckLine>> Guarded(string check, Func<Task<IReadOnlyList<CheckLine>>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (SettingsCheck.IsAboutSettings(exception))
        {
            return [CheckLine.Skipped(check, "its settings are wrong")];
        }
    }

    private sealed record Report(IReadOnlyList<CheckLine> Checks) : CommandReport
    {
        public override bool IsWell() => Checks.All(line => line.Ok is not false);

        public override void WriteTo(IAnsiConsole console)
        {
            var width = Checks.Max(line => line.Check.Length);
            foreach (var line in Checks)
            {
                console.Markup(
                    line.Ok switch
                    {
                        true => "[green]✓[/]",
                        false => "[red]✗[/]",
                        null => "[grey]-[/]",
                    }
                );
                console.Profile.Out.Writer.WriteLine(
                    $" {line.Check.PadRight(width)}  {line.Found}{(line.ToDo is null ? "" : $": {line.ToDo}")}"
                );
            }
        }
    }
}
