namespace Limner.Documents;

/// <summary>What one analyzer found in a page.</summary>
internal sealed record PageFinding(IPageAnalyzer Analyzer, object Finding);
