namespace CallEvents.CrmUpdater.Crm;

/// <summary>What became of one call in a batch.</summary>
internal abstract record WriteResult
{
    private WriteResult() { }

    /// <summary>The call is in the CRM.</summary>
    /// <param name="RecordId">The CRM's id of the record; it may differ from the one that was asked for. Null where there is none.</param>
    /// <param name="Links">What is linked to the record by us now.</param>
    /// <param name="Created">Whether the write created the record.</param>
    /// <param name="LeftOut">The properties that the CRM refused, so that the call was written without them.</param>
    public sealed record Written(string? RecordId, RecordLinks Links, bool Created = false, IReadOnlyList<string>? LeftOut = null)
        : WriteResult;

    /// <summary>The record was deleted by a person, and is not made anew.</summary>
    public sealed record Gone : WriteResult;

    /// <summary>This call later, the others now: the record is locked, or another write of it is under way.</summary>
    /// <param name="Reason">The reason.</param>
    /// <param name="MaxTries">How many such results end as a rejection; null: without end.</param>
    public sealed record Busy(string Reason, int? MaxTries = null) : WriteResult;

    /// <summary>The CRM refuses this call permanently.</summary>
    /// <param name="Code">The vendor's code or the status, for a metric: <c>[A-Z0-9_]+</c>.</param>
    /// <param name="Reason">The reason.</param>
    public sealed record Rejected(string Code, string Reason) : WriteResult;

    /// <summary>A result that is not about this call: it holds for all that follow, too.</summary>
    public abstract record Failure(string Reason) : WriteResult;

    /// <summary>The CRM does not answer, or limits the rate of requests.</summary>
    /// <param name="Reason">The reason.</param>
    /// <param name="Delay">The pause that it asked for, if any.</param>
    /// <param name="IsSuspect">
    /// Whether the call itself may be what the CRM fails on: 5xx or a time-out, but no 429, and no refused connection.
    /// </param>
    public sealed record Unavailable(string Reason, TimeSpan? Delay = null, bool IsSuspect = false) : Failure(Reason);

    /// <summary>The CRM rejects the credentials, or they lack a permission.</summary>
    /// <param name="Reason">Names the setting or the scope, never a value.</param>
    /// <param name="Delay">The pause before the next try, where it is a longer one than usual.</param>
    public sealed record Unauthorized(string Reason, TimeSpan? Delay = null) : Failure(Reason);

    /// <summary>The CRM's set-up has changed: a property is missing, or cannot be written.</summary>
    /// <param name="Reason">What is wrong, and what to do.</param>
    public sealed record NotPrepared(string Reason) : Failure(Reason);

    /// <summary>It was not sent, since a request before it in the batch failed.</summary>
    public sealed record NotTried : WriteResult;
}

/// <summary>Preparation, a probe or a read failed.</summary>
internal sealed class CrmFailureException(WriteResult.Failure failure) : Exception(failure.Reason)
{
    public WriteResult.Failure Failure => failure;
}
