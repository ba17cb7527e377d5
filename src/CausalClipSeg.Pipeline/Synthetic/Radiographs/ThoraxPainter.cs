namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Adds up along every ray what the layers attenuate; the result is a film before exposure, with the truth beside it.</summary>
internal sealed class ThoraxPainter
{
    private const float LungContrast = 0.46f;
    private const float FinestScale = 768f;

    private readonly ChestAnatomy _anatomy;
    private readonly LungField _lungs;
    private readonly SkeletonLayer _skeleton;
    private readonly SoftTissueLayer _tissue;
    private readonly OpacityLayer[] _opacities;
    private readonly FractalNoise _texture;
    private readonly Plane _vessels;
    private readonly Plane _strokes;

    public ThoraxPainter(SyntheticCase spec, ChestAnatomy anatomy, FilmPose pose)
    {
        _anatomy = anatomy;
        _lungs = new LungField(anatomy);
        _skeleton = new SkeletonLayer(anatomy);
        _tissue = new SoftTissueLayer(anatomy, _lungs);
        _opacities =
        [
            new OpacityLayer(anatomy, _lungs, PatientSide.Right, spec.RightZones, SeededRandom.For(spec.Seed, 3)),
            new OpacityLayer(anatomy, _lungs, PatientSide.Left, spec.LeftZones, SeededRandom.For(spec.Seed, 4)),
        ];
        _texture = new FractalNoise(SeededRandom.For(spec.Seed, 5));
        var (width, height) = pose.Extent();
        var scale = MathF.Min(pose.PixelsPerUnit, FinestScale);
        Attenuation = new Plane(width, height, scale);
        LungDepth = new Plane(width, height, scale);
        Opacity = new Plane(width, height, scale);
        _vessels = new Plane(width, height, scale);
        _strokes = new Plane(width, height, scale);
        new VesselLayer(anatomy, SeededRandom.For(spec.Seed, 6)).Draw(_vessels);
        _skeleton.DrawShoulders(_strokes);
        DeviceLayer.Draw(_strokes, spec, SeededRandom.For(spec.Seed, 7));
    }

    public Plane Attenuation { get; }

    /// <summary>The distance from the border of the visible lung, positive inside.</summary>
    public Plane LungDepth { get; }

    /// <summary>The amount of opacity; the mask is where it exceeds one half inside the visible lung.</summary>
    public Plane Opacity { get; }

    public void Paint() => Parallel.For(0, Attenuation.Rows, PaintRow);

    private void PaintRow(int row)
    {
        var y = Attenuation.Y(row);
        var wall = _lungs.Lateral(y);
        float[] medial = [_lungs.Medial(0, y), _lungs.Medial(1, y)];
        var start = row * Attenuation.Columns;
        for (var column = 0; column < Attenuation.Columns; column++)
        {
            var x = Attenuation.X(column);
            var side = x < 0f ? 0 : 1;
            var distance = MathF.Abs(x);
            var body = _tissue.Body(x, y);
            if (body <= 0f)
            {
                LungDepth.Values[start + column] = -1f;
                Attenuation.Values[start + column] = _strokes.Values[start + column];
                continue;
            }

            var toDiaphragm = _lungs.Diaphragm(side, distance) - y;
            float toWall = y < _anatomy.ApexY ? _anatomy.ApexY - y : wall - distance, toMediastinum = distance - medial[side];
            if (y < _anatomy.ApexY) toWall = -toWall;
            var depth = MathF.Min(MathF.Min(toWall, toMediastinum), toDiaphragm);
            LungDepth.Values[start + column] = depth;
            var sum = body + _tissue.Mediastinum(x, y, -toDiaphragm) + _tissue.Breast(x, y) + SoftTissueLayer.Abdomen(side, -toDiaphragm) - _tissue.Gas(x, y)
                + _skeleton.Spine(x, y) + _skeleton.Ribs(distance, y, wall) * (toDiaphragm > 0f ? 1f : 0.5f) + _strokes.Values[start + column]
                + 0.012f * _texture.At(x, y, 5f, 3);
            if (depth > 0f) sum -= Lung(side, x, y, LungField.Air(toWall, toMediastinum, toDiaphragm), start + column);
            Attenuation.Values[start + column] = sum;
        }
    }

    private float Lung(int side, float x, float y, float air, int index)
    {
        var opacity = _opacities[side];
        var amount = opacity.Amount(x, y);
        Opacity.Values[index] = amount;
        var filled = amount > 0f ? MathF.Min(0.9f, opacity.Density * amount * opacity.Texture(x, y)) : 0f;
        var parenchyma = 0.03f * _texture.At(x, y, 40f, 3, 0.7f);
        return air * (LungContrast * (1f - filled) - _vessels.Values[index] * (1f - 0.6f * filled) - parenchyma);
    }
}
