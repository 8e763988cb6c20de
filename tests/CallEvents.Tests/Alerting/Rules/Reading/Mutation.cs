using System.Text.Json.Nodes;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>Changes one place of a rules file, but none of its lists: whether those fit is decided where they are used.</summary>
internal static class Mutation
{
    private const string Lists = "lists";

    private static readonly string[] Values =
    [
        "null",
        "true",
        "0",
        "1",
        "-1",
        "0.5",
        "65",
        "1000000",
        "1000001",
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[1, \"x\"]",
        "{\"x\": 1}",
        "\"\"",
        "\"x\"",
        "\"a b\"",
        "\"*\"",
        "\"a*b\"",
        "\"a* b*\"",
        "\"!\"",
        "\"2m\"",
        "\"0m\"",
        "\"2m1h\"",
        "\"123456s\"",
        "\"65%\"",
        "\"101%\"",
        "\"first 5m\"",
        "\"last 0%\"",
        "\"$names\"",
        "\"critical\"",
        "\"live\"",
        "\"rep: x\"",
        "\": x\"",
        "\"a@b.c\"",
        "\"日本語\"",
        "\"٣\"",
        "\"outcome\"",
        "{\"isEmpty\": true}",
        "{\"isEmpty\": true, \"is\": \"x\"}",
        "{\"is\": \"x\", \"in\": [\"y\"]}",
    ];

    private static readonly string[] Keys = ["x", "titel", "is", "any", "", "é", "notify", "isEmpty"];

    /// <param name="document">The document, which is changed.</param>
    /// <param name="kind">0: none; 1, 2: another value; 3: one member less; 4: one member more.</param>
    /// <param name="place">Which place.</param>
    /// <param name="value">Which value or key.</param>
    public static JsonNode Of(JsonNode document, int kind, int place, int value)
    {
        if (kind is 0)
            return document;

        List<Action> changes = [];
        foreach (var parent in Within(document))
        {
            if (parent is JsonObject map)
            {
                foreach (var key in map.Select(member => member.Key).Where(key => key != Lists).ToList())
                    changes.Add(() => Change(map, key, kind, value));
            }
            else if (parent is JsonArray list)
            {
                for (var index = 0; index < list.Count; index++)
                {
                    var at = index;
                    changes.Add(() => Change(list, at, kind, value));
                }
            }
        }

        changes[place % changes.Count]();
        return document;
    }

    private static void Change(JsonObject map, string key, int kind, int value)
    {
        if (kind is 3)
            map.Remove(key);
        else
            map[kind is 4 ? Keys[value % Keys.Length] : key] = JsonNode.Parse(Values[value % Values.Length]);
    }

    private static void Change(JsonArray list, int index, int kind, int value)
    {
        if (kind is 3)
            list.RemoveAt(index);
        else if (kind is 4)
            list.Add(JsonNode.Parse(Values[value % Values.Length]));
        else
            list[index] = JsonNode.Parse(Values[value % Values.Length]);
    }

    private static IEnumerable<JsonNode> Within(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.Where(member => member.Key != Lists).SelectMany(member => Within(member.Value)).Prepend(map),
            JsonArray list => list.SelectMany(Within).Prepend(list),
            _ => [],
        };
}
