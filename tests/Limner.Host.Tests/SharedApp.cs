namespace Limner.Host.Tests;

/// <summary>One server for all tests of a class, where none changes what another sees: starting one is most of what a small test costs.</summary>
public class SharedApp : IAsyncLifetime
{
    public LimnerApp App { get; private set; } = null!;

    protected virtual LimnerAppOptions Options => new();

    protected virtual bool IsSignedIn => false;

    public async Task InitializeAsync() => App = await (IsSignedIn ? LimnerApp.StartSignedInAsync(Options) : LimnerApp.StartAsync(Options));

    public async Task DisposeAsync() => await App.DisposeAsync();
}

/// <summary>As <see cref="SharedApp"/>, with the first administrator made and signed in.</summary>
public sealed class SharedSignedInApp : SharedApp
{
    protected override bool IsSignedIn => true;
}
