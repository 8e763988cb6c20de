using System.CommandLine;
using System.Data.Common;
using System.Text.Json;
using CallEvents.ServiceDefaults.Hosting;

namespace CallEvents.Poller.Commands;

/// <summary>Runs one command, prints its report, and answers its errors with one line and an exit code.</summary>
internal sealed class CommandRunner(CommandEnvironment environment, string[] settings)
{
    public async Task<int> RunAsync(PollerCommand command, ParseResult parsed, CancellationToken stopping)
    {
        if (command is RunCommand)
            return await RunCommand.RunServiceAsync(settings);

        var isJson = parsed.GetValue(CommonOptions.Json);
        await using var context = new CommandContext(environment, parsed, settings, isJson, stopping);
        try
        {
            var report = await command.RunAsync(context);
            if (isJson)
                await environment.Output.WriteLineAsync(report.ToJson());
            else
                report.WriteTo(context.Output);
            return report.IsWell() ? ExitCodes.Well : ExitCodes.NotWell;
        }
        catch (CommandUsageException wrong)
        {
            return await FailAsync(isJson, ExitCodes.WrongUse, wrong.Message);
        }
        catch (CommandFailedException failed)
        {
            return await FailAsync(isJson, ExitCodes.NotWell, failed.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return await FailAsync(isJson, ExitCodes.NotWell, $"{command.Name}: stopped before its end");
        }
        catch (Exception exception) when (StartupFailure.Of(exception) is { } failure)
        {
            return await FailAsync(isJson, failure.ExitCode, [.. failure.Lines]);
        }
        catch (DbException exception)
        {
            return await FailAsync(isJson, ExitCodes.NotWell, $"ConnectionStrings:Ledger: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    private async Task<int> FailAsync(bool isJson, int exitCode, params string[] lines)
    {
        foreach (var line in lines)
            await environment.Error.WriteLineAsync(line);
        if (isJson)
            await environment.Output.WriteLineAsync(JsonSerializer.Serialize(new { error = string.Join("; ", lines) }));
        return exitCode;
    }
}
