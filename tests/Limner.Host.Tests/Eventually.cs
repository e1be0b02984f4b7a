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
}
