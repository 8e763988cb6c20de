using System.Text.RegularExpressions;
using CallEvents.Alerting.Alerts;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads about which calls a rule or a route is.</summary>
internal sealed partial class ScopeReader(FileTexts texts)
{
    private static readonly string[] Keys = ["workspaces", "reps", "teams", "domains", "notDomains", "origins"];
    private static readonly string[] KnownOrigins = [Origins.Live, Origins.Backfill, Origins.Reread, Origins.Replay];

    /// <summary>Reads the key <c>only</c>.</summary>
    public Scope ReadOnly(YamlField field)
    {
        var fields = field.Fields(Keys);
        if (field.IsEmptyMapping)
            field.Wrong("an empty mapping", $"one of {string.Join(", ", Keys)}");
        return Read(fields);
    }

    /// <summary>Reads a route.</summary>
    public Route ReadRoute(YamlField field)
    {
        var fields = field.Fields(["severity", "team", .. Keys, "notify", "continue"]);
        if (fields.ContainsKey("team") && fields.ContainsKey("teams"))
            field.Wrong("team and teams", "one of them");
        if (!fields.ContainsKey("notify") && field.IsMapping)
            field.Wrong("no notify", "the key notify: to which channels");
        var severities = fields.TryGetValue("severity", out var severity) ? EnumReader.ReadMany<Severity>(severity) : null;
        return new(
            severities is null ? null : [.. severities.Select(one => one.Value)],
            Read(fields),
            fields.TryGetValue("notify", out var notify) ? texts.ReadChannels(notify) : [],
            fields.TryGetValue("continue", out var goesOn) && goesOn.Flag() is true
        );
    }

    private Scope Read(IReadOnlyDictionary<string, YamlField> fields)
    {
        return new()
        {
            Workspaces = Texts("workspaces"),
            Reps = Texts("reps"),
            Teams = Texts("teams") ?? Texts("team"),
            Domains = Texts("domains", CheckDomain),
            NotDomains = Texts("notDomains", CheckDomain),
            Origins = fields.TryGetValue("origins", out var origins) ? ReadOrigins(origins) : null,
        };

        IReadOnlyList<string>? Texts(string key, Action<YamlField, string>? check = null) =>
            fields.TryGetValue(key, out var field) ? texts.Read(field, FileTexts.AnyText, check) : null;
    }

    private static void CheckDomain(YamlField field, string domain)
    {
        if (!Domain().IsMatch(domain))
            field.Wrong("a text that is no domain", "a whole domain such as acme.com, without * and subdomains of it");
    }

    /// <summary>Words of the contract, so that no list of the file can stand for them.</summary>
    private static IReadOnlyList<string> ReadOrigins(YamlField field)
    {
        var expected = $"one of {string.Join(", ", KnownOrigins)}, or a list of them";
        var items = field.IsList ? field.Items(expected) : [field];
        if (field.IsList && items.Count == 0)
            field.Wrong("an empty list", expected);
        return [.. items.Select(item => item.Choice(KnownOrigins)).OfType<string>()];
    }

    [GeneratedRegex(@"^[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)*\z")]
    private static partial Regex Domain();
}
