namespace CallEvents.Alerting.Alerts;

/// <summary>How bad it is; the words are PagerDuty's. Higher values are sent first.</summary>
internal enum Severity
{
    Info,
    Warning,
    Error,
    Critical,
}

internal static class Severities
{
    /// <summary>The word that files, metrics and channels have for it.</summary>
    public static string NameOf(Severity severity) =>
        severity switch
        {
            Severity.Info => "info",
            Severity.Warning => "warning",
            Severity.Error => "error",
            _ => "critical",
        };
}
