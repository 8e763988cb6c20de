using System.Globalization;
using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>The batches of associations: associate by default, archive, read.</summary>
/// <remarks>Source: HubSpot-public-api-spec-collection, CRM/Associations, 2026-09.</remarks>
internal sealed class AssociationEndpoints(Portal portal, ObjectType from, ObjectType to)
{
    // Source: docs, associations: 2,000 pairs, and since February 2025 1,000 records to read.
    private const int MaxPairs = 2_000;
    private const int MaxReads = 1_000;

    private ErrorWriter Errors => portal.Errors;

    public Answer Associate(JsonObject body)
    {
        var pairs = Inputs(body, MaxPairs).Select(input => (From: Id(input["from"]), To: Id(input["to"]))).ToList();
        if (pairs.Count == 0)
            return Batches.Nothing(portal);
        CheckPairs(pairs);
        var missing = pairs.Where(pair => from.Records.Find(pair.From) is null).Select(pair => pair.From).Distinct().ToList();
        var missingTo = pairs.Where(pair => to.Records.Find(pair.To) is null).Select(pair => pair.To).Distinct().ToList();
        List<JsonObject> errors = [];
        if (missing.Count > 0)
            errors.Add(Errors.NotFound(from, missing));
        if (missingTo.Count > 0)
            errors.Add(Errors.NotFound(to, missingTo));
        if (errors.Count > 0 && portal.Manners.MissingRecordsRefuseBatch)
            throw new RefusalException(new(404, Errors.Or(errors[0])));
        var results = new List<JsonObject>();
        foreach (var pair in pairs.Where(pair => !missing.Contains(pair.From) && !missingTo.Contains(pair.To)))
        {
            portal.Links.Add(Key(from, pair.From), Key(to, pair.To));
            // A default association is answered in both directions.
            results.Add(Result(pair.From, pair.To, TypeId(from, to)));
            results.Add(Result(pair.To, pair.From, TypeId(to, from)));
        }
        return Batches.Answer(portal, 200, results, errors);
    }

    public Answer Archive(JsonObject body)
    {
        var pairs = Inputs(body, MaxPairs)
            .SelectMany(input => input["to"] is JsonArray ids ? ids.Select(id => (From: Id(input["from"]), To: Id(id))) : throw NoIds())
            .ToList();
        CheckPairs(pairs);
        // What is not there, or was linked by another, is removed or ignored without an error.
        foreach (var pair in pairs)
            portal.Links.Remove(Key(from, pair.From), Key(to, pair.To));
        return Batches.Nothing(portal);
    }

    public Answer Read(JsonObject body)
    {
        var results = new List<JsonObject>();
        var errors = new List<JsonObject>();
        foreach (var input in Inputs(body, MaxReads))
        {
            var id = BatchInput.Text(input, "id", Errors) ?? throw NoIds();
            var linked = portal.Links.Of(Key(from, id), to.Name).Where(link => to.Records.Find(link.Id) is not null).ToList();
            var skipped = int.Parse(BatchInput.Text(input, "after", Errors) ?? "0", CultureInfo.InvariantCulture);
            if (linked.Count == 0)
                errors.Add(NoneFound(id));
            else
                results.Add(Page(id, linked, skipped));
        }
        return Batches.Answer(portal, 200, results, errors);
    }

    private JsonObject Page(string id, IReadOnlyList<(string Id, bool IsPrimary)> linked, int skipped)
    {
        var page = linked.Skip(skipped).Take(portal.Manners.AssociationsPerPage).ToList();
        var result = new JsonObject
        {
            ["from"] = new JsonObject { ["id"] = id },
            ["to"] = new JsonArray([
                .. page.Select(link => new JsonObject { ["toObjectId"] = link.Id, ["associationTypes"] = TypesOf(link.IsPrimary) }),
            ]),
        };
        var next = skipped + page.Count;
        if (next < linked.Count)
            result["paging"] = new JsonObject { ["next"] = new JsonObject { ["after"] = next.ToString(CultureInfo.InvariantCulture) } };
        return result;
    }

    // A record without links is an error of a 207, not an empty result. Source: answers recorded by several clients.
    private JsonObject NoneFound(string id)
    {
        var (one, other) = (from.Singular.ToLowerInvariant(), to.Singular.ToLowerInvariant());
        var error = Errors.Error(
            "OBJECT_NOT_FOUND",
            $"No {other} is associated with {one} {id}.",
            new JsonObject
            {
                ["fromObjectId"] = new JsonArray(id),
                ["fromObjectType"] = new JsonArray(one),
                ["toObjectType"] = new JsonArray(other),
            }
        );
        error["subCategory"] = "crm.associations.NO_ASSOCIATIONS_FOUND";
        return error;
    }

    // The primary company has its own type beside the one without a label. Source: docs, associations, contact to company.
    private JsonArray TypesOf(bool isPrimary)
    {
        var types = new JsonArray(Spec(TypeId(from, to), null));
        if (isPrimary)
            types.Insert(0, Spec((from.Name, to.Name) == ("contacts", "companies") ? 1 : 2, "Primary"));
        return types;
    }

    private static JsonObject Spec(int typeId, string? label) =>
        new()
        {
            ["category"] = "HUBSPOT_DEFINED",
            ["typeId"] = typeId,
            ["label"] = label,
        };

    // Source: docs, associations, "association type ids".
    private static int TypeId(ObjectType from, ObjectType to) =>
        (from.Name, to.Name) switch
        {
            ("calls", "contacts") => 194,
            ("contacts", "calls") => 193,
            ("calls", "companies") => 182,
            ("companies", "calls") => 181,
            ("calls", "deals") => 206,
            ("deals", "calls") => 205,
            ("contacts", "deals") => 4,
            ("deals", "contacts") => 3,
            ("contacts", "companies") => 279,
            ("companies", "contacts") => 280,
            _ => 0,
        };

    private static JsonObject Result(string from, string to, int typeId) =>
        new()
        {
            ["from"] = new JsonObject { ["id"] = from },
            ["to"] = new JsonObject { ["id"] = to },
            ["associationSpec"] = new JsonObject { ["associationCategory"] = "HUBSPOT_DEFINED", ["associationTypeId"] = typeId },
        };

    // Links of a merged record are those of the record it was merged into.
    private static RecordKey Key(ObjectType type, string id) => new(type.Name, type.Records.Find(id)?.Id ?? id);

    private IReadOnlyList<JsonObject> Inputs(JsonObject body, int max)
    {
        List<JsonObject> inputs = body["inputs"] is JsonArray array ? [.. array.Select(input => input as JsonObject ?? throw NoIds())] : [];
        return inputs.Count <= max
            ? inputs
            : throw Errors.Refuse(400, "VALIDATION_ERROR", $"The maximum number of inputs supported in a batch request is {max}");
    }

    private string Id(JsonNode? node) => node is JsonObject json && BatchInput.Text(json, "id", Errors) is { } id ? id : throw NoIds();

    private RefusalException NoIds() => Errors.InvalidJson("Some required fields were not set: [from, to, id]");

    // Source: segmentio/action-destinations 3336: the same pair twice in a batch is refused.
    private void CheckPairs(IReadOnlyCollection<(string From, string To)> pairs)
    {
        var duplicates = pairs.GroupBy(pair => pair).Where(group => group.Count() > 1).Select(group => $"{group.Key.From}-{group.Key.To}");
        if (duplicates.ToList() is { Count: > 0 } list)
            throw Errors.Refuse(
                400,
                "VALIDATION_ERROR",
                $"Duplicate associations found in batch input: [{string.Join(", ", list)}]",
                ErrorWriter.Ids("ids", list)
            );
    }
}
