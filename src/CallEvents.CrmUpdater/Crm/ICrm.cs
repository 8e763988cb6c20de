namespace CallEvents.CrmUpdater.Crm;

/// <summary>A CRM that keeps one record for each call.</summary>
internal interface ICrm
{
    /// <summary>The adapter's name, as in the setting <c>Crm:Adapter</c>.</summary>
    string Name { get; }

    /// <summary>Prepares the CRM, for example by creating missing fields. Runs before the first write; repeats are harmless.</summary>
    /// <exception cref="HttpRequestException">The CRM is unavailable; with status 401 or 403, it rejects the credentials.</exception>
    Task EnsureReadyAsync(CancellationToken cancellationToken);

    /// <summary>Writes the parts in <paramref name="call"/> to the record of that call; creates the record if it does not exist.</summary>
    /// <remarks>Idempotent. The reasons in a result contain no personal data: they appear in logs and message headers.</remarks>
    Task<CrmResult> UpsertCallAsync(CrmCall call, CancellationToken cancellationToken);
}
