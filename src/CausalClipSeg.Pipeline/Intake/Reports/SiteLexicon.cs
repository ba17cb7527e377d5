using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Reports.Understanding;
using CausalClipSeg.Reports.Understanding.Lexicon;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>The site's words as they are now: pages that change are read again, and count from the next report on.</summary>
public sealed class SiteLexicon(IOptions<ReferringOptions> options)
{
    private volatile Pages? _read;

    public FindingExtractor Extractor
    {
        get
        {
            var asked = options.Value;
            if (_read is not { } read || !ReferenceEquals(read.Options, asked))
                _read = read = new Pages(asked, new FindingExtractor(FindingLexicon.Of(asked.Lexicon)));
            return read.Extractor;
        }
    }

    private sealed record Pages(ReferringOptions Options, FindingExtractor Extractor);
}
