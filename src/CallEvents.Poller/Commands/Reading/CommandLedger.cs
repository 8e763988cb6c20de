using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Commands.Reading;

/// <summary>Opens the ledger for a command, and never creates or migrates one.</summary>
internal static class CommandLedger
{
    public static DatabaseInspector Inspector(this CommandContext context) => context.Inspector(nameof(LedgerDbContext));

    public static DatabaseInspector ErasureInspector(this CommandContext context) => context.Inspector(nameof(ErasureDbContext));

    /// <summary>The calls of a workspace that were erased on request.</summary>
    public static async Task<IReadOnlySet<string>> ErasedCallsAsync(this CommandContext context, string workspace)
    {
        var state = await context.ErasureInspector().InspectAsync(context.Stopping);
        return state.IsCurrent
            ? (await context.Get<ErasureStore>().LoadAsync(workspace, context.Stopping)).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();
    }

    /// <summary>The workspace as the ledger stores it; null when there is no ledger yet, or the workspace is new to it.</summary>
    /// <exception cref="CommandFailedException">The ledger is of another version.</exception>
    public static async Task<WorkspaceRow?> FindWorkspaceAsync(this CommandContext context, string name)
    {
        var inspector = context.Inspector();
        var state = await inspector.InspectAsync(context.Stopping);
        if (!state.Exists)
            return null;
        EnsureCurrent(inspector, state);
        return await context.Get<LedgerReader>().WorkspaceAsync(name, context.Stopping);
    }

    /// <inheritdoc cref="FindWorkspaceAsync"/>
    public static async Task<WorkspaceRow> RequireWorkspaceAsync(this CommandContext context, string name) =>
        await context.FindWorkspaceAsync(name)
        ?? throw new CommandFailedException(
            $"{context.Inspector().Options.Key}: workspace {name} is not in '{context.Inspector().Place}' yet: start the poller first"
        );

    /// <summary>For a command that reads all workspaces.</summary>
    /// <exception cref="CommandFailedException">There is no ledger yet, or it is of another version.</exception>
    public static async Task RequireLedgerAsync(this CommandContext context)
    {
        var inspector = context.Inspector();
        var state = await inspector.InspectAsync(context.Stopping);
        if (!state.Exists)
            throw new CommandFailedException($"{inspector.Options.Key}: no ledger at '{inspector.Place}' yet: start the poller first");
        EnsureCurrent(inspector, state);
    }

    private static void EnsureCurrent(DatabaseInspector inspector, DatabaseState state)
    {
        if (!state.IsCurrent)
        {
            throw new CommandFailedException(
                $"{inspector.Options.Key}: '{inspector.Place}' is of an earlier version: start a poller of this version first"
            );
        }
    }

    private static DatabaseInspector Inspector(this CommandContext context, string name) =>
        context.Services.GetRequiredKeyedService<DatabaseInspector>(name);
}
