using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>How finely the network computes; its weights are learnt and stored apart from that.</summary>
public enum ComputePrecision
{
    /// <summary>
    /// Learning: bfloat16 where the processor multiplies it in hardware, float32 elsewhere. Answering: float32 on a CPU, where bfloat16
    /// would move the borders of masks, and float16 on a GPU.
    /// </summary>
    Auto,
    Float32,
    Float16,
    BFloat16,
}

/// <summary>Where and how finely to compute.</summary>
public sealed record ComputeOptions
{
    /// <summary>"auto" (a GPU where there is one), "cpu", "cuda" or "cuda:1".</summary>
    public string Device { get; init; } = "auto";

    public ComputePrecision Precision { get; init; }
}

/// <summary>The device and the type that a computation really uses.</summary>
internal sealed record ComputeTarget(Device Device, ScalarType Type)
{
    private const int Bfloat16Bit = 1 << 5; // CPUID leaf 7, subleaf 1, EAX: AVX512_BF16

    public static ComputeTarget Reference { get; } = new(CPU, ScalarType.Float32);

    /// <exception cref="ComputeDeviceException">A device is asked for that this machine or build does not have, or its processor computes wrongly.</exception>
    public static ComputeTarget Choose(ComputeOptions options, bool learning)
    {
        LibTorch.EnsureLoaded();
        var wanted = options.Device.ToLowerInvariant();
        var onGpu = wanted == "auto" ? cuda.is_available() : wanted.StartsWith("cuda", StringComparison.Ordinal);
        if (!onGpu && wanted is not ("auto" or "cpu"))
            throw new ComputeDeviceException($"The device '{options.Device}' is unknown. Use auto, cpu, cuda or cuda:N.");
        if (onGpu && !cuda.is_available())
            throw new ComputeDeviceException($"The device '{options.Device}' is not there: this build or machine has no CUDA. Use --device cpu, or build with -p:TorchBackend=cuda.");
        if (!onGpu)
            OneDnn.EnsureRight();
        return new ComputeTarget(onGpu ? device(wanted == "auto" ? "cuda" : wanted) : CPU, TypeOf(options.Precision, onGpu, learning));
    }

    private static ScalarType TypeOf(ComputePrecision precision, bool onGpu, bool learning) => precision switch
    {
        ComputePrecision.Float32 => ScalarType.Float32,
        ComputePrecision.Float16 => ScalarType.Float16,
        ComputePrecision.BFloat16 => ScalarType.BFloat16,
        _ when learning => onGpu || HasBfloat16() ? ScalarType.BFloat16 : ScalarType.Float32,
        _ => onGpu ? ScalarType.Float16 : ScalarType.Float32,
    };

    private static bool HasBfloat16() => !OneDnn.IsLimited && X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && Avx512BW.IsSupported && (X86Base.CpuId(7, 1).Eax & Bfloat16Bit) != 0;
}
