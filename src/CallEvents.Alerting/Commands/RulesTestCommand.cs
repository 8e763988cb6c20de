using System.CommandLine;
using CallEvents.Alerting.Commands.Reading;
using CallEvents.Alerting.Commands.Testing;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Files;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Commands;

/// <summary>Shows what each rule of a file makes of a message, and why. Prints personal data.</summary>
internal sealed class RulesTestCommand : ServiceCommand
{
    private static readonly MessageReaders<CallEvent> Readers = new(
        message => CallEvent.Of(MessageFile.Deserialize<CallRecorded>(message)),
        message => CallEvent.Of(MessageFile.Deserialize<CallTranscribed>(message)),
        message => CallEvent.Of(MessageFile.Deserialize<CallUpdated>(message)),
        message => CallEvent.Of(MessageFile.Deserialize<CallTranscriptUnavailable>(message))
    );

    private const double RequestsPerSecond = 2;

    private readonly Func<string, CancellationToken, Task<FileContent<RuleSet>>> load;
    private readonly Func<CommandContext, FindHold> holdOf;
    private readonly Argument<string> file = new("FILE") { Description = "The rules file." };

    private readonly Option<string?> message = new("--message")
    {
        HelpName = "FILE",
        Description = "The message, as it travels or bare; - for standard input.",
    };

    private readonly Option<string?> call = new("--call")
    {
        HelpName = "ID",
        Description = "A call that is read from the Revont API, with its transcript, instead of a message.",
    };

    private readonly Option<string?> workspace = new("--workspace")
    {
        HelpName = "NAME",
        Description = "The call's workspace, where Revont:Workspaces has several.",
    };

    /// <param name="load">Reads the rules file with this name.</param>
    /// <param name="holdOf">What the channels of the settings do with an alert; null where that is not known.</param>
    public RulesTestCommand(Func<string, CancellationToken, Task<FileContent<RuleSet>>> load, Func<CommandContext, FindHold>? holdOf = null)
        : base("test", "Show for each rule whether a message makes it fire, why, and where the alert would go. Sends nothing.")
    {
        this.load = load;
        this.holdOf = holdOf ?? (_ => (_, _) => new());
        Add(file);
        Add(message);
        Add(call);
        Add(workspace);
        Examples =
        [
            "rules test rules.yaml --message message.json",
            "rules test rules.yaml --message - --json < message.json",
            "rules test rules.yaml --call call_01HX4BQZPK8J2NFRT3WY",
        ];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var content = await load(context.Value(file)!, context.Stopping);
        if (content.Value is not { } rules)
            throw new CommandFailedException(string.Join('\n', content.Problems));

        var callEvent = await ReadAsync(context);
        var rep = context.Services.GetService<PeopleSource>()?.Current.Find(callEvent.Call.RepId);
        return RulesTestReport.Of(rules, callEvent, rep, holdOf(context));
    }

    private async Task<CallEvent> ReadAsync(CommandContext context)
    {
        if (context.Value(call) is { } id)
            return context.Value(message) is null
                ? await ReadCallAsync(context, id)
                : throw new CommandUsageException(call.Name, "it beside --message", "one of both");
        var path = context.Value(message) ?? throw new CommandUsageException("--message", "nothing", "the message's file, -, or --call");
        return await MessageFile.ReadAsync(path, context.Input, Readers, context.Stopping);
    }

    /// <summary>The call as the poller would publish it last: with its transcript, where there is one.</summary>
    private async Task<CallEvent> ReadCallAsync(CommandContext context, string id)
    {
        var name = context.SingleWorkspace(context.Value(workspace));
        using var reader = CallReader.Create(context, name, RequestsPerSecond);
        try
        {
            var past =
                await reader.FindAsync(id, context.Stopping)
                ?? throw new CommandFailedException($"{Format.Plain(id)}: workspace {name} has no such call");
            return PastEvents.Of(name, past, context.Get<TimeProvider>().GetUtcNow())[^1];
        }
        catch (Exception exception) when (exception is ApiTroubleException or UnreadableCallException)
        {
            throw new CommandFailedException(exception.Message);
        }
    }
}
