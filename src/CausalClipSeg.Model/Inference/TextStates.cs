using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>The text encoder's answer, and whether it read the whole sentence.</summary>
internal readonly record struct TextState(Tensor Tensor, bool WordsLost);

/// <summary>Remembers the text encoder's answer for each sentence: a service is asked the same few again and again.</summary>
internal sealed class TextStates(CausalClipSegNetwork network, ClipTokenizer tokenizer) : IDisposable
{
    private const int Capacity = 1024;
    private readonly Dictionary<string, TextState> _states = new(StringComparer.Ordinal);

    /// <summary>One row for each sentence of a batch.</summary>
    public Tensor Of(IReadOnlyList<string> sentences)
    {
        if (_states.Count + sentences.Count > Capacity) // before the batch: its own states must last until they are stacked
            Clear();
        return stack(sentences.Select(sentence => Of(sentence).Tensor));
    }

    /// <summary>Whether a sentence is longer than the network reads.</summary>
    public bool WordsLost(string sentence) => Of(sentence).WordsLost;

    private TextState Of(string sentence)
    {
        if (_states.TryGetValue(sentence, out var known))
            return known;
        using var scope = NewDisposeScope();
        var (ids, truncated) = tokenizer.Encode(sentence, network.Geometry.WordLength);
        var state = network.Backbone.EncodeText(tensor(ids, [1, ids.Length], device: network.Backbone.Device)).State[0].detach();
        return _states[sentence] = new TextState(state.DetachFromDisposeScope(), truncated);
    }

    public void Dispose() => Clear();

    public void Clear()
    {
        foreach (var state in _states.Values)
            state.Tensor.Dispose();
        _states.Clear();
    }
}
