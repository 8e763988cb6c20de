using System.Collections.Concurrent;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Reports each rep once for whom the CRM has no user.</summary>
internal sealed partial class UnknownOwners(CrmMetrics metrics, Crm.ICrm crm, ILogger<UnknownOwners> logger)
{
    // A bound, since ids come from outside; beyond it, a rep may be reported again.
    private const int MaxReported = 10_000;

    private readonly ConcurrentDictionary<string, bool> reported = new();

    public void Report(string repId)
    {
        metrics.OwnerUnknown();
        if (reported.Count >= MaxReported)
            reported.Clear();
        if (reported.TryAdd(repId, true))
            Log.Unknown(logger, crm.Name, repId);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3010,
            Level = LogLevel.Warning,
            Message = "{Crm} has no user for rep {RepId}: calls have no owner until the people file names one (People:File)"
        )]
        public static partial void Unknown(ILogger logger, string crm, string repId);
    }
}
