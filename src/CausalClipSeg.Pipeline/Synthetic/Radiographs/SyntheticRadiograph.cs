namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Draws a frontal chest radiograph with opacities of exactly known extent: input for the demo, the tests and training, free of any patient's data.</summary>
public static class SyntheticRadiograph
{
    public static SyntheticImage Draw(SyntheticCase spec)
    {
        var anatomy = ChestAnatomy.Draw(spec);
        var pose = FilmPose.Draw(spec);
        var painter = new ThoraxPainter(spec, anatomy, pose);
        painter.Paint();
        var exposure = new FilmExposure(spec);
        exposure.Develop(painter.Attenuation);
        var film = new Film(spec, anatomy, pose, painter, exposure);
        Parallel.For(0, spec.Rows, film.ExposeRow);
        MarkerLayer.Draw(spec, film.Pixels);
        return film.ToImage();
    }

    /// <summary>The film while it is exposed: pixels, mask and zones are sampled at the same points, so they agree to the pixel.</summary>
    private sealed class Film(SyntheticCase spec, ChestAnatomy anatomy, FilmPose pose, ThoraxPainter painter, FilmExposure exposure)
    {
        private readonly byte[] _mask = new byte[spec.Rows * spec.Columns];
        private readonly byte[] _zones = new byte[spec.Rows * spec.Columns];

        public float[] Pixels { get; } = new float[spec.Rows * spec.Columns];

        public void ExposeRow(int row)
        {
            var random = SeededRandom.For(spec.Seed, 1000 + row);
            var grain = 0f;
            for (var column = 0; column < spec.Columns; column++)
            {
                var i = row * spec.Columns + column;
                var (x, y) = pose.Locate(row, column);
                grain = 0.35f * grain + 0.9f * random.NextGaussian();
                Pixels[i] = Math.Clamp(exposure.Display(painter.Attenuation.Sample(x, y)) + exposure.Noise * grain, 0f, 1f);
                if (painter.LungDepth.Sample(x, y) <= 0f) continue;
                var side = x < 0f ? 0 : 1;
                var zone = Math.Clamp((int)(3f * anatomy.ZoneHeight(side, y)), 0, 2);
                _zones[i] = (byte)(1 + zone + 3 * side);
                if (painter.Opacity.Sample(x, y) > 0.5f) _mask[i] = 1;
            }
        }

        public SyntheticImage ToImage()
        {
            var findings = new List<SyntheticFinding>();
            foreach (var side in (ReadOnlySpan<PatientSide>)[PatientSide.Right, PatientSide.Left])
            {
                if (spec.ZonesOf(side) != LungZones.None) findings.Add(new SyntheticFinding(side, spec.ZonesOf(side), MaskOf(side)));
            }

            return new SyntheticImage(spec.Rows, spec.Columns, Pixels, _mask, findings) { LungZoneMap = _zones };
        }

        private byte[] MaskOf(PatientSide side)
        {
            var mask = new byte[_mask.Length];
            for (var i = 0; i < mask.Length; i++) mask[i] = _zones[i] > 3 == (side == PatientSide.Left) ? _mask[i] : (byte)0;
            return mask;
        }
    }
}
