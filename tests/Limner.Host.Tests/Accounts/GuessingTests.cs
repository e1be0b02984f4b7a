using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Limner.Testing;

namespace Limner.Host.Tests.Accounts;

public sealed class GuessingTests
{
    [Fact]
    public async Task Of_a_thousand_guesses_from_one_address_ten_are_looked_at_and_one_more_a_minute()
    {
        var clock = new FakeClock();
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Clock = clock });
        using var guesser = app.NewClient();
        var looked = 0;
        var guess = 0;
        foreach (var minute in Enumerable.Range(0, 4))
        {
            for (var i = 0; i < 250; i += 25)
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => GuessAsync(Interlocked.Increment(ref guess))));
                answers.ShouldAllBe(status => status == HttpStatusCode.Unauthorized || status == HttpStatusCode.TooManyRequests);
                looked += answers.Count(status => status == HttpStatusCode.Unauthorized);
            }

            looked.ShouldBe(10 + minute);
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        guess.ShouldBe(1000);
        await app.GetAsync("/api/v1/me");

        async Task<HttpStatusCode> GuessAsync(int number)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session")
            {
                Content = JsonContent.Create(new { user_name = LimnerApp.UserName, password = $"guess number {number}" }),
            };
            request.Headers.Add("X-Forwarded-For", string.Create(CultureInfo.InvariantCulture, $"10.1.{number / 250}.{number % 250}"));
            using var response = await guesser.SendAsync(request);
            return response.StatusCode;
        }
    }
}
