using Npgsql;

namespace CallEvents.EndToEndTests.Infrastructure;

public sealed class PostgreSqlServerTests(PostgreSqlServer postgres) : IClassFixture<PostgreSqlServer>
{
    [Fact]
    public async Task Committed_data_survives_a_kill()
    {
        var database = await postgres.CreateDatabaseAsync();
        await RunAsync(database, "CREATE TABLE kept AS SELECT 42 AS answer");

        await postgres.KillAsync();
        await Should.ThrowAsync<NpgsqlException>(() => RunAsync(database, "SELECT 1"));
        await postgres.StartAsync();

        (await RunAsync(database, "SELECT answer FROM kept")).ShouldBe(42);
    }

    [Fact]
    public async Task Committed_data_survives_a_stop()
    {
        var database = await postgres.CreateDatabaseAsync();
        await RunAsync(database, "CREATE TABLE kept AS SELECT 43 AS answer");

        await postgres.StopAsync();
        await postgres.StartAsync();

        (await RunAsync(database, "SELECT answer FROM kept")).ShouldBe(43);
    }

    [Fact]
    public async Task Each_test_has_its_own_database()
    {
        var one = await postgres.CreateDatabaseAsync();
        var other = await postgres.CreateDatabaseAsync();
        await RunAsync(one, "CREATE TABLE mine (id int)");

        await Should.ThrowAsync<PostgresException>(() => RunAsync(other, "SELECT * FROM mine"));
    }

    private static async Task<object?> RunAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{database};Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
