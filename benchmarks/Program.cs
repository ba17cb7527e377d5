using CausalClipSeg.Benchmarks;

return await BenchmarkCommand.InvokeAsync(args).ConfigureAwait(false);
