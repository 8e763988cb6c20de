namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Record ids of Salesforce: 15 or 18 letters and digits, of which the first three are the object's.</summary>
internal static class SalesforceId
{
    public const string Contact = "003";
    public const string Lead = "00Q";

    public static bool IsOf(string id, string prefix) => IsValid(id) && id.StartsWith(prefix, StringComparison.Ordinal);

    public static bool IsValid(string id) => id.Length is 15 or 18 && id.All(char.IsAsciiLetterOrDigit);
}
