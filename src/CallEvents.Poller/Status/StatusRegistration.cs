using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.ServiceDefaults.Hosting;

namespace CallEvents.Poller.Status;

/// <summary>Registers the status report, its page and its endpoints.</summary>
internal static class StatusRegistration
{
    /// <summary>Adds what reads the report, for commands too.</summary>
    public static IServiceCollection AddStatusReport(this IServiceCollection services) =>
        services
            .AddSingleton(ReplicaName.Unique())
            .AddSingleton<ReplicaStore>()
            .AddSingleton<WorkspaceReader>()
            .AddSingleton<StatusReader>()
            .AddSingleton<CallLookup>();

    public static IServiceCollection AddStatusPage(this IServiceCollection services) =>
        services
            .AddSingleton<CachedStatus>()
            .AddSingleton<PageRenderer>()
            .AddSingleton<LiveStates>()
            .AddSingleton<MapEndpoints>(_ => StatusEndpoints.Map);
}
