using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>Tensors whose values lie beside each other in one block, so that what is done to all of them alike is one operation.</summary>
internal sealed class FlatTensors
{
    private FlatTensors(IReadOnlyList<Tensor> parts, Tensor all) => (Parts, All) = (parts, all);

    /// <summary>The tensors themselves, now windows of <see cref="All"/>.</summary>
    public IReadOnlyList<Tensor> Parts { get; }

    public Tensor All { get; }

    /// <summary>Moves the values of these tensors (one type, one device) into a new block; the tensors stay the same objects.</summary>
    public static FlatTensors Gather(IReadOnlyList<Tensor> parts)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var flat = new FlatTensors(parts, cat([.. parts.Select(part => part.reshape(-1))]).DetachFromDisposeScope());
        foreach (var (part, window) in parts.Zip(flat.Split(flat.All)))
            part.set_(window);
        return flat;
    }

    /// <summary>Windows of a block of the same layout, in the shapes of the parts.</summary>
    public IEnumerable<Tensor> Split(Tensor block)
    {
        long at = 0;
        foreach (var part in Parts)
        {
            yield return block.narrow(0, at, part.NumberOfElements).view(part.shape);
            at += part.NumberOfElements;
        }
    }

    /// <summary>The values of other tensors of the same shapes in a new block of this layout, zeros where there is none.</summary>
    public Tensor Flatten(IEnumerable<Tensor?> others) =>
        cat([.. others.Zip(Parts, (other, part) => (other ?? zeros_like(part)).reshape(-1))]);
}
