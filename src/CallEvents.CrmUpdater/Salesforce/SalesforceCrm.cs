using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.People;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Keeps each call as a completed task in Salesforce.</summary>
internal sealed class SalesforceCrm(
    SalesforceApi api,
    SalesforceSchema schema,
    SalesforceUsers users,
    SalesforceLinks links,
    SalesforceWriter writer,
    SalesforceQuery query,
    IOptions<SalesforceOptions> options
) : ICrm
{
    public const string AdapterName = "salesforce";

    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(options.Value.TimeZone);

    public string Name => AdapterName;

    /// <summary>The limit of a collection. Source: see <see cref="SalesforceWriter"/>.</summary>
    public int MaxBatch => 200;

    public bool HasProbe => true;

    public string? OwnerOf(Person? rep) => rep?.SalesforceUserId ?? (rep?.Email is { } email ? users.OwnerIdOf(email) : null);

    public async Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken)
    {
        var session = await api.SessionAsync(cancellationToken);
        var notes = await schema.ReadAsync(mayChange, cancellationToken);
        await users.ReadAsync(cancellationToken);
        return new CrmAccount($"{AdapterName}:{session.OrganizationId ?? await OrganizationAsync(cancellationToken)}", notes, notes);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => api.GetAsync("limits", "probe", cancellationToken);

    public async Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    )
    {
        var names = schema.Mapping.Select(property => property.Name).Where(schema.Fields.ContainsKey).Distinct().ToList();
        if (keys.Count == 0 || !names.Contains(SalesforceProperties.Key))
            return new Dictionary<string, FoundRecord>();

        var select = $"SELECT Id, {string.Join(", ", names)} FROM Task WHERE {SalesforceProperties.Key}";
        var records = (await query.RunAsync([new(select, keys)], "find calls", cancellationToken))[0];

        // Several records of one key are for people to clean up: the upsert is refused with DUPLICATE_EXTERNAL_ID.
        return records
            .Where(record => record.Text("Id") is not null && record.Text(SalesforceProperties.Key) is not null)
            .GroupBy(record => record.Text(SalesforceProperties.Key)!)
            .Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => Found(group.Single(), names));
    }

    public async Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        var unknown = batch.Calls.SelectMany(call => call.Properties.Keys).FirstOrDefault(name => !schema.Fields.ContainsKey(name));
        if (unknown is not null)
        {
            var failure = new WriteResult.NotPrepared($"{unknown} was not among the fields of Task when they were read");
            return [.. batch.Calls.Select(_ => failure)];
        }

        var writes = batch.Calls.Select(call => new TaskWrite(call, ValuesOf(call))).ToList();
        try
        {
            await links.AddAsync(writes, batch.EnsureFresh, cancellationToken);
        }
        catch (CrmFailureException e)
        {
            return [.. writes.Select(_ => e.Failure)];
        }

        await writer.WriteAsync(writes, batch.EnsureFresh, cancellationToken);
        return [.. writes.Select(write => write.Result!)];
    }

    private JsonObject ValuesOf(CallWrite call)
    {
        var values = new JsonObject();
        foreach (var (name, value) in call.Properties)
        {
            var field = schema.Fields[name];
            var isWritable = call.RecordId is null ? field.IsCreateable : field.IsUpdateable;
            // OwnerId and Status are never empty.
            if (isWritable && (value is not null || field.IsNillable))
                values[name] = SalesforceValue.Format(value, field, zone);
        }

        return values;
    }

    private FoundRecord Found(JsonElement record, IReadOnlyList<string> names) =>
        new(
            record.Text("Id")!,
            Source(record, "workspace"),
            Revision(Source(record, "fieldsRevision")),
            Revision(Source(record, "transcriptRevision")),
            names.Where(name => record.Has(name)).ToHashSet()
        );

    private string? Source(JsonElement record, string source) => schema.FieldOf(source) is { } field ? record.Text(field) : null;

    private static long? Revision(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;

    private async Task<string> OrganizationAsync(CancellationToken cancellationToken) =>
        (await query.AllAsync("SELECT Id FROM Organization", "organization", cancellationToken)) is [var organization]
        && organization.Text("Id") is { } id
            ? id
            : throw new CrmFailureException(new WriteResult.Unavailable("the org does not name its id"));
}
