using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>
/// Each site's split is its own: where it gave no key, one is made once and lies beside the snapshots. A key that everybody knows would tell who is judged on, and
/// would let patient identifiers be tried against the manifests.
/// </summary>
internal sealed class SiteSplitKey(InstanceStore store) : IPostConfigureOptions<DatasetOptions>
{
    public void PostConfigure(string? name, DatasetOptions options)
    {
        if (string.IsNullOrEmpty(options.SplitKey))
            options.SplitKey = KeptKey.Of(store, "split.key");
    }
}
