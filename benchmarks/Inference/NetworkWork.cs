using CausalClipSeg.Model;

namespace CausalClipSeg.Benchmarks;

/// <summary>Counts the multiplications and additions that the product's answer to one picture takes (convolutions and matrix products alone).</summary>
internal sealed class NetworkWork
{
    private const int Kernel = 3, Expansion = 4, HeadFactor = 4;
    private double _products;

    public static double Operations(NetworkGeometry geometry, int inputSize)
    {
        var work = new NetworkWork();
        work.Encoder(geometry, inputSize);
        work.Neck(geometry, inputSize / 16);
        work.Head(geometry.Fused, inputSize / 16);
        return 2 * work._products;
    }

    private void Convolution(double input, double output, int kernel, double side) => _products += input * output * kernel * kernel * side * side;

    private void Encoder(NetworkGeometry geometry, int inputSize)
    {
        var (width, side) = (geometry.Width, inputSize / 2);
        Convolution(3, width / 2, 3, side);
        Convolution(width / 2, width / 2, 3, side);
        Convolution(width / 2, width, 3, side);
        side /= 2;
        var input = width;
        for (var stage = 0; stage < geometry.Layers.Count; stage++)
            for (var block = 0; block < geometry.Layers[stage]; block++)
            {
                var (planes, halves) = (width << stage, stage > 0 && block == 0);
                Convolution(input, planes, 1, side);
                Convolution(planes, planes, 3, side);
                side = halves ? side / 2 : side;
                Convolution(planes, planes * Expansion, 1, side);
                if (input != planes * Expansion)
                    Convolution(input, planes * Expansion, 1, side);
                input = planes * Expansion;
            }
        double places = side * side;
        _products += places * input * (3.0 * input + 2 * geometry.Embed) + 2 * places * places * input;
    }

    private void Neck(NetworkGeometry geometry, int side)
    {
        var (scale3, fused, embed) = (geometry.StageChannels(2), geometry.Fused, geometry.Embed);
        Convolution(geometry.StageChannels(3), fused, 3, side);
        Convolution(fused, fused, 3, side);
        Convolution(embed, embed, 1, side);
        foreach (var channels in (int[])[scale3, fused, embed])
            Convolution(4.0 * channels, channels, 3, side); // a masker's four convolutions
        Convolution(scale3 + fused + embed, fused, 1, side);
    }

    /// <summary>As <see cref="UpsampledConvolution"/> computes it: channels at the small size, then two products that enlarge.</summary>
    private void Head(int channels, int side)
    {
        foreach (var (input, output, small) in ((int, int, double)[])[(channels, channels, side), (channels, channels / 2, side * HeadFactor)])
        {
            var large = small * HeadFactor;
            Convolution(input, output, Kernel, small);
            _products += output * Kernel * small * large * (small + large) * Kernel;
        }
        Convolution(channels / 2.0, 1, Kernel, side * HeadFactor * HeadFactor);
    }
}
