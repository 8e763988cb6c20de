using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CallEvents.Poller.Feed;

namespace CallEvents.Poller.Commands;

/// <summary>Options that several commands have, and how options are defined.</summary>
internal static class CommonOptions
{
    /// <summary>An option of every command.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of text.", Recursive = true };

    /// <summary>An option for a command that asks questions.</summary>
    public static Option<bool> Yes() => new("--yes") { Description = "Answer every question with yes." };

    public static Option<string?> Workspace() =>
        new("--workspace") { HelpName = "NAME", Description = "The workspace (default: all that are configured)." };

    /// <summary>An option for a command that works on one workspace.</summary>
    public static Option<string?> SingleWorkspace() =>
        new("--workspace") { HelpName = "NAME", Description = "The workspace; may be left out where there is one." };

    /// <summary>An ISO 8601 instant, in UTC when it has no offset.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) =>
        Create(name, "INSTANT", description, PollingOptions.ParseInstant, "an instant such as 2026-01-31 or 2026-01-31T12:00:00Z");

    /// <summary>An argument that is one of some words, by default the first.</summary>
    public static Argument<string> Choice(string name, string description, IReadOnlyList<string> choices, bool isRequired = false)
    {
        var argument = new Argument<string>(name)
        {
            HelpName = string.Join('|', choices),
            Description = description,
            Arity = isRequired ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
            CustomParser = result =>
            {
                var found = result.Tokens is [var token, ..] ? token.Value : choices[0];
                if (!choices.Contains(found))
                    result.AddError($"{((CommandResult)result.Parent!).Command.Name}: found '{found}', expected {OneOf(choices)}");
                return found;
            },
        };
        argument.CompletionSources.Add([.. choices]);
        if (!isRequired)
            argument.DefaultValueFactory = _ => choices[0];
        return argument;
    }

    /// <summary>An option whose value is parsed by a function that returns null for a wrong one.</summary>
    public static Option<T?> Create<T>(string name, string helpName, string description, Func<string, T?> parse, string expected)
        where T : struct =>
        new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = argument => Parse(argument, parse, expected),
        };

    /// <summary>Such as <c>a, b or c</c>.</summary>
    public static string OneOf(IReadOnlyList<string> choices) =>
        choices.Count == 1 ? choices[0] : $"{string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";

    public static double? ParseRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 100_000
            ? rate
            : null;

    private static T? Parse<T>(ArgumentResult argument, Func<string, T?> parse, string expected)
        where T : struct
    {
        var found = argument.Tokens[0].Value;
        if (parse(found) is { } value)
            return value;
        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name}: found '{found}', expected {expected}");
        return null;
    }
}
