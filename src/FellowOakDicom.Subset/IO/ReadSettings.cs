using FellowOakDicom.IO.Reader;
using FellowOakDicom.Text;

namespace FellowOakDicom.IO;

/// <summary>What the reader is told beside the bytes.</summary>
internal sealed record ReadSettings
{
    internal const int DefaultLargeObjectSize = 1 << 16;

    internal static readonly ReadSettings All = new();

    internal FileReadOption Option { get; init; } = FileReadOption.ReadAll;

    internal int LargeObjectSize { get; init; } = DefaultLargeObjectSize;

    internal Func<ParseState, bool>? Stop { get; init; }

    /// <summary>What texts are written in where no Specific Character Set says it.</summary>
    internal DicomCharacterSet Fallback { get; init; } = DicomCharacterSet.Default;
}
