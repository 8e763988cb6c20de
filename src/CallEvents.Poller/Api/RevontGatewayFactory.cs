using CallEvents.Poller.Diagnostics;
using CallEvents.Revont.Requests;

namespace CallEvents.Poller.Api;

/// <summary>Creates gateways to the API.</summary>
internal sealed class RevontGatewayFactory(IRevontApi api, PollerMetrics metrics, TimeProvider time, ILoggerFactory loggers)
{
    /// <param name="account">Shared by all gateways of the workspace.</param>
    /// <param name="guard">Whether requests may be sent: of a lease, or of a workspace that has none yet.</param>
    public RevontGateway Create(ApiAccount account, IRequestGuard guard) => Create(account, guard, loggers.CreateLogger<RevontGateway>());

    private RevontGateway Create(ApiAccount account, IRequestGuard guard, ILogger<RevontGateway> logger) =>
        new(api, account, guard, metrics, time, new ApiOutageLog(account.Workspace, time, logger), logger);
}
