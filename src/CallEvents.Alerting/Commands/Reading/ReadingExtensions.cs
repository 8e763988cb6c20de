using CallEvents.Revont.Http;
using CallEvents.Revont.Settings;

namespace CallEvents.Alerting.Commands.Reading;

/// <summary>Registers what commands read the API with.</summary>
internal static class ReadingExtensions
{
    /// <summary>A call with a transcript of several hours is far below.</summary>
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Adds the client of the API. Its settings are checked by the command that uses them, never at the service's start.</summary>
    public static IHostApplicationBuilder AddCallReading(this IHostApplicationBuilder builder)
    {
        builder.Services.AddRevontSettings();
        builder.Services.AddRevontClient(_ => MaxBytes);
        return builder;
    }
}
