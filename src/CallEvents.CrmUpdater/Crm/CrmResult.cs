namespace CallEvents.CrmUpdater.Crm;

/// <summary>What a CRM said to a write.</summary>
internal abstract record CrmResult
{
    private CrmResult()
    {
    }

    /// <summary>It is in the CRM.</summary>
    /// <param name="RecordId">The CRM's own id of the record.</param>
    /// <param name="Created">Whether there was none before.</param>
    public sealed record Written(string RecordId, bool Created) : CrmResult;

    /// <summary>Not now: too many requests, or the CRM is in trouble.</summary>
    /// <param name="Delay">The pause it asked for, if it asked.</param>
    public sealed record RetryAfter(TimeSpan? Delay = null) : CrmResult;

    /// <summary>Not this call, now or ever.</summary>
    public sealed record Rejected(string Reason) : CrmResult;

    /// <summary>Not from us: the key is wrong or may not write.</summary>
    public sealed record NotAuthorised(string Reason) : CrmResult;
}
