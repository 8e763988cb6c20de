using CallEvents.Alerting.Rules;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Alerting.Commands.Checking;

/// <summary>What a check of rules takes from other parts of alerting.</summary>
internal sealed record RulesCheckParts
{
    /// <summary>Returns what is wrong with a template, each to be read behind <c>found</c>.</summary>
    public Func<string, IReadOnlyList<string>> CheckMessage { get; init; } = _ => [];

    /// <summary>The channels of the settings; null where no settings are given.</summary>
    public Func<CommandContext, IReadOnlyCollection<string>?> KnownChannels { get; init; } = _ => null;

    /// <summary>The examples of a rule that do not come out as it says: the line in the file, and what was found.</summary>
    public Func<Rule, IReadOnlyList<(long Line, string Found)>> CheckExamples { get; init; } = _ => [];
}
