using System.Text.RegularExpressions;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Network;

/// <summary>What a status says in Error Comment (0000,0902): LO, so at most 64 characters and neither control characters nor a backslash (PS3.5 6.2, PS3.7 annex C).</summary>
internal static partial class ErrorComment
{
    private const int Longest = 64;

    /// <summary>The status with as much of the sentence as fits, without the places in our file system that it names; the whole sentence is in the refusal's record.</summary>
    public static DicomStatus On(DicomStatus status, string sentence) => new(status, Fitting(sentence));

    private static string Fitting(string sentence) => string.Concat(
        Places().Replace(sentence, "").Take(Longest).Select(letter => char.IsControl(letter) || letter == '\\' ? ' ' : letter)).TrimEnd();

    /// <summary>The operating system says which file it speaks of, in quotation marks.</summary>
    [GeneratedRegex(@"( : ?| )?'/[^'/]+/[^']*'")]
    private static partial Regex Places();
}
