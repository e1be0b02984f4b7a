namespace Limner.DocumentTruth.Prose;

/// <summary>Two languages by turns: each heading begins the other.</summary>
internal sealed class MixedProse(IProse one, IProse other) : IProse
{
    private bool _isOther;

    public string Language => "mixed";

    private IProse Now => _isOther ? other : one;

    public string Sentence() => Now.Sentence();

    public string Phrase()
    {
        _isOther = !_isOther;
        return Now.Phrase();
    }

    public string Term() => Now.Term();

    public string Name() => Now.Name();

    public string Word(Label label) => Now.Word(label);
}
