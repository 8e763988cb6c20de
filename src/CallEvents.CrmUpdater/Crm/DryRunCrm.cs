using CallEvents.ServiceDefaults.People;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Reads from the CRM, logs which properties it would write, and writes nothing. Its target is its own.</summary>
internal sealed class DryRunCrm(ICrm crm, ILogger<DryRunCrm> logger) : ICrm
{
    public string Name => crm.Name;

    public int MaxBatch => crm.MaxBatch;

    public bool HasProbe => crm.HasProbe;

    public string? OwnerOf(Person? rep) => crm.OwnerOf(rep);

    public async Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken)
    {
        var account = await crm.PrepareAsync(mayChange: false, cancellationToken);
        return account with { Target = $"dry:{account.Target}", Notes = ["dry run: nothing is written", .. account.Notes] };
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => crm.ProbeAsync(cancellationToken);

    public Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) => crm.FindAsync(keys, cancellationToken);

    public Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        foreach (var call in batch.Calls)
            WrittenFields.Log(logger, call);
        return Task.FromResult<IReadOnlyList<WriteResult>>([
            .. batch.Calls.Select(call => new WriteResult.Written(call.RecordId, call.Links)),
        ]);
    }
}
