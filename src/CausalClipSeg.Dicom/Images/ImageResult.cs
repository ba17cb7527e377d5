using System.Diagnostics.CodeAnalysis;

namespace CausalClipSeg.Dicom.Images;

/// <summary>Either what was asked of an image or the reason why the image cannot give it.</summary>
public sealed class ImageResult<T> where T : class
{
    private readonly T? _value;

    private ImageResult(T? value, ImageRefusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    public ImageRefusal? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Refusal is null;

    /// <summary>The value; on a refused image this throws with the refusal's sentence, so ask <see cref="Succeeded"/> or use <see cref="TryGet"/>.</summary>
    public T Value => _value ?? throw new InvalidOperationException(Refusal?.Reason);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out ImageRefusal? refusal)
    {
        (value, refusal) = (_value, Refusal);
        return refusal is null;
    }

    public static implicit operator ImageResult<T>(T value) => new(value, null);

    public static implicit operator ImageResult<T>(ImageRefusal refusal) => new(null, refusal);

}
