using CallEvents.Contracts;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Adapter for installations without a CRM: logs the names of the fields it would write, never their values.</summary>
internal sealed partial class LogCrm(ILogger<LogCrm> logger) : ICrm
{
    public const string AdapterName = "none";

    public string Name => AdapterName;

    public Task EnsureReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CrmResult> UpsertCallAsync(CrmCall call, CancellationToken cancellationToken)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            var fields = string.Join(", ", FieldNames(call.Fields));
            Log.WouldWrite(logger, call.CallId, call.Workspace, fields, call.Transcript?.Count ?? 0);
        }

        return Task.FromResult<CrmResult>(new CrmResult.Written(call.CallId, Created: false));
    }

    private static IEnumerable<string> FieldNames(Call? fields)
    {
        if (fields is null)
            yield break;
        yield return "createdAt";
        if (fields.DurationSeconds is not null)
            yield return "durationSeconds";
        if (fields.RepId is not null)
            yield return "repId";
        if (fields.ProspectEmail is not null)
            yield return "prospectEmail";
        if (fields.CoachingScore is not null)
            yield return "coachingScore";
        if (fields.Outcome is not null)
            yield return "outcome";
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3001,
            Level = LogLevel.Information,
            Message = "Would write call {CallId} of workspace {Workspace}: fields [{Fields}], {Segments} segments"
        )]
        public static partial void WouldWrite(ILogger logger, string callId, string workspace, string fields, int segments);
    }
}
