using System.CommandLine;
using CallEvents.Alerting.Commands.Checking;
using CallEvents.Alerting.Rules;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands;

/// <summary>Checks a rules file and its examples. Needs no setting; where channels are set up, it checks their names, too.</summary>
internal sealed class RulesCheckCommand : ServiceCommand
{
    private const string BuiltInChannel = "log";

    private readonly RulesCheckParts parts;
    private readonly Argument<string> file = new("FILE") { Description = "The rules file." };

    public RulesCheckCommand(RulesCheckParts parts)
        : base("check", "Check a rules file: all mistakes with their places, and the rules' examples. Exit code 1 if anything is wrong.")
    {
        this.parts = parts;
        Add(file);
        Examples = ["rules check rules.yaml", "rules check rules.yaml --json"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var path = context.Value(file)!;
        var name = Path.GetFileName(path);
        var content = await RulesPath.ReadAsync(path, parts.CheckMessage, context.Stopping);
        if (content.Value is not { } rules)
            return new RulesCheckReport(name, Rules: 0, Examples: 0, content.Problems, Warnings: []);

        var known = parts.KnownChannels(context);
        List<string> problems =
        [
            .. known is null ? [] : rules.UnknownChannels(known),
            .. rules.Rules.SelectMany(rule =>
                parts.CheckExamples(rule).Select(failure => $"{name}:{failure.Line}: examples of {rule.Id}: {failure.Found}")
            ),
        ];
        return new RulesCheckReport(
            name,
            rules.Rules.Count,
            rules.Rules.Sum(rule => rule.Fires.Count + rule.Silent.Count),
            problems,
            known is null ? UncheckedChannels(rules) : []
        );
    }

    private static IReadOnlyList<string> UncheckedChannels(RuleSet rules)
    {
        var names = rules
            .Channels.Select(channel => channel.Channel)
            .Where(channel => !channel.Equals(BuiltInChannel, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        return names.Count == 0 ? [] : [$"no channels are set up here, so it is not checked whether these are: {string.Join(", ", names)}"];
    }
}
