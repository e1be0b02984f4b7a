using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Limner.Safety.Text;

/// <summary>What of <c>[security]</c> concerns texts that are given to models.</summary>
public sealed class TextGuardOptions
{
    public const string Section = "security";

    /// <summary>Characters of a prompt, which negative prompts as people hand them on come near; how many tokens a model takes is its own limit.</summary>
    [ConfigurationKeyName("prompt_max_length")]
    [Description("Longest prompt that is taken, in characters.")]
    [Range(1, 100_000)]
    public int PromptMaxLength { get; set; } = 2000;

    /// <summary>Regular expressions, separated by line ends in the environment and by <c>;;</c> in config.ini.</summary>
    [ConfigurationKeyName("suspicious_patterns")]
    [Description("Regular expressions (without regard to case, separated by ;;) that a prompt may not match. Empty: none.")]
    [Patterns]
    public string SuspiciousPatterns { get; set; } =
        @"<\s*(script|iframe|object|embed|svg)\b;;javascript\s*:;;data\s*:\s*text/html;;\b(ignore|disregard|forget)\s+(all\s+|any\s+)?(the\s+)?(previous|prior|above)\s+(instructions|prompts?|rules)\b;;\b(system|developer)\s+prompt\b";

    /// <summary>Words and phrases, separated as <see cref="SuspiciousPatterns"/>.</summary>
    [ConfigurationKeyName("prompt_deny_list")]
    [Description("Words and phrases (whole words, without regard to case and accents, separated by ;;) that a prompt may not have. Empty: none.")]
    [StringLength(20_000)]
    public string PromptDenyList { get; set; } = "";
}

/// <summary>Each part is a regular expression that can be run in linear time.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PatternsAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        foreach (var pattern in TextGuard.Split((string?)value ?? ""))
        {
            try
            {
                _ = TextGuard.Compile(pattern);
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                return new ValidationResult($"\"{pattern}\" is no regular expression that can be used: {exception.Message}", [validationContext.MemberName!]);
            }
        }

        return ValidationResult.Success;
    }
}
