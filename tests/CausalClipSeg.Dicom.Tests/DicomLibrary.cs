using FellowOakDicom;

namespace CausalClipSeg.Dicom.Tests;

/// <summary>Which library the tests were built with (<c>-p:DicomLibrary</c>).</summary>
internal static class DicomLibrary
{
    public static bool IsOurs { get; } = typeof(DicomDataset).Assembly.GetName().Name == "FellowOakDicom.Subset";

    /// <summary>Skips the running test under fo-dicom, where it asserts what only our own implementation promises.</summary>
    public static void OnlyOurs(string promise)
    {
        if (!IsOurs) Assert.Skip($"Only FellowOakDicom.Subset promises it: {promise}");
    }
}
