using CallEvents.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>
/// Configures console logs: printable single lines for an operator, or a JSON document for each entry; in UTC, the framework's categories
/// from warnings up.
/// </summary>
internal static class ConsoleLogging
{
    private const string FormatKey = "Logging:Format";
    private const string Text = "text";
    private const string Json = "json";

    /// <summary>Set by Microsoft's images.</summary>
    private const string ContainerKey = "DOTNET_RUNNING_IN_CONTAINER";

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
        var formatter = FormatterName(builder.Configuration);
        DefaultSettings.Insert(builder.Configuration, Levels);
        builder.Logging.ClearProviders();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder
            .Logging.AddConsole(console => console.FormatterName = formatter)
            .AddConsoleFormatter<SingleLineFormatter, ConsoleFormatterOptions>();
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            // The scopes hold the ids of trace and span.
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
    }

    /// <summary>A terminal is for an operator; what a container prints is collected by a program.</summary>
    private static string FormatterName(IConfiguration configuration)
    {
        var isContainer = string.Equals(configuration[ContainerKey], "true", StringComparison.OrdinalIgnoreCase);
        var format =
            configuration[FormatKey] is { Length: > 0 } chosen ? chosen
            : isContainer ? Json
            : Text;
        return format switch
        {
            Text => SingleLineFormatter.FormatterName,
            Json => ConsoleFormatterNames.Json,
            _ => throw new OptionsValidationException(FormatKey, typeof(string), [Setting.Wrong(FormatKey, format, $"{Text} or {Json}")]),
        };
    }
}
