using System.Data.Common;
using CausalClipSeg.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CausalClipSeg.Pipeline.Tests.Matching;

/// <summary>Counts what a context asks its database.</summary>
internal sealed class CountedStatements : DbCommandInterceptor
{
    public int Count { get; private set; }

    public PipelineDbContext Open(PersistenceOptions options)
    {
        if (options.Provider == DatabaseProvider.Postgres)
        {
            var postgres = new DbContextOptionsBuilder<PostgresPipelineDbContext>();
            PersistenceServices.UsePostgres(postgres, options);
            return new PostgresPipelineDbContext(postgres.AddInterceptors(this).Options);
        }
        var sqlite = new DbContextOptionsBuilder<SqlitePipelineDbContext>();
        PersistenceServices.UseSqlite(sqlite, options);
        return new SqlitePipelineDbContext(sqlite.AddInterceptors(this).Options);
    }

    public override DbCommand CommandCreated(CommandEndEventData eventData, DbCommand result)
    {
        Count++;
        return result;
    }
}
