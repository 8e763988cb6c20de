using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>The metrics of an adapter's requests. Every label is from a fixed list.</summary>
internal sealed class CrmRequestMetrics
{
    private const string AdapterAttribute = "callevents.crm.adapter";
    private const string OperationAttribute = "callevents.crm.operation";
    private const string OutcomeAttribute = "callevents.crm.outcome";
    private const string ContactAttribute = "callevents.crm.contact.result";
    private const string LimitAttribute = "callevents.crm.limit";

    private readonly ConcurrentDictionary<string, long> lastRemaining = new();
    private readonly Counter<long> requests;
    private readonly Counter<long> contacts;
    private readonly Gauge<long> remaining;

    public CrmRequestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(TelemetryNames.CrmUpdater);
        requests = meter.CreateCounter<long>(
            name: "callevents.crm.requests",
            unit: "{request}",
            description: "Requests to the CRM, by adapter, operation and outcome"
        );
        contacts = meter.CreateCounter<long>(
            name: "callevents.crm.contacts",
            unit: "{call}",
            description: "Calls, by what became of their contact: found, created, refused, skipped, none, ambiguous"
        );
        remaining = meter.CreateGauge<long>(
            name: "callevents.crm.limit.remaining",
            unit: "{request}",
            description: "Requests that the CRM still allows, by limit"
        );
    }

    /// <summary>How many requests were left by the last answer that said so, by limit.</summary>
    public IReadOnlyDictionary<string, long> LastRemaining => lastRemaining;

    /// <summary>Counts a request.</summary>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="operation">A constant, the same as in spans.</param>
    /// <param name="status">The HTTP status; null without an answer.</param>
    public void RequestCompleted(string adapter, string operation, int? status) =>
        requests.Add(
            1,
            new KeyValuePair<string, object?>(AdapterAttribute, adapter),
            new KeyValuePair<string, object?>(OperationAttribute, operation),
            new KeyValuePair<string, object?>(OutcomeAttribute, OutcomeOf(status))
        );

    /// <summary>Counts a call whose contact was looked up.</summary>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="result">One of <see cref="ContactResults"/>.</param>
    public void ContactResolved(string adapter, string result) =>
        contacts.Add(
            1,
            new KeyValuePair<string, object?>(AdapterAttribute, adapter),
            new KeyValuePair<string, object?>(ContactAttribute, result)
        );

    /// <summary>Records what an answer said of a limit.</summary>
    /// <param name="adapter">The adapter's name.</param>
    /// <param name="limit">A constant, such as <c>day</c>.</param>
    /// <param name="requests">How many requests are left.</param>
    public void LimitRemaining(string adapter, string limit, long requests)
    {
        lastRemaining[limit] = requests;
        remaining.Record(
            requests,
            new KeyValuePair<string, object?>(AdapterAttribute, adapter),
            new KeyValuePair<string, object?>(LimitAttribute, limit)
        );
    }

    private static string OutcomeOf(int? status) =>
        status switch
        {
            null => "no answer",
            >= 200 and < 300 => "ok",
            401 or 403 => "unauthorized",
            429 => "limited",
            408 or 477 or >= 500 => "unavailable",
            _ => "refused",
        };
}

/// <summary>What became of a call's contact.</summary>
internal static class ContactResults
{
    public const string Found = "found";
    public const string Created = "created";

    /// <summary>The CRM refuses the address, or a contact with it may not be made.</summary>
    public const string Refused = "refused";

    /// <summary>The address is of one of <see cref="CrmOptions.SkipDomains"/>.</summary>
    public const string Skipped = "skipped";

    /// <summary>No address, or no contact with it where none is made.</summary>
    public const string None = "none";

    /// <summary>Several match: the one changed last is taken.</summary>
    public const string Ambiguous = "ambiguous";
}
