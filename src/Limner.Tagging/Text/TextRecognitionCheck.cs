using Limner.Vision.Ocr;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Limner.Tagging.Text;

/// <summary>Names the packages that languages asked for need and that the machine lacks. A remark: text in the others is read.</summary>
internal sealed class TextRecognitionCheck(ITextRecognizer recognizer, IOptionsMonitor<OcrOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var settings = options.CurrentValue;
        return Task.FromResult(HealthCheckResult.Healthy(settings.Enabled ? recognizer.FindShortfall(settings.Recognition)?.Detail : null));
    }
}
