using System.CommandLine;
using System.Globalization;

namespace CallEvents.Poller.Commands;

/// <summary>Options that several commands of the poller have.</summary>
internal static class CommonOptions
{
    public static Option<string?> Workspace() =>
        new("--workspace") { HelpName = "NAME", Description = "The workspace (default: all that are configured)." };

    /// <summary>An option for a command that works on one workspace.</summary>
    public static Option<string?> SingleWorkspace() =>
        new("--workspace") { HelpName = "NAME", Description = "The workspace; may be left out where there is one." };

    public static double? ParseRate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 100_000
            ? rate
            : null;
}
