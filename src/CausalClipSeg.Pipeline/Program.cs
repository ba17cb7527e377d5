using CausalClipSeg.Pipeline.CommandLine;

return await CausalClipSegCommand.InvokeAsync(args).ConfigureAwait(false);
