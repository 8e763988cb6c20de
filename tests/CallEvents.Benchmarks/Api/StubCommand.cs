using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.Benchmarks.Api;

/// <summary>The hidden command <c>serve</c>, which serves the stub API as a separate process.</summary>
internal static class StubCommand
{
    public const string Name = "serve";

    public static Command Create()
    {
        var urls = new Option<string>("--urls") { Required = true };
        var command = new Command(Name, "Serves the stub API of the throughput benchmark.") { urls };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => ServeAsync(parsed.GetRequiredValue(urls), cancellationToken));
        return command;
    }

    private static async Task<int> ServeAsync(string urls, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(urls);
        await using var app = builder.Build();
        var stub = new StubApi(await StubBodies.FromSimulatorAsync(cancellationToken), TimeProvider.System);
        stub.Map(app);
        await app.StartAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
