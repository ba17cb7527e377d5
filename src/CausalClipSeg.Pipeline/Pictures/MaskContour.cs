using SkiaSharp;

namespace CausalClipSeg.Pipeline.Pictures;

/// <summary>The outline of a mask as closed paths along the borders of its pixels, so that fill and line agree with the mask at any scale.</summary>
internal static class MaskContour
{
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>Traces every border, outer and of holes, with the mask at the right hand, and maps it to an area of the canvas.</summary>
    public static SKPath Trace(byte[] mask, int rows, int columns, SKRect area)
    {
        using var builder = new SKPathBuilder { FillType = SKPathFillType.EvenOdd };
        var traced = new bool[(rows + 1) * (columns + 1)];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (traced[row * (columns + 1) + column] || !Inside(column, row) || Inside(column, row - 1)) continue;
                Follow(builder, column, row);
            }
        }

        return builder.Detach();

        bool Inside(int x, int y) => x >= 0 && y >= 0 && x < columns && y < rows && mask[y * columns + x] != 0;

        void Follow(SKPathBuilder path, int startX, int startY)
        {
            int x = startX, y = startY, heading = 0;
            path.MoveTo(Map(x + 0.5f, y));
            do
            {
                if (heading == 0) traced[y * (columns + 1) + x] = true;
                x += Steps[heading].X;
                y += Steps[heading].Y;
                heading = Turn(x, y, heading);
                path.LineTo(Map(x + 0.5f * Steps[heading].X, y + 0.5f * Steps[heading].Y));
            }
            while (x != startX || y != startY || heading != 0);
            path.Close();
        }

        // At a corner: the two pixels ahead decide, the one at the right first, so that diagonal neighbours stay apart.
        int Turn(int x, int y, int heading)
        {
            var right = heading switch { 0 => Inside(x, y), 1 => Inside(x - 1, y), 2 => Inside(x - 1, y - 1), _ => Inside(x, y - 1) };
            var left = heading switch { 0 => Inside(x, y - 1), 1 => Inside(x, y), 2 => Inside(x - 1, y), _ => Inside(x - 1, y - 1) };
            return !right ? (heading + 1) % 4 : left ? (heading + 3) % 4 : heading;
        }

        SKPoint Map(float x, float y) => new(area.Left + x / columns * area.Width, area.Top + y / rows * area.Height);
    }
}
