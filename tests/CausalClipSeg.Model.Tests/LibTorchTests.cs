using System.Runtime.InteropServices;
using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class LibTorchTests
{
    private static string Bridge => Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Fact]
    public void Tensors_work_on_this_system_without_anyones_help()
    {
        LibTorch.EnsureLoaded();
        TorchSharp.torch.tensor(new float[] { 1, 2 }).sum().item<float>().ShouldBe(3);
    }

    [Fact]
    public void An_adapted_copy_loads_and_the_packages_own_file_is_untouched()
    {
        LibTorch.EnsureLoaded();
        using var folder = new TemporaryFolder("libtorch");
        var before = File.ReadAllBytes(Bridge);

        var copy = AdaptedCopy.Of(Bridge, folder.Path);

        NativeLibrary.TryLoad(copy, out _).ShouldBeTrue();
        File.ReadAllBytes(Bridge).ShouldBe(before);
        File.ReadAllBytes(copy).Where((value, i) => value != before[i]).Count().ShouldBeInRange(1, 40);
    }

    [Fact]
    public void The_adapted_copy_is_made_once()
    {
        using var folder = new TemporaryFolder("libtorch");
        var first = AdaptedCopy.Of(Bridge, folder.Path);
        var written = File.GetLastWriteTimeUtc(first);

        AdaptedCopy.Of(Bridge, folder.Path).ShouldBe(first);
        File.GetLastWriteTimeUtc(first).ShouldBe(written);
    }

    [Fact]
    public void What_is_no_library_is_refused_with_the_systems_that_need_no_adaptation() =>
        Should.Throw<DllNotFoundException>(() => GlibcxxRequirement.Relax(new byte[100], "libX.so")).Message.ShouldBe(
            "libX.so does not load on this system and cannot be adapted: it is not a 64-bit little-endian ELF file. Use a system with GCC 13's libstdc++ or newer (Debian 13, Ubuntu 24.04).");
}
