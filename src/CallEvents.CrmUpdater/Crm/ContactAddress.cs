namespace CallEvents.CrmUpdater.Crm;

/// <summary>E-mail addresses, compared trimmed and in lower case.</summary>
internal static class ContactAddress
{
    /// <summary>The longest address that a mail server takes (RFC 5321).</summary>
    private const int MaxLength = 254;

    /// <returns>Null for an address that is empty.</returns>
    public static string? Normalize(string? address) => string.IsNullOrWhiteSpace(address) ? null : address.Trim().ToLowerInvariant();

    /// <summary>Whether its domain is one of these. Whole domains: a subdomain is another one.</summary>
    public static bool IsIn(string address, IEnumerable<string> domains)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..];
        return domains.Any(own => domain.Equals(own.Trim().TrimStart('@'), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>False for a text that is certainly none: each of those would have a batch refused and halved.</summary>
    public static bool IsPlausible(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0
            && at < address.Length - 1
            && address.Length <= MaxLength
            && !address.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter));
    }
}
