namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>The names of all activity sources and meters, and of the attributes that several of them share.</summary>
public static class TelemetryNames
{
    public const string Poller = "CallEvents.Poller";
    public const string CrmUpdater = "CallEvents.CrmUpdater";
    public const string Alerting = "CallEvents.Alerting";
    public const string Bus = "MassTransit";

    /// <summary>The source of the spans of requests to systems outside, whose paths are secrets.</summary>
    public const string Outgoing = "CallEvents.Outgoing";

    /// <summary>Npgsql's meter.</summary>
    public const string Pool = "Npgsql";

    /// <summary>OpenTelemetry's attribute with the class of an error.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The attribute with the name of an outgoing request's operation, which stands for its path.</summary>
    public const string Operation = "callevents.operation";

    public const string Workspace = "callevents.workspace";

    /// <summary>The attribute with a call's id. On spans only: on a metric it would have no bound.</summary>
    public const string CallId = "callevents.call.id";

    /// <summary>The attribute with what became of a message: on the consumers' metric, and on the span in which it was handled.</summary>
    public const string MessageOutcome = "callevents.message.outcome";

    /// <summary>Our own, as sources and as meters.</summary>
    public static readonly string[] Own = [Poller, CrmUpdater, Alerting];
}
