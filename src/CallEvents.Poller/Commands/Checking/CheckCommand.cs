using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Commands.Checking;

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
            SettingsCheck.GuardedAsync("broker", () => BrokerCheck.RunAsync(context)),
            SettingsCheck.GuardedAsync("queues", () => QueueCheck.RunAsync(context)),
            SettingsCheck.GuardedAsync("ledger", () => LedgerCheck.RunAsync(context)),
        ];
        var lines = await Task.WhenAll(checks);
        context.Progress.Clear();
        return new CheckReport([.. settings, .. lines.SelectMany(one => one)]);
    }

    private static IEnumerable<Task<IReadOnlyList<CheckLine>>> ApiChecks(CommandContext context)
    {
        try
        {
            return
            [
                .. context
                    .Workspaces(null)
                    .Select(name => SettingsCheck.GuardedAsync($"API {name}", () => new ApiCheck(context, name).RunAsync())),
            ];
        }
        catch (Exception exception) when (SettingsCheck.IsAboutSettings(exception))
        {
            return
            [
                Task.FromResult<IReadOnlyList<CheckLine>>([CheckLine.Skipped("API", $"the settings of {RevontOptions.Section} are wrong")]),
            ];
        }
    }
}
