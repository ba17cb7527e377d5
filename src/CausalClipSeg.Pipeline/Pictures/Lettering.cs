using SkiaSharp;

namespace CausalClipSeg.Pipeline.Pictures;

/// <summary>Writes captions in strokes of its own, because a server has no fonts that could be counted on.</summary>
internal static class Lettering
{
    private const float CapHeight = 6f;

    /// <summary>Glyphs as polylines on a grid (x 0 to 4, y 0 at the top of capitals, 6 on the baseline, 8 below), separated by spaces.</summary>
    private static readonly Dictionary<char, string> Glyphs = new()
    {
        ['A'] = "062046 1434", ['B'] = "0600304144330313 334345360616", ['C'] = "41301001051636 3645", ['D'] = "06002042442606",
        ['E'] = "40000646 0333", ['F'] = "400006 0333", ['G'] = "4130100105163645 454323", ['H'] = "0006 4046 0343",
        ['I'] = "2026 1030 1636", ['J'] = "40453616 160504", ['K'] = "0006 4003 1246", ['L'] = "000646", ['M'] = "0600234046",
        ['N'] = "06004640", ['O'] = "100105163645413010", ['P'] = "06003041423303", ['Q'] = "100105163645413010 2446",
        ['R'] = "06003041423303 2346", ['S'] = "4130100102134445361605", ['T'] = "0040 2026", ['U'] = "000516364540", ['V'] = "002640",
        ['W'] = "0016233640", ['X'] = "0046 4006", ['Y'] = "002340 2326", ['Z'] = "00400646", ['0'] = "100105163645413010 0541",
        ['1'] = "022026 1636", ['2'] = "01103041420646", ['3'] = "0110304142334445361605 1333", ['4'] = "300444 3036",
        ['5'] = "400003334445361605", ['6'] = "3010010516364544331304", ['7'] = "004016",
        ['8'] = "100102133342413010 1304051636454433", ['9'] = "4233130201103041453616", ['a'] = "1232434546 4333130405163645",
        ['b'] = "0006 0312324345361605", ['c'] = "4332120305163645", ['d'] = "4046 4332120305163645", ['e'] = "04444332120305163645",
        ['f'] = "40302126 1232", ['g'] = "4247381807 4332120305163645", ['h'] = "0006 0312324346", ['i'] = "2226 2020",
        ['j'] = "22271808 2020", ['k'] = "0006 4204 1346", ['l'] = "202536", ['m'] = "0206 03122226 2332424346",
        ['n'] = "0206 0312324346", ['o'] = "120305163645433212", ['p'] = "0208 0312324345361605", ['q'] = "4248 4332120305163645",
        ['r'] = "0206 04123243", ['s'] = "43321203143445361605", ['t'] = "20253645 1232", ['u'] = "0205163645 4246", ['v'] = "022642",
        ['w'] = "0216243642", ['x'] = "0246 4206", ['y'] = "0226 421808", ['z'] = "02420646", ['.'] = "2626", [','] = "2617",
        [':'] = "2626 2323", [';'] = "2617 2323", ['-'] = "1333", ['/'] = "4006", ['('] = "30121436", [')'] = "10323416",
        ['+'] = "2125 0343", ['='] = "0242 0444", ['%'] = "4006 0101 4545", ['\''] = "2022", ['"'] = "1012 3032",
        ['?'] = "011030412324 2626", ['!'] = "2024 2626", ['_'] = "0646", ['^'] = "022042", ['>'] = "014305", ['<'] = "410345",
        ['#'] = "1116 3136 0242 0444", ['*'] = "2125 0244 4204",
    };

    /// <summary>Draws a line of text whose capitals have the given height with their upper left at a point; characters without a glyph leave a gap.</summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, float height, SKColor color)
    {
        var unit = height / CapHeight;
        using var paint = new SKPaint();
        paint.Color = color;
        paint.IsAntialias = true;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = MathF.Max(1f, 0.75f * unit);
        paint.StrokeCap = SKStrokeCap.Round;
        paint.StrokeJoin = SKStrokeJoin.Round;
        foreach (var character in text)
        {
            if (Glyphs.TryGetValue(character, out var glyph)) Stroke(canvas, glyph, x, y, unit, paint);
            x += Advance(character) * unit;
        }
    }

    public static float Measure(string text, float height) => text.Sum(Advance) * height / CapHeight;

    /// <summary>Breaks a text into lines no wider than given.</summary>
    public static IReadOnlyList<string> Wrap(string text, float height, float width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : line + ' ' + word;
            if (line.Length > 0 && Measure(longer, height) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        lines.Add(line);
        return lines;
    }

    private static float Advance(char character) => character switch
    {
        ' ' or 'i' or 'l' or '.' or ',' or ':' or ';' or '\'' or '!' => 4f,
        _ => 5.8f,
    };

    private static void Stroke(SKCanvas canvas, string glyph, float x, float y, float unit, SKPaint paint)
    {
        var inset = glyph is "2626" or "2617" or "202536" or "2226 2020" ? -0.9f : 0f;
        foreach (var line in glyph.Split(' '))
        {
            for (var i = 0; i + 1 < line.Length - 2; i += 2)
            {
                canvas.DrawLine(x + (line[i] - '0' + inset) * unit, y + (line[i + 1] - '0') * unit,
                    x + (line[i + 2] - '0' + inset) * unit, y + (line[i + 3] - '0') * unit, paint);
            }
        }
    }
}
