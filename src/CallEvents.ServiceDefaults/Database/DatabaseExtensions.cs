using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CallEvents.ServiceDefaults.Database;

/// <summary>Registers a service's own database, migrated before hosted services start.</summary>
public static class DatabaseExtensions
{
    /// <summary>Adds a pooled <see cref="IDbContextFactory{TContext}"/> whose database is up to date when hosted services start.</summary>
    /// <remarks>
    /// Code works with <typeparamref name="TContext"/>. The two derived types exist for their migrations only: these differ by database,
    /// and EF Core finds them by the type of the context.
    /// </remarks>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">The name under <c>ConnectionStrings</c>, such as <c>State</c>.</param>
    /// <param name="defaultConnectionString">Used when nothing is configured.</param>
    public static IHostApplicationBuilder AddDatabase<TContext, TSqlite, TPostgreSql>(
        this IHostApplicationBuilder builder,
        string connectionName,
        string defaultConnectionString
    )
        where TContext : DbContext
        where TSqlite : TContext
        where TPostgreSql : TContext => builder.AddDatabase<TContext, TSqlite, TPostgreSql>(connectionName, _ => defaultConnectionString);

    /// <inheritdoc cref="AddDatabase{TContext, TSqlite, TPostgreSql}(IHostApplicationBuilder, string, string)"/>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">The name under <c>ConnectionStrings</c>, such as <c>State</c>.</param>
    /// <param name="defaultConnectionString">Used when nothing is configured; may depend on other settings.</param>
    public static IHostApplicationBuilder AddDatabase<TContext, TSqlite, TPostgreSql>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Func<IConfiguration, string> defaultConnectionString
    )
        where TContext : DbContext
        where TSqlite : TContext
        where TPostgreSql : TContext
    {
        var name = typeof(TContext).Name;
        builder
            .Services.AddOptions<DatabaseOptions>(name)
            .Configure<IConfiguration>(
                (database, configuration) =>
                {
                    database.Key = $"ConnectionStrings:{connectionName}";
                    var configured = configuration.GetConnectionString(connectionName);
                    database.IsConfigured = !string.IsNullOrEmpty(configured);
                    database.ConnectionString = database.IsConfigured ? configured! : defaultConnectionString(configuration);
                }
            )
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<DatabaseOptions>>(new DatabaseOptionsValidator(name));

        // One for each container, which closes its connections; contexts are short-lived.
        builder.Services.AddKeyedSingleton(name, (services, _) => DatabaseProvider.Source(Options(services)));
        builder.Services.AddPooledDbContextFactory<TContext>(
            (services, context) =>
                DatabaseProvider.Use(
                    context,
                    Options(services).ConnectionString,
                    () => services.GetRequiredKeyedService<NpgsqlDataSource>(name)
                )
        );
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<DatabaseClock>();
        builder.Services.AddSingleton(services => new DatabaseMigrator(
            () => WithMigrations(services),
            () => Options(services),
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddKeyedSingleton(
            name,
            (services, _) => new DatabaseInspector(() => WithMigrations(services), () => Options(services))
        );
        builder.Services.AddHostedService<MigrationHostedService>();
        return builder;

        DbContext WithMigrations(IServiceProvider services) =>
            Options(services).Kind == DatabaseKind.PostgreSql
                ? ActivatorUtilities.CreateInstance<TPostgreSql>(services)
                : ActivatorUtilities.CreateInstance<TSqlite>(services);

        DatabaseOptions Options(IServiceProvider services) => services.GetRequiredService<IOptionsMonitor<DatabaseOptions>>().Get(name);
    }

    /// <summary>Creates or migrates the service's databases, as its start does: for a command that writes to a new one.</summary>
    /// <exception cref="DatabaseUnusableException">One cannot be opened or migrated.</exception>
    public static async Task MigrateDatabasesAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var database in services.GetServices<DatabaseMigrator>())
            await database.EnsureCurrentAsync(cancellationToken);
    }

    private sealed class DatabaseOptionsValidator(string name) : IValidateOptions<DatabaseOptions>
    {
        public ValidateOptionsResult Validate(string? checkedName, DatabaseOptions options) =>
            checkedName != name || !options.IsConfigured ? ValidateOptionsResult.Skip
            : DatabaseProvider.Problem(options.Key, options.ConnectionString) is { } problem ? ValidateOptionsResult.Fail(problem)
            : ValidateOptionsResult.Success;
    }
}
