namespace CausalClipSeg.Model;

/// <summary>Views of one storage can make a small file many times as large in memory: what a file's tensors take is held against the file.</summary>
internal static class BackedNumbers
{
    private const int Sharing = 2; // two names for one tensor are honest

    /// <param name="bytes">What each tensor would take.</param>
    public static void Require(string path, IEnumerable<Int128> bytes)
    {
        var (sum, length) = (bytes.Aggregate(Int128.Zero, (sum, some) => sum + Int128.Min(some, long.MaxValue)), new FileInfo(path).Length);
        if (sum > (Int128)length * Sharing)
            throw new WeightsException($"{path}: its tensors would take {sum} bytes, the file has {length}; they repeat each other's numbers, and the weights of a network do not.");
    }
}
