using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Simulator.Faults;

namespace CallEvents.Simulator.Api.FaultInjection;

/// <summary>Injects body faults into successful responses, and keeps track of the calls that they still contain.</summary>
internal sealed class BodyFaultInjector(FaultSampler sampler)
{
    private static readonly JsonSerializerOptions SerializerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] MaintenancePage = Encoding.UTF8.GetBytes(
        "<!DOCTYPE html><html><body><h1>We are down for maintenance</h1></body></html>"
    );

    /// <summary>Applies all triggered faults, and removes calls from <paramref name="items"/> that the body no longer contains.</summary>
    public byte[] Apply(HttpContext context, FaultOptions faults, RequestScope scope, byte[] body, ResponseItems items)
    {
        if (Triggers(faults.HtmlBody, nameof(faults.HtmlBody)))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return ReplaceBody(MaintenancePage);
        }

        if (Triggers(faults.TruncatedBody, nameof(faults.TruncatedBody)))
            return ReplaceBody(body[..(body.Length / 2)]);
        if (Triggers(faults.EmptyBody, nameof(faults.EmptyBody)))
            return ReplaceBody("{}"u8.ToArray());
        if (Triggers(faults.NullData, nameof(faults.NullData)))
            return ReplaceBody("""{"data":null}"""u8.ToArray());
        if (!HasItemFault(faults) || items.Count == 0)
            return body;

        var root = JsonNode.Parse(body)!;
        ApplyToItems(faults, scope, root, items);
        return JsonSerializer.SerializeToUtf8Bytes(root, SerializerOptions);

        bool Triggers(RequestFault? fault, string kind) => fault.AppliesTo(scope) && sampler.Triggers(fault, kind);

        byte[] ReplaceBody(byte[] replacement)
        {
            items.Clear();
            return replacement;
        }
    }

    private static bool HasItemFault(FaultOptions faults) =>
        faults
            is not {
                ItemWithoutId: null,
                ItemNotObject: null,
                UnknownFields: null,
                UnknownValues: null,
                NullFields: null,
                NumbersAsStrings: null,
                UtcOffsets: null,
            };

    private void ApplyToItems(FaultOptions faults, RequestScope scope, JsonNode root, ResponseItems items)
    {
        var nodes = scope == RequestScope.List ? [.. root["data"]!.AsArray().Select(item => item!.AsObject())] : new[] { root.AsObject() };
        if (Triggers(faults.UnknownFields, nameof(faults.UnknownFields)))
        {
            root["experimental"] = new JsonObject { ["sentiment"] = 0.5 };
            items.Modify(nodes, "unknown_fields", ItemFaults.AddUnknownField);
        }

        if (Triggers(faults.NullFields, nameof(faults.NullFields)))
            items.Modify(nodes, "null_fields", ItemFaults.SetFieldsToNull);
        if (Triggers(faults.UnknownValues, nameof(faults.UnknownValues)))
            items.Modify(nodes, "unknown_values", ItemFaults.SetUnknownValues);
        if (Triggers(faults.NumbersAsStrings, nameof(faults.NumbersAsStrings)))
            items.Modify(nodes, "numbers_as_strings", ItemFaults.WriteNumbersAsStrings);
        if (Triggers(faults.UtcOffsets, nameof(faults.UtcOffsets)))
            items.Modify(nodes, "utc_offsets", ItemFaults.WriteUtcOffset);
        if (scope == RequestScope.List)
            ApplyToOneItem(faults, root["data"]!.AsArray(), items);

        bool Triggers(RequestFault? fault, string kind) => fault.AppliesTo(scope) && sampler.Triggers(fault, kind);
    }

    /// <summary>Breaks the middle item. Clients often treat the first and the last item of a page specially.</summary>
    private void ApplyToOneItem(FaultOptions faults, JsonArray data, ResponseItems items)
    {
        var middle = data.Count / 2;
        if (sampler.Triggers(faults.ItemWithoutId, nameof(faults.ItemWithoutId)))
            data[middle]!.AsObject().Remove("id");
        else if (sampler.Triggers(faults.ItemNotObject, nameof(faults.ItemNotObject)))
            data[middle] = 42;
        else
            return;

        items.RemoveAt(middle);
    }
}
