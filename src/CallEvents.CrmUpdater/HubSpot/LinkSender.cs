using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>Makes and removes links between calls and records of one kind.</summary>
internal sealed partial class LinkSender(BatchSender batches, HubSpotReasons reasons, ILogger<LinkSender> logger)
{
    private const string Area = "crm/associations";

    /// <summary>Makes links. A failure becomes the result of the call; a call whose link HubSpot refuses is written without it.</summary>
    /// <returns>The links that stand now, and those whose record does not exist.</returns>
    public async Task<(List<LinkPair> Made, List<LinkPair> Stale)> MakeAsync(
        string kind,
        IReadOnlyList<LinkPair> pairs,
        Action ensureFresh,
        CancellationToken cancellationToken
    )
    {
        var request = new BatchRequest(Area, $"calls/{kind}/batch/associate/default", $"link calls to {kind}")
        {
            NamesOf = LinkPair.NamesOf,
            EnsureFresh = ensureFresh,
        };
        var outcomes = await batches.SendAsync(request, [.. pairs.Select(pair => pair.ToMake())], cancellationToken);
        List<LinkPair> made = [];
        List<LinkPair> stale = [];
        foreach (var (pair, outcome) in pairs.Zip(outcomes))
        {
            if (outcome is BatchOutcome.Done)
                made.Add(pair);
            else if (outcome is BatchOutcome.Failed { Fault: { IsRecordMissing: true } fault })
            {
                if (fault.Ids.Contains(pair.Call.WrittenId))
                    pair.Call.Result = new WriteResult.Gone();
                else
                    stale.Add(pair);
            }
            else
                Fail(pair.Call, outcome, kind);
        }

        return (made, stale);
    }

    /// <summary>Removes links. One that does not exist is no failure.</summary>
    public async Task RemoveAsync(string kind, IReadOnlyList<LinkPair> pairs, Action ensureFresh, CancellationToken cancellationToken)
    {
        var request = new BatchRequest(Area, $"calls/{kind}/batch/archive", $"unlink calls from {kind}")
        {
            NamesOf = LinkPair.NamesOf,
            EnsureFresh = ensureFresh,
            AnswersNothing = true,
        };
        var outcomes = await batches.SendAsync(request, [.. pairs.Select(pair => pair.ToRemove())], cancellationToken);
        foreach (var (pair, outcome) in pairs.Zip(outcomes))
            Fail(pair.Call, outcome, kind);
    }

    private void Fail(PendingCall call, BatchOutcome outcome, string kind)
    {
        if (outcome is BatchOutcome.Missing missing)
            call.Result ??= HubSpotErrors.OfMissing(missing.OthersAnswered);
        if (outcome is not BatchOutcome.Failed { Fault: var fault })
            return;

        if (reasons.ResultOf(fault) is var result && result is WriteResult.Failure or WriteResult.Busy)
            call.Result ??= result;
        else
            Log.LinkRefused(logger, call.Write.Call.Id, kind, reasons.Describe(fault));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3041, Level = LogLevel.Warning, Message = "HubSpot refuses to link call {CallId} to {Kind}: {Reason}")]
        public static partial void LinkRefused(ILogger logger, string callId, string kind, string reason);
    }
}
