using System.Globalization;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Configuration;

/// <summary>Collects the validation messages of one configuration section.</summary>
public sealed class SettingRules(string section)
{
    private readonly List<string> failures = [];

    public IReadOnlyList<string> Failures => failures;

    public SettingRules Duration(string key, TimeSpan found, TimeSpan longest)
    {
        // .NET reads "30" as thirty days, which is hardly ever meant.
        if (found <= TimeSpan.Zero || found > longest)
            Wrong(
                key,
                found.ToString("c", CultureInfo.InvariantCulture),
                $"a duration above 00:00:00 and up to {longest:c}, such as 00:00:30"
            );
        return this;
    }

    public SettingRules Between(string key, double found, double least, double most)
    {
        if (!(found >= least && found <= most))
            Wrong(
                key,
                found.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}")
            );
        return this;
    }

    public void Wrong(string key, string? found, string expected) => failures.Add(Setting.Wrong($"{section}:{key}", found, expected));

    public ValidateOptionsResult Result() => failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
}
