namespace Limner.Generation.Schedulers;

internal static class Exponential
{
    /// <summary>e^x - 1, exact also where x is small, from tanh: the runtime's own is Exp(x) - 1 and loses digits there.</summary>
    public static double MinusOne(double x) => Math.Abs(x) < 0.5 ? Math.Tanh(x / 2) * (Math.Exp(x) + 1) : Math.Exp(x) - 1;
}
