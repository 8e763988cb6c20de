using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>One task on its way to Salesforce.</summary>
/// <param name="call">The call in it.</param>
/// <param name="values">What is written, by field.</param>
internal sealed class TaskWrite(CallWrite call, JsonObject values)
{
    private readonly List<string> leftOut = [];

    public CallWrite Call => call;

    /// <summary>The fields that were taken out.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    /// <summary>The fields to write; some may be taken out after a refusal.</summary>
    public JsonObject Values => values;

    /// <summary>The record to update; null to write by the key.</summary>
    public string? RecordId { get; set; } = call.RecordId;

    /// <summary>What is linked to the record afterwards.</summary>
    public RecordLinks Links { get; set; } = call.Links;

    /// <summary>Null as long as it is to be sent.</summary>
    public WriteResult? Result { get; set; }

    /// <summary>The record as it travels.</summary>
    public JsonObject ToJson()
    {
        var json = (JsonObject)values.DeepClone();
        json["attributes"] = new JsonObject { ["type"] = "Task" };
        if (RecordId is not null)
            json["id"] = RecordId;
        return json;
    }

    /// <summary>Takes out fields.</summary>
    /// <returns>Whether there was one of them.</returns>
    public bool Leave(IEnumerable<string> fields)
    {
        var left = fields.Where(values.Remove).ToList();
        leftOut.AddRange(left);
        if (left.Contains("WhoId"))
            Links = Links with { Contact = null };
        if (left.Contains("WhatId"))
            Links = Links with { Others = [] };
        return left.Count > 0;
    }
}
