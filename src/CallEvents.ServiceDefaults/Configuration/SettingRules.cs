using System.Globalization;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Configuration;

/// <summary>Gathers what is wrong with a section's settings, in the house's one sentence each.</summary>
public sealed class SettingRules(string section)
{
    private readonly List<string> failures = [];

    public IReadOnlyList<string> Failures => failures;

    public SettingRules Duration(string key, TimeSpan found, TimeSpan longest)
    {
        // "30" is thirty days to .NET, and hardly ever meant.
        if (found <= TimeSpan.Zero || found > longest)
            Wrong(key, found.ToString("c", CultureInfo.InvariantCulture), $"a duration above 00:00:00 and up to {longest:c}, such as 00:00:30");
        return this;
    }

    public SettingRules Between(string key, double found, double least, double most)
    {
        if (!(found >= least && found <= most))
            Wrong(key, found.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return this;
    }

    public void Wrong(string key, string? found, string expected) => failures.Add(Setting.Wrong($"{section}:{key}", found, expected));

    public ValidateOptionsResult Result() =>
        failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
}
