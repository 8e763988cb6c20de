namespace CallEvents.CrmUpdater.Crm;

/// <summary>The CRM to write to, and what goes there. Source: section <c>Crm</c>.</summary>
internal sealed class CrmOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Crm";

    /// <summary>The most that <see cref="MaxBatch"/> may be.</summary>
    internal const int MostPerBatch = 100;

    private const string Queue = "crm-log-call";
    private const string CallIdKey = "callId";

    /// <summary>The adapter: <c>none</c> (logs the names of the fields), <c>hubspot</c>, <c>salesforce</c> or <c>webhook</c>.</summary>
    /// <value>Default: <c>none</c>.</value>
    public string Adapter { get; set; } = "none";

    /// <summary>The name of a second updater for another CRM: its queue is <c>crm-log-call-&lt;instance&gt;</c>.</summary>
    /// <value>Default: none. Lower-case letters, digits and <c>-</c>, at most 30.</value>
    public string? Instance { get; set; }

    /// <summary>The workspaces whose calls are written. Messages of others are acknowledged and counted.</summary>
    /// <value>Default: all.</value>
    public List<string> Workspaces { get; set; } = [];

    /// <summary>Calls created before this instant are acknowledged and counted, not written.</summary>
    /// <value>Default: none.</value>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>The key of a call's record: <c>callId</c> or <c>workspace/callId</c>.</summary>
    /// <value>Default: <c>callId</c>.</value>
    public string Key { get; set; } = "callId";

    /// <summary>What happens to a prospect without a contact: <c>create</c>, <c>match</c> (found or none), <c>off</c>.</summary>
    /// <value>Default: <c>create</c> for HubSpot, <c>match</c> for Salesforce.</value>
    public string? Contacts { get; set; }

    /// <summary>E-mail domains whose addresses get no contact, such as your own.</summary>
    /// <value>Default: none.</value>
    public List<string> SkipDomains { get; set; } = [];

    /// <summary>What a call is linked to: <c>contact</c>, <c>company</c>, <c>deals</c>.</summary>
    /// <value>Default: <c>contact</c>.</value>
    public List<string> Link { get; set; } = [];

    /// <summary>Whether the transcript's text is written: <c>text</c> or <c>off</c>.</summary>
    /// <value>Default: <c>text</c>.</value>
    public string Transcript { get; set; } = "text";

    /// <summary>A YAML file that changes which property gets which value.</summary>
    /// <value>Default: none.</value>
    public string? MappingFile { get; set; }

    /// <summary>Reads and logs which fields would be written, acknowledges, and writes nothing.</summary>
    /// <value>Default: <c>false</c>.</value>
    public bool DryRun { get; set; }

    /// <summary>Makes records anew that were deleted in the CRM.</summary>
    /// <value>Default: <c>false</c>.</value>
    public bool Recreate { get; set; }

    /// <summary>The most calls of one batch, and the messages handled concurrently.</summary>
    /// <value>Default: 50. From 1 to 100.</value>
    public int MaxBatch { get; set; } = 50;

    /// <summary>The rate limit for all requests to the CRM.</summary>
    /// <value>Default: 8. From 0.01 to 1,000.</value>
    public double RequestsPerSecond { get; set; } = 8;

    /// <summary>The timeout of one request.</summary>
    /// <value>Default: 30 s. Up to 5 min.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After so many rejected calls without a success in between, consumption pauses and one call a minute is tried.</summary>
    /// <value>Default: 20. From 1 to 10,000.</value>
    public int MaxRejectedInARow { get; set; } = 20;

    /// <summary>Whether the adapter has properties that a mapping file can change.</summary>
    internal bool HasProperties => Adapter is "hubspot" or "salesforce";

    internal bool IsKeyCallId => Key == CallIdKey;

    internal bool WritesTranscript => Transcript == "text";

    internal string QueueName => Instance is null ? Queue : $"{Queue}-{Instance}";

    /// <summary>Whether the calls of this workspace, and of this age, are written.</summary>
    internal bool Concerns(string workspace, DateTimeOffset createdAt) =>
        (Workspaces.Count == 0 || Workspaces.Contains(workspace)) && !(createdAt < NotBefore);

    internal string KeyOf(string workspace, string callId) => IsKeyCallId ? callId : $"{workspace}/{callId}";
}
