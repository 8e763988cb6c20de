using System.Collections;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A copy of a folder with a Node program, and the packages that it names.</summary>
internal static class NodeProject
{
    /// <summary>The machine configures which registry npm uses and which certificates it trusts.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> NpmVariables =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        let name = (string)variable.Key
        where name.StartsWith("NPM_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("NODE_", StringComparison.Ordinal)
        select KeyValuePair.Create(name, (string?)variable.Value);

    /// <summary>Copies a folder and installs its packages.</summary>
    /// <returns>The copy.</returns>
    public static async Task<string> InstallAsync(string source, string name)
    {
        var folder = TestResourceReaper.CreateFolder(name);
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        string[] arguments = ["install", "--no-audit", "--no-fund", "--package-lock=false"];
        await using var install = ChildProcess.Start("npm", arguments, NpmVariables, folder);
        var result = await install.WaitForExitAsync();
        result.ExitCode.ShouldBe(0, result.Error);
        return folder;
    }
}
