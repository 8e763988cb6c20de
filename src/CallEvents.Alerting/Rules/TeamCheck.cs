namespace CallEvents.Alerting.Rules;

/// <summary>Finds what is about teams, which are those of the people file: without one it never holds.</summary>
internal static class TeamCheck
{
    /// <summary>One line that names rules and keys; null where nothing is about teams.</summary>
    public static string? WarningWithoutPeople(RuleSet rules)
    {
        List<string> keys =
        [
            .. rules.Routes.Index().Where(route => route.Item.Only.Teams is not null).Select(route => $"team of routes[{route.Index}]"),
            .. rules.Rules.Where(rule => rule.Enabled && rule.Only.Teams is not null).Select(rule => $"only.teams of rule {rule.Id}"),
        ];
        return keys.Count == 0
            ? null
            : $"no people file is set (People:File), so that no call is of a team, and these never hold: {string.Join(", ", keys)}";
    }
}
