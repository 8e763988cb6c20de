namespace CallEvents.Poller.Api;

/// <summary>What follows when the API accepts the key of a workspace no more.</summary>
internal sealed partial class RejectedKey(ApiAccount account, ApiOutageLog outage, TimeProvider time, ILogger logger)
{
    /// <returns>Whether the file of the key holds another one, which is used from now on.</returns>
    public bool TryRenew()
    {
        if (!account.RenewKey())
            return false;
        Log.KeyRenewed(logger, account.Workspace);
        return true;
    }

    /// <summary>Delays the next requests, and reports the setting.</summary>
    public void Record(string error, long sentAt)
    {
        account.Limiter.Pause(account.Rejections.Record(sentAt));
        var problem = $"{error}: check Revont:Workspaces:{account.Workspace}:ApiKey";
        account.Health.RecordFailure(problem, time.GetUtcNow(), isKeyRejected: true);
        outage.RecordRejectedKey(error);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2105,
            Level = LogLevel.Information,
            Message = "Revont:Workspaces:{Workspace}:ApiKey holds another key than the rejected one; it is used from now on"
        )]
        public static partial void KeyRenewed(ILogger logger, string workspace);
    }
}
