using System.CommandLine;
using CallEvents.Alerting.Commands.Checking;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands;

/// <summary>Checks a rules file and its examples. Needs no setting; where channels are set up, it checks their names, too.</summary>
internal sealed class RulesCheckCommand : ServiceCommand
{
    private const string BuiltInChannel = "log";

    private readonly Func<CommandContext, RulesChecks> checksOf;
    private readonly Argument<string> file = new("FILE") { Description = "The rules file." };

    /// <param name="checksOf">What the file is checked against; without channels where no settings are given.</param>
    public RulesCheckCommand(Func<CommandContext, RulesChecks> checksOf)
        : base("check", "Check a rules file: all mistakes with their places, and the rules' examples. Exit code 1 if anything is wrong.")
    {
        this.checksOf = checksOf;
        Add(file);
        Examples = ["rules check rules.yaml", "rules check rules.yaml --json"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var path = context.Value(file)!;
        var name = Path.GetFileName(path);
        var (text, unreadable) = await RulesPath.ReadTextAsync(path, context.Stopping);
        if (text is null)
            return new RulesCheckReport(name, Rules: 0, Examples: 0, unreadable, Warnings: []);

        var checks = checksOf(context);
        var (rules, problems) = RulesFile.Inspect(text, name, checks);
        return new RulesCheckReport(
            name,
            rules?.Rules.Count ?? 0,
            rules?.Rules.Sum(rule => rule.Fires.Count + rule.Silent.Count) ?? 0,
            problems,
            rules is null ? [] : [.. Warnings(rules, checks)]
        );
    }

    private static IEnumerable<string> Warnings(RuleSet rules, RulesChecks checks)
    {
        var channels = rules.Channels.Where(channel => !channel.Equals(BuiltInChannel, StringComparison.OrdinalIgnoreCase)).ToList();
        if (checks.Channels is null && channels.Count > 0)
            yield return $"no channels are set up here, so it is not checked whether these are: {string.Join(", ", channels)}";
        if (TeamCheck.WarningOf(rules, checks) is { } warning)
            yield return warning;
    }
}
