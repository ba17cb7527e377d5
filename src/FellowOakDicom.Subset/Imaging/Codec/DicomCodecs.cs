namespace FellowOakDicom.Imaging.Codec;

/// <summary>What a codec may be told: quality, prediction, progression.</summary>
public abstract class DicomCodecParams
{
}

/// <summary>Compresses and decompresses the frames of one transfer syntax (PS3.5 section 8.2).</summary>
public interface IDicomCodec
{
    string Name { get; }

    DicomTransferSyntax TransferSyntax { get; }

    DicomCodecParams? GetDefaultParameters();

    void Encode(DicomPixelData oldPixelData, DicomPixelData newPixelData, DicomCodecParams? parameters);

    void Decode(DicomPixelData oldPixelData, DicomPixelData newPixelData, DicomCodecParams? parameters);
}

/// <summary>A codec's failure, with the reason.</summary>
public sealed class DicomCodecException : DicomException
{
    public DicomCodecException(string message)
        : base(message)
    {
    }

    public DicomCodecException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Knows the codecs at hand; fo-dicom finds it among the registered services.</summary>
public interface ITranscoderManager
{
    bool HasCodec(DicomTransferSyntax syntax);

    bool CanTranscode(DicomTransferSyntax inSyntax, DicomTransferSyntax outSyntax);

    IDicomCodec GetCodec(DicomTransferSyntax syntax);

    void LoadCodecs(string? path = null, string? search = null);
}

/// <summary>A table of codecs by transfer syntax, which a subclass fills in <see cref="LoadCodecs"/>.</summary>
public abstract class TranscoderManager : ITranscoderManager
{
    protected Dictionary<DicomTransferSyntax, IDicomCodec> Codecs { get; } = [];

    public bool HasCodec(DicomTransferSyntax syntax) => Codecs.ContainsKey(syntax);

    public bool CanTranscode(DicomTransferSyntax inSyntax, DicomTransferSyntax outSyntax)
    {
        ArgumentNullException.ThrowIfNull(inSyntax);
        ArgumentNullException.ThrowIfNull(outSyntax);
        return (!inSyntax.IsEncapsulated || HasCodec(inSyntax)) && (!outSyntax.IsEncapsulated || HasCodec(outSyntax));
    }

    public IDicomCodec GetCodec(DicomTransferSyntax syntax) => Codecs.TryGetValue(syntax, out var codec)
        ? codec
        : throw new DicomCodecException($"No codec is registered for the transfer syntax {syntax}; register one in the transcoder manager.");

    public abstract void LoadCodecs(string? path = null, string? search = null);
}

/// <summary>No codecs: native syntaxes only. What is registered until an application names its own manager.</summary>
public sealed class DefaultTranscoderManager : TranscoderManager
{
    public override void LoadCodecs(string? path = null, string? search = null)
    {
    }
}
