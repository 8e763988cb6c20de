using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Simulator.Serving;

namespace CallEvents.Simulator.Faults.Answering;

/// <summary>Good answers turned into bodies that a client should not have to expect, and what they still show.</summary>
internal sealed class BadBodies(Lottery lottery)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] Html =
        Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body><h1>We are down for maintenance</h1></body></html>");

    /// <summary>Spoils a body as the switches say, and takes out of <paramref name="showing"/> what it does not show any more.</summary>
    public byte[] Spoil(HttpContext context, Misbehaviour now, RequestScope scope, byte[] body, Showing showing)
    {
        if (Strikes(now.HtmlBody, nameof(now.HtmlBody)))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return Hide(Html);
        }

        if (Strikes(now.TruncatedBody, nameof(now.TruncatedBody)))
            return Hide(body[..(body.Length / 2)]);
        if (Strikes(now.EmptyBody, nameof(now.EmptyBody)))
            return Hide("{}"u8.ToArray());
        if (Strikes(now.NullData, nameof(now.NullData)))
            return Hide("""{"data":null}"""u8.ToArray());
        if (!HasItemFault(now) || showing.Items.Count == 0)
            return body;

        var root = JsonNode.Parse(body)!;
        SpoilItems(now, scope, root, showing);
        return JsonSerializer.SerializeToUtf8Bytes(root, Relaxed);

        bool Strikes(RequestFault? fault, string kind) => fault.Meets(scope) && lottery.Strikes(fault, kind);

        byte[] Hide(byte[] instead)
        {
            showing.Items.Clear();
            return instead;
        }
    }

    private static bool HasItemFault(Misbehaviour now) =>
        now is not
        {
            ItemWithoutId: null, ItemNotObject: null, UnknownFields: null, UnknownValues: null, NullFields: null, NumbersAsText: null,
            Offsets: null,
        };

    private void SpoilItems(Misbehaviour now, RequestScope scope, JsonNode root, Showing showing)
    {
        var items = scope == RequestScope.List ? [.. root["data"]!.AsArray().Select(item => item!.AsObject())] : new[] { root.AsObject() };
        if (Strikes(now.UnknownFields, nameof(now.UnknownFields)))
        {
            root["experimental"] = new JsonObject { ["sentiment"] = 0.5 };
            showing.Change(items, "unknown_fields", (item, call) =>
            {
                item["tags"] = new JsonArray("new", 1, null);
                return call;
            });
        }

        if (Strikes(now.NullFields, nameof(now.NullFields)))
            showing.Change(items, "null_fields", ItemSpoilers.NullFields);
        if (Strikes(now.UnknownValues, nameof(now.UnknownValues)))
            showing.Change(items, "unknown_values", ItemSpoilers.UnknownValues);
        if (Strikes(now.NumbersAsText, nameof(now.NumbersAsText)))
            showing.Change(items, "numbers_as_text", ItemSpoilers.NumbersAsText);
        if (Strikes(now.Offsets, nameof(now.Offsets)))
            showing.Change(items, "offsets", ItemSpoilers.Offsets);
        if (scope == RequestScope.List)
            SpoilOneItem(now, root["data"]!.AsArray(), showing);

        bool Strikes(RequestFault? fault, string kind) => fault.Meets(scope) && lottery.Strikes(fault, kind);
    }

    /// <summary>Spoils the middle item: the first and the last are where a client looks for the page's borders.</summary>
    private void SpoilOneItem(Misbehaviour now, JsonArray data, Showing showing)
    {
        var middle = data.Count / 2;
        if (lottery.Strikes(now.ItemWithoutId, nameof(now.ItemWithoutId)))
            data[middle]!.AsObject().Remove("id");
        else if (lottery.Strikes(now.ItemNotObject, nameof(now.ItemNotObject)))
            data[middle] = 42;
        else
            return;

        showing.Items.RemoveAt(middle);
    }
}
