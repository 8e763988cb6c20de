using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallEvents.Tests.ServiceDefaults.Downstream;

public sealed class UnavailabilityErrorTests
{
    [Theory]
    [InlineData("22021")]
    [InlineData("22P05")]
    [InlineData("23505")]
    [InlineData("54000")]
    public void A_value_that_PostgreSQL_can_never_store_is_the_messages_fault(string sqlState) =>
        UnavailabilityError.Describe(Wrapped(PostgreSqlError(sqlState))).ShouldBeNull();

    [Theory]
    [InlineData(SQLitePCL.raw.SQLITE_CONSTRAINT)]
    [InlineData(SQLitePCL.raw.SQLITE_TOOBIG)]
    [InlineData(SQLitePCL.raw.SQLITE_MISMATCH)]
    public void A_value_that_SQLite_can_never_store_is_the_messages_fault(int error) =>
        UnavailabilityError.Describe(Wrapped(new SqliteException("error", error))).ShouldBeNull();

    [Theory]
    [InlineData("08006")]
    [InlineData("28P01")]
    [InlineData("40001")]
    [InlineData("53100")]
    [InlineData("57P01")]
    public void A_state_of_PostgreSQL_that_ends_is_an_outage(string sqlState) =>
        UnavailabilityError.Describe(PostgreSqlError(sqlState)).ShouldBe(nameof(PostgresException));

    [Theory]
    [InlineData(SQLitePCL.raw.SQLITE_BUSY)]
    [InlineData(SQLitePCL.raw.SQLITE_FULL)]
    public void A_state_of_SQLite_that_ends_is_an_outage(int error) =>
        UnavailabilityError.Describe(new SqliteException("error", error)).ShouldBe(nameof(SqliteException));

    private static PostgresException PostgreSqlError(string sqlState) => new("error", "ERROR", "ERROR", sqlState);

    private static InvalidOperationException Wrapped(Exception exception) => new("wrapped", exception);
}
