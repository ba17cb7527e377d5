using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// Options that follow the settings while the service runs: who asks for the value gets the one in force now. A new value is a new object, so that whoever made
/// something of the old one sees that it has changed.
/// </summary>
internal sealed class LiveOptions<T> : IOptions<T>, IDisposable
    where T : class
{
    private readonly IDisposable _subscription;
    private volatile T _value;

    public LiveOptions(IConfiguration configuration, IOptionsFactory<T> factory)
    {
        _value = factory.Create(Options.DefaultName);
        // Checked before the settings were read again; one that fails all the same leaves the former value in force.
        _subscription = Microsoft.Extensions.Primitives.ChangeToken.OnChange(configuration.GetReloadToken, () => _value = factory.Create(Options.DefaultName));
    }

    public T Value => _value;

    public void Dispose() => _subscription.Dispose();
}
