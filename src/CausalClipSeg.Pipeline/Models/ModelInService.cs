using CausalClipSeg.Model;

namespace CausalClipSeg.Pipeline.Models;

/// <summary>A loaded network and the record it belongs to.</summary>
internal sealed record LoadedModel(ChampionBundle Source, Segmenter Segmenter) : IDisposable
{
    public static LoadedModel Load(ChampionBundle source) => new(source, Segmenter.Load(source.Bundle));

    public void Dispose() => Segmenter.Dispose();
}

/// <summary>Tells whoever holds a network that another model may be in charge now; a promotion's message rings it, and so does the look at the database.</summary>
public sealed class ModelBell
{
    private int _rings;

    /// <summary>Grows with every ring.</summary>
    public int Rings => Volatile.Read(ref _rings);

    public void Ring() => Interlocked.Increment(ref _rings);
}
