using CallEvents.Revont.Settings;

namespace CallEvents.Poller.Api;

/// <summary>Warns at the start when API keys are sent unencrypted to another machine, as to the simulator in a container.</summary>
internal sealed partial class UnencryptedAddressWarning(RevontOptions options, ILogger<UnencryptedAddressWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (new Uri(options.BaseUrl) is { Scheme: "http", IsLoopback: false } address)
            Log.Unencrypted(logger, address.Host);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2104,
            Level = LogLevel.Warning,
            Message = "Revont:BaseUrl is an http address: API keys and calls are sent unencrypted to {Host}. Use https, "
                + "unless this is a test"
        )]
        public static partial void Unencrypted(ILogger logger, string host);
    }
}
