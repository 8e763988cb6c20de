using System.CommandLine;
using System.Data.Common;
using CallEvents.ServiceDefaults.Hosting;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Runs one command, prints its report, and answers its errors with one line and an exit code.</summary>
internal sealed class CommandRunner(ServiceProgram program, CommandEnvironment environment, string[] settings)
{
    public async Task<int> RunAsync(ServiceCommand command, ParseResult parsed, CancellationToken stopping)
    {
        if (command is RunCommand run)
            return await run.RunServiceAsync(settings);

        var isJson = parsed.GetValue(CommandOptions.Json);
        await using var context = new CommandContext(program, environment, parsed, settings, stopping);
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
            return await environment.FailAsync(isJson, ExitCodes.WrongUse, wrong.Message);
        }
        catch (CommandFailedException failed)
        {
            return await environment.FailAsync(isJson, ExitCodes.NotWell, failed.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return await environment.FailAsync(isJson, ExitCodes.NotWell, $"{command.Name}: stopped before its end");
        }
        catch (Exception exception) when (StartupFailure.Of(exception) is { } failure)
        {
            return await environment.FailAsync(isJson, failure.ExitCode, [.. failure.Lines]);
        }
        catch (Exception exception) when (DatabaseError(exception) is { } error)
        {
            return await environment.FailAsync(isJson, ExitCodes.NotWell, $"{program.DatabaseKey}: {error}");
        }
    }

    /// <summary>The error of the database; EF wraps it in exceptions of its own.</summary>
    private static string? DatabaseError(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DbException)
                return cause.Message.ReplaceLineEndings(" ");
        }

        return null;
    }
}
