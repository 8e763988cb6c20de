using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary><c>rules</c> and <c>channels</c> as processes, without a broker and, but for one, without any setting.</summary>
public sealed class RulesCommandTests
{
    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_are_checked_without_any_setting()
    {
        var file = Path.Combine(Repository.Root, "rules.example.yaml");
        var (good, report) = await RunAsync("", "rules", "check", file, "--json");
        good.ShouldBe(0, report.ToString());
        report.GetProperty("rules").GetInt32().ShouldBe(11);
        report.GetProperty("problems").GetArrayLength().ShouldBe(0);
        report.GetProperty("warnings").GetArrayLength().ShouldBe(1, "which channels there are is not known here");

        var wrong = await WriteAsync(
            """
            version: 2
            rules:
              - { id: a, titel: A, when: [ { outcome: lost } ] }
              - { id: a, title: A, severity: wraning, when: [ { coachingScor: 1 } ] }
            """
        );
        await using var check = Create("", "rules", "check", wrong);
        check.Start();
        var text = await check.WaitForExitAsync();
        text.ExitCode.ShouldBe(1, text.Error);
        text.Output.ShouldContain("wrong.yaml:1:10: version: found '2', expected 1\n");
        text.Output.ShouldContain("did you mean title?\n");
        text.Output.ShouldContain("did you mean warning?\n");
        text.Output.ShouldContain("did you mean coachingScore?\n");
        text.Output.TrimEnd().ShouldEndWith("✗ wrong.yaml: 6 problems");
        text.Error.ShouldBeEmpty();

        var (bad, problems) = await RunAsync("", "rules", "check", wrong, "--json");
        bad.ShouldBe(1);
        problems
            .GetProperty("problems")
            .EnumerateArray()
            .Select(problem => problem.GetString())
            .ShouldBe(text.Output.TrimEnd().Split('\n').SkipLast(1));

        var (none, error) = await RunAsync("", "rules", "check", "none.yaml", "--json");
        none.ShouldBe(2);
        error.GetProperty("error").GetString()!.ShouldStartWith("FILE: found 'none.yaml'");
    }

    [Fact]
    public async Task Rules_are_tested_on_a_message_as_it_travels()
    {
        var rules = await WriteAsync(AlertingProcess.Rules);
        var travelling = JsonSerializer.Serialize(
            new
            {
                messageId = "0b2b2f3e-6a3f-4c8e-9d55-5a8d54c3f4a1",
                messageType = (string[])["urn:message:CallEvents.Contracts:CallTranscribed"],
                message = AlertingProcess.Transcribed(1),
            },
            JsonSerializerOptions.Web
        );
        var file = await WriteAsync(travelling);

        var (fromInput, input) = await RunAsync(travelling, "rules", "test", rules, "--message", "-", "--json");
        var (fromFile, report) = await RunAsync("", "rules", "test", rules, "--message", file, "--json");

        fromInput.ShouldBe(0, input.ToString());
        fromFile.ShouldBe(0, report.ToString());
        input.ToString().ShouldBe(report.ToString());
        (report.GetProperty("call").GetString(), report.GetProperty("event").GetString()).ShouldBe(("call_0001", "transcribed"));
        var tested = report.GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("id").GetString()!);
        tested.Values.ShouldAllBe(rule => rule.GetProperty("result").GetString() == "fires");
        var said = tested["competitor"].GetProperty("conditions")[0];
        said.GetProperty("answer").GetString().ShouldBe("true");
        said.GetProperty("snippets")[0].GetProperty("sentence").GetString().ShouldBe(AlertingProcess.Text);
        tested["competitor"]
            .GetProperty("channels")
            .EnumerateArray()
            .Select(channel => channel.GetProperty("channel").GetString())
            .ShouldBe(["deals", "coaching"]);

        (await RunAsync("no message", "rules", "test", rules, "--message", "-", "--json")).ExitCode.ShouldBe(2);
        (await RunAsync(travelling, "rules", "test", file, "--message", "-", "--json")).ExitCode.ShouldBe(1, "it is no rules file");
    }

    [Fact]
    public async Task The_schema_is_one_document_and_a_channel_that_is_not_set_up_is_wrong_use()
    {
        await using var schema = Create("", "rules", "schema", "--json");
        schema.Start();
        var printed = await schema.WaitForExitAsync();
        printed.ExitCode.ShouldBe(0, printed.Error);
        printed.Output.ShouldBe((await File.ReadAllTextAsync(Path.Combine(Repository.Root, "rules.schema.json"), TestEnded)).TrimEnd());

        await using var test = Create("", "channels", "test", "dials", "--json");
        test.Settings["Channels:deals:Type"] = "log";
        test.Start();
        var (exitCode, report) = await test.ReadReportAsync();
        exitCode.ShouldBe(2);
        report.GetProperty("error").GetString().ShouldBe("NAME: found 'dials', expected one of deals, log; did you mean deals?");
    }

    private static async Task<(int ExitCode, JsonElement Report)> RunAsync(string input, params string[] arguments)
    {
        await using var command = Create(input, arguments);
        command.Start();
        return await command.ReadReportAsync();
    }

    private static ServiceProcess Create(string input, params string[] arguments) =>
        new("CallEvents.Alerting", [], arguments) { Input = input };

    private static async Task<string> WriteAsync(string text)
    {
        var file = Path.Combine(TestResourceReaper.CreateFolder("rules"), "wrong.yaml");
        await File.WriteAllTextAsync(file, text, TestEnded);
        return file;
    }
}
