using System.Diagnostics;
using System.IO.Compression;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ContractTests;

/// <summary>The package, packed once into a temporary folder, apart from the build's own output.</summary>
public sealed class ContractsPackage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("callevents-pack-").FullName;
    private ZipArchive? _package;

    internal ZipArchive Archive => _package ?? throw new InvalidOperationException("Not packed yet.");

    public async ValueTask InitializeAsync()
    {
        await RunDotnetAsync(
            Repository.Contracts, "pack", "-c", "Release", "-o", Path.Combine(_folder, "package"), "--artifacts-path", Path.Combine(_folder, "artifacts"));
        _package = await ZipFile.OpenReadAsync(Directory.GetFiles(Path.Combine(_folder, "package"), "*.nupkg").Single());
    }

    public ValueTask DisposeAsync()
    {
        _package?.Dispose();
        Directory.Delete(_folder, recursive: true);
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

    /// <summary>Builds a project of these files in a folder of its own, as a subscriber elsewhere would.</summary>
    internal async Task BuildConsumerAsync(string name, params (string File, string Text)[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        Archive.GetEntry("lib/netstandard2.0/CallEvents.Contracts.dll")!.ExtractToFile(Path.Combine(folder, "CallEvents.Contracts.dll"));
        foreach (var (file, text) in files)
            await File.WriteAllTextAsync(Path.Combine(folder, file), text);
        await RunDotnetAsync(folder, "build");
    }

    private static async Task RunDotnetAsync(string folder, params string[] arguments)
    {
        // No build server may outlive the test, and no setting of the build that runs the tests may reach this one.
        var start = new ProcessStartInfo("dotnet", [.. arguments, "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-nologo", "-v:q"])
        {
            WorkingDirectory = folder,
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
