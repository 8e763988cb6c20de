using System.CommandLine;
using System.Text.Json.Serialization;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Commands.Previewing;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.CrmUpdater.Setup;
using CallEvents.CrmUpdater.State;
using CallEvents.CrmUpdater.Webhook;
using CallEvents.ServiceDefaults.Commands;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace CallEvents.CrmUpdater.Commands;

/// <summary>Shows the requests that a message would make. Reads from the CRM, and writes nothing.</summary>
internal sealed class PreviewCommand : ServiceCommand
{
    private static readonly MessageReaders<CallChange> Readers = new(
        message => CallChange.Of(MessageFile.Deserialize<CallRecorded>(message)),
        message => CallChange.Of(MessageFile.Deserialize<CallTranscribed>(message)),
        message => CallChange.Of(MessageFile.Deserialize<CallUpdated>(message)),
        message => CallChange.Of(MessageFile.Deserialize<CallTranscriptUnavailable>(message))
    );

    private readonly Argument<string?> file = new("FILE")
    {
        Description = "The message, as it travels or bare; - for standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> message = new("--message") { HelpName = "FILE", Description = "The same." };

    public PreviewCommand()
        : base("preview", "Show the requests that a message would make, as JSON. Reads from the CRM and writes nothing.")
    {
        Add(file);
        Add(message);
        Examples = ["preview --message message.json", "preview - --Crm:Adapter=hubspot < message.json"];
    }

    public override async Task<CommandReport> RunAsync(CommandContext context)
    {
        var path =
            context.Value(message) ?? context.Value(file) ?? throw new CommandUsageException("--message", "nothing", "the message's file");
        var change = await MessageFile.ReadAsync(path, context.Input, Readers, context.Stopping);
        var crm = context.Services.GetRequiredKeyedService<ICrm>(CrmAdapters.Chosen);
        var requests = context.Get<PreviewedRequests>();
        requests.HidesPaths = crm is WebhookCrm;
        try
        {
            var account = await crm.PrepareAsync(mayChange: false, context.Stopping);
            if (!context.Get<IOptions<CrmOptions>>().Value.Concerns(change.Workspace, change.Call.CreatedAt))
                return new Report(account.Target, account.Notes, [], "not written: see Crm:Workspaces and Crm:NotBefore", IsAccepted: true);
            var composition = await ComposeAsync(context, crm, account, change);
            var results =
                composition.Write.FieldsRevision is not null || composition.Write.TranscriptRevision is not null
                    ? await crm.UpsertCallsAsync(new CallBatch([composition.Write], EnsureFresh: () => { }), context.Stopping)
                    : [];
            return results is [var result]
                ? new Report(account.Target, account.Notes, requests.All, Describe(result), result is WriteResult.Written)
                : new Report(account.Target, account.Notes, requests.All, "nothing to write: the record is newer", IsAccepted: true);
        }
        catch (CrmFailureException exception)
        {
            throw new CommandFailedException($"{crm.Name}: {exception.Failure.Reason}");
        }
    }

    /// <summary>As for a call that the state does not know: what the CRM itself has is read.</summary>
    private static async Task<Composition> ComposeAsync(CommandContext context, ICrm crm, CrmAccount account, CallChange change)
    {
        var mapping = context.Get<CallMappingSource>().Current;
        var bits = mapping.Properties.Select((property, bit) => (property.Name, bit)).ToDictionary(pair => pair.Name, pair => pair.bit);
        var prepared = new PreparedCrm(account.Target, mapping, bits);
        var key = context.Get<IOptions<CrmOptions>>().Value.KeyOf(change.Workspace, change.Call.Id);
        var found = await crm.FindAsync([key], context.Stopping);
        var known = new KnownCall { Key = new CallKey(change.Workspace, change.Call.Id) };
        if (found.GetValueOrDefault(key) is { } record)
            known = known.With(record, prepared);
        var call = new PendingCall(change.Key, [new PendingMessage(change, failures: 0)]);
        return context.Get<CallComposer>().Compose(call, known, PendingParts.Of(known, call), prepared);
    }

    private static string Describe(WriteResult result) =>
        result switch
        {
            WriteResult.Written => "would be written",
            WriteResult.Rejected rejected => $"would be rejected: {rejected.Reason}",
            WriteResult.Failure failure => failure.Reason,
            _ => result.GetType().Name,
        };

    private sealed record Report(
        string Target,
        IReadOnlyList<string> Notes,
        IReadOnlyList<PreviewedRequest> Requests,
        string Result,
        [property: JsonIgnore] bool IsAccepted
    ) : CommandReport
    {
        public override bool IsWell() => IsAccepted;

        public override void WriteTo(IAnsiConsole console) => console.Profile.Out.Writer.WriteLine(ToJson());
    }
}
