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
        using var scope = TorchSharp.torch.NewDisposeScope();
        TorchSharp.torch.tensor(new float[] { 1, 2 }).sum().item<float>().ShouldBe(3);
    }

    [Fact]
    public void An_adapted_copy_loads_is_gone_afterwards_and_the_packages_own_file_is_untouched()
    {
        LibTorch.EnsureLoaded();
        using var folder = new TemporaryFolder("libtorch");
        var before = File.ReadAllBytes(Bridge);

        AdaptedBridge.Load(Bridge, [folder.Path]).ShouldNotBe(0);

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
        File.ReadAllBytes(Bridge).ShouldBe(before);
        var relaxed = (byte[])before.Clone();
        GlibcxxRequirement.Relax(relaxed, Bridge);
        relaxed.Where((value, i) => value != before[i]).Count().ShouldBeInRange(1, 40);
    }

    [Fact]
    public void Where_one_folder_does_not_serve_the_next_one_does()
    {
        LibTorch.EnsureLoaded();
        using var folder = new TemporaryFolder("libtorch");
        AdaptedBridge.Load(Bridge, [folder.File("missing"), "/proc/self", folder.Path]).ShouldNotBe(0);
    }

    [Fact]
    public void Where_no_folder_serves_the_sentence_names_them()
    {
        var sentence = Should.Throw<DllNotFoundException>(() => AdaptedBridge.Load(Bridge, ["/nowhere", "/proc/self"])).Message;
        sentence.ShouldStartWith($"An adapted copy of {Bridge} loads from none of /nowhere, /proc/self: ");
        sentence.ShouldEndWith("Set TMPDIR to a folder that may hold programs.");
    }

    [Fact]
    public void What_is_no_library_is_refused_with_the_systems_that_need_no_adaptation() =>
        Should.Throw<DllNotFoundException>(() => GlibcxxRequirement.Relax(new byte[100], "libX.so")).Message.ShouldBe(
            "libX.so does not load on this system and cannot be adapted: it is not a 64-bit little-endian ELF file. Use a system with GCC 13's libstdc++ or newer (Debian 13, Ubuntu 24.04).");
}
