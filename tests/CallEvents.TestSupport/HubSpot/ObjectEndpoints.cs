using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>The batches of records: read, upsert, update.</summary>
internal sealed class ObjectEndpoints(Portal portal, ObjectType type)
{
    private const int MaxInputs = 100;

    private ErrorWriter Errors => portal.Errors;

    public Answer Read(JsonObject body)
    {
        // Both are required by the schema of 2026-09.
        if (body["properties"] is not JsonArray properties || body["propertiesWithHistory"] is not JsonArray)
            throw Errors.InvalidJson("Some required fields were not set: [properties, propertiesWithHistory]");
        if (body["inputs"] is not JsonArray inputs)
            return Batches.Nothing(portal);
        var idProperty = UniqueProperty(BatchInput.Text(body, "idProperty", Errors));
        var ids = inputs.Select(input => BatchInput.Text(input!.AsObject(), "id", Errors) ?? throw Errors.InvalidJson("no id")).ToList();
        CheckIds(ids);
        var found = ids.Select(id => (Id: id, Record: Find(id, idProperty))).ToList();
        var records = found.Select(item => item.Record).OfType<HubSpotRecord>().DistinctBy(record => record.Id);
        var missing = found.Where(item => item.Record is null).Select(item => item.Id).ToList();
        var names = properties.Select(name => name!.GetValue<string>()).ToList();
        return Batches.Answer(
            portal,
            200,
            records.Select(record => ToJson(record, names, null)),
            missing.Count == 0 ? [] : [Errors.NotFound(type, missing)]
        );
    }

    public Answer Upsert(JsonObject body)
    {
        if (BatchInput.Read(body, Errors) is not { Count: > 0 } inputs)
            return Batches.Nothing(portal);
        CheckIds([.. inputs.Select(input => input.Id)]);
        var writes = inputs
            .Select(input =>
            {
                var idProperty = UniqueProperty(input.IdProperty ?? "hs_object_id")!;
                var existing = Find(input.Id, idProperty);
                // The id becomes the value of its property in a new record. An existing contact keeps its primary address.
                var values = new Dictionary<string, string>(input.Properties);
                if (existing is null)
                    values.TryAdd(idProperty, input.Id);
                return new Write(input, existing, values);
            })
            .ToList();
        return Apply(writes, [], isUpsert: true);
    }

    public Answer Update(JsonObject body)
    {
        if (BatchInput.Read(body, Errors) is not { Count: > 0 } inputs)
            return Batches.Nothing(portal);
        CheckIds([.. inputs.Select(input => input.Id)]);
        var found = inputs
            .Select(input => new Write(input, Find(input.Id, UniqueProperty(input.IdProperty)), input.Properties))
            .ToLookup(write => write.Existing is not null);
        var missing = found[false].Select(write => write.Input).ToList();
        if (missing.Count > 0 && portal.Manners.MissingRecordsRefuseBatch)
            throw new RefusalException(new(404, Errors.Or(Errors.NotFound(type, missing.Select(input => input.Id)))));
        return Apply([.. found[true]], missing, isUpsert: false);
    }

    private Answer Apply(IReadOnlyList<Write> writes, IReadOnlyList<BatchInput> missing, bool isUpsert)
    {
        var twice = writes
            .Where(write => write.Existing is not null)
            .GroupBy(write => write.Existing!.Id)
            .Where(group => group.Count() > 1);
        if (twice.SelectMany(group => group).Select(write => write.Input.Id).ToList() is { Count: > 0 } duplicates)
            throw Errors.DuplicateIds(duplicates);
        var checks = portal.Checks(type);
        var judged = writes.Select(write => (Write: write, Problems: checks.Problems(write.Values, write.Existing))).ToList();
        var bad = judged.Where(item => item.Problems.Count > 0).ToList();
        // Only the first bad input is named. Source: HubSpot/hubspot-api-python 51.
        if (bad.Count > 0 && portal.Manners.BatchErrors != BatchErrors.PerInput)
            throw Errors.Refuse(portal.Manners.BatchErrors == BatchErrors.WholeBatch ? 400 : 409, bad[0].Problems);
        var errors = bad.Select(item =>
        {
            var context = ErrorWriter.Ids("ids", [item.Write.Input.Id]);
            if (item.Write.Input.TraceId is { } trace)
                context["objectWriteTraceId"] = new JsonArray(trace);
            return Errors.ValuesNotValid(item.Problems, context);
        });
        var results = judged
            .Where(item => item.Problems.Count == 0)
            .Select(item =>
            {
                var record = portal.Write(type, item.Write.Existing, item.Write.Values);
                var json = ToJson(
                    record,
                    [.. item.Write.Values.Keys, item.Write.Input.IdProperty ?? "hs_object_id"],
                    item.Write.Input.TraceId
                );
                if (isUpsert)
                    json["new"] = item.Write.Existing is null;
                return json;
            })
            .ToList();
        if (missing.Count > 0)
            errors = errors.Append(
                Errors.NotFound(type, missing.Select(input => input.Id), missing.Select(input => input.TraceId).OfType<string>())
            );
        return Batches.Answer(portal, 200, results, [.. errors]);
    }

    private HubSpotRecord? Find(string id, string? idProperty) =>
        idProperty is null ? type.Records.Find(id) : type.Records.FindBy(idProperty, id);

    // Source: segmentio/action-destinations 3957, which records this message for hs_object_id.
    private string? UniqueProperty(string? name) =>
        name is null || type.FindProperty(name) is { HasUniqueValue: true, IsReadOnly: false }
            ? name
            : throw Errors.Refuse(
                400,
                "VALIDATION_ERROR",
                $"Unable to perform update/upsert by non-unique {type.Name} property {name} in portal ID {portal.Options.PortalId}"
            );

    private void CheckIds(IReadOnlyList<string> ids)
    {
        if (ids.Count > MaxInputs)
            throw Errors.Refuse(400, "VALIDATION_ERROR", $"The maximum number of inputs supported in a batch request is {MaxInputs}");
        var duplicates = ids.GroupBy(id => id, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1);
        if (duplicates.SelectMany(group => group).ToList() is { Count: > 0 } list)
            throw Errors.DuplicateIds(list);
    }

    private JsonObject ToJson(HubSpotRecord record, IEnumerable<string> names, string? traceId)
    {
        var values = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var name in names.Where(name => type.FindProperty(name) is not null))
            values[name] = record[name];
        values["hs_object_id"] = record.Id;
        values[type.Properties.ContainsKey("hs_createdate") ? "hs_createdate" : "createdate"] =
            record["createdate"] ?? Values.Date(record.CreatedAt);
        var json = new JsonObject
        {
            ["id"] = record.Id,
            ["properties"] = JsonSerializer.SerializeToNode(values),
            ["createdAt"] = Values.Date(record.CreatedAt),
            ["updatedAt"] = Values.Date(record.UpdatedAt),
            ["archived"] = false,
        };
        if (traceId is not null && portal.Manners.ResultsHaveTraceIds)
            json["objectWriteTraceId"] = traceId;
        return json;
    }

    private sealed record Write(BatchInput Input, HubSpotRecord? Existing, IReadOnlyDictionary<string, string> Values);
}
