using System.Text.Json;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>A deal, as far as it decides whether a call is linked to it.</summary>
/// <param name="Id">HubSpot's id.</param>
/// <param name="OpenedAt">When it was created.</param>
/// <param name="ClosedAt">When it was closed; null while it is open.</param>
internal sealed record Deal(string Id, DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt)
{
    public const int MaxLinked = 5;
    private static readonly TimeSpan Window = TimeSpan.FromDays(14);

    public static Deal Read(string id, JsonElement record)
    {
        var properties = record.Child("properties") ?? record;
        // An open deal has a close date too: the expected one.
        var closedAt = properties.Text("hs_is_closed") == "true" ? properties.Instant("closedate") : null;
        return new Deal(id, properties.Instant("createdate") ?? record.Instant("createdAt"), closedAt);
    }

    /// <summary>
    /// The newest of those that were open at the call, opened up to 14 days after it, or closed up to 14 days before it.
    /// </summary>
    public static IReadOnlyList<string> Around(IEnumerable<Deal> deals, DateTimeOffset call) =>
        [
            .. deals
                .Where(deal => deal.OpenedAt <= call + Window && (deal.ClosedAt is null || deal.ClosedAt >= call - Window))
                .OrderByDescending(deal => deal.OpenedAt)
                .Take(MaxLinked)
                .Select(deal => deal.Id),
        ];
}
