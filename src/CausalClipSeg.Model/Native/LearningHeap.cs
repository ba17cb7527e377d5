using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// glibc's heap while a network learns on a CPU. A step's activations are blocks of tens of megabytes, which glibc asks of the system and gives back one by one:
/// every page of them is made and cleared anew in every step. Kept, they are there for the next one; where a virtual machine makes pages slowly, learning is
/// several times faster. Given back at the end, since the service that learns has other things to do.
/// </summary>
internal sealed partial class LearningHeap : IDisposable
{
    private const int TrimThreshold = -1, TopPad = -2, MmapThreshold = -3, MmapMax = -4; // mallopt(3); malloc.h
    private const int UsualMmapMax = 65536, UsualTopPad = 0;
    private const int LargestMmapThreshold = 32 << 20; // what glibc's own rule reaches once large blocks have been freed
    private const int KeptTop = 256 << 20;
    private readonly bool _keeps;

    private LearningHeap(bool keeps) => _keeps = keeps;

    public static LearningHeap For(Device device)
    {
        if (device.type != TorchSharp.DeviceType.CPU || !OperatingSystem.IsLinux())
            return new LearningHeap(keeps: false);
        _ = Set(MmapMax, 0);
        _ = Set(TrimThreshold, int.MaxValue);
        _ = Set(TopPad, KeptTop); // other threads' heaps are given back unless their ends are padded
        return new LearningHeap(keeps: true);
    }

    public void Dispose()
    {
        if (!_keeps)
            return;
        _ = Set(TopPad, UsualTopPad);
        _ = Set(MmapThreshold, LargestMmapThreshold);
        _ = Set(TrimThreshold, 2 * LargestMmapThreshold);
        _ = Set(MmapMax, UsualMmapMax);
        _ = GiveBack(0);
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Set(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GiveBack(nuint pad);
}
