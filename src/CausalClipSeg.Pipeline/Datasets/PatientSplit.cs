using System.Security.Cryptography;
using System.Text;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>On which side of the split a patient is, for ever: a hash decides, so the same patient is never on both, in any snapshot.</summary>
public static class PatientSplit
{
    private const int HeldOutPercent = 20;
    private const string Key = "causalclipseg split 1";

    public static bool IsHeldOut(string patient) =>
        BitConverter.ToUInt32(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(patient))) % 100 < HeldOutPercent;
}
