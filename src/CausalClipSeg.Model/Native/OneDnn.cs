using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalClipSeg.Model;

/// <summary>
/// The convolutions inside libtorch, where a processor does not say how large its caches are. Virtual machines may hide that (CPUID leaf 8000001D of AMD's is
/// then zeros); oneDNN 3.7 reckons with a first cache of one byte, rearranges weights and pictures wrongly wherever channels do not fill a block
/// (<c>prb_block_for_cache</c>) and divides by zero in some 1x1 convolutions (<c>brg_blocking_t::est_eff_1x1</c>): numbers that are none, wrong masks, the end of
/// the process. Its oldest kernels do neither, at a third of the speed; libtorch's own convolutions over MKL's products are twice as fast as those, so it is asked
/// for them.
/// </summary>
internal static partial class OneDnn
{
    private const string Limit = "ONEDNN_MAX_CPU_ISA", SafeKernels = "SSE41";
    private const string LogLevel = "TORCH_CPP_LOG_LEVEL", InitLogging = "_ZN3c1011initLoggingEv"; // void c10::initLogging()
    private const string TorchCpu = "libtorch_cpu.so";
    private const string GlobalContext = "_ZN2at13globalContextEv"; // at::Context& at::globalContext()
    private const string SetUserEnabled = "_ZN2at7Context20setUserEnabledMkldnnEb"; // void at::Context::setUserEnabledMkldnn(bool); torch.backends.mkldnn.enabled
    private const string Amd = "AuthenticAMD";
    private const int CachesLeaf = unchecked((int)0x8000001D);
    private const int SmallestCache = 4096;
    private const double Rounding = 1e-4;
    private static readonly Lazy<double> Error = new(Measure);

    /// <summary>Whether its newer kernels may be used, and bfloat16 with them.</summary>
    public static bool IsLimited => Environment.GetEnvironmentVariable(Limit) == SafeKernels;

    /// <summary>Keeps oneDNN at kernels that compute right on this processor. Has to come before libtorch is loaded; what somebody has set stays.</summary>
    public static void LimitWhereCachesAreHidden()
    {
        if (!OperatingSystem.IsLinux() || !HidesItsCaches() || Environment.GetEnvironmentVariable(Limit) is { Length: > 0 })
            return;
        Environment.SetEnvironmentVariable(Limit, SafeKernels); // for the processes that this one starts
        _ = SetForLibraries(Limit, SafeKernels, 1);
    }

    /// <summary>Where oneDNN is limited, libtorch computes convolutions itself. Has to come after libtorch is loaded.</summary>
    public static void StepAsideWhereLimited()
    {
        if (IsLimited)
            Use(false);
    }

    /// <summary>Computes with oneDNN, limited or not: a network whose pictures lie channel by channel, as published, is faster with it in either case.</summary>
    public static T With<T>(Func<T> computation)
    {
        Use(true);
        try
        {
            return computation();
        }
        finally
        {
            Use(!IsLimited);
        }
    }

    /// <summary>
    /// There NNPACK refuses the processor as well, and says so in a line on standard error for each convolution that it is asked about: dozens a case where the process
    /// has one thread. Only Python asks libtorch to read its log level, so it is asked here.
    /// </summary>
    /// <param name="c10">Handle of libc10.so.</param>
    public static void SayLess(nint c10)
    {
        if (!IsLimited || !NativeLibrary.TryGetExport(c10, InitLogging, out var read))
            return;
        _ = SetForLibraries(LogLevel, "ERROR", 0);
        Marshal.GetDelegateForFunctionPointer<Action>(read)();
    }

    /// <summary>Has a small convolution computed and compares it with what it must be.</summary>
    /// <exception cref="ComputeDeviceException">libtorch computes wrongly on this processor.</exception>
    public static void EnsureRight()
    {
        if (!(Error.Value < Rounding))
            throw new ComputeDeviceException($"libtorch computes convolutions wrongly on this processor (off by {Error.Value:G2} of the largest value). "
                + $"Set the environment variable {Limit}={SafeKernels} and start again; if that does not help, use another machine.");
    }

    private static unsafe void Use(bool enabled)
    {
        if (!NativeLibrary.TryLoad(TorchCpu, out var torch) || !NativeLibrary.TryGetExport(torch, GlobalContext, out var context) || !NativeLibrary.TryGetExport(torch, SetUserEnabled, out var set))
            return;
        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), enabled ? (byte)1 : (byte)0);
    }

    private static bool HidesItsCaches()
    {
        if (!X86Base.IsSupported || Vendor() != Amd)
            return false;
        var (_, shape, sets, _) = X86Base.CpuId(CachesLeaf, 0);
        return ((shape >>> 22) + 1L) * (((shape >>> 12) & 0x3ff) + 1) * ((shape & 0xfff) + 1) * ((uint)sets + 1L) < SmallestCache; // ways, partitions, line, sets
    }

    private static string Vendor()
    {
        var (_, first, last, middle) = X86Base.CpuId(0, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes([first, middle, last]));
    }

    /// <summary>Channels that fill no block, rows before columns: the layouts between which oneDNN has to rearrange.</summary>
    private static double Measure()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var (picture, kernel) = (Ramp(2, 66, 6, 6), Ramp(36, 66, 3, 3));
        var exact = nn.functional.conv2d(picture, kernel, padding: [1, 1]);
        var quick = nn.functional.conv2d(picture.to(ScalarType.Float32), kernel.to(ScalarType.Float32), padding: [1, 1]).to(ScalarType.Float64);
        return ((quick - exact).abs().max() / exact.abs().max()).item<double>();

        static Tensor Ramp(params long[] shape)
        {
            using Scalar first = 0, count = shape.Aggregate(1L, (product, side) => product * side), step = 1; // held until native code has read them
            return arange(first, count, step, ScalarType.Float64).sin().reshape(shape);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetForLibraries(string name, string value, int overwrite);
}
