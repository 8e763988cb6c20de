using System.Text;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Files;

namespace CallEvents.Alerting.Commands.Checking;

/// <summary>Reads the rules file that a command line names.</summary>
internal static class RulesPath
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="CommandUsageException">There is no such file.</exception>
    public static async Task<FileContent<RuleSet>> ReadAsync(string path, RulesChecks checks, CancellationToken stopping)
    {
        var (text, problems) = await ReadTextAsync(path, stopping);
        return text is null ? new(null, problems) : RulesFile.Parse(text, Path.GetFileName(path), checks);
    }

    /// <exception cref="CommandUsageException">There is no such file.</exception>
    public static async Task<FileContent<string>> ReadTextAsync(string path, CancellationToken stopping)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, stopping);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandUsageException("FILE", $"'{Format.Plain(path)}'", "a rules file that exists and can be read");
        }

        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), Strict);
            return new(await reader.ReadToEndAsync(stopping), []);
        }
        catch (DecoderFallbackException)
        {
            return new(null, [$"{Path.GetFileName(path)}: found bytes that are no text, expected a file in UTF-8"]);
        }
    }
}
