using System.Text.RegularExpressions;
using CallEvents.Alerting.Channels;

namespace CallEvents.Alerting.Composing;

/// <summary>What a channel may show of people and of transcripts, by its settings <c>Prospect</c> and <c>Snippets</c>.</summary>
internal sealed partial class Disclosure
{
    private const string Hidden = "…";
    private const string PagerDuty = "pagerduty";

    private readonly bool showsAddresses;
    private readonly bool showsDomains;

    /// <param name="channel">The channel's settings.</param>
    public Disclosure(ChannelOptions channel)
    {
        showsAddresses = Is(channel.Prospect, "email");
        showsDomains = Is(channel.Prospect, "domain");

        // An incident goes to more people than those who may read a transcript.
        ShowsSnippets = channel.Snippets ?? !Is(channel.Type, PagerDuty);
    }

    /// <summary>Whether sentences and words of the transcript are shown.</summary>
    public bool ShowsSnippets { get; }

    /// <summary>Whether prospects are named at all.</summary>
    public bool NamesProspects => showsAddresses || showsDomains;

    /// <summary>How a prospect is named; null where he is not, and where his address is not known.</summary>
    public string? Prospect(string? address) =>
        string.IsNullOrWhiteSpace(address) ? null
        : showsAddresses ? address
        : showsDomains ? DomainOf(address)
        : null;

    /// <summary>A prospect who is named already, by the domain; null where he is not to be named at all.</summary>
    public string? Named(string? domain) => NamesProspects ? domain : null;

    /// <summary>The address, where the channel may have it.</summary>
    public string? ProspectEmail(string? address) => showsAddresses && !string.IsNullOrWhiteSpace(address) ? address : null;

    /// <summary>A text without any address that the channel may not have.</summary>
    public string Withhold(string text) => showsAddresses ? text : Address().Replace(text, showsDomains ? "$1" : Hidden);

    /// <summary>Words of the transcript, as far as they are shown.</summary>
    public string Transcribed(string words) => ShowsSnippets ? Withhold(words) : Hidden;

    private static string? DomainOf(string address)
    {
        var domain = address[(address.LastIndexOf('@') + 1)..].Trim();
        return domain.Length > 0 && domain.Length < address.Trim().Length ? domain : null;
    }

    private static bool Is(string? found, string expected) => string.Equals(found?.Trim(), expected, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""[^\s@<>()\[\],;:"“”]+@([^\s@<>()\[\],;:"“”]+)""")]
    private static partial Regex Address();
}
