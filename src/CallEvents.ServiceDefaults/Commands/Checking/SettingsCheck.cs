using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Commands.Checking;

/// <summary>Validates all settings as the start of the service does: a line for each that is wrong.</summary>
public static class SettingsCheck
{
    private const string Name = "settings";

    /// <summary>The line of valid settings, or one for each that is wrong.</summary>
    public static IReadOnlyList<CheckLine> Run(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [CheckLine.Well(Name, "all valid")];
        }
        catch (Exception exception) when (IsAboutSettings(exception))
        {
            return [.. StartupFailure.Of(exception)!.Lines.Select(line => CheckLine.Wrong(Name, line, "see docs/configuration.md"))];
        }
    }

    /// <summary>Runs a check; where the settings that it needs are wrong, the first lines have said so.</summary>
    public static async Task<IReadOnlyList<CheckLine>> GuardedAsync(string check, Func<Task<IReadOnlyList<CheckLine>>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (IsAboutSettings(exception))
        {
            return [CheckLine.Skipped(check, "its settings are wrong")];
        }
    }

    /// <summary>Whether a wrong setting is the cause.</summary>
    public static bool IsAboutSettings(Exception exception) => StartupFailure.Of(exception) is { ExitCode: ExitCodes.WrongUse };
}
