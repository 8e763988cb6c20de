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

    /// <summary>Writes by the formatter that a service's console uses.</summary>
    private static string Write(string message, Exception? exception)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
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
