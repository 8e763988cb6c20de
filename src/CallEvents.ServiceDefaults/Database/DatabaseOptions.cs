namespace CallEvents.ServiceDefaults.Database;

/// <summary>The database of a service. Named options: one for each context, by the name of its type.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The key of the connection string, such as <c>ConnectionStrings:State</c>, for messages to the operator.</summary>
    /// <value>Set by <see cref="DatabaseExtensions"/>.</value>
    public string Key { get; set; } = "";

    /// <summary>
    /// A connection string: PostgreSQL's (Npgsql's syntax) when it begins with <c>Host=</c>, else SQLite's. On PostgreSQL the role needs
    /// permission to create tables, and no session state is used: a transaction-pooling proxy may stand between.
    /// In every <c>SSL Mode</c> the certificate of a server that offers TLS is validated in full, by <c>Root Certificate</c> or the
    /// system's authorities: <c>Require</c> means <c>VerifyFull</c>; only <c>VerifyCA</c> does not check the name.
    /// </summary>
    /// <value>The service's default, such as <c>Data Source=callevents.db</c>.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>Whether the connection string is one of the settings. A default needs no check, or is that of another database.</summary>
    /// <value>Set by <see cref="DatabaseExtensions"/>.</value>
    public bool IsConfigured { get; set; }

    /// <summary>The kind of database of <see cref="ConnectionString"/>.</summary>
    public DatabaseKind Kind => DatabaseProvider.KindOf(ConnectionString);
}
