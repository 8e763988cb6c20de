using System.Text.Json;
using CallEvents.Tests.Poller.Scripting;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>The audit of the list that another tool has.</summary>
public sealed class ListAuditTests
{
    private const int Calls = 230;
    private static readonly string[] Lacking = ["call_007", "call_099", "call_150"];

    [Theory]
    [InlineData("{0}", "{0}")]
    [InlineData("call_id\n{0}", "{0}")]
    [InlineData("Date,Call ID\n{0}", "\"2026-01-31, noon\",{0}")]
    [InlineData("when;key;note\n{0}", "1;\"{0}\";\"a; \"\"b\"\"\"", "--column", "key")]
    [InlineData("{0}", """{"id":"{0}","outcome":null}""")]
    [InlineData("{0}", """{"workspace":"main","call":{"id":"{0}"}}""")]
    [InlineData("{0}", """{"number":"{0}"}""", "--column", "number")]
    public async Task A_list_that_lacks_calls_is_told_which(string list, string item, params string[] options)
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        var lines = revont.Ids.Except(Lacking).Append("call_of_another_window").Select(id => Fill(item, id));
        var path = Path.Combine(TemporaryFolder.Create(), "list");
        await File.WriteAllTextAsync(path, Fill(list, string.Join("\r\n", lines)) + "\n\n", CancellationToken.None);

        var run = await revont.RunAsync(["audit", "--against", path, "--json", .. options]);

        run.ExitCode.ShouldBe(1);
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("calls").GetInt32().ShouldBe(Calls);
        report.GetProperty("listed").GetInt32().ShouldBe(Calls - Lacking.Length + 1);
        report.GetProperty("notShown").GetInt32().ShouldBe(1);
        report.GetProperty("missing").GetInt32().ShouldBe(Lacking.Length);
        report.GetProperty("ids").EnumerateArray().Select(id => id.GetString()).ShouldBe(Lacking);
        report
            .GetProperty("days")
            .EnumerateArray()
            .Select(day => (day.GetProperty("calls").GetInt32(), day.GetProperty("missing").GetInt32()))
            .ShouldBe([(115, 2), (115, 1)]);
    }

    [Fact]
    public async Task A_json_array_is_a_list_too()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);

        var run = await revont.RunAsync(["audit", "--against", "-"], JsonSerializer.Serialize(revont.Ids));

        run.ExitCode.ShouldBe(0);
        run.Output.ShouldStartWith("Your list has all 230 calls.\n");
    }

    [Fact]
    public async Task The_answer_is_one_sentence_and_a_row_for_each_day()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);

        var run = await revont.RunAsync(["audit", "--against", "-"], string.Join('\n', revont.Ids.Except(Lacking)));

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldStartWith("Your list lacks 3 of 230 calls.\n");
        run.Output.ShouldContain($"{revont.FirstDay:yyyy-MM-dd}     115         2");
        run.Output.ShouldContain("missing: call_099\n");
        run.Output.ShouldContain("known once a poller has run");
        File.Exists(revont.LedgerPath).ShouldBeFalse();
    }

    [Theory]
    [InlineData(".html", "<li><code>call_099</code></li>", "<td>115</td><td>2</td></tr>")]
    [InlineData(".md", "- `call_099`", "| 115 | 2 |")]
    [InlineData(".json", "\"call_099\"", "\"missing\": 3")]
    public async Task A_report_is_written_to_file(string extension, params string[] parts)
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        var path = Path.Combine(TemporaryFolder.Create(), $"report{extension}");

        await revont.RunAsync(["audit", "--against", "-", "--report", path], string.Join('\n', revont.Ids.Except(Lacking)));

        var report = await File.ReadAllTextAsync(path, CancellationToken.None);
        foreach (var part in parts)
            report.ShouldContain(part);
        report.ShouldNotContain(ScriptedCall.ProspectEmail);
    }

    [Theory]
    [InlineData("--column: found 'key', expected one of Date, Call ID", "--column", "key")]
    [InlineData("--report: found 'report.pdf', expected a name that ends with .html, .md or .json", "--report", "report.pdf")]
    [InlineData("--report: found '/no/such/folder/a.md', expected a file in a folder that exists", "--report", "/no/such/folder/a.md")]
    [InlineData("--from: found 'yesterday', expected an instant", "--from", "yesterday")]
    [InlineData(
        "--from: found '2026-01-02T00:00:00Z', expected a time before 2026-01-01T00:00:00Z",
        "--from",
        "2026-01-02",
        "--to",
        "2026-01-01"
    )]
    [InlineData("--to: found '2999-01-01T00:00:00Z', expected a time in the past", "--to", "2999-01-01")]
    [InlineData("--rate: found '0', expected a number from above 0", "--rate", "0")]
    [InlineData("--workspace: found 'other', expected one of main", "--workspace", "other")]
    public async Task Wrong_use_is_answered_before_anything_is_read(string message, params string[] options)
    {
        await using var revont = await AuditedRevont.StartAsync();

        var run = await revont.RunAsync(["audit", "--against", "-", .. options], "Date,Call ID\n1,call_001\n");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBe("");
        run.Errors.ShouldStartWith(message);
        revont.Api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejected_key_is_an_error_at_once()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        revont.Api.RespondWithStatus(_ => true, 401);

        var run = await revont.RunAsync("audit", "--against", "-");

        run.ShouldBe(new CommandRun(1, "", "Revont:Workspaces:main:ApiKey: the Revont API rejects the key (HTTP 401)\n"));
    }

    [Fact]
    public async Task A_pause_that_the_API_asks_for_is_announced_and_obeyed()
    {
        await using var revont = await AuditedRevont.StartAsync(Calls);
        var answered = 0;
        revont.Api.Intercept = async (_, context) =>
        {
            if (Interlocked.Increment(ref answered) != 2)
                return false;
            await ScriptedRevont.SendAsync(context, 429, "", ("Retry-After", "1"));
            return true;
        };

        var run = await revont.RunAsync(["audit", "--against", "-"], string.Join('\n', revont.Ids));

        run.ExitCode.ShouldBe(0);
        run.Errors.ShouldContain(" s: the Revont API asks to (Retry-After)");
    }

    private static string Fill(string format, string value) => format.Replace("{0}", value, StringComparison.Ordinal);
}
