using System.Diagnostics;
using System.IO.Compression;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ContractTests;

/// <summary>Packs the contracts once into a temporary folder, apart from the build's own output.</summary>
public sealed class ContractsPackage : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("callevents-pack-").FullName;
    private ZipArchive? archive;

    internal ZipArchive Archive => archive ?? throw new InvalidOperationException("Not packed yet.");

    public async ValueTask InitializeAsync()
    {
        var (output, artifacts) = (Path.Combine(folder, "package"), Path.Combine(folder, "artifacts"));
        await RunDotnetAsync(Repository.Contracts, "pack", "-c", "Release", "-o", output, "--artifacts-path", artifacts);
        archive = await ZipFile.OpenReadAsync(Directory.GetFiles(output, "*.nupkg").Single());
    }

    public ValueTask DisposeAsync()
    {
        archive?.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal string ReadText(string entry)
    {
        using var reader = new StreamReader(Archive.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    internal byte[] ReadBytes(string entry)
    {
        using var source = Archive.GetEntry(entry)!.Open();
        using var copy = new MemoryStream();
        source.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Builds a subscriber's project from these files, outside the repository.</summary>
    internal async Task BuildConsumerAsync(string name, params (string File, string Text)[] files)
    {
        var projectFolder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        var assembly = Archive.GetEntry("lib/netstandard2.0/CallEvents.Contracts.dll")!;
        assembly.ExtractToFile(Path.Combine(projectFolder, "CallEvents.Contracts.dll"));
        foreach (var (file, text) in files)
            await File.WriteAllTextAsync(Path.Combine(projectFolder, file), text);
        await RunDotnetAsync(projectFolder, "build");
    }

    private static async Task RunDotnetAsync(string workingDirectory, params string[] arguments)
    {
        // No build server may outlive the test, and this build must not inherit settings of the one that runs the tests.
        string[] all = [.. arguments, "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-nologo", "-v:q"];
        var start = new ProcessStartInfo("dotnet", all)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {arguments[0]} failed: {await output} {await errors}");
    }
}
