using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>The definitions of properties and their groups.</summary>
internal sealed class PropertyEndpoints(Portal portal, ObjectType type)
{
    private const int MaxUniqueProperties = 10;

    private ErrorWriter Errors => portal.Errors;

    /// <summary>All of them; with <c>archived=true</c> only those that were deleted.</summary>
    public Answer List(bool archived)
    {
        var found = type.Properties.Values.Where(property => property.IsArchived == archived).Select(property => property.ToJson());
        return new(200, new JsonObject { ["results"] = new JsonArray([.. found]) });
    }

    public Answer Read(string name) =>
        type.FindProperty(name) is { } property
            ? new(200, property.ToJson())
            : throw Errors.Refuse(404, "OBJECT_NOT_FOUND", $"Property {name} does not exist");

    public Answer Groups() => new(200, new JsonObject { ["results"] = new JsonArray([.. type.Groups.Select(name => Group(name, name))]) });

    public Answer CreateGroup(JsonObject body)
    {
        if (BatchInput.Text(body, "name", Errors) is not { } name || BatchInput.Text(body, "label", Errors) is not { } label)
            throw Errors.InvalidJson("Some required fields were not set: [name, label]");
        return type.Groups.Add(name)
            ? new(201, Group(name, label))
            : throw Errors.Refuse(409, "OBJECT_ALREADY_EXISTS", $"A property group named '{name}' already exists.");
    }

    public Answer Create(JsonObject body)
    {
        if (body["inputs"] is not JsonArray inputs)
            return Batches.Nothing(portal);
        var wanted = inputs
            .Select(input => Definition(input as JsonObject ?? throw Errors.InvalidJson("An input must be an object")))
            .ToList();
        if (wanted.GroupBy(property => property.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Errors.DuplicateIds([twice.Key]);
        var existing = wanted.Where(property => type.FindProperty(property.Name) is not null).ToList();
        if (existing.Count > 0 && portal.Manners.BatchErrors != BatchErrors.PerInput)
            throw Errors.Refuse(409, "OBJECT_ALREADY_EXISTS", Exists(existing[0].Name));
        var created = wanted.Except(existing).ToList();
        foreach (var property in created)
        {
            // A name that was deleted can be used again; the old values do not come back.
            if (type.Properties.ContainsKey(property.Name))
                type.Records.Wipe(property.Name);
            type.Properties[property.Name] = property;
        }
        return Batches.Answer(
            portal,
            201,
            created.Select(property => property.ToJson()),
            [
                .. existing.Select(property =>
                    Errors.Error("OBJECT_ALREADY_EXISTS", Exists(property.Name), ErrorWriter.Ids("name", [property.Name]))
                ),
            ]
        );
    }

    private static string Exists(string name) => $"A property named '{name}' already exists.";

    private static JsonObject Group(string name, string label) =>
        new()
        {
            ["name"] = name,
            ["label"] = label,
            ["displayOrder"] = -1,
            ["archived"] = false,
        };

    private HubSpotProperty Definition(JsonObject input)
    {
        string Required(string member) =>
            BatchInput.Text(input, member, Errors) ?? throw Errors.InvalidJson($"Some required fields were not set: [{member}]");
        var property = new HubSpotProperty(Required("name"), Required("type"), Required("fieldType"))
        {
            Label = Required("label"),
            GroupName = Required("groupName"),
            HasUniqueValue = input["hasUniqueValue"]?.GetValue<bool>() ?? false,
            FormField = input["formField"]?.GetValue<bool>() ?? false,
            Options = input["options"] is JsonArray options ? [.. options.Select(option => option!["value"]!.GetValue<string>())] : [],
        };
        if (ProblemOf(property) is { } problem)
            throw Errors.Refuse(400, "VALIDATION_ERROR", problem);
        return property;
    }

    private string? ProblemOf(HubSpotProperty property)
    {
        // Source: docs, properties, "property type and fieldType values".
        var isKnown = (property.Type, property.FieldType) switch
        {
            ("string", "text" or "textarea" or "html" or "phonenumber" or "file") => true,
            ("number", "number") => true,
            ("datetime" or "date", "date") => true,
            ("enumeration", "select" or "radio" or "checkbox") => property.Options.Count > 0,
            ("bool" or "enumeration", "booleancheckbox") => true,
            _ => false,
        };
        if (!isKnown)
            return $"Property type {property.Type} does not go with field type {property.FieldType}";
        if (property.Name.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '_'))
            return $"Property name {property.Name} may have lower-case letters, digits and underscores only";
        if (!type.Groups.Contains(property.GroupName))
            return $"Property group {property.GroupName} does not exist";
        // Source: jbnet.jp, "create a property to set unique values": ten of them for an object type.
        var unique = type.Properties.Values.Count(other => other is { HasUniqueValue: true, IsDefinedByHubSpot: false, IsArchived: false });
        return property.HasUniqueValue && unique >= MaxUniqueProperties ? "There are too many properties with unique values" : null;
    }
}
