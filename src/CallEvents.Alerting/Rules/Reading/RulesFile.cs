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
    /// <param name="checkMessage">Returns what is wrong with a template, each to be read behind <c>found</c>; null to check none.</param>
    public static FileContent<RuleSet> Parse(string text, string file, Func<string, IReadOnlyList<string>>? checkMessage = null)
    {
        var problems = new YamlProblems(file);
        var rules = YamlFile.Parse(text, problems) is { } root ? Read(root, checkMessage ?? (_ => [])) : null;
        return problems.Lines is { Count: > 0 } lines ? new(null, lines) : new(rules, []);
    }

    private static RuleSet Read(YamlField root, Func<string, IReadOnlyList<string>> checkMessage)
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
        var rules = new RuleReader(texts, defaults, checkMessage);
        List<Route> routes = [.. Items(Routes).Select(scopes.ReadRoute)];
        List<Rule> all = [.. Items(Rules).Select(rules.Read).OfType<Rule>()];
        return new(all, routes, defaults.Notify) { Channels = texts.Channels };

        IReadOnlyList<YamlField> Items(string key) => fields.TryGetValue(key, out var field) ? field.Items($"a list of {key}, or []") : [];
    }
}
