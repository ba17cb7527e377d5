using System.Security.Cryptography;
using System.Text;

namespace CausalClipSeg.Pipeline.Datasets;

/// <summary>Where a patient's labels go.</summary>
public enum SplitSide
{
    Train,

    /// <summary>Watched while a run trains.</summary>
    Validation,

    /// <summary>Only judged on, never trained on.</summary>
    Test,
}

/// <summary>On which side of the split a patient is, for ever: a keyed hash of the patient alone decides, so no other patient and no later label moves anybody.</summary>
public sealed class PatientSplit(string key)
{
    private const int TestPercent = 20;
    private const int ValidationPercent = 10;
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>Tells two keys apart without telling either.</summary>
    public string Fingerprint => Convert.ToHexStringLower(HMACSHA256.HashData(_key, "fingerprint"u8))[..16];

    /// <summary>Stands for the patient in manifests.</summary>
    public string PatientKey(string patient) => Convert.ToHexStringLower(Hash(patient));

    public SplitSide SideOf(string patient) => (BitConverter.ToUInt32(Hash(patient)) % 100) switch
    {
        < TestPercent => SplitSide.Test,
        < TestPercent + ValidationPercent => SplitSide.Validation,
        _ => SplitSide.Train,
    };

    private byte[] Hash(string patient) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(patient.Trim()));
}
