namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>The org's users, by e-mail address, for the owner of a task.</summary>
internal sealed class SalesforceUsers(SalesforceQuery query)
{
    private const string Soql =
        "SELECT Id, Email FROM User WHERE IsActive = true AND UserType = 'Standard' AND Email != null ORDER BY CreatedDate ASC";

    private volatile IReadOnlyDictionary<string, string> ids = new Dictionary<string, string>();

    /// <summary>Reads all users: one by one, an address would stand in a URL. To be repeated every hour.</summary>
    /// <exception cref="Crm.CrmFailureException">They could not be read.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var user in await query.AllAsync(Soql, "users", cancellationToken))
        {
            // Several users may have one address: the oldest is the person, later ones are test users and integrations.
            if (user.Text("Email") is { } email && user.Text("Id") is { } id)
                found.TryAdd(email.Trim(), id);
        }

        ids = found;
    }

    /// <summary>The id of the user with this address; null if there is none.</summary>
    public string? OwnerIdOf(string email) => ids.GetValueOrDefault(email.Trim());
}
