using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>A query for records of which a field is one of these values.</summary>
/// <param name="Select">Everything before the values, ending in the field's name.</param>
/// <param name="Values">The values, not escaped.</param>
/// <param name="Further">Further conditions and order, or empty.</param>
internal sealed record ValuesQuery(string Select, IReadOnlyCollection<string> Values, string Further = "");

/// <summary>Runs queries, within a composite request: so that no value stands in a URL.</summary>
internal sealed class SalesforceQuery(SalesforceApi api)
{
    /// <summary>
    /// The limit of a composite request. Source:
    /// https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm
    /// </summary>
    private const int MaxQueries = 5;

    /// <summary>Half of the longest URL that Salesforce takes (16,384 bytes): a subrequest has one, too.</summary>
    private const int MaxUrl = 8_000;

    /// <summary>Of at most 2,000 records each: far more than an org has users, and no end for an address that leads to itself.</summary>
    private const int MaxPages = 1_000;

    /// <summary>A value as a literal of SOQL.</summary>
    public static string Literal(string value)
    {
        var literal = new StringBuilder(value.Length + 2).Append('\'');
        foreach (var character in value)
        {
            if (character is '\'' or '"' or '\\')
                literal.Append('\\').Append(character);
            else if (!char.IsControl(character))
                literal.Append(character);
        }

        return literal.Append('\'').ToString();
    }

    /// <summary>Runs the queries, as many in a request as it takes.</summary>
    /// <returns>The records of each query.</returns>
    /// <exception cref="CrmFailureException">One of them failed.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<JsonElement>>> RunAsync(
        IReadOnlyList<ValuesQuery> queries,
        string operation,
        CancellationToken cancellationToken
    )
    {
        var results = queries.Select(_ => new List<JsonElement>()).ToList();
        var parts = queries.SelectMany((query, index) => Split(query).Select(soql => (Index: index, Soql: soql))).ToList();
        foreach (var chunk in parts.Chunk(MaxQueries))
        {
            var bodies = await SendAsync([.. chunk.Select(part => part.Soql)], operation, cancellationToken);
            foreach (var (part, body) in chunk.Zip(bodies))
                await AddPagesAsync(results[part.Index], body, operation, cancellationToken);
        }

        return results;
    }

    /// <summary>Runs a query without personal data, all pages.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllAsync(string soql, string operation, CancellationToken cancellationToken)
    {
        var records = new List<JsonElement>();
        var first = await api.GetAsync($"query?q={Uri.EscapeDataString(soql)}", operation, cancellationToken);
        await AddPagesAsync(records, first, operation, cancellationToken);
        return records;
    }

    private static IEnumerable<string> Split(ValuesQuery query)
    {
        var part = new List<string>();
        var length = 0;
        foreach (var literal in query.Values.Select(Literal))
        {
            var further = Uri.EscapeDataString(literal).Length + 3;
            if (part.Count > 0 && length + further > MaxUrl)
            {
                yield return Soql(part);
                (part, length) = ([], 0);
            }

            part.Add(literal);
            length += further;
        }

        if (part.Count > 0)
            yield return Soql(part);

        string Soql(List<string> literals) => $"{query.Select} IN ({string.Join(',', literals)}) {query.Further}".TrimEnd();
    }

    private async Task<IReadOnlyList<JsonElement>> SendAsync(
        IReadOnlyList<string> queries,
        string operation,
        CancellationToken cancellationToken
    )
    {
        var body = new JsonObject
        {
            ["allOrNone"] = false,
            ["compositeRequest"] = new JsonArray([
                .. queries.Select(
                    (soql, index) =>
                        new JsonObject
                        {
                            ["method"] = "GET",
                            ["url"] = $"{api.Root}query?q={Uri.EscapeDataString(soql)}",
                            ["referenceId"] = $"q{index}",
                        }
                ),
            ]),
        };
        var answer = await api.SendAsync(HttpMethod.Post, "composite", operation, body, [], null, cancellationToken);
        var parts =
            answer.IsSuccess
            && answer.Body is { ValueKind: JsonValueKind.Object } found
            && found.TryGetProperty("compositeResponse", out var responses)
            && responses.ValueKind == JsonValueKind.Array
                ? responses
                    .EnumerateArray()
                    .Where(part => part.ValueKind == JsonValueKind.Object)
                    .ToLookup(part => part.Text("referenceId"))
                : null;
        return [.. queries.Select((_, index) => BodyOf(parts?[$"q{index}"].FirstOrDefault() ?? default, operation, answer))];
    }

    private static JsonElement BodyOf(JsonElement part, string operation, SalesforceAnswer answer)
    {
        if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("body", out var body))
            throw new CrmFailureException(new WriteResult.Unavailable($"{operation}: HTTP {answer.Status} without results"));
        var status = part.TryGetProperty("httpStatusCode", out var code) && code.TryGetInt32(out var number) ? number : 0;
        if (status == 200)
            return body;

        var errors = SalesforceError.ReadAll(body, []);
        throw new CrmFailureException(
            SalesforceErrors.OfRequest(status, errors, null)
                ?? new WriteResult.NotPrepared($"{operation}: HTTP {status} {errors.FirstOrDefault(SalesforceError.Unknown).Code}")
        );
    }

    private async Task AddPagesAsync(List<JsonElement> records, JsonElement page, string operation, CancellationToken cancellationToken)
    {
        for (var pages = 0; pages < MaxPages; pages++)
        {
            if (page.ValueKind != JsonValueKind.Object)
                throw new CrmFailureException(new WriteResult.Unavailable($"{operation}: a page that is no object"));
            if (page.TryGetProperty("records", out var found) && found.ValueKind == JsonValueKind.Array)
                records.AddRange(found.EnumerateArray().Where(record => record.ValueKind == JsonValueKind.Object));

            // Below our own root: another host would get the token.
            if (page.Text("nextRecordsUrl") is not { } path || !path.StartsWith(api.Root, StringComparison.Ordinal))
                return;
            page = await api.GetAsync(path, operation, cancellationToken);
        }
    }
}
