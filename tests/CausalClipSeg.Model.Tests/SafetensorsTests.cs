using System.Buffers.Binary;
using System.Text;
using CausalClipSeg.Model;
using TorchSharp;

namespace CausalClipSeg.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("safetensors");

    private string File_ => _folder.File("x.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.Float16)]
    [InlineData(torch.ScalarType.BFloat16)]
    [InlineData(torch.ScalarType.Int64)]
    [InlineData(torch.ScalarType.Byte)]
    [InlineData(torch.ScalarType.Bool)]
    public void A_tensor_comes_back_as_it_was_written(torch.ScalarType type)
    {
        LibTorch.EnsureLoaded();
        using var scope = torch.NewDisposeScope();
        var tensor = torch.arange(6).reshape(2, 3).to(type);
        SafetensorsWriter.Write(File_, [KeyValuePair.Create("a.b", tensor), KeyValuePair.Create("scalar", torch.tensor(7L))], new Dictionary<string, string> { ["k"] = "v" });

        using var file = SafetensorsFile.Open(File_);

        file.Metadata["k"].ShouldBe("v");
        file.Entries["a.b"].Shape.ShouldBe([2L, 3L]);
        file.Entries["a.b"].Type.ShouldBe(type);
        file.Read("a.b").Equals(tensor).ShouldBeTrue();
        file.Read("scalar").item<long>().ShouldBe(7);
    }

    [Theory]
    [InlineData("{", 0, "the safetensors header is not valid JSON")]
    [InlineData("[]", 0, "the safetensors header is not a JSON object.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "tensor a: its entry needs dtype, shape and data_offsets.")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 4, "tensor a: element type F33 is not one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "tensor a: its shape is not a list of sizes.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "tensor a: shape [2] of F32 needs 8 bytes but its offsets hold 4.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4, "tensor a: its shape is too large.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "tensor a: its data_offsets are not a start and an end.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "tensor a ends at byte 8 of the data, which has only 4; the file is cut short or corrupt.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "tensor b starts at byte 4, inside the tensor before it, which ends at 8.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "bytes 0 to 4 before tensor a belong to no tensor.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "bytes 4 to 8 after the last tensor belong to no tensor.")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "tensor a is declared twice.")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "the safetensors header is not valid JSON")]
    [InlineData("""{"a":{"dtype":"\ud800","shape":[1],"data_offsets":[0,4]}}""", 4, "the safetensors header is not valid JSON")]
    [InlineData("""{"__metadata__":{"k":"\udc00"}}""", 0, "the safetensors header is not valid JSON")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "__metadata__ entry k is not a string.")]
    public void A_bad_header_is_refused_by_the_name_of_its_tensor(string header, int dataLength, string sentence)
    {
        Write((ulong)Encoding.UTF8.GetByteCount(header), header, dataLength);
        Should.Throw<WeightsException>(() => SafetensorsFile.Open(File_)).Message.ShouldStartWith($"{File_}: {sentence}");
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused()
    {
        Write(1000, "{}", 0);
        Should.Throw<WeightsException>(() => SafetensorsFile.Open(File_)).Message
            .ShouldBe($"{File_}: the safetensors header claims 1000 bytes, the file has 10; it is cut short or no safetensors file.");
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Should.Throw<WeightsException>(() => SafetensorsFile.Open(File_)).Message.ShouldStartWith($"{File_}: the weights file cannot be opened:");

    private void Write(ulong headerLength, string header, int dataLength)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, headerLength);
        File.WriteAllBytes(File_, [.. prefix, .. Encoding.UTF8.GetBytes(header), .. new byte[dataLength]]);
    }
}
