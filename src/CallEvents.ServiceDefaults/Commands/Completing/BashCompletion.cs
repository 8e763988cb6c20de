using System.Text;

namespace CallEvents.ServiceDefaults.Commands.Completing;

/// <summary>Writes the completion script for bash. It starts no process: the program may be in a container.</summary>
internal static class BashCompletion
{
    public static string Script(string program, CompletionTree root) =>
        $"""
            # Completes {program} in bash. Where a value is expected, file names are offered.
            {Function(program, root)}
            complete -o default -F {FunctionName(program)} {program}

            """.ReplaceLineEndings("\n");

    /// <summary>The function, for zsh too.</summary>
    public static string Function(string program, CompletionTree root)
    {
        var script = new StringBuilder();
        script.AppendLine(
            $$"""
            {{FunctionName(program)}}() {
              local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" path="" words="" index
              for ((index = 1; index < COMP_CWORD; index++)); do
                case "$path ${COMP_WORDS[index]}" in
            """
        );
        if (root.All.Skip(1).Select(command => $"'{command.Path}'").ToList() is { Count: > 0 } paths)
            script.AppendLine($"      {string.Join('|', paths)}) path=\"$path ${{COMP_WORDS[index]}}\" ;;");
        script.AppendLine(
            """
                esac
              done
              case "$path $previous" in
            """
        );
        if (root.All.SelectMany(ValuesExpected).ToList() is { Count: > 0 } values)
            script.AppendLine($"    {string.Join('|', values)}) COMPREPLY=(); return ;;");
        script.AppendLine(
            """
              esac
              case "$path" in
            """
        );
        foreach (var command in root.All)
            script.AppendLine($"    '{command.Path}') words='{string.Join(' ', Words(command))}' ;;");
        script.Append(
            """
              esac
              COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            """
        );
        return script.ToString();
    }

    public static string FunctionName(string program) =>
        $"_{string.Concat(program.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))}";

    private static IEnumerable<string> Words(CompletionTree command) =>
        command
            .Commands.Select(subcommand => subcommand.Name)
            .Concat(command.Choices)
            .Concat(command.Options.Select(option => option.Name));

    private static IEnumerable<string> ValuesExpected(CompletionTree command) =>
        command.Options.Where(option => option.TakesValue).Select(option => $"'{command.Path} {option.Name}'");
}
