using System.Globalization;
using System.Text.RegularExpressions;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>The API requests of the org in the last 24 hours, of all its applications.</summary>
internal sealed partial record SalesforceUsage(long Used, long Limit)
{
    public long Remaining => Math.Max(0, Limit - Used);

    /// <summary>Reads the header <c>Sforce-Limit-Info: api-usage=18/5000</c>.</summary>
    public static SalesforceUsage? Read(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Sforce-Limit-Info", out var values)
        && Form().Match(string.Join(',', values)) is { Success: true } usage
            ? new SalesforceUsage(
                long.Parse(usage.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                long.Parse(usage.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
            )
            : null;

    [GeneratedRegex("(?<!per-app-)api-usage=([0-9]{1,15})/([0-9]{1,15})")]
    private static partial Regex Form();
}
