using CallEvents.Alerting.Rules.Reading;
using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules;

/// <summary>Finds what is about teams that no one is of, and so never holds. Teams are those of the people file.</summary>
internal static class TeamCheck
{
    /// <summary>One line that names rules and keys; null where there is nothing to say.</summary>
    public static string? WarningOf(RuleSet rules, RulesChecks checks) =>
        checks.HasPeople switch
        {
            null => null,
            false => WarningWithoutPeople(rules),
            true => WarningAboutUnknown(rules, checks.Teams()),
        };

    private static string? WarningWithoutPeople(RuleSet rules)
    {
        List<string> keys = [.. TeamsOf(rules).Select(named => named.Key).Distinct()];
        return keys.Count == 0
            ? null
            : $"no people file is set (People:File), so that no call is of a team, and these never hold: {string.Join(", ", keys)}";
    }

    private static string? WarningAboutUnknown(RuleSet rules, IReadOnlyCollection<string> known)
    {
        List<string> unknown =
        [
            .. TeamsOf(rules)
                .Where(named => !known.Contains(named.Team))
                .Select(named => $"'{named.Team}' in {named.Key}{Hint(named.Team, known)}"),
        ];
        return unknown.Count == 0 ? null : $"no one in the people file (People:File) is of these teams: {string.Join(", ", unknown)}";
    }

    private static string Hint(string team, IReadOnlyCollection<string> known) =>
        NearestName.Find(team, known) is { } nearest ? $" (did you mean {nearest}?)" : "";

    private static IEnumerable<(string Key, string Team)> TeamsOf(RuleSet rules) =>
        rules
            .Routes.Index()
            .SelectMany(route => (route.Item.Only.Teams ?? []).Select(team => ($"team of routes[{route.Index}]", team)))
            .Concat(
                rules
                    .Rules.Where(rule => rule.Enabled)
                    .SelectMany(rule => (rule.Only.Teams ?? []).Select(team => ($"only.teams of rule {rule.Id}", team)))
            );
}
