using CallEvents.Poller.Status;
using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Prints an audit on a terminal, with the first of the missing ids.</summary>
internal static class AuditText
{
    private const int MaxIds = 20;

    public static void Write(IAnsiConsole console, AuditPage page)
    {
        foreach (var sentence in page.Sentences)
            console.Profile.Out.Writer.WriteLine(sentence);
        foreach (var table in page.Tables)
            console.Write(Table(table));
        foreach (var id in page.Ids.Take(MaxIds))
            console.Profile.Out.Writer.WriteLine(StatusText.Plain($"missing: {id}"));
        if (page.Ids.Count > MaxIds)
            console.Profile.Out.Writer.WriteLine(
                $"… and {Format.Number(page.Ids.Count - MaxIds)} more: --json or --report FILE.html names all"
            );
    }

    private static Table Table(AuditTable content)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (name, index) in content.Columns.Select((name, index) => (name, index)))
            table.AddColumn(new TableColumn(new Text(name)) { Alignment = index == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        foreach (var row in content.Rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        return table;
    }
}
