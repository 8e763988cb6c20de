using System.Text;

namespace CallEvents.ServiceDefaults.Commands.Completing;

/// <summary>Writes the completion script for fish.</summary>
internal static class FishCompletion
{
    public static string Script(string program, CompletionTree root)
    {
        var script = new StringBuilder($"# Completes {program} in fish. Where a value is expected, file names are offered.\n");
        foreach (var command in root.All)
        {
            foreach (var subcommand in command.Commands)
                Append(command, $"-f -a {subcommand.Name}", subcommand.Description);
            foreach (var choice in command.Choices)
                Append(command, $"-f -a {choice}", "");
            foreach (var option in command.Options)
                Append(command, $"{(option.TakesValue ? "-r" : "-f")} -l {option.Name.TrimStart('-')}", option.Description);
        }

        return script.ToString();

        void Append(CompletionTree command, string what, string description) =>
            script.Append($"complete -c {program} -n '{Condition(command)}' {what}").Append(Description(description)).Append('\n');
    }

    /// <summary>All commands of the path, and none that follows it.</summary>
    private static string Condition(CompletionTree command)
    {
        var path = command.Path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var seen = path.Select(name => $"__fish_seen_subcommand_from {name}");
        var notSeen =
            command.Commands.Count > 0
                ? [$"not __fish_seen_subcommand_from {string.Join(' ', command.Commands.Select(subcommand => subcommand.Name))}"]
                : Array.Empty<string>();
        return string.Join("; and ", seen.Concat(notSeen)) is { Length: > 0 } condition ? condition : "true";
    }

    private static string Description(string text) =>
        text.Length == 0 ? "" : $" -d '{text.Split(". ")[0].TrimEnd('.').Replace("'", "\\'", StringComparison.Ordinal)}'";
}
