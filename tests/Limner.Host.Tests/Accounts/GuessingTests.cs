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

    [Fact]
    public async Task The_clock_does_not_tell_a_name_that_is_known_or_disabled_from_one_that_is_not()
    {
        const int samples = 15;
        const int rounds = 3;
        var withoutLimit = new Dictionary<string, string>(StringComparer.Ordinal) { ["security.enable_rate_limiting"] = "false" };
        await using var app = await LimnerApp.StartSignedInAsync(new LimnerAppOptions { Settings = withoutLimit });
        using var bob = await app.InviteAsync("bob");
        await app.SendAsync(HttpMethod.Patch, $"/api/v1/users/{await bob.MyIdAsync()}", new { disabled = true }, HttpStatusCode.OK);
        using var guesser = app.NewClient();
        string[] names = [LimnerApp.UserName, "bob", "nobody"];
        var apart = double.MaxValue;

        // What else the machine does can only drive them apart; a difference in the work would be there in every round.
        for (var round = 0; round < rounds && apart >= 10; round++)
        {
            var times = names.ToDictionary(name => name, _ => new List<double>(), StringComparer.Ordinal);
            for (var i = 0; i < samples; i++)
            {
                foreach (var name in names)
                {
                    var started = TimeProvider.System.GetTimestamp();
                    await guesser.SendAsync(HttpMethod.Post, "/api/v1/session", new { user_name = name, password = "not the password" }, HttpStatusCode.Unauthorized);
                    times[name].Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
                }
            }

            var medians = times.Values.Select(list => list.Order().ElementAt(samples / 2)).ToList();
            apart = Math.Min(apart, medians.Max() - medians.Min());
        }

        apart.ShouldBeLessThan(10, "milliseconds between the medians");
    }
}
