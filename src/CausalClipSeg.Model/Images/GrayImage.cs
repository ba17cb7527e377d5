namespace CausalClipSeg.Model;

/// <summary>A picture as it is displayed, 0 black to 1 white, row by row: all that the model needs to know of a radiograph.</summary>
public sealed record GrayImage
{
    public GrayImage(int rows, int columns, float[] pixels)
    {
        if (rows <= 0 || columns <= 0 || pixels.Length != (long)rows * columns)
            throw new ArgumentException($"A picture of {rows} rows and {columns} columns cannot have {pixels.Length} pixels.", nameof(pixels));
        (Rows, Columns, Pixels) = (rows, columns, pixels);
    }

    public int Rows { get; }

    public int Columns { get; }

    public float[] Pixels { get; }
}
