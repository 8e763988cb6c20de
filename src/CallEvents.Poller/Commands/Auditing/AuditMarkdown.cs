using System.Text;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Formats an audit as Markdown.</summary>
internal static class AuditMarkdown
{
    public static string Format(AuditPage page)
    {
        var text = new StringBuilder($"# {page.Title}\n");
        foreach (var sentence in page.Sentences)
            text.Append($"\n{sentence}\n");
        foreach (var table in page.Tables)
        {
            text.Append($"\n{Row(table.Columns)}");
            text.Append(Row(table.Columns.Select((_, index) => index == 0 ? "---" : "---:")));
            foreach (var row in table.Rows)
                text.Append(Row(row));
        }

        if (page.Ids.Count > 0)
            text.Append("\n## Missing\n\n").AppendJoin("", page.Ids.Select(id => $"- `{id}`\n"));
        return text.ToString();
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
