using System.Security.Cryptography;
using System.Text;

namespace CausalClipSeg.Persistence;

/// <summary>An image, a study or a patient whose labels may not be used, those of now and those that come later: a consent that was taken back stays taken back.</summary>
public sealed class LabelExclusion
{
    /// <summary>SOP Instance UID of the image, Study Instance UID, or what <see cref="OfPatient"/> makes of a patient's identifier.</summary>
    public required string Uid { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>A hash in place of the identifier: as long as a UID may be, and never equal to one.</summary>
    public static string OfPatient(string patient) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"patient {patient.Trim()}")));
}
