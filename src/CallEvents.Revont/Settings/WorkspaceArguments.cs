using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Revont.Settings;

/// <summary>Finds the workspaces that a command works on.</summary>
internal static class WorkspaceArguments
{
    /// <summary>The configured workspace that an option or argument names, or all when it names none.</summary>
    public static IReadOnlyList<string> Workspaces(this CommandContext context, string? named)
    {
        var configured = context.Get<RevontOptions>().Workspaces.Keys.Order(StringComparer.OrdinalIgnoreCase).ToList();
        if (named is null)
            return configured;
        return configured.Find(name => name.Equals(named, StringComparison.OrdinalIgnoreCase)) is { } found
            ? [found]
            : throw new CommandUsageException("--workspace", $"'{named}'", $"one of {string.Join(", ", configured)}");
    }

    /// <summary>The only configured workspace, or the one that is named.</summary>
    public static string SingleWorkspace(this CommandContext context, string? named) =>
        context.Workspaces(named) is { Count: var number } all && number == 1
            ? all[0]
            : throw new CommandUsageException(
                "--workspace",
                "nothing",
                $"one of {string.Join(", ", context.Workspaces(null))}, since there are several"
            );
}
