namespace CallEvents.CrmUpdater.Crm;

/// <summary>Logs what would be written of a call: names, never values.</summary>
internal static partial class WrittenFields
{
    public static void Log(ILogger logger, CallWrite call)
    {
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        var fields = string.Join(", ", call.Properties.Where(property => property.Value is not null).Select(property => property.Key));
        var cleared = call.Cleared.Count > 0 ? $"; cleared [{string.Join(", ", call.Cleared)}]" : "";
        WouldWrite(logger, call.Call.Id, call.Workspace, fields, cleared, call.Transcript?.Segments.Count ?? 0);
    }

    [LoggerMessage(
        EventId = 3001,
        Level = LogLevel.Information,
        Message = "Would write call {CallId} of workspace {Workspace}: fields [{Fields}]{Cleared}, {Segments} segments"
    )]
    private static partial void WouldWrite(ILogger logger, string callId, string workspace, string fields, string cleared, int segments);
}
