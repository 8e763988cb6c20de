using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.Tests.Documentation;

/// <summary>The JSON schema of <c>appsettings.json</c>, written from the options classes.</summary>
internal static class SettingsSchema
{
    private const string Duration = @"^(\d+\.)?\d{1,2}:\d{2}:\d{2}(\.\d{1,7})?$";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Connection strings have no options class: they are one value each.</summary>
    private static readonly (string Name, string Description)[] ConnectionStrings =
    [
        ("RabbitMq", "The broker, for all services: amqp://user:password@host:5672/vhost or amqps://…; several hosts separated by commas."),
        ("Ledger", "The poller's ledger: an SQLite file, or PostgreSQL when it begins with Host=."),
        (
            "Erasures",
            "What forget has erased, kept apart from the ledger's backups: an SQLite file, or PostgreSQL when it begins with Host=. "
                + "Default: beside the ledger."
        ),
        ("State", "The state of a consumer: an SQLite file, or PostgreSQL when it begins with Host=."),
    ];

    public static IEnumerable<string> ConnectionStringKeys =>
        ConnectionStrings.Select(connection => $"ConnectionStrings:{connection.Name}");

    public static string Write()
    {
        var sections = new JsonObject { ["ConnectionStrings"] = Section() };
        foreach (var (name, description) in ConnectionStrings)
            Properties(sections["ConnectionStrings"]!)[name] = new JsonObject { ["description"] = description, ["type"] = "string" };
        foreach (var setting in SettingCatalog.All)
            Add(sections, setting.Key.Split(':'), Value(setting));

        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "CallEvents settings",
            ["description"] = "The settings of the poller, the CRM updater and alerting, as in docs/configuration.md.",
            ["type"] = "object",
            ["properties"] = sections,
        };
        return schema.ToJsonString(Indented);
    }

    private static void Add(JsonObject properties, ReadOnlySpan<string> path, JsonObject value)
    {
        var name = path[0];
        if (path.Length == 1)
        {
            properties[name] = value;
        }
        else if (path[1] is "<name>" or "<n>")
        {
            var elements = path[1] == "<name>" ? "additionalProperties" : "items";
            var type = path[1] == "<name>" ? "object" : "array";
            var container = (JsonObject)(properties[name] ??= new JsonObject { ["type"] = type, [elements] = Section() });
            if (path.Length == 2)
                container[elements] = value;
            else
                Add(Properties(container[elements]!), path[2..], value);
        }
        else
        {
            Add(Properties(properties[name] ??= Section()), path[1..], value);
        }
    }

    private static JsonObject Section() =>
        new()
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(),
        };

    private static JsonObject Properties(JsonNode section) => section["properties"]!.AsObject();

    private static JsonObject Value(Setting setting)
    {
        var value = new JsonObject { ["description"] = $"{setting.Summary} {setting.Bounds}" };
        if (setting.Type == typeof(TimeSpan))
            (value["type"], value["pattern"]) = ("string", Duration);
        else if (setting.Type == typeof(int))
            value["type"] = "integer";
        else if (setting.Type == typeof(double))
            value["type"] = "number";
        else if (setting.Type == typeof(bool) || setting.Type == typeof(bool?))
            value["type"] = "boolean";
        else if (setting.Type == typeof(string))
            value["type"] = "string";
        else if (setting.Type == typeof(DateTimeOffset?))
            (value["type"], value["format"]) = ("string", "date-time");
        else
            throw new NotSupportedException($"{setting.Key}: a setting of type {setting.Type} needs a JSON type.");

        if (!setting.IsRequired && setting.Default is { } text)
            value["default"] =
                setting.Type == typeof(bool) ? bool.Parse(text)
                : setting.Type == typeof(int) || setting.Type == typeof(double) ? Number(text)
                : (JsonNode)text;
        return value;
    }

    private static JsonValue Number(string text) => JsonValue.Create(decimal.Parse(text, CultureInfo.InvariantCulture));
}
