namespace CallEvents.CrmUpdater.Crm;

/// <summary>Outcome of one write to a CRM.</summary>
internal abstract record CrmResult
{
    private CrmResult() { }

    /// <summary>The call is in the CRM.</summary>
    /// <param name="RecordId">The CRM's id of the record.</param>
    /// <param name="Created">Whether the write created the record.</param>
    public sealed record Written(string RecordId, bool Created) : CrmResult;

    /// <summary>The CRM is temporarily unavailable or limits the request rate.</summary>
    /// <param name="Delay">The delay that the CRM requested; null if it requested none.</param>
    public sealed record RetryAfter(TimeSpan? Delay = null) : CrmResult;

    /// <summary>The CRM rejects this call permanently.</summary>
    /// <param name="Reason">The reason, without personal data.</param>
    public sealed record Rejected(string Reason) : CrmResult;

    /// <summary>The CRM rejects the credentials, or they lack the permission to write.</summary>
    /// <param name="Reason">The reason; it names the setting to check, never its value.</param>
    public sealed record Unauthorized(string Reason) : CrmResult;
}
