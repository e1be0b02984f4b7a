using Limner.Kernel.Errors;
using Limner.Tagging.Describing;
using Limner.Tagging.Prompts;

namespace Limner.Tagging.Tests.Describing;

/// <summary>Answers as models write them, prompts as people do, and when a daily time has come.</summary>
public sealed class PictureAnswerTests
{
    [Theory]
    [InlineData("""{"caption":"A dog.","tags":[{"name":"dog","confidence":0.9}]}""", "A dog.|dog 0.9")]
    [InlineData("""```json\n{"caption":"A dog.","tags":["dog",],}\n``` Enjoy {this}!""", "A dog.|dog 0.5")]
    [InlineData("""{"tags":[{"confidence":90,"tag":"dog"},{"name":"Dog","confidence":0.2},{"name":"cat","confidence":-3}],"caption":null}""", "|dog 0.9,cat 0")]
    [InlineData("""{"thoughts":{"deep":[1,{"x":2}]},"caption":"Two\u000a lines","tags":[]}""", "Two lines|")]
    public void What_can_be_read_is_read(string text, string expected)
    {
        var answer = PictureAnswer.Parse(text.Replace("\\n", "\n", StringComparison.Ordinal), isCut: false);
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{answer.Caption}|{string.Join(',', answer.Tags.Select(tag => FormattableString.Invariant($"{tag.Name} {tag.Confidence}")))}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("I cannot see pictures.", "answer_not_json")]
    [InlineData("<html>{\"caption\":\"x\"}</html>", "answer_not_json")]
    [InlineData("{\"caption\":\"<p>x</p>\",\"tags\":[]}", "answer_not_json")]
    [InlineData("{caption: x}", "answer_not_json")]
    [InlineData("{\"caption\":\"half of", "answer_cut_off")]
    [InlineData("{\"caption\":\"x\",\"tags\":[{\"name\":\"dog\"", "answer_cut_off")]
    [InlineData("{}", "answer_schema")]
    [InlineData("{\"caption\":\"  \",\"tags\":[\"\u0007\"]}", "answer_not_json")]
    [InlineData("{\"caption\":\"\",\"tags\":[7,null]}", "answer_schema")]
    [InlineData("{\"caption\":\"\\ud800\",\"tags\":[]}", "answer_not_json")]
    public void What_is_no_use_has_a_name(string text, string code)
        => Should.Throw<LimnerException>(() => PictureAnswer.Parse(text, isCut: false)).Failure.Error.Code.ShouldBe(code);

    [Theory]
    [InlineData("{date}, {file_name}", "2024-05-31, a b.jpg")]
    [InlineData("{{date}} {\"x\": 1} {existing_tags} {place}", "{date} {\"x\": 1} sea, sun unknown")]
    [InlineData("In {language}", "In Deutsch")]
    public void A_prompt_is_filled_in(string text, string expected)
        => PromptTemplate.Render(PromptTemplate.Check(text, "text"), "Deutsch", new PromptValues(["sea", "sun"], null, "2024-05-31", "a\nb.jpg")).ShouldBe(expected);

    [Theory]
    [InlineData("{weather}")]
    [InlineData("{Date}")]
    [InlineData("")]
    [InlineData("a\u202eb")]
    public void A_prompt_that_makes_no_sense_is_refused(string text)
        => Should.Throw<LimnerException>(() => PromptTemplate.Check(text, "text")).Failure.Error.ShouldBe(ErrorCatalogue.Validation);

    [Theory]
    [InlineData("2026-03-01T07:59:00Z", "2026-03-01T06:00:00Z", false)]
    [InlineData("2026-03-01T08:00:00Z", "2026-03-01T06:00:00Z", true)]
    [InlineData("2026-03-01T08:01:00Z", "2026-03-01T08:00:30Z", false)]
    [InlineData("2026-03-03T07:00:00Z", "2026-03-01T08:00:30Z", true)]
    public void A_daily_time_has_come_once_a_day_also_when_the_server_was_off_then(string now, string looked, bool expected)
        => DailyDescriptions.IsDue(new DescriptionSettingsRow { DailyAt = 8 * 60, LookedAt = At(looked) }, At(now)).ShouldBe(expected);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
