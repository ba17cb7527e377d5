using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CausalClipSeg.Tests;

/// <summary>The product's parts on an empty SQLite database and folder of their own; none of its services runs, so that a test moves each by itself.</summary>
internal sealed class IdlePipeline : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly WebApplication _host;

    private IdlePipeline(TemporaryFolder folder, (string Key, string? Value)[] settings) =>
        (_folder, _host) = (folder, PipelineHost.Build(PipelineRoles.None, settings.Append(("Storage:Root", folder.Path)).ToDictionary(), _ => { }));

    public IServiceProvider Services => _host.Services;

    public PipelineStore Store => Services.GetRequiredService<PipelineStore>();

    public static async Task<IdlePipeline> Create(string name, params (string Key, string? Value)[] settings)
    {
        var pipeline = new IdlePipeline(new TemporaryFolder(name), settings);
        await PipelineHost.MigrateAsync(pipeline.Services, TestContext.Current.CancellationToken);
        return pipeline;
    }

    public string Root => _folder.Path;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _folder.DisposeAsync();
    }
}
