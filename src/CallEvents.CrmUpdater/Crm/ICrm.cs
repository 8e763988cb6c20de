namespace CallEvents.CrmUpdater.Crm;

/// <summary>A CRM, as far as this service is concerned: it keeps a record for each call.</summary>
internal interface ICrm
{
    /// <summary>The adapter's name, as <c>Crm:Adapter</c> calls it.</summary>
    string Name { get; }

    /// <summary>Makes the CRM fit to take calls (creates the fields it lacks). Done before the first write; a repeat is harmless.</summary>
    /// <exception cref="HttpRequestException">It is away; with status 401 or 403, it does not let us in.</exception>
    Task EnsureReadyAsync(CancellationToken cancellationToken);

    /// <summary>Writes what <paramref name="call"/> holds, to the record of that call, which is made if there is none.</summary>
    /// <remarks>The same twice ends as once. An answer's text holds no personal data: it goes to logs and to headers.</remarks>
    Task<CrmResult> UpsertCallAsync(CrmCall call, CancellationToken cancellationToken);
}
