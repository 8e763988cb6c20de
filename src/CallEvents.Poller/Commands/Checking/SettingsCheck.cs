using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Commands.Checking;

/// <summary>Validates all settings as the start of the service does: a line for each that is wrong.</summary>
internal static class SettingsCheck
{
    private const string Name = "settings";

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

    public static bool IsAboutSettings(Exception exception) => StartupFailure.Of(exception) is { ExitCode: ExitCodes.WrongUse };
}
