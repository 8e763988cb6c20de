using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Setup;

/// <summary>Warns at the start of settings that the chosen adapter does not use: most likely another one was meant.</summary>
internal sealed partial class UnusedSettings(IConfiguration configuration, IOptions<CrmOptions> options, ILogger<UnusedSettings> logger)
    : IHostedService
{
    private static readonly (string Adapter, string Section)[] Sections =
    [
        ("hubspot", "HubSpot"),
        ("salesforce", "Salesforce"),
        ("webhook", "Webhook"),
    ];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var key in Unused())
            Log.Unused(logger, key, options.Value.Adapter);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<string> Unused()
    {
        foreach (var (adapter, name) in Sections.Where(section => section.Adapter != options.Value.Adapter))
        {
            var section = configuration.GetSection($"{CrmOptions.Section}:{name}");
            foreach (var setting in section.AsEnumerable().Where(setting => !string.IsNullOrEmpty(setting.Value)))
                yield return setting.Key;
        }

        if (options.Value is { MappingFile.Length: > 0, HasProperties: false })
            yield return $"{CrmOptions.Section}:{nameof(CrmOptions.MappingFile)}";
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3014, Level = LogLevel.Warning, Message = "{Key} is set, and not used by the adapter {Adapter}")]
        public static partial void Unused(ILogger logger, string key, string adapter);
    }
}
