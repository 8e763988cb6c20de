namespace CallEvents.ServiceDefaults.Redrive;

/// <summary>Which messages are moved to which queue.</summary>
/// <param name="Queue">The queue they return to.</param>
/// <param name="CallId">Only messages about this call; null for all.</param>
/// <param name="Reason">Only messages whose reason contains this text; null for all.</param>
/// <param name="IsDryRun">Whether they are only counted.</param>
internal sealed record RedriveRequest(string Queue, string? CallId = null, string? Reason = null, bool IsDryRun = false)
{
    /// <summary>Whether a message is one of those.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="callId">The id of its call; null when it has none.</param>
    public bool Includes(IDictionary<string, object?>? headers, string? callId) =>
        (CallId is null || CallId == callId)
        && (
            Reason is null
            || FaultHeaders.Text(headers, FaultHeaders.Message)?.Contains(Reason, StringComparison.Ordinal) is true
            || FaultReason.Of(headers, callId).Contains(Reason, StringComparison.Ordinal)
        );
}
