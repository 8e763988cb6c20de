namespace CallEvents.ServiceDefaults.Database;

/// <summary>Where a service keeps its state. Named options: one for each context, by the name of its type.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The key that the connection string came from, such as <c>ConnectionStrings:State</c>, for messages to the operator.</summary>
    /// <value>Set by <see cref="DatabaseExtensions.AddDatabase{TContext, TSqlite, TPostgreSql}"/>.</value>
    public string Key { get; set; } = "";

    /// <summary>
    /// A connection string: PostgreSQL's (as Npgsql reads it) when it begins with <c>Host=</c>, else SQLite's. PostgreSQL needs no more
    /// than the right to create tables in the database, and no session: a proxy that pools transactions may stand between.
    /// Whatever its <c>SSL Mode</c>, a server that speaks TLS has its certificate checked in full, by <c>Root Certificate</c> or the system's authorities: <c>Require</c> is <c>VerifyFull</c>; <c>VerifyCA</c> alone leaves out the name.
    /// </summary>
    /// <value>What the service gave as its default, such as <c>Data Source=callevents.db</c>.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>Which database <see cref="ConnectionString"/> means.</summary>
    public DatabaseKind Kind => DatabaseProvider.KindOf(ConnectionString);
}
