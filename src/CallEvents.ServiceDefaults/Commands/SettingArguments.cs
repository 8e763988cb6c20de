using System.Text.RegularExpressions;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>
/// Separates the settings on a command line, which every command accepts as the service does, from the command and its options. A setting
/// has a colon in its name, as in <c>--Polling:Interval=00:00:30</c>, or is one of the host.
/// </summary>
internal static partial class SettingArguments
{
    public static (string[] Settings, string[] Others) Split(string[] args)
    {
        List<string> settings = [];
        List<string> others = [];
        for (var index = 0; index < args.Length; index++)
        {
            if (WithValue().IsMatch(args[index]))
                settings.Add(args[index]);
            else if (WithoutValue().IsMatch(args[index]) && index + 1 < args.Length)
                settings.AddRange([args[index], args[++index]]);
            else
                others.Add(args[index]);
        }

        return ([.. settings], [.. others]);
    }

    [GeneratedRegex("^(--|/)?([A-Za-z]+(:[A-Za-z0-9._-]+)+|urls|environment|contentRoot|applicationName)=", RegexOptions.IgnoreCase)]
    private static partial Regex WithValue();

    [GeneratedRegex("^(--|/)([A-Za-z]+(:[A-Za-z0-9._-]+)+|urls|environment|contentRoot|applicationName)$", RegexOptions.IgnoreCase)]
    private static partial Regex WithoutValue();
}
