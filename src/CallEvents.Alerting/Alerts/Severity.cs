namespace CallEvents.Alerting.Alerts;

/// <summary>How bad it is; the words are PagerDuty's. Higher values are sent first.</summary>
internal enum Severity
{
    Info,
    Warning,
    Error,
    Critical,
}
