using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>Configures console logs for an operator: printable single lines, UTC, the framework's categories from warnings up.</summary>
internal static class ConsoleLogging
{
    private static readonly Dictionary<string, string?> Levels = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        // It logs with every probe what /health/ready reports and what was logged once already.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",
    };

    public static void Add(IHostApplicationBuilder builder)
    {
        DefaultSettings.Insert(builder.Configuration, Levels);
        builder.Logging.ClearProviders();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder
            .Logging.AddConsole(console => console.FormatterName = SingleLineFormatter.FormatterName)
            .AddConsoleFormatter<SingleLineFormatter, ConsoleFormatterOptions>();
    }
}
