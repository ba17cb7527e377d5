using System.Text;
using FellowOakDicom.Text;

namespace FellowOakDicom;

/// <summary>The encodings behind Specific Character Set (PS3.3 section C.12.1.1.2).</summary>
public static class DicomEncoding
{
    /// <summary>The default repertoire, ISO-IR 6; bytes above it are read as Latin-1 rather than lost.</summary>
    public static Encoding Default => CharacterRepertoire.Ascii.Encoding;
}
