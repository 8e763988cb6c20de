using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Poller.Jobs;

/// <summary>
/// Applies the stored erasures to the ledger when a session starts: it may be an older copy, in which the calls are not forgotten yet. What
/// the ledger has forgotten is stored too, should the store be a new one.
/// </summary>
internal sealed partial class ErasureApplication(
    ErasureStore erasures,
    ErasedCalls erased,
    IDbContextFactory<LedgerDbContext> contexts,
    LedgerWriter ledger,
    LedgerWriterSettings settings,
    WorkspaceProgress workspace,
    ILogger<ErasureApplication> logger
)
{
    private const int BatchSize = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var stored = await erasures.LoadAsync(workspace.Name, cancellationToken);
        erased.Add(stored);
        var forgotten = await ForgottenAsync(cancellationToken);
        var missing = forgotten.Except(stored, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            await erasures.AddAsync(workspace.Name, missing, settings.Now(), cancellationToken);
        erased.Add(missing);

        var applied = 0;
        foreach (var batch in stored.Except(forgotten, StringComparer.Ordinal).Chunk(BatchSize))
        {
            var known = await KnownAsync(batch, cancellationToken);
            if (known.Count == 0)
                continue;
            await ledger.CommitAsync(new Erasure(known), cancellationToken);
            applied += known.Count;
        }

        if (applied > 0)
            Log.ErasuresApplied(logger, applied, workspace.Name);
    }

    private async Task<List<string>> ForgottenAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Calls.Where(row => row.Workspace == workspace.Name && row.ForgottenAt != null)
            .Select(row => row.CallId)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Those that the ledger has something of.</summary>
    private async Task<List<string>> KnownAsync(string[] callIds, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.CallsById(workspace.Name, callIds).Select(row => row.CallId).ToListAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2604,
            Level = LogLevel.Warning,
            Message = "Erased {Count} calls of workspace {Workspace} again, which ConnectionStrings:Erasures has and the ledger had not: "
                + "it is an older copy"
        )]
        public static partial void ErasuresApplied(ILogger logger, int count, string workspace);
    }
}
