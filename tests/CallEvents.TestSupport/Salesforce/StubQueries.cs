using System.Text.Json.Nodes;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>Answers queries, alone and within a composite request, in pages.</summary>
internal sealed class StubQueries(StubOrg org, string root)
{
    private const int MaxUrl = 16_384;

    private readonly List<IReadOnlyList<JsonObject>> cursors = [];

    /// <summary>Source: a page has up to 2,000 records.</summary>
    public int PageSize { get; set; } = 2_000;

    /// <param name="url">The path and the query string: <c>…/query?q=SOQL</c>, or <c>…/query/CURSOR-OFFSET</c>.</param>
    public (int Status, JsonNode Body) Query(string url)
    {
        if (url.Length > MaxUrl)
            return (414, new StubError("URI_TOO_LONG", "URI too long").ToRequestBody());
        if (url.Split("query/") is [_, var place])
        {
            var position = place.Split('-').Select(int.Parse).ToList();
            return (200, Page(position[0], position[1]));
        }

        var (records, error) = StubSoql.Run(org, Uri.UnescapeDataString(url.Split("?q=")[1].Replace('+', ' ')));
        if (error is not null)
            return (400, error.ToRequestBody());
        cursors.Add(records!);
        return (200, Page(cursors.Count - 1, 0));
    }

    /// <summary>
    /// Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm : at most 25
    /// subrequests, at most 5 of them queries; each has a status of its own, and the whole is an HTTP 200.
    /// </summary>
    public (int Status, JsonNode Body) Composite(JsonNode? body)
    {
        if (body?["compositeRequest"] is not JsonArray subrequests || subrequests.Count is 0 or > 5)
            return (400, new StubError("LIMIT_EXCEEDED", "Too many query subrequests").ToRequestBody());

        var responses = new JsonArray();
        foreach (var subrequest in subrequests)
        {
            var url = subrequest!["url"]!.GetValue<string>();
            url.ShouldStartWith(root);
            var (status, result) = Query(url);
            responses.Add(
                new JsonObject
                {
                    ["body"] = result,
                    ["httpHeaders"] = new JsonObject(),
                    ["httpStatusCode"] = status,
                    ["referenceId"] = subrequest["referenceId"]!.DeepClone(),
                }
            );
        }

        return (200, new JsonObject { ["compositeResponse"] = responses });
    }

    private JsonObject Page(int cursor, int offset)
    {
        var records = cursors[cursor];
        var end = Math.Min(records.Count, offset + PageSize);
        var page = new JsonObject
        {
            ["totalSize"] = records.Count,
            ["done"] = end == records.Count,
            ["records"] = new JsonArray([.. records.Skip(offset).Take(PageSize).Select(record => record.DeepClone())]),
        };
        if (end < records.Count)
            page["nextRecordsUrl"] = $"{root}query/{cursor}-{end}";
        return page;
    }
}
