using CallEvents.ServiceDefaults.People;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>A CRM that keeps one record for each call.</summary>
/// <remarks>
/// The reasons in results and exceptions contain no personal data and no vendor's sentence: they are built from the status, codes of the
/// form <c>[A-Z0-9_]+</c>, our own property and setting names, missing scopes and a correlation id.
/// </remarks>
internal interface ICrm
{
    /// <summary>The adapter's name, as in the setting <c>Crm:Adapter</c>.</summary>
    string Name { get; }

    /// <summary>The most calls that one batch may have.</summary>
    int MaxBatch { get; }

    /// <summary>Whether <see cref="ProbeAsync"/> can find out that the CRM is back; if not, a message is tried instead.</summary>
    bool HasProbe { get; }

    /// <summary>The CRM's user that is this rep, by the people file or his e-mail address; null if there is none.</summary>
    string? OwnerOf(Person? rep);

    /// <summary>Prepares the CRM, for example by creating missing properties, and finds the account. Repeats are harmless.</summary>
    /// <param name="mayChange">False in a dry run: what is missing is listed and not created.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="CrmFailureException">The CRM is unavailable, refuses us, or lacks what we cannot create.</exception>
    Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken);

    /// <summary>A cheap read that shows whether the CRM answers.</summary>
    /// <exception cref="CrmFailureException">It does not.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Finds the records of calls whose state was lost or restored.</summary>
    /// <param name="keys">Keys as in <see cref="CallWrite.Key"/>; at most <see cref="MaxBatch"/>.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The records that exist, by key; empty for a CRM that cannot be read.</returns>
    /// <exception cref="CrmFailureException">The CRM is unavailable or refuses us.</exception>
    Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken);

    /// <summary>Writes the calls of a batch. Idempotent: all of its requests can be repeated.</summary>
    /// <returns>
    /// A result for each call, in their order. A failure of a request is the result of each call in it, never an exception.
    /// </returns>
    Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken);
}
