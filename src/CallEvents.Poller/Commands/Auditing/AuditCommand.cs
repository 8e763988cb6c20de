using System.CommandLine;
using CallEvents.Poller.Commands.Reading;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Auditing;

/// <summary>Compares a closed window of the API with the ledger, or with the ids that another tool has.</summary>
internal sealed class AuditCommand : ServiceCommand
{
    private readonly ReadWindow window = new();
    private readonly Option<string?> workspace = CommonOptions.SingleWorkspace();

    private readonly Option<string?> against = new("--against")
    {
        HelpName = "FILE",
        Description = "Compare with the ids in this file instead of the ledger: lines, CSV or JSON lines; - for stdin.",
    };

    private readonly Option<string?> column = new("--column")
    {
        HelpName = "NAME",
        Description = "The column or member of --against that has the ids (default: id, call_id or callId).",
    };

    private readonly Option<string?> report = new("--report")
    {
        HelpName = "FILE",
        Description = "Write a page to file as well, per day: FILE.html, FILE.md or FILE.json.",
    };

    private readonly Option<bool> fix = new("--fix")
    {
        Description =
            "Let the poller observe what is missing in the ledger, so that it is published, and replay what lacks its CallRecorded.",
    };

    public AuditCommand()
        : base("audit", "Compare the calls that the API shows with the ledger, or with another tool's list. Exit code 1 if any is missing.")
    {
        window.AddTo(this);
        Add(against);
        Add(column);
        Add(fix);
        Add(report);
        Add(workspace);
        Examples =
        [
            "audit --from 2026-01-01 --to 2026-02-01",
            "audit --report last-week.html",
            "audit --fix",
            "audit --against crm-export.csv --column \"Call ID\"",
        ];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        if (context.IsGiven(column) && !context.IsGiven(against))
            throw new CommandUsageException(column.Name, "it without --against", "it for a list only");
        if (context.Value(fix) && context.IsGiven(against))
            throw new CommandUsageException(fix.Name, "it with --against", "it for the ledger only");
        var file = context.Value(report) is { } path ? AuditFile.For(report.Name, path) : null;
        var request = new AuditRequest
        {
            Workspace = context.SingleWorkspace(context.Value(workspace)),
            Window = window.Of(context),
            Rate = window.RateOf(context),
        };
        AuditReport result = context.Value(against) is { } list
            ? await new ListAudit(context, request).RunAsync(list, context.Value(column))
            : await new LedgerAudit(context, request).RunAsync(context.Value(fix));
        if (file is not null)
            await file.WriteAsync(result, context.Stopping);
        return result;
    }
}
