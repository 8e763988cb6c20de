using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Parses rules files. All problems are found, not the first only.</summary>
internal static class RulesFile
{
    private const string Version = "version";
    private const string Lists = "lists";
    private const string Defaults = "defaults";
    private const string Routes = "routes";
    private const string Rules = "rules";

    /// <summary>Parses the text of a rules file.</summary>
    /// <param name="text">Its content.</param>
    /// <param name="file">Its name, for the problems.</param>
    /// <param name="checks">What it is checked against, beside itself; null for nothing.</param>
    public static FileContent<RuleSet> Parse(string text, string file, RulesChecks? checks = null)
    {
        var (rules, problems) = Inspect(text, file, checks ?? new());
        return new(problems.Count > 0 ? null : rules, problems);
    }

    /// <summary>Reads what can be read of a rules file; null for no YAML.</summary>
    public static (RuleSet? Rules, IReadOnlyList<string> Problems) Inspect(string text, string file, RulesChecks checks)
    {
        var problems = new YamlProblems(file);
        var rules = YamlFile.Parse(text, problems) is { } root ? Read(root, checks, problems) : null;
        return (rules, problems.Lines);
    }

    private static RuleSet Read(YamlField root, RulesChecks checks, YamlProblems problems)
    {
        var fields = root.Fields(Version, Defaults, Lists, Routes, Rules);
        foreach (var key in new[] { Version, Rules }.Where(key => root.IsMapping && !fields.ContainsKey(key)))
            root.Wrong($"no {key}", $"the key {key}");
        if (fields.TryGetValue(Version, out var version) && version.TryNumber() is not 1)
            version.Wrong("1");

        var texts = new FileTexts();
        if (fields.TryGetValue(Lists, out var lists))
            texts.Define(lists);
        var defaults = fields.TryGetValue(Defaults, out var given) ? RuleDefaults.Read(given, texts) : new RuleDefaults();
        var scopes = new ScopeReader(texts);
        var rules = new RuleReader(texts, defaults, checks, problems);
        List<Route> routes = [.. Items(Routes).Select(scopes.ReadRoute)];
        List<Rule> all = [.. Items(Rules).Select(rules.Read).OfType<Rule>()];
        if (checks.Channels is { } known)
            texts.CheckChannels(known);
        return new(all, routes, defaults.Notify) { Channels = texts.Channels };

        IReadOnlyList<YamlField> Items(string key) => fields.TryGetValue(key, out var field) ? field.Items($"a list of {key}, or []") : [];
    }
}
