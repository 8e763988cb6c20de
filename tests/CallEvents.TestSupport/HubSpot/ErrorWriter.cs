using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>Builds the bodies of HubSpot's errors.</summary>
internal sealed class ErrorWriter(HubSpotManners manners, long portalId)
{
    private int correlations;

    public RefusalException Refuse(int status, string category, string message, JsonObject? context = null, JsonArray? errors = null) =>
        new(new Answer(status, Or(Error(category, message, context, errors))));

    /// <summary>This body, or an empty one where errors have no fields.</summary>
    public JsonObject Or(JsonObject body) => manners.ErrorBodies == ErrorBodies.Empty ? [] : body;

    /// <summary>An error's object, as the whole body or as one of <c>errors</c> in a batch's answer.</summary>
    public JsonObject Error(string category, string message, JsonObject? context = null, JsonArray? errors = null)
    {
        var error = new JsonObject
        {
            ["status"] = "error",
            ["message"] = message,
            ["correlationId"] = $"019db170-44cc-7000-8000-{Interlocked.Increment(ref correlations):x12}",
            ["category"] = category,
        };
        if (context is not null)
            error["context"] = context;
        if (errors is not null)
            error["errors"] = errors;
        return error;
    }

    /// <summary>The error for values that are refused.</summary>
    /// <remarks>
    /// Source of the JSON within the message: changelog, enhanced validations; of <c>errors[].code</c> with <c>propertyName</c>: docs, error
    /// handling. Both repeat the value that is refused.
    /// </remarks>
    public JsonObject ValuesNotValid(IReadOnlyList<PropertyProblem> problems, JsonObject? context = null)
    {
        if (problems is [{ Code: Codes.RequiredPropertyMissing } missing])
            return Error("VALIDATION_ERROR", missing.Message, Merge(context, "properties", missing.Property));
        var inMessage = new JsonArray([
            .. problems.Select(problem => new JsonObject
            {
                ["isValid"] = false,
                ["message"] = problem.Message,
                ["error"] = problem.Code,
                ["name"] = problem.Property,
                ["localizedErrorMessage"] = problem.Message,
                ["portalId"] = portalId,
            }),
        ]);
        var inErrors = new JsonArray([
            .. problems.Select(problem => new JsonObject
            {
                ["message"] = problem.Message,
                ["code"] = problem.Code,
                ["context"] = Merge(null, "propertyName", problem.Property),
            }),
        ]);
        var message =
            manners.ErrorBodies == ErrorBodies.CodesInErrors
                ? "Property values were not valid"
                : $"Property values were not valid: {inMessage.ToJsonString()}";
        return Error("VALIDATION_ERROR", message, context, manners.ErrorBodies == ErrorBodies.CodesInMessage ? null : inErrors);
    }

    /// <summary>The whole body for values that are refused.</summary>
    public RefusalException Refuse(int status, IReadOnlyList<PropertyProblem> problems) =>
        new(new Answer(status, Or(ValuesNotValid(problems))));

    /// <summary>The error for records that do not exist; one error names all of them.</summary>
    // Source: hubspot community 1101616, and answers recorded by several clients: one error with several ids, numErrors 1.
    public JsonObject NotFound(ObjectType type, IEnumerable<string> ids, IEnumerable<string>? traceIds = null)
    {
        var context = Ids("ids", ids);
        // Source: rudder-transformer, batch update: the input's trace id is echoed beside its id.
        var traces = Ids("objectWriteTraceId", traceIds ?? []);
        if (traces["objectWriteTraceId"]!.AsArray().Count > 0)
            context["objectWriteTraceId"] = traces["objectWriteTraceId"]!.DeepClone();
        return Error(
            "OBJECT_NOT_FOUND",
            $"Could not get some {type.Singular} objects, they may be deleted or not exist. Check that ids are valid.",
            context
        );
    }

    /// <summary>Refuses a body that is not what the endpoint takes.</summary>
    public RefusalException InvalidJson(string what) => Refuse(400, "VALIDATION_ERROR", $"Invalid input JSON on line 1, column 1: {what}");

    /// <summary>Refuses a batch that has an id more than once.</summary>
    // Source: an answer recorded in rudder-transformer's tests; segmentio/action-destinations 3969: two inputs for one record are
    // refused as well. It is refused as a whole, also where errors are per input.
    public RefusalException DuplicateIds(IEnumerable<string> ids)
    {
        var list = ids.Distinct().ToList();
        return Refuse(
            400,
            "VALIDATION_ERROR",
            $"Duplicate IDs found in batch input: [{string.Join(", ", list)}]. IDs must be unique",
            Ids("ids", list)
        );
    }

    public static JsonObject Ids(string name, IEnumerable<string> ids) => new() { [name] = JsonSerializer.SerializeToNode(ids.ToArray()) };

    private static JsonObject Merge(JsonObject? context, string name, string value)
    {
        context = (JsonObject?)context?.DeepClone() ?? [];
        context[name] = new JsonArray(value);
        return context;
    }
}

/// <summary>The codes of refused values.</summary>
internal static class Codes
{
    public const string PropertyDoesntExist = "PROPERTY_DOESNT_EXIST";
    public const string ReadOnlyValue = "READ_ONLY_VALUE";
    public const string InvalidEmail = "INVALID_EMAIL";
    public const string InvalidOption = "INVALID_OPTION";
    public const string InvalidNumber = "INVALID_NUMBER";
    public const string InvalidDate = "INVALID_DATE";
    public const string InvalidOwner = "INVALID_OWNER_ID";
    public const string WhiteSpace = "LEADING_OR_TRAILING_WHITESPACE";
    public const string TooLong = "PROPERTY_VALUE_TOO_LONG";
    public const string NotUnique = "CONFLICTING_UNIQUE_VALUE";
    public const string RuleViolated = "PROPERTY_VALIDATION_RULE_VIOLATED";
    public const string RequiredPropertyMissing = "REQUIRED_PROPERTY_MISSING";
}
