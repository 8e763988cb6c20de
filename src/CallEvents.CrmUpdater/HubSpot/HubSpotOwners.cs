using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>HubSpot's users by their e-mail address. All are read, never one by one: no address stands in a URL.</summary>
internal sealed class HubSpotOwners(HubSpotApi api)
{
    private const int MaxPages = 1_000;

    private volatile Dictionary<string, string> owners = [];

    /// <summary>The id of the owner with that address; null if there is none.</summary>
    public string? OwnerIdOf(string? email) => ContactAddress.Normalize(email) is { } address ? owners.GetValueOrDefault(address) : null;

    /// <summary>Reads all owners. After a failure those of before stay.</summary>
    /// <exception cref="CrmFailureException">HubSpot is unavailable or refuses us.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>();
        var after = "";
        for (var page = 0; page < MaxPages; page++)
        {
            var query = after.Length == 0 ? "" : $"&after={Uri.EscapeDataString(after)}";
            var answer = await api.ReadAsync(
                new HubSpotRequest(HttpMethod.Get, "crm/owners", $"?limit=100{query}", "read owners"),
                cancellationToken
            );
            foreach (var owner in answer.Body?.Items("results") ?? [])
            {
                if (ContactAddress.Normalize(owner.Text("email")) is { } address && owner.Text("id") is { } id)
                    found.TryAdd(address, id);
            }

            if (answer.Body?.Child("paging")?.Child("next")?.Text("after") is not { Length: > 0 } next || next == after)
                break;
            after = next;
        }

        owners = found;
    }
}
