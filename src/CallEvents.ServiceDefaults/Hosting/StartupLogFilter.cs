using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>
/// Keeps the host and the web server quiet while they start: what stops a start is told by one line of
/// <see cref="StartupFailure"/>, and their stack traces would bury it.
/// </summary>
internal sealed class StartupLogFilter
{
    private static readonly string[] Categories = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    public bool Muted { get; set; }

    public static void Add(IHostApplicationBuilder builder)
    {
        var noise = new StartupLogFilter();
        builder.Services.AddSingleton(noise);
        foreach (var category in Categories)
            builder.Logging.AddFilter(category, level => level >= LogLevel.Warning && !noise.Muted);
    }
}
