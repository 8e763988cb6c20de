using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>
/// Mutes the host and the web server while they start: a failed start prints one line of <see cref="StartupFailure"/>, which their
/// stack traces would bury.
/// </summary>
internal sealed class StartupLogFilter
{
    private static readonly string[] Categories = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    public bool IsMuted { get; set; }

    public static void Add(IHostApplicationBuilder builder)
    {
        var filter = new StartupLogFilter();
        builder.Services.AddSingleton(filter);
        foreach (var category in Categories)
            builder.Logging.AddFilter(category, level => level >= LogLevel.Warning && !filter.IsMuted);
    }
}
