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
    private static readonly Lazy<string?> Adaptation = new(Adapt);

    /// <summary>One sentence when an adapted copy of the native bridge is in use, otherwise null; for the application's log.</summary>
    public static string? AdaptationNotice => AdaptedPath is { } path
        ? $"{BridgeFile} asks for {GlibcxxRequirement.Version}, which this system's libstdc++ lacks; an adapted copy is used: {path}."
        : null;

    private static string? AdaptedPath => OperatingSystem.IsLinux() ? Adaptation.Value : null;

    /// <summary>Finds out now, instead of at the first tensor, whether the native libraries load.</summary>
    public static void EnsureLoaded() => _ = AdaptedPath;

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The resolver must be in place before TorchSharp's own loader runs, whoever calls it first.")]
    internal static void OfferAdaptedBridge() =>
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += static (_, name) =>
            name is Bridge or BridgeFile && AdaptedPath is { } path ? NativeLibrary.Load(path) : 0;

    private static string? Adapt()
    {
        var original = SearchFolders().Select(folder => Path.Combine(folder, BridgeFile)).FirstOrDefault(File.Exists);
        if (original is null)
            return null;
        PreloadDependencies();
        if (NativeLibrary.TryLoad(original, out _))
            return null;
        try
        {
            return AdaptedCopy.Of(original, CacheFolder());
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // A service account may have no home, or one that cannot be written.
            return AdaptedCopy.Of(original, Directory.CreateTempSubdirectory("causalclipseg-native-").FullName);
        }
    }

    /// <summary>The bridge finds its needed libraries by name once they are in the process, wherever it lies itself.</summary>
    private static void PreloadDependencies()
    {
        string[] inOrder = ["libgomp-98b21ff3.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"];
        foreach (var file in inOrder)
            if (SearchFolders().Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) is { } path)
                NativeLibrary.TryLoad(path, out _);
    }

    private static IEnumerable<string> SearchFolders()
    {
        var probing = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var beside = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        var native = Path.Combine("runtimes", "linux-x64", "native");
        return [.. probing, beside, Path.Combine(beside, native), AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, native)];
    }

    private static string CacheFolder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
            cache = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache") : Path.GetTempPath();
        return Path.Combine(cache, "causalclipseg", "native");
    }
}
