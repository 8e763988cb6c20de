using CallEvents.EndToEndTests.Deployment;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>Runs the sample subscribers of the documents as a reader would, with the permissions that a reader's user gets.</summary>
[Collection(BrokerPermissions.Users)]
public sealed class SampleSubscriberTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions FortyCalls = new()
    {
        Calls = 40,
        Days = 1,
        ArrivalsPerMinute = 0,
    };

    [Fact]
    public async Task The_CSharp_sample_receives_every_call()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, FortyCalls);
        var broker = await permissions.AddSubscriberAsync(rabbit, "billing", "billing-count-minutes");
        var stack = permissions.Stack;
        var program = Repository.Program("samples/dotnet", "Subscriber");
        await using var sample = ChildProcess.Start("dotnet", [program, broker.ToString()], [], stack.Poller.Folder);

        await VerifyReceivesEveryCallAsync(stack, sample, "CallRecorded");
    }

    [Fact]
    public async Task The_Node_sample_receives_every_transcript()
    {
        await using var permissions = await BrokerPermissions.CreateAsync(rabbit, FortyCalls);
        var broker = await permissions.AddSubscriberAsync(rabbit, "search", "search-index-transcripts");
        var folder = await NodeProject.InstallAsync(Path.Combine(Repository.Root, "samples", "node"), "subscriber-node");
        await using var sample = ChildProcess.Start("node", ["subscriber.mjs", broker.ToString()], [], folder);

        await VerifyReceivesEveryCallAsync(permissions.Stack, sample, "CallTranscribed");
    }

    [Theory]
    [InlineData("docs/subscribing.md", "samples/dotnet/Program.cs")]
    [InlineData("docs/subscribing.md", "samples/node/subscriber.mjs")]
    public void The_documents_show_the_tested_samples(string document, string file)
    {
        var sample = File.ReadAllText(Path.Combine(Repository.Root, file)).Trim();
        File.ReadAllText(Path.Combine(Repository.Root, document)).ShouldContain(sample, Case.Sensitive);
    }

    private static async Task VerifyReceivesEveryCallAsync(TestStack stack, ChildProcess sample, string type)
    {
        // The start order does not matter: events without a subscriber wait, and are published when the sample has subscribed.
        var otherType = type == "CallRecorded" ? "CallTranscribed" : "CallRecorded";
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri, "the-other-type", otherType);
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        await stack.Poller.StartAndWaitUntilReadyAsync();

        var calls = (await stack.ExposedCallsAsync()).Select(call => call.GetProperty("id").GetString()!).Order().ToList();
        await Eventually.Be(
            () => ReceivedCallIds(sample.Output),
            received => received.SequenceEqual(calls),
            describe: received => $"{received.Count} of {calls.Count}\n{sample.Tail()}"
        );
    }

    /// <summary>The samples write a line per message, with the call's id as its second word.</summary>
    private static List<string> ReceivedCallIds(string output) =>
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .Where(words => words.Length > 1 && words[1].StartsWith("call_", StringComparison.Ordinal))
                .Select(words => words[1])
                .Order(),
        ];
}
