using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Hosting;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.ServiceDefaults.Database;

public sealed class DatabaseTests
{
    private const string Expected =
        "a connection string such as 'Data Source=callevents.db', "
        + "or 'Host=db;Username=callevents;Password=…;Database=callevents' for PostgreSQL";

    private const string MissingCertificate =
        "'Root Certificate=/none/ca.pem', expected a PEM file with the certificates of authorities "
        + "(Could not find a part of the path '/none/ca.pem'.)";

    private readonly string file = ConsumerHost.NewStatePath();

    [Theory]
    [InlineData("Data Source=a.db", null)]
    [InlineData("DataSource=/data/a.db;Cache=Shared", null)]
    [InlineData("Data Source=:memory:", null)]
    [InlineData("a.db", $"'a.db', expected {Expected}")]
    [InlineData("Data Source=", $"'***', expected {Expected}")]
    [InlineData("Data Source=a.db;Nonsense=1", $"'Data Source=a.db', expected {Expected}")]
    [InlineData("Data Source=a.db;Mode=Sometimes;Password=S3cret", $"'Data Source=a.db', expected {Expected}")]
    [InlineData("Host=db;Username=me;Password=S3cret;Database=calls;SSL Mode=VerifyFull;Target Session Attributes=primary", null)]
    [InlineData("Host=db;Password=S3cret;Root Certificate=/none/ca.pem", MissingCertificate)]
    [InlineData("host=one,two:5433;Database=calls", null)]
    [InlineData("Host=;Password=S3cret", $"'***', expected {Expected}")]
    [InlineData("Host=db;Port=many;Password=S3cret", $"'Host=db;Port=many', expected {Expected}")]
    [InlineData("Host=db;Nonsense=1;Password=S3cret", $"'Host=db', expected {Expected}")]
    [InlineData("Username=me;Host=db;Password=S3cret", $"'Host=db;Username=me', expected {Expected}")]
    [InlineData("postgresql://me:S3cret@db/calls", $"'postgresql://***@db/calls', expected {Expected}")]
    public void An_invalid_connection_string_is_reported_without_its_password(string text, string? problem) =>
        DatabaseProvider
            .Problem("ConnectionStrings:State", text)
            .ShouldBe(problem is null ? null : $"ConnectionStrings:State: found {problem}");

    [Fact]
    public async Task A_lock_row_left_by_a_killed_migration_blocks_no_later_start()
    {
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var insert = connection.CreateCommand();
            insert.CommandText = """
                CREATE TABLE "__EFMigrationsLock" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY,
                    "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00+00:00');
                """;
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await MigrateAsync(file).WaitAsync(Eventually.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Concurrent_migrations_of_one_new_file_all_succeed()
    {
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var shared = ConsumerHost.NewStatePath();
            await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(() => MigrateAsync(shared), TestContext.Current.CancellationToken))
            );
        }
    }

    [Theory]
    [InlineData("/nowhere/at/all/state.db", "the folder /nowhere/at/all does not exist")]
    [InlineData("/proc/state.db", "/proc/state.db")]
    public async Task An_unusable_database_path_is_not_tried_again(string path, string reason)
    {
        var error = await Should.ThrowAsync<DatabaseUnusableException>(() =>
            MigrateAsync(path).WaitAsync(Eventually.Patience, TimeProvider.System)
        );

        error.Message.ShouldStartWith($"ConnectionStrings:State: cannot use 'Data Source={path}': ");
        error.Message.ShouldContain(reason);
        StartupFailure.Of(error)!.ExitCode.ShouldBe(1);
    }

    private static async Task MigrateAsync(string file)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:State", $"Data Source={file}")]);
        builder.AddDatabase<CrmDbContext, SqliteCrmDbContext, PostgreSqlCrmDbContext>("State", "Data Source=unused.db");
        using var host = builder.Build();
        await host.StartAsync();
        await using var state = await host.Services.GetRequiredService<IDbContextFactory<CrmDbContext>>().CreateDbContextAsync();
        (await state.Records.CountAsync()).ShouldBe(0);
    }
}
