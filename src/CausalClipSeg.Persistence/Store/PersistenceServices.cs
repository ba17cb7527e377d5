using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>The one place where a provider is chosen; all that uses a context is the same for both.</summary>
public static class PersistenceServices
{
    private const string MigrationsAssembly = "CausalClipSeg.Migrations";

    /// <summary>Of one process: three of them fit into the hundred connections that PostgreSQL allows unless told otherwise.</summary>
    private const int MostConnections = 30;

    public static IServiceCollection AddPersistence(this IServiceCollection services, PersistenceOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            services.AddPooledDbContextFactory<SqlitePipelineDbContext>(builder => UseSqlite(builder, options));
            services.AddSingleton<IDbContextFactory<PipelineDbContext>, ContextFactory<SqlitePipelineDbContext>>();
        }
        else
        {
            services.AddPooledDbContextFactory<PostgresPipelineDbContext>(builder => UsePostgres(builder, options));
            services.AddSingleton<IDbContextFactory<PipelineDbContext>, ContextFactory<PostgresPipelineDbContext>>();
        }
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<PipelineDbContext>>().CreateDbContext());
        return services.AddSingleton<OutboxSignal>().AddSingleton<WriteGate>().AddSingleton<OutboxUpkeep>().AddSingleton<DatabaseMigrator>().AddSingleton(_ => new CrashPoints())
            .AddSingleton(provider => new PipelineStore(
                provider.GetRequiredService<IDbContextFactory<PipelineDbContext>>(),
                provider.GetRequiredService<WriteGate>(), provider.GetRequiredService<OutboxSignal>(), provider.GetRequiredService<CrashPoints>(), options,
                new CaseLog(provider.GetService<ILogger<CaseLog>>() ?? NullLogger<CaseLog>.Instance)))
            .AddSingleton(provider => new OutboxReader(
                provider.GetRequiredService<IDbContextFactory<PipelineDbContext>>(),
                provider.GetRequiredService<WriteGate>(), provider.GetRequiredService<CrashPoints>(), options, provider.GetRequiredService<TimeProvider>()));
    }

    public static void UseSqlite(DbContextOptionsBuilder builder, PersistenceOptions options)
    {
        var connection = new SqliteConnectionStringBuilder(options.ConnectionString)
        {
            ForeignKeys = true,
            DefaultTimeout = options.CommandTimeoutSeconds,
        };
        builder.UseSqlite(connection.ConnectionString, sqlite => sqlite.MigrationsAssembly(MigrationsAssembly))
            .AddInterceptors(new SqliteSettings(options.CommandTimeoutSeconds));
    }

    public static void UsePostgres(DbContextOptionsBuilder builder, PersistenceOptions options)
    {
        builder.UseNpgsql(WithDefaults(options.ConnectionString), postgres => postgres
            .MigrationsAssembly(MigrationsAssembly)
            .CommandTimeout(options.CommandTimeoutSeconds)
            .EnableRetryOnFailure(maxRetryCount: options.TransientRetries, maxRetryDelay: TimeSpan.FromSeconds(5), errorCodesToAdd: null));
        if (options.ConfigureTls is { } configure)
            builder.AddInterceptors(new PostgresTls(configure));
    }

    /// <summary>The pool has a limit that leaves room for other workers, unless the connection string gives one. (Npgsql's ContainsKey is true of every key that there is.)</summary>
    private static string WithDefaults(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Maximum Pool Size"))
            builder.MaxPoolSize = Math.Max(MostConnections, builder.MinPoolSize);
        return builder.ConnectionString;
    }

    private sealed class ContextFactory<TContext>(IDbContextFactory<TContext> pool) : IDbContextFactory<PipelineDbContext>
        where TContext : PipelineDbContext
    {
        public PipelineDbContext CreateDbContext() => pool.CreateDbContext();
    }
}
