using System.CommandLine;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Rehearsing;

/// <summary>Shows what the next poll would publish. Reads the API and the ledger, and changes nothing.</summary>
internal sealed class DryRunCommand : ServiceCommand
{
    private readonly Option<string?> workspace = CommonOptions.SingleWorkspace();
    private readonly Option<double?> rate = ReadWindow.Rate();

    public DryRunCommand()
        : base("dry-run", "Show what the next poll would publish, without publishing or moving anything. Works without a ledger too.")
    {
        Add(workspace);
        Add(rate);
        Examples = ["dry-run", "dry-run --Polling:StartFrom=2026-01-01 --json"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var name = context.SingleWorkspace(context.Value(workspace));
        using var api = new CommandApi(context, name, context.Value(rate));
        return await new Rehearsal(context, api, name).RunAsync();
    }
}
