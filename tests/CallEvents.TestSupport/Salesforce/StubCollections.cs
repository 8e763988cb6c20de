using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>Creates, updates and upserts collections of records in the stub's org.</summary>
/// <remarks>
/// Source: https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html and its
/// neighbours: at most 200 records, each with its type; results in order in an HTTP 200; 400 for a body that is not well formed; the
/// upsert takes external ids only.
/// </remarks>
internal sealed class StubCollections(StubOrg org)
{
    private const int MaxRecords = 200;

    private static readonly string[] Meta = ["attributes", "id"];

    /// <returns>The status and the body.</returns>
    public (int Status, JsonNode Body) Handle(string method, string? keyField, JsonNode? body)
    {
        if (body?["records"] is not JsonArray records || records.Count is 0 or > MaxRecords)
            return Refuse(400, new StubError("INVALID_INPUT", $"The list must contain 1 to {MaxRecords} records."));
        if (body["allOrNone"]?.GetValue<bool>() == true)
            return Refuse(400, new StubError("INVALID_INPUT", "The stub knows allOrNone false only."));
        if (keyField is not null && org.Fields.GetValueOrDefault(keyField) is not { IsExternalId: true })
            return Refuse(404, new StubError("NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {keyField}"));

        foreach (var record in records)
        {
            if (record is not JsonObject task || TypeOf(task) is not { } type)
                return Refuse(400, new StubError("INVALID_INPUT", "Each object must contain an attributes map with a type."));
            if (type == "Task" && Malformed(task) is { } error)
                return Refuse(400, error);
        }

        // In their own order; a record that fails leaves the others.
        return (200, new JsonArray([.. records.Select(record => Save(method, keyField, (JsonObject)record!))]));
    }

    private static string? TypeOf(JsonObject record) => record["attributes"]?["type"]?.GetValue<string>();

    private static (int, JsonNode) Refuse(int status, StubError error) => (status, error.ToRequestBody());

    /// <summary>An unknown field, or a value of another type than its field, refuses the whole body.</summary>
    private StubError? Malformed(JsonObject task)
    {
        foreach (var (name, value) in task.Where(value => !Meta.Contains(value.Key)))
        {
            if (!org.Fields.TryGetValue(name, out var field))
                return new StubError("INVALID_FIELD", $"No such column '{name}' on sobject of type Task");
            if (field.Type is "double" or "int" && value is not null && value.GetValueKind() != System.Text.Json.JsonValueKind.Number)
            {
                return new StubError("JSON_PARSER_ERROR", $"Cannot deserialize instance of {field.Type} from VALUE_STRING value {value}");
            }
        }

        return null;
    }

    private JsonObject Save(string method, string? keyField, JsonObject record) =>
        TypeOf(record) switch
        {
            "Lead" when method == "POST" => CreateLead(record),
            "Task" when method == "PATCH" && keyField is not null => Upsert(keyField, record),
            "Task" when method == "PATCH" => Update(record),
            var type => throw new InvalidOperationException($"The stub does not {method} a {type}"),
        };

    private JsonObject CreateLead(JsonObject record)
    {
        var email = record["Email"]?.ToString();
        if (org.RefusesLead(email))
            return new StubError("DUPLICATES_DETECTED", $"You're creating a duplicate of {email}").ToResult();
        if (record["LastName"] is null || record["Company"] is null)
            return new StubError("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName, Company]").ToResult();

        var lead = org.AddLead(email!);
        lead.Set("LastName", record["LastName"]);
        lead.Set("Company", record["Company"]);
        return Success(lead, isCreated: null);
    }

    private JsonObject Upsert(string keyField, JsonObject record)
    {
        if (record.ContainsKey("id"))
            return new StubError("INVALID_FIELD", "Only external ids are supported.", "Id").ToResult();
        var key = record[keyField]?.ToString();
        if (string.IsNullOrEmpty(key))
            return new StubError("MISSING_ARGUMENT", $"{keyField} not specified").ToResult();

        // The comparison of a text field without "case sensitive" ignores the case.
        var found = org.Tasks.Where(task => string.Equals(task.Text(keyField), key, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [] => Write(org.Add("Task"), record, isCreated: true),
            [var one] => Write(one, record, isCreated: false),
            _ => new StubError("DUPLICATE_EXTERNAL_ID", $"{keyField}: more than one record found for external id field: {key}").ToResult(),
        };
    }

    private JsonObject Update(JsonObject record)
    {
        var id = record["id"]?.ToString();
        return id is null || org.Find(id) is not { } task
                ? new StubError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id").ToResult()
            : task.IsDeleted ? new StubError("ENTITY_IS_DELETED", "entity is deleted").ToResult()
            : Write(task, record, isCreated: null);
    }

    private JsonObject Write(StubRecord task, JsonObject record, bool? isCreated)
    {
        var after = new StubRecord("Task", task.Id);
        foreach (var (field, value) in task.Values)
            after.Set(field, value);
        foreach (var (field, value) in record.Where(value => !Meta.Contains(value.Key)))
            after.Set(field, value);

        if (StubTaskRules.Refusal(org, task, record, after, isCreated == true) is { } error)
        {
            if (isCreated == true)
                org.Delete(task);
            return error.ToResult();
        }

        task.Values.Clear();
        foreach (var (field, value) in after.Values)
            task.Set(field, value);
        org.Remember(task);
        return Success(task, isCreated);
    }

    private static JsonObject Success(StubRecord record, bool? isCreated)
    {
        var result = new JsonObject
        {
            ["id"] = record.Id,
            ["success"] = true,
            ["errors"] = new JsonArray(),
        };
        if (isCreated is { } created)
            result["created"] = created;
        return result;
    }
}
