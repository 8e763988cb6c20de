using System.Text.RegularExpressions;
using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Rejects wrong values of the section <c>Crm</c> at start-up.</summary>
internal sealed partial class CrmOptionsValidator : IValidateOptions<CrmOptions>
{
    private const double LeastPerSecond = 0.01;
    private const double MostPerSecond = 1_000;
    private const int MostRejected = 10_000;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);
    private static readonly string[] Adapters = ["none", "hubspot", "salesforce", "webhook"];
    private static readonly string[] Keys = ["callId", "workspace/callId"];
    private static readonly string[] Contacts = ["create", "match", "off"];
    private static readonly string[] Links = ["contact", "company", "deals"];
    private static readonly string[] Transcripts = ["text", "off"];

    public ValidateOptionsResult Validate(string? name, CrmOptions options)
    {
        var rules = new SettingRules(CrmOptions.Section);
        OneOf(rules, nameof(options.Adapter), options.Adapter, Adapters);
        OneOf(rules, nameof(options.Key), options.Key, Keys);
        OneOf(rules, nameof(options.Transcript), options.Transcript, Transcripts);
        if (options.Contacts is not null)
            OneOf(rules, nameof(options.Contacts), options.Contacts, Contacts);
        if (options.Instance is { } instance && !Instance().IsMatch(instance))
            rules.Wrong(nameof(options.Instance), instance, "at most 30 lower-case letters, digits and '-', such as sandbox");
        for (var index = 0; index < options.Link.Count; index++)
            OneOf(rules, $"{nameof(options.Link)}:{index}", options.Link[index], Links);
        for (var index = 0; index < options.SkipDomains.Count; index++)
            if (!Domain().IsMatch(options.SkipDomains[index]))
                rules.Wrong(
                    $"{nameof(options.SkipDomains)}:{index}",
                    options.SkipDomains[index].Contains('@', StringComparison.Ordinal) ? "an e-mail address" : options.SkipDomains[index],
                    "a domain such as example.com"
                );
        for (var index = 0; index < options.Workspaces.Count; index++)
            if (string.IsNullOrWhiteSpace(options.Workspaces[index]))
                rules.Wrong($"{nameof(options.Workspaces)}:{index}", options.Workspaces[index], "the name of a workspace");
        return rules
            .Between(nameof(options.MaxBatch), options.MaxBatch, 1, CrmOptions.MostPerBatch)
            .Between(nameof(options.RequestsPerSecond), options.RequestsPerSecond, LeastPerSecond, MostPerSecond)
            .Between(nameof(options.MaxRejectedInARow), options.MaxRejectedInARow, 1, MostRejected)
            .Duration(nameof(options.RequestTimeout), options.RequestTimeout, LongestTimeout)
            .Result();
    }

    private static void OneOf(SettingRules rules, string key, string? found, string[] allowed)
    {
        if (!allowed.Contains(found))
            rules.Wrong(key, found, $"one of {string.Join(", ", allowed)}");
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,29}$")]
    private static partial Regex Instance();

    [GeneratedRegex(@"^[^@\s]+\.[^@\s.]+$")]
    private static partial Regex Domain();
}
