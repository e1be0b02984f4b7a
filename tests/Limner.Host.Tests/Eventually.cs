namespace Limner.Host.Tests;

/// <summary>For what happens on another thread in its own time.</summary>
public static class Eventually
{
    public static Task HoldsAsync(Func<bool> condition, int seconds = 20) => HoldsAsync(() => Task.FromResult(condition()), seconds);

    public static async Task HoldsAsync(Func<Task<bool>> condition, int seconds = 20)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse("the condition never held");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    /// <summary>Asks until the answer is the one looked for.</summary>
    public static async Task<T> FindAsync<T>(Func<Task<T>> ask, Func<T, bool> isFound, int seconds = 20)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var answer = await ask();
            if (isFound(answer))
            {
                return answer;
            }

            limit.IsCancellationRequested.ShouldBeFalse($"the last answer was {answer}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
