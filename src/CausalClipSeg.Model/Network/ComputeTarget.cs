using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>How finely the network computes; its weights are learnt and stored apart from that.</summary>
public enum ComputePrecision
{
    /// <summary>bfloat16 where the processor multiplies it in hardware, float32 elsewhere.</summary>
    Auto,
    Float32,
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

    /// <exception cref="ComputeDeviceException">A device is asked for that this machine or build does not have.</exception>
    public static ComputeTarget Choose(ComputeOptions options)
    {
        LibTorch.EnsureLoaded();
        var wanted = options.Device.ToLowerInvariant();
        var onGpu = wanted == "auto" ? cuda.is_available() : wanted.StartsWith("cuda", StringComparison.Ordinal);
        if (!onGpu && wanted is not ("auto" or "cpu"))
            throw new ComputeDeviceException($"The device '{options.Device}' is unknown. Use auto, cpu, cuda or cuda:N.");
        if (onGpu && !cuda.is_available())
            throw new ComputeDeviceException($"The device '{options.Device}' is not there: this build or machine has no CUDA. Use --device cpu, or build with -p:TorchBackend=cuda.");
        var fast = onGpu || HasBfloat16();
        var type = options.Precision == ComputePrecision.BFloat16 || (options.Precision == ComputePrecision.Auto && fast) ? ScalarType.BFloat16 : ScalarType.Float32;
        return new ComputeTarget(onGpu ? device(wanted == "auto" ? "cuda" : wanted) : CPU, type);
    }

    private static bool HasBfloat16() => X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && Avx512BW.IsSupported && (X86Base.CpuId(7, 1).Eax & Bfloat16Bit) != 0;
}
