using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CausalClipSeg.Migrations;

/// <summary>Lets dotnet-ef build the SQLite model without starting the product.</summary>
public sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqlitePipelineDbContext>
{
    public SqlitePipelineDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<SqlitePipelineDbContext>();
        PersistenceServices.UseSqlite(builder, new PersistenceOptions());
        return new SqlitePipelineDbContext(builder.Options);
    }
}

/// <summary>Lets dotnet-ef build the PostgreSQL model without a server.</summary>
public sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresPipelineDbContext>
{
    public PostgresPipelineDbContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<PostgresPipelineDbContext>();
        PersistenceServices.UsePostgres(builder, new PersistenceOptions
        {
            Provider = DatabaseProvider.Postgres,
            ConnectionString = "Host=localhost;Database=causalclipseg",
        });
        return new PostgresPipelineDbContext(builder.Options);
    }
}
