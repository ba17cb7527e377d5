using System.Runtime.InteropServices;
using CausalClipSeg.Model;

namespace CausalClipSeg.Tests;

public sealed class SplittingBatchTests
{
    private readonly List<int> _sizes = [];

    [Fact]
    public void A_batch_that_does_not_fit_is_halved_and_answered_in_order()
    {
        SplittingBatch.Answer<int, int>(new[] { 1, 2, 3, 4, 5 }, batch => Pass(batch, fits: 2)).ShouldBe([10, 20, 30, 40, 50]);
        _sizes.ShouldBe([5, 2, 3, 1, 2]);
    }

    [Fact]
    public void A_question_that_does_not_fit_alone_is_refused_with_what_to_do()
    {
        Should.Throw<DeviceMemoryException>(() => SplittingBatch.Answer<int, int>(new[] { 1, 2 }, batch => Pass(batch, fits: 0)))
            .Message.ShouldBe("The device's memory is too small for this image alone: CUDA out of memory. Use a device with more memory, or hide the GPU (CUDA_VISIBLE_DEVICES=-1): a CPU then answers.");
    }

    [Theory]
    [InlineData("std::bad_alloc")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")]
    [InlineData("cuDNN error: CUDNN_STATUS_ALLOC_FAILED")]
    [InlineData("[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 16 bytes.")]
    public void Every_word_for_a_lack_of_memory_is_known(string words) => Should.Throw<DeviceMemoryException>(
        () => SplittingBatch.Answer<int, int>(new[] { 1 }, _ => throw new System.ComponentModel.Win32Exception(0, words))).Message.ShouldContain(words);

    [Fact]
    public void Another_failure_is_not_mistaken_for_a_lack_of_memory()
    {
        Should.Throw<ExternalException>(() => SplittingBatch.Answer<int, int>(new[] { 1, 2 }, _ => throw new System.ComponentModel.Win32Exception(0, "shape mismatch"))).Message.ShouldBe("shape mismatch");
    }

    private int[] Pass(ReadOnlyMemory<int> batch, int fits)
    {
        _sizes.Add(batch.Length);
        return batch.Length <= fits ? [.. batch.ToArray().Select(item => item * 10)] : throw new System.ComponentModel.Win32Exception(0, "CUDA out of memory.\nException raised from …");
    }
}
