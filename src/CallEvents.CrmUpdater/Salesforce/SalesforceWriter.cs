using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>Writes tasks: new ones by the key, known ones by their id.</summary>
internal sealed class SalesforceWriter(SalesforceApi api, SalesforceSchema schema, IOptions<CrmOptions> options)
{
    /// <summary>A record may lose its create-only fields, its links and its owner, and be made anew.</summary>
    private const int MaxPasses = 6;

    private static readonly string[] References = ["WhoId", "WhatId", "OwnerId"];

    /// <summary>Sends the records until each has a result.</summary>
    public async Task WriteAsync(IReadOnlyList<TaskWrite> writes, Action ensureFresh, CancellationToken cancellationToken)
    {
        for (var pass = 0; pass < MaxPasses && writes.Any(write => write.Result is null); pass++)
        {
            var open = writes.Where(write => write.Result is null).ToList();
            var isGoing =
                await SendAsync([.. open.Where(write => write.RecordId is null)], isKnown: false, ensureFresh, cancellationToken)
                && await SendAsync([.. open.Where(write => write.RecordId is not null)], isKnown: true, ensureFresh, cancellationToken);
            if (!isGoing)
                break;
        }

        foreach (var write in writes)
            write.Result ??= new WriteResult.NotTried();
    }

    /// <returns>False after a failure that holds for what follows, too.</returns>
    private async Task<bool> SendAsync(
        IReadOnlyList<TaskWrite> writes,
        bool isKnown,
        Action ensureFresh,
        CancellationToken cancellationToken
    )
    {
        if (writes.Count == 0)
            return true;

        var path = isKnown ? "composite/sobjects" : $"composite/sobjects/Task/{SalesforceProperties.Key}";
        var body = new JsonObject { ["allOrNone"] = false, ["records"] = new JsonArray([.. writes.Select(write => write.ToJson())]) };
        var fields = writes.SelectMany(write => write.Values.Select(value => value.Key)).ToHashSet();
        SalesforceAnswer answer;
        try
        {
            var operation = isKnown ? "update calls" : "upsert calls";
            answer = await api.SendAsync(HttpMethod.Patch, path, operation, body, fields, ensureFresh, cancellationToken);
        }
        catch (CrmFailureException e)
        {
            foreach (var write in writes)
                write.Result = e.Failure;
            return false;
        }

        if (answer.IsSuccess)
            return Accept(writes, answer, fields, isKnown);

        // The body was refused as a whole for one record, such as a text in a number's field: find it.
        if (writes.Count > 1)
        {
            var half = writes.Count / 2;
            return await SendAsync([.. writes.Take(half)], isKnown, ensureFresh, cancellationToken)
                && await SendAsync([.. writes.Skip(half)], isKnown, ensureFresh, cancellationToken);
        }

        writes[0].Result = SalesforceErrors.OfSingle(answer.Status, SalesforceError.ReadAll(answer.Body, fields), isKnown);
        return writes[0].Result is not WriteResult.Failure;
    }

    /// <summary>Takes the results, which stand in the order of the records.</summary>
    private bool Accept(IReadOnlyList<TaskWrite> writes, SalesforceAnswer answer, HashSet<string> fields, bool isKnown)
    {
        if (answer.Body is not { ValueKind: JsonValueKind.Array } results || results.GetArrayLength() != writes.Count)
        {
            foreach (var write in writes)
                write.Result = new WriteResult.Unavailable($"HTTP {answer.Status} without a result for each record", IsSuspect: true);
            return false;
        }

        foreach (var (write, result) in writes.Zip(results.EnumerateArray()))
            write.Result = ResultOf(write, result, fields, isKnown);
        return !writes.Any(write => write.Result is WriteResult.Failure);
    }

    private WriteResult? ResultOf(TaskWrite write, JsonElement result, HashSet<string> fields, bool isKnown)
    {
        if (result.ValueKind != JsonValueKind.Object)
            return new WriteResult.Unavailable("a result that is no object", IsSuspect: true);
        if (result.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True)
        {
            var isCreated = result.TryGetProperty("created", out var created) && created.ValueKind == JsonValueKind.True;
            return new WriteResult.Written(result.Text("id") ?? write.RecordId, write.Links, isCreated, write.LeftOut);
        }

        JsonElement? errors = result.TryGetProperty("errors", out var found) ? found : null;
        var error = SalesforceError.ReadAll(errors, fields).FirstOrDefault(SalesforceError.Unknown);
        return Amend(write, error, isKnown) ? null : Recreate(write, SalesforceErrors.OfRecord(error, isKnown));
    }

    /// <summary>Takes out what was refused, where the rest of the call can be written without it.</summary>
    private bool Amend(TaskWrite write, SalesforceError error, bool isKnown) =>
        error.Code switch
        {
            // The upsert met a record that an earlier try made, whose result was lost.
            "INVALID_FIELD_FOR_INSERT_UPDATE" when !isKnown => write.Leave(CreateOnly().Intersect(error.Fields)),
            "INACTIVE_OWNER_OR_USER" or "OPERATION_WITH_INACTIVE_USER" => write.Leave(["OwnerId"]),
            // It may be the contact that is deleted, and not the task: without fields, the answer does not say which.
            "ENTITY_IS_DELETED" or "INVALID_CROSS_REFERENCE_KEY" when error.Fields.Count == 0 => write.Leave(References),
            "INVALID_FIELD" or "INVALID_FIELD_FOR_INSERT_UPDATE" => false,
            // The contact was deleted after it was found; or an admin's rule refuses the link.
            _ => write.Leave(References.Intersect(error.Fields)),
        };

    private WriteResult? Recreate(TaskWrite write, WriteResult result)
    {
        // A transcript alone makes no task: it is gone now, and the next message makes it anew with all its parts.
        if (result is not WriteResult.Gone || !options.Value.Recreate || write.Call.FieldsRevision is null)
            return result;

        write.RecordId = null;
        write.Values[SalesforceProperties.Key] = write.Call.Key;
        foreach (var constant in schema.Mapping.Where(property => property.Value is not null))
            write.Values[constant.Name] ??= constant.Value;
        return null;
    }

    private IEnumerable<string> CreateOnly() => schema.Fields.Values.Where(field => !field.IsUpdateable).Select(field => field.Name);
}
