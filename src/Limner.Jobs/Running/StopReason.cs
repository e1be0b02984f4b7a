namespace Limner.Jobs.Running;

/// <summary>Who stopped a running handler. They end differently, so they are kept apart; the first one counts.</summary>
internal enum StopReason
{
    None,

    /// <summary>A person cancelled it: it ends as cancelled.</summary>
    Cancelled,

    /// <summary>The server stops: it is queued again and the attempt is not counted.</summary>
    Shutdown,

    /// <summary>Others of its kind wait and it has had its turn: it is queued again behind them and the attempt is not counted.</summary>
    TurnOver,

    /// <summary>It could only wait, and others of its kind want its place: it is queued again until what it waits for may be there. The attempt is not counted.</summary>
    Resting,

    /// <summary>The lease went to another run: this one has nothing to say about the job any more.</summary>
    LeaseLost,
}
