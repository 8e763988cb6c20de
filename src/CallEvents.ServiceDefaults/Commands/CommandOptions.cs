using System.CommandLine;
using System.CommandLine.Parsing;
using CallEvents.ServiceDefaults.Configuration;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Options that commands of all services have, and how options are defined.</summary>
public static class CommandOptions
{
    /// <summary>An option of every command.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document instead of text.", Recursive = true };

    /// <summary>An option for an ISO 8601 instant, in UTC when it has no offset.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) =>
        Create(name, "INSTANT", description, Iso8601.Parse, "an instant such as 2026-01-31 or 2026-01-31T12:00:00Z");

    /// <summary>An option for a command that asks questions.</summary>
    public static Option<bool> Yes() => new("--yes") { Description = "Answer every question with yes." };

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
