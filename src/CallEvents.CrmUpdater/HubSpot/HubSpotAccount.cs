namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>The account that the token belongs to.</summary>
/// <param name="PortalId">HubSpot's id of it.</param>
/// <param name="TimeZone">The name of its time zone, if given.</param>
/// <param name="UtcOffset">Its offset at the time of asking.</param>
internal sealed record HubSpotAccount(string PortalId, string? TimeZone, TimeSpan UtcOffset)
{
    /// <summary>How long the account's day still lasts: then its daily limit begins anew.</summary>
    public TimeSpan UntilMidnight(DateTimeOffset now)
    {
        if (TimeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone))
        {
            var midnight = DateTime.SpecifyKind(TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(1), DateTimeKind.Unspecified);
            // Where a summer time begins at midnight, that midnight does not exist: the day begins an hour later.
            if (zone.IsInvalidTime(midnight))
                midnight = midnight.AddHours(1);
            return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)) - now;
        }

        var local = now.ToOffset(TimeSpan.FromMinutes(Math.Clamp((long)UtcOffset.TotalMinutes, -14 * 60, 14 * 60)));
        return TimeSpan.FromDays(1) - local.TimeOfDay;
    }
}
