using System.Net;
using System.Text;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Formats an audit as a page of its own, which loads nothing from elsewhere.</summary>
internal static class AuditHtml
{
    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: 1.5rem 0; }
        th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
        th:first-child, td:first-child { text-align: left; }
        code { overflow-wrap: anywhere; }
        """;

    public static string Format(AuditPage page)
    {
        var title = Encode(page.Title);
        var text = new StringBuilder(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{title}</h1>

            """
        );
        foreach (var sentence in page.Sentences)
            text.Append($"<p>{Encode(sentence)}</p>\n");
        foreach (var table in page.Tables)
        {
            text.Append("<table>\n<thead>").Append(Row(table.Columns, "th scope=\"col\"", "th")).Append("</thead>\n<tbody>\n");
            foreach (var row in table.Rows)
                text.Append(Row(row, "td", "td"));
            text.Append("</tbody>\n</table>\n");
        }

        if (page.Ids.Count > 0)
            text.Append("<h2>Missing</h2>\n<ul>\n")
                .AppendJoin("", page.Ids.Select(id => $"<li><code>{Encode(id)}</code></li>\n"))
                .Append("</ul>\n");
        return text.Append("</body>\n</html>\n").ToString();
    }

    private static string Row(IEnumerable<string> cells, string start, string end) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<{start}>{Encode(cell)}</{end}>"))}</tr>\n";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
