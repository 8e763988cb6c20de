namespace CallEvents.ServiceDefaults.Commands.Completing;

/// <summary>Writes the completion script for zsh, which runs bash's by its own adapter.</summary>
internal static class ZshCompletion
{
    public static string Script(string program, CompletionTree root) =>
        $"""
            # Completes {program} in zsh. Where a value is expected, file names are offered.
            autoload -U +X compinit bashcompinit
            (( $+functions[compdef] )) || compinit
            bashcompinit
            {BashCompletion.Function(program, root)}
            complete -o default -F {BashCompletion.FunctionName(program)} {program}

            """.ReplaceLineEndings("\n");
}
