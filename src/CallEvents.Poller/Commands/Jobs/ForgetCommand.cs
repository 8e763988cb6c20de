using System.CommandLine;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller.Commands.Jobs;

/// <summary>Erases the data of a call, or of a person, for good.</summary>
internal sealed class ForgetCommand : ServiceCommand
{
    private readonly Argument<string?> id = new("ID") { Description = "The id of the call.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> email = new("--email")
    {
        HelpName = "ADDRESS",
        Description = "Erase every call of this address. It is kept nowhere.",
    };
    private readonly Option<string?> workspace = CommonOptions.SingleWorkspace();
    private readonly Option<bool> detach = JobFollower.Detach();

    public ForgetCommand()
        : base("forget", "Erase the data of a call, or of all calls of a person, so that no re-read and no restored backup brings it back.")
    {
        Add(id);
        Add(email);
        Add(workspace);
        Add(detach);
        Examples = ["forget call_01HX4BQZPK8J2NFRT3WY", "forget --email jane.doe@acme.com"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var follower = new JobFollower(context);
        var calls = (context.Value(id), context.Value(email)) switch
        {
            ({ } one, null) => new ForgettableCalls([one], 0),
            (null, { } address) when address.Contains('@') => null,
            (null, { }) => throw new CommandUsageException("--email", "no address", "an e-mail address"),
            _ => throw new CommandUsageException("forget", "neither or both", "either the id of a call or --email"),
        };
        var row = await follower.WorkspaceAsync(context.Value(workspace));
        var search = context.Get<CallSearch>();
        if (calls is null)
            calls = await search.ByEmailAsync(row.Name, context.Value(email)!, Key(context, row.Name), context.Stopping);
        else if (!await search.ExistsAsync(row.Name, calls.Calls[0], context.Stopping))
            throw new CommandFailedException(
                $"forget: found '{calls.Calls[0]}', which workspace {row.Name} does not know, expected the id of a call"
            );

        if (calls.Incomparable > 0)
            context.Progress.Say(
                $"{calls.Incomparable} old calls cannot be compared, since their addresses were erased under an earlier API key: "
                    + "forget them by their ids"
            );
        if (calls.Calls.Count == 0)
            throw new CommandFailedException($"forget: no call of this address in workspace {row.Name}");
        if (context.Get<ErasureLocation>().IsInBackupsOfLedger)
            context.Progress.Say(
                "Erasures are kept in the ledger's own database: a backup of it that is restored as a whole loses those made since. "
                    + "ConnectionStrings:Erasures keeps them elsewhere"
            );
        var job = new JobRow
        {
            Workspace = row.Name,
            Kind = JobKind.Forget,
            CreatedAt = follower.Now,
            Calls = CallFilter.Join(calls.Calls),
            Total = calls.Calls.Count,
        };
        return await follower.AddAsync(job, context.Value(detach));
    }

    private static FingerprintKey Key(CommandContext context, string workspace)
    {
        var configured = context
            .Get<RevontOptions>()
            .Workspaces.Single(one => one.Key.Equals(workspace, StringComparison.OrdinalIgnoreCase));
        return new FingerprintKey(configured.Value.ApiKey!);
    }
}
