using System.Net;
using System.Text.Json.Nodes;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using NJsonSchema;

namespace CallEvents.Tests.Poller.Status;

public sealed class StatusEndpointTests
{
    private const string OddId = "call_<b>&\"'/ü%2F";

    private static readonly string SchemaText = File.ReadAllText(Path.Combine(Repository.Root, "docs", "status.schema.json"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_poller_answers_as_the_schema_says_and_without_personal_data()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Add("call_1", revont.Now.AddMinutes(-5));
        revont.Add(OddId, revont.Now.AddMinutes(-4));
        revont.Put(new ScriptedCall("call_bad", revont.Now.AddMinutes(-3)) { Item = """{"id":"call_bad","created_at":"soon"}""" });
        await using var poller = await revont.StartPollerAsync();
        await poller.WaitUntilTranscribedAsync("call_1", OddId);
        await poller.WaitUntilBackfilledAsync();
        await AddJobsAsync(poller.Resolve<JobStore>());
        await using var site = await StatusSite.StartAsync(poller);

        var json = await Eventually.Be(
            () => site.GetAsync("/status"),
            json =>
                Workspace(json)["state"]!["code"]!.GetValue<string>() == "upToDate"
                && Workspace(json)["jobs"]!["open"]!.GetValue<int>() == 0
        );
        var call = await Eventually.Be(
            () => site.GetAsync($"/status/calls/{Uri.EscapeDataString(OddId)}"),
            json => JsonNode.Parse(json)!["found"]![0]!["events"]!.AsArray().All(row => row!["state"]!.GetValue<string>() == "published")
        );
        var (page, callPage) = (await site.GetAsync("/"), await site.GetAsync($"/calls/{Uri.EscapeDataString(OddId)}"));

        (await ValidateAsync(SchemaText, json)).ShouldBeEmpty();
        (await ValidateAsync(JsonNode.Parse(SchemaText)!["$defs"]!["call"]!.ToJsonString(), call)).ShouldBeEmpty();
        JsonNode.Parse(call)!["callId"]!.GetValue<string>().ShouldBe(OddId);
        JsonNode.Parse(call)!["found"]![0]!["events"]!.AsArray().Count.ShouldBe(2);
        Workspace(json)["parked"]!["items"]![0]!["key"]!.GetValue<string>().ShouldBe("call_bad");
        Workspace(json)["jobs"]!["items"]!
            .AsArray()
            .Select(job => $"{job!["kind"]} {job["state"]}")
            .ShouldBe(["forget done", "replay done"]);
        page.ShouldMatch("(?s)forget <code>2</code>.*replay <code>1</code>");
        page.ShouldContain("up to date");
        page.ShouldNotContain("<b>");
        callPage.ShouldContain("call_&lt;b&gt;");
        foreach (var text in new[] { json, call, page, callPage })
        {
            foreach (
                var secret in new[]
                {
                    ScriptedCall.ProspectEmail,
                    ScriptedCall.TranscriptText,
                    ScriptedRevont.ApiKey,
                    "user_1",
                    "user_2",
                    "call_unknown",
                    "@",
                }
            )
                text.Replace("@media", "", StringComparison.Ordinal).ShouldNotContain(secret, Case.Insensitive);
        }
    }

    [Fact]
    public async Task Every_answer_is_read_only_and_not_stored()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        await using var poller = await revont.StartPollerAsync();
        await using var site = await StatusSite.StartAsync(poller);
        (string Path, HttpStatusCode Status, string? Location)[] expected =
        [
            ("/", HttpStatusCode.OK, null),
            ("/status", HttpStatusCode.OK, null),
            ("/status/calls/call_0", HttpStatusCode.NotFound, null),
            ("/calls/call_0", HttpStatusCode.NotFound, null),
            ("/calls", HttpStatusCode.Found, "./"),
            ("/calls/", HttpStatusCode.Found, "../"),
            ("/calls/?id=call_1", HttpStatusCode.Found, "../calls/call_1"),
            ("/calls?id=+call_1%2F+", HttpStatusCode.Found, "./calls/call_1%2F"),
            ("/calls?id=%0d%0aX:%20y", HttpStatusCode.Found, "./calls/X%3A%20y"),
            ("/icon.svg", HttpStatusCode.OK, null),
        ];
        foreach (var (path, status, location) in expected)
        {
            using var response = await site.SendAsync(path);

            (response.StatusCode, response.Headers.Location?.OriginalString).ShouldBe((status, location), path);
            response.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldStartWith("default-src 'none'; ");
            policy
                .Split("; ")
                .SelectMany(directive => directive.Split(' ')[1..])
                .ShouldAllBe(source => source == "'none'" || source == "'self'" || source.StartsWith("'sha256-"));
        }

        using var post = await site.Http.PostAsync(new Uri("/", UriKind.Relative), null, Cancellation);
        post.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Without_its_ledger_a_poller_says_so()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        await using var poller = await revont.StartPollerAsync();
        await using var site = await StatusSite.StartAsync(poller);
        await using (var ledger = poller.OpenLedger())
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
                ledger.Database,
                "ALTER TABLE workspaces RENAME TO lost"
            );

        using var page = await site.SendAsync("/");
        using var call = await site.SendAsync("/status/calls/call_1");

        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await page.Content.ReadAsStringAsync(Cancellation)).ShouldContain("the ledger does not answer");
        call.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static JsonNode Workspace(string json) => JsonNode.Parse(json)!["workspaces"]![0]!;

    /// <summary>The first selects the calls of a rep that has none, the second a call.</summary>
    private static async Task AddJobsAsync(JobStore jobs)
    {
        var now = TimeProvider.System.GetUtcNow();
        await jobs.AddAsync(
            new JobRow
            {
                Workspace = "main",
                Kind = JobKind.Replay,
                CreatedAt = now,
                From = now.AddMinutes(-10),
                To = now,
                Reps = "user_2",
            },
            Cancellation
        );
        await jobs.AddAsync(
            new JobRow
            {
                Workspace = "main",
                Kind = JobKind.Forget,
                CreatedAt = now,
                Calls = "call_unknown",
            },
            Cancellation
        );
    }

    private static async Task<IEnumerable<string>> ValidateAsync(string schema, string json) =>
        (await JsonSchema.FromJsonAsync(schema, Cancellation)).Validate(json).Select(error => error.ToString());
}
