using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>The subscribers of the README, as a reader would run them.</summary>
public sealed class SubscriberTests(RabbitMqServer rabbit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task The_subscriber_in_CSharp_hears_of_every_call()
    {
        await using var company = await Company.FoundAsync(rabbit, "--calls", "40", "--days", "1", "--arrivals-per-minute", "0");
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "CallEvents.EndToEndTests"), AppContext.BaseDirectory);
        var program = Path.GetFullPath(Path.Combine(Repository.Root, "samples", "dotnet", output, "Subscriber.dll"));
        await using var subscriber = ChildProcess.Start("dotnet", [program, company.Broker.Uri.ToString()], [], company.Poller.Folder);

        await HearsOfEveryCall(company, subscriber, "CallRecorded");
    }

    [Fact]
    public async Task The_subscriber_in_Node_hears_of_every_transcript()
    {
        await using var company = await Company.FoundAsync(rabbit, "--calls", "40", "--days", "1", "--arrivals-per-minute", "0");
        var folder = LastWill.CreateFolder("subscriber-node");
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "node")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await using var install = ChildProcess.Start("npm", ["install", "--no-audit", "--no-fund", "--package-lock=false"], Npm, folder);
        (await install.WaitForExitAsync(Patience)).ShouldSatisfyAllConditions(result => result.ExitCode.ShouldBe(0, result.Error));
        await using var subscriber = ChildProcess.Start("node", ["subscriber.mjs", company.Broker.Uri.ToString()], [], folder);

        await HearsOfEveryCall(company, subscriber, "CallTranscribed");
    }

    [Theory]
    [InlineData("samples/dotnet/Program.cs")]
    [InlineData("samples/node/subscriber.mjs")]
    public void The_README_shows_the_subscriber_that_is_tested(string file) =>
        File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ShouldContain(File.ReadAllText(Path.Combine(Repository.Root, file)).Trim());

    /// <summary>Which registry npm asks, and whom it trusts, is the machine's own business.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Npm =>
        from System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables()
        let name = (string)variable.Key
        where name.StartsWith("NPM_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("NODE_", StringComparison.Ordinal)
        select KeyValuePair.Create(name, (string?)variable.Value);

    private static async Task HearsOfEveryCall(Company company, ChildProcess subscriber, string type)
    {
        // Held back while nobody listens, a type flows as soon as somebody does: it does not matter who starts first.
        await using var other = await Listener.SubscribeAsync(company.Broker.Uri, "the-other-type", type == "CallRecorded" ? "CallTranscribed" : "CallRecorded");
        await company.Poller.StartAndWaitUntilReadyAsync();

        var calls = (await company.TruthAsync()).Select(call => call.GetProperty("id").GetString()!).Order().ToList();
        await Eventually.Be(
            () => subscriber.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Where(words => words.Length > 1 && words[1].StartsWith("call_", StringComparison.Ordinal)).Select(words => words[1]).Order().ToList(),
            heard => heard.SequenceEqual(calls),
            Patience,
            heard => $"{heard.Count} of {calls.Count}\n{subscriber.Tail()}");
    }
}
