using Microsoft.Extensions.Configuration;

namespace Limner.Operations.Configuration;

/// <summary>Settings of one origin, which a message can name: the command line, the environment, a file.</summary>
internal sealed class NamedSettings(string origin, IDictionary<string, string?> data) : ConfigurationProvider, IConfigurationSource
{
    private IDictionary<string, string?> _data = data;

    public string Origin => origin;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load() => Data = _data;

    /// <summary>Takes new values and tells everyone who watches the configuration.</summary>
    public void Replace(IDictionary<string, string?> newData)
    {
        _data = newData;
        Data = newData;
        OnReload();
    }
}
