using CallEvents.ServiceDefaults.People;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Adapter for installations without a CRM: logs the names of the fields it would write, never their values.</summary>
internal sealed partial class LogCrm(ILogger<LogCrm> logger) : ICrm
{
    public const string AdapterName = "none";

    private static readonly RecordLinks NoLinks = RecordLinks.None;

    public string Name => AdapterName;

    public int MaxBatch => CrmOptions.MostPerBatch;

    public bool HasProbe => false;

    public string? OwnerOf(Person? rep) => null;

    public Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken) =>
        Task.FromResult(new CrmAccount(AdapterName, []));

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyDictionary<string, FoundRecord>>(new Dictionary<string, FoundRecord>());

    public Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        foreach (var call in batch.Calls)
            WrittenFields.Log(logger, call);
        return Task.FromResult<IReadOnlyList<WriteResult>>([.. batch.Calls.Select(_ => new WriteResult.Written(null, NoLinks))]);
    }
}
