using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace CausalClipSeg.Model;

/// <summary>Makes libtorch loadable on systems whose libstdc++ is older than the one TorchSharp was built with, without anyone's help.</summary>
public static class LibTorch
{
    private const string Bridge = "LibTorchSharp";
    private const string BridgeFile = "libLibTorchSharp.so";
    private const string Core = "libc10.so";
    private static readonly Lazy<nint> Adaptation = new(Adapt);

    /// <summary>Finds out now, instead of at the first tensor, whether the native libraries load.</summary>
    public static void EnsureLoaded() => _ = Adapted;

    /// <summary>The adapted bridge, or zero where the package's own loads.</summary>
    private static nint Adapted => OperatingSystem.IsLinux() ? Adaptation.Value : 0;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before TorchSharp's own loader runs, whoever calls it first.")]
    internal static void OfferAdaptedBridge()
    {
        OneDnn.LimitWhereCachesAreHidden();
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += static (_, name) =>
            name is Bridge or BridgeFile ? Adapted : 0;
    }

    private static nint Adapt()
    {
        var original = SearchFolders().Select(folder => Path.Combine(folder, BridgeFile)).FirstOrDefault(File.Exists);
        if (original is null)
            return 0;
        PreloadDependencies();
        // A service account may have no home, or one that cannot be written; a hardened system may let nothing in its temporary folder run.
        return NativeLibrary.TryLoad(original, out _) ? 0 : AdaptedBridge.Load(original, [Path.GetTempPath(), .. Home()]);
    }

    /// <summary>The bridge finds its needed libraries by name once they are in the process, wherever it lies itself.</summary>
    private static void PreloadDependencies()
    {
        string[] inOrder = ["libgomp-98b21ff3.so.1", Core, "libtorch_cpu.so", "libtorch.so"];
        foreach (var file in inOrder)
            if (SearchFolders().Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) is { } path && NativeLibrary.TryLoad(path, out var library) && file == Core)
                OneDnn.SayLess(library);
        OneDnn.StepAsideWhereLimited();
    }

    private static IEnumerable<string> SearchFolders()
    {
        var probing = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var beside = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        var native = Path.Combine("runtimes", "linux-x64", "native");
        return [.. probing, beside, Path.Combine(beside, native), AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, native)];
    }

    private static string[] Home() => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? [home] : [];
}
