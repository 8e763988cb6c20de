using System.Text.Json;
using CallEvents.LedgerSpecs;
using CallEvents.Tests.Poller.Ledger;

namespace CallEvents.Tests.Poller.Commands;

/// <summary>What `ledger export` and `ledger import` say, and what they refuse.</summary>
public sealed class LedgerMoveTests : IAsyncLifetime
{
    private readonly string folder = TemporaryFolder.Create();
    private string database = "";
    private TestLedger ledger = null!;

    private string FilePath => Path.Combine(folder, "main.ledger");

    public async ValueTask InitializeAsync()
    {
        database = await LedgerFile.CreateDatabaseAsync();
        ledger = await TestLedger.OpenAsync(database);
        await ledger.AddWorkspaceAsync();
        await LedgerMoveRows.AddAsync(ledger, "main");
    }

    [Fact]
    public async Task A_ledger_is_exported_and_imported_into_a_new_one()
    {
        var exported = await RunAsync(database, "export", FilePath);
        var imported = await RunAsync(LedgerFile.NewConnectionString(), "import", FilePath, "--json");

        exported.ExitCode.ShouldBe(0, exported.Errors);
        exported.Output.ShouldStartWith(
            "Exported workspace main, up to date until 2026-02-28T12:00:00Z: 2 calls, 2 events (1 not published yet), 2 jobs, 2 erasures\n"
                + "It is paused here"
        );
        imported.ExitCode.ShouldBe(0, imported.Errors);
        var report = JsonSerializer.Deserialize<JsonElement>(imported.Output);
        (report.GetProperty("workspace").GetString(), report.GetProperty("pendingEvents").GetInt64()).ShouldBe(("main", 1L));
        foreach (var output in (string[])[exported.Output, imported.Output])
            output.ShouldNotContain("@example.com");
        Directory.GetFiles(folder).ShouldBe([FilePath]);
    }

    [Fact]
    public async Task A_workspace_is_not_imported_where_it_is_known()
    {
        await RunAsync(database, "export", FilePath);

        var run = await RunAsync(database, "import", FilePath);

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldBe(
            $"ConnectionStrings:Ledger: workspace main is in '{database}' already: import it before a poller has begun it there\n"
        );
    }

    [Fact]
    public async Task A_workspace_that_is_held_is_not_exported()
    {
        var row = (await ledger.Reader.WorkspaceAsync("main", default))!;
        await using var session = await ledger.StartSessionAsync(row);

        var run = await RunAsync(database, "export", FilePath);

        run.ExitCode.ShouldBe(1);
        run.Errors.ShouldStartWith($"ledger export: workspace main is held by {session.Lease.Holder}: stop its pollers first");
        Directory.GetFiles(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_exists_is_not_overwritten()
    {
        await File.WriteAllTextAsync(FilePath, "something");

        var run = await RunAsync(database, "export", FilePath);

        (run.ExitCode, run.Errors).ShouldBe((2, $"FILE: found '{FilePath}', which exists, expected the name of a new file\n"));
        (await File.ReadAllTextAsync(FilePath)).ShouldBe("something");
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_said_and_nothing_is_paused()
    {
        var path = Path.Combine(folder, "none", "main.ledger");

        var run = await RunAsync(database, "export", path);

        (run.ExitCode, run.Errors).ShouldBe((2, $"FILE: found '{path}', which cannot be written, expected the name of a new file\n"));
        (await ledger.Reader.WorkspaceAsync("main", default))!.PausedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Only_a_file_that_was_exported_is_imported()
    {
        var text = Path.Combine(folder, "text");
        await File.WriteAllTextAsync(text, "something");
        var inUse = database["Data Source=".Length..];

        foreach (
            var (path, found) in ((string, string)[])[(FilePath, "does not exist"), (text, "is no such file"), (inUse, "is no such file")]
        )
        {
            var run = await RunAsync(LedgerFile.NewConnectionString(), "import", path);

            run.ExitCode.ShouldBe(2);
            run.Errors.ShouldStartWith($"FILE: found '{path}', which {found}");
            run.Errors.ShouldEndWith("expected a file that `ledger export` has written\n");
        }
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_refused()
    {
        await RunAsync(database, "export", FilePath);
        await LedgerFile.ExecuteAsync(FilePath, "INSERT INTO \"__EFMigrationsHistory\" VALUES ('99990101000000_Later', '10.0')");

        var run = await RunAsync(LedgerFile.NewConnectionString(), "import", FilePath);

        (run.ExitCode, run.Errors).ShouldBe(
            (2, $"FILE: found '{FilePath}', which a later version has written, expected a file that `ledger export` has written\n")
        );
    }

    [Fact]
    public async Task A_workspace_that_is_not_configured_is_not_imported()
    {
        await RunAsync(database, "export", FilePath);

        var run = await CommandRun.OfAsync(
            $"--ConnectionStrings:Ledger={LedgerFile.NewConnectionString()}",
            "--Revont:Workspaces:other:ApiKey=key",
            "ledger",
            "import",
            FilePath
        );

        (run.ExitCode, run.Errors).ShouldBe((1, "Revont:Workspaces: found other, expected main too, which the file holds\n"));
    }

    public async ValueTask DisposeAsync() => await ledger.DisposeAsync();

    private static Task<CommandRun> RunAsync(string connectionString, params string[] command) =>
        CommandRun.OfAsync([$"--ConnectionStrings:Ledger={connectionString}", "--Revont:Workspaces:main:ApiKey=key", "ledger", .. command]);
}
