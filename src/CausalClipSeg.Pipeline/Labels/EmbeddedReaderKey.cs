using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Storage;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Labels;

/// <summary>Where no site gave one, the key of the readers' hash is made once and lies beside the embedded database.</summary>
internal sealed class EmbeddedReaderKey(InstanceStore store) : IPostConfigureOptions<LabelOptions>
{
    public void PostConfigure(string? name, LabelOptions options)
    {
        if (string.IsNullOrEmpty(options.ReaderKey))
            options.ReaderKey = KeptKey.Of(store, "readers.key");
    }
}
