using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>Why the stub refuses a task. Codes: StatusCode in the SOAP API's list of errors.</summary>
internal static class StubTaskRules
{
    private static readonly string[] References = ["WhoId", "WhatId", "OwnerId"];

    /// <param name="org">The org.</param>
    /// <param name="before">The task as it stands.</param>
    /// <param name="record">What is written.</param>
    /// <param name="after">The task as it would stand.</param>
    /// <param name="isNew">Whether it is created.</param>
    public static StubError? Refusal(StubOrg org, StubRecord before, JsonObject record, StubRecord after, bool isNew)
    {
        if (org.Locked.Contains(after.Text(StubOrg.Key) ?? ""))
            return new StubError("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: " + before.Id);

        foreach (var (name, value) in record)
        {
            if (!org.Fields.TryGetValue(name, out var field))
                continue;
            if (!(isNew ? field.IsCreateable : field.IsUpdateable))
                return new StubError(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    $"Unable to create/update fields: {name}. Please check the security settings of this field and verify that it is "
                        + "read/write for your profile or permission set.",
                    name
                );
            if (field.Length > 0 && value is JsonValue text && text.ToString().Length > field.Length)
                return new StubError("STRING_TOO_LONG", $"{name}: data value too large: {value} (max length={field.Length})", name);
        }

        return Reference(org, record)
            ?? (
                org.ValidationRule(after) is { } message ? new StubError("FIELD_CUSTOM_VALIDATION_EXCEPTION", message, "Description") : null
            );
    }

    private static StubError? Reference(StubOrg org, JsonObject record)
    {
        foreach (var field in References.Where(record.ContainsKey))
        {
            if (record[field]?.ToString() is not { } id)
                continue;
            var target = org.Find(id);
            if (target is null or { IsDeleted: true })
                return new StubError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id: " + id, field);
            if (field == "OwnerId" && target["IsActive"]?.GetValue<bool>() == false)
                return new StubError("INACTIVE_OWNER_OR_USER", "operation performed with inactive user [" + id + "]");
        }

        return null;
    }
}
