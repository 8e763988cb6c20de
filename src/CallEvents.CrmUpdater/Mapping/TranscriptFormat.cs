namespace CallEvents.CrmUpdater.Mapping;

/// <summary>How a CRM takes a transcript.</summary>
/// <param name="IsHtml">HTML with encoded texts, or plain text.</param>
/// <param name="Limit">The most characters, as they are sent.</param>
internal sealed record TranscriptFormat(bool IsHtml, int Limit)
{
    /// <summary>HubSpot documents no limit for <c>hs_call_body</c>; 65,536 is what users report.</summary>
    public static TranscriptFormat HubSpot { get; } = new(IsHtml: true, Limit: 65_000);

    public static TranscriptFormat Salesforce { get; } = new(IsHtml: false, Limit: 32_000);

    public string LineBreak => IsHtml ? "<br>" : "\n";

    /// <summary>Encodes a text, if it is for HTML.</summary>
    /// <remarks>
    /// By hand: the framework's encoders also write accented letters and emoji as numbers, of which a transcript in French or Japanese
    /// would fill the limit several times over.
    /// </remarks>
    public string Encode(string text) =>
        IsHtml
            ? text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal)
                .Replace("\"", "&quot;", StringComparison.Ordinal)
                .Replace("'", "&#39;", StringComparison.Ordinal)
            : text;
}
