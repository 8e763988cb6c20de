using System.Diagnostics;
using System.Text.Json;
using CallEvents.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.ServiceDefaults.Diagnostics;

public sealed class ConsoleLoggingTests
{
    [Theory]
    [InlineData("call_1\u001b[2J\u001b]0;owned\u0007", "call_1 [2J ]0;owned ")]
    [InlineData("call_1\rfail: forged", "call_1 fail: forged")]
    [InlineData("call_1\r\nfail: forged", "call_1  fail: forged")]
    [InlineData("call_1\u009b31m\u2028\u202egpj", "call_1 31m  gpj")]
    public void No_control_character_reaches_the_terminal(string id, string written)
    {
        var line = Write($"Parked {id}", null);

        line.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Some\.Category\[7\] ");
        line.TrimEnd('\n').ShouldEndWith($"[7] Parked {written}");
        line.TrimEnd('\n').ShouldNotContain("\n");
    }

    [Fact]
    public void An_exception_is_written_in_the_same_line()
    {
        var line = Write("Failed", new InvalidOperationException("bad\u001b[31m\nworse"));

        line.TrimEnd('\n').ShouldBe(line.Replace("\n", "", StringComparison.Ordinal));
        line.ShouldContain("[7] Failed System.InvalidOperationException: bad [31m worse");
    }

    [Fact]
    public void The_trace_that_an_entry_belongs_to_is_written_when_it_is_exported()
    {
        using var source = new ActivitySource(nameof(ConsoleLoggingTests));
        using var listener = new ActivityListener
        {
            ShouldListenTo = other => other == source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity("span").ShouldNotBeNull();

        Write("Parked call_1", null).TrimEnd('\n').ShouldEndWith($"Parked call_1 (trace {span.TraceId})");
    }

    [Theory]
    [InlineData("Logging:Format", "json")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER", "true")]
    public void A_container_writes_a_JSON_document_for_each_entry(string key, string value)
    {
        var line = Write("Parked call_1\u001b[2J\nforged", new InvalidOperationException("bad\nworse"), (key, value));

        line.TrimEnd('\n').ShouldNotContain("\n");
        line.ShouldNotContain("\u001b");
        var entry = JsonDocument.Parse(line).RootElement;
        entry.GetProperty("Timestamp").GetString().ShouldNotBeNull().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        entry.GetProperty("EventId").GetInt32().ShouldBe(7);
        entry.GetProperty("LogLevel").GetString().ShouldBe("Warning");
        entry.GetProperty("Category").GetString().ShouldBe("Some.Category");
        entry.GetProperty("Message").GetString().ShouldBe("Parked call_1\u001b[2J\nforged");
    }

    [Fact]
    public void Text_can_be_chosen_for_a_container() =>
        Write("Parked", null, ("Logging:Format", "text"), ("DOTNET_RUNNING_IN_CONTAINER", "true"))
            .ShouldContain("warn: Some.Category[7] Parked");

    [Fact]
    public void An_unknown_format_is_an_error_that_names_the_key() =>
        Should
            .Throw<OptionsValidationException>(() => Write("Parked", null, ("Logging:Format", "xml")))
            .Message.ShouldBe("Logging:Format: found 'xml', expected text or json");

    /// <summary>Writes by the formatter that a service's console uses.</summary>
    private static string Write(string message, Exception? exception, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.AddServiceDefaults("test");
        using var host = builder.Build();
        var name = host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName;
        var formatter = host.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == name);
        using var writer = new StringWriter { NewLine = "\n" };
        formatter.Write(
            new LogEntry<string>(LogLevel.Warning, "Some.Category", new EventId(7), message, exception, (text, _) => text),
            scopeProvider: null,
            writer
        );
        return writer.ToString();
    }
}
