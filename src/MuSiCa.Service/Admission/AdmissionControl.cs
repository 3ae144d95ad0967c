using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using MuSiCa.Inference;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Finding;
using MuSiCa.Service.Models;
using MuSiCa.Service.Telemetry;
using MuSiCa.Serving;

namespace MuSiCa.Service.Admission;

/// <summary>What a request asks of the service, known before anything of its images is decoded.</summary>
/// <param name="Model">The model that it is for.</param>
/// <param name="Faces">Faces that it has, or is expected to have.</param>
/// <param name="Work">What it is expected to take, in milliseconds of a processor of the reference machine.</param>
/// <param name="Client">From whom it is.</param>
/// <param name="Priority">The class in which it waits.</param>
internal readonly record struct AdmissionOrder(LoadedModel Model, int Faces, double Work, ClientShare Client, FacePriority Priority)
{
    /// <summary>When its faces may leave the cascade.</summary>
    public ExitLimits Limits { get; init; } = ExitLimits.Default;

    /// <summary>How long its caller waits from now on, where it says so.</summary>
    public TimeSpan? TimeAsked { get; init; }

    /// <summary>How long it may take from now on, whoever says so.</summary>
    public TimeSpan TimeLeft { get; init; }

    /// <summary>Whether its faces are to be found.</summary>
    public bool IsSearched { get; init; }
}

/// <summary>
/// The door: accepts a request as a whole, with what it is expected to need, or refuses it before it costs anything. What was accepted
/// is not refused later for want of room: it waits for memory, places and its turn, until its time is over.
/// </summary>
internal sealed class AdmissionControl(
    FinderSwitch finder, PendingWork pending, ServiceMetrics metrics, IOptions<ServingOptions> serving)
{
    private const double Slack = 1.5;

    private static readonly int RequestsAtLeast = 8 * Environment.ProcessorCount;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accepted;
    private bool _draining;

    /// <summary>Requests that were accepted and are not answered.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Says whether a request would be refused whatever it is, so that its body need not be read.</summary>
    /// <param name="order">What is known of it; at least one face.</param>
    /// <returns>Null where it may be accepted.</returns>
    public AdmissionRefusal? RefuseEarly(in AdmissionOrder order)
    {
        AdmissionRefusal? refusal = Unable(order) ?? Late(order, withExpected: true) ?? (PlacesFree(order) > 0
            ? null
            : AdmissionRefusal.Faces(
                order.Faces, order.Model.Aligner.PlaceLimit, order.Model.Aligner.PlaceLimit, TimeSpan.FromSeconds(1)));
        Count(refusal);
        return refusal;
    }

    /// <summary>Counts a request whose body begins to arrive, so that no more bodies are read than can be worked on.</summary>
    /// <returns>To be disposed of when the body is there, or will not come.</returns>
    public IDisposable Expect(in AdmissionOrder order) => pending.Expect(order.Work);

    /// <summary>Accepts a request.</summary>
    /// <param name="order">What it asks.</param>
    /// <param name="scope">What it holds from now on; the caller's to dispose of.</param>
    /// <param name="refusal">Why it is refused.</param>
    /// <returns>Whether it is accepted.</returns>
    public bool TryAdmit(
        in AdmissionOrder order, [NotNullWhen(true)] out RequestScope? scope, [NotNullWhen(false)] out AdmissionRefusal? refusal)
    {
        scope = null;
        refusal = Unable(order) ?? Late(order, withExpected: false);
        if (refusal is not null)
        {
            Count(refusal);
            return false;
        }

        if (!TryEnter())
        {
            refusal = AdmissionRefusal.Draining;
            Count(refusal);
            return false;
        }

        if (!order.Client.Places.TryTake(order.Faces, own: 0, PlacesFree(order)))
        {
            refusal = AdmissionRefusal.Share(order.Faces, order.Client.Places.Held);
            Count(refusal);
        }
        else if (order.Model.Aligner.TryAdmit(ToFaces(order), out IFaceAdmission? places, out refusal))
        {
            pending.Add(order.Client, order.Work);
            scope = new RequestScope(this, places, order);
            return true;
        }
        else
        {
            order.Client.Places.Free(order.Faces);
        }

        Exit();
        return false;
    }

    /// <summary>Accepts nothing more from now on.</summary>
    /// <returns>Completes when everything that was accepted is answered; cancelling the token only stops the waiting.</returns>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _draining = true;
            SignalWhenEmpty_NeedsLock();
        }

        return _empty.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes note of a request that is over.</summary>
    internal void Leave(in AdmissionOrder order, bool isDone)
    {
        pending.Remove(order.Client, order.Work, isDone);
        order.Client.Places.Free(order.Faces);
        Exit();
    }

    private static int PlacesFree(in AdmissionOrder order) => order.Model.Aligner.PlaceLimit - order.Model.Aligner.PlacesTaken;

    private static FaceOrder ToFaces(in AdmissionOrder order) => new(order.Faces)
    {
        Limits = order.Limits,
        Priority = order.Priority,

        // Only who says how long they wait wants less than the whole way.
        TimeLeft = order.TimeAsked,
    };

    // Searched first and then refused for the model's sake, or for the finder's after the body was read, would be work for nothing.
    private AdmissionRefusal? Unable(in AdmissionOrder order) => order.IsSearched && finder.Engine is { } search
        ? search.IsStalled ? AdmissionRefusal.Stalled
            : search.Breaker is { State: not BreakerState.Closed } breaker ? AdmissionRefusal.Failing(breaker.RetryAfter)
            : null
        : null;

    private AdmissionRefusal? Late(in AdmissionOrder order, bool withExpected)
    {
        if (pending.EstimateFor(order.Client, order.Work, withExpected) is not { } estimate)
        {
            return null;
        }

        if (order.TimeAsked is { } asked && estimate > asked)
        {
            return AdmissionRefusal.Deadline(asked, estimate);
        }

        // A few callers are no overload, however dear or slow their photos are.
        if (pending.Requests < RequestsAtLeast)
        {
            return null;
        }

        // Work in the background has time, as much as any request may take. And who was let in with a body should not be turned away for
        // being somewhat more work than its length told.
        TimeSpan longest = order.Priority == FacePriority.Bulk ? order.TimeLeft : serving.Value.MaxWait;
        return estimate > longest * (withExpected ? 1 : Slack) ? AdmissionRefusal.Work(longest, estimate) : null;
    }

    private void Count(AdmissionRefusal? refusal)
    {
        if (refusal is not null)
        {
            metrics.Refused(refusal.Reason.ToString().ToLowerInvariant());
        }
    }

    private bool TryEnter()
    {
        lock (_lock)
        {
            if (_draining)
            {
                return false;
            }

            _accepted++;
            return true;
        }
    }

    private void Exit()
    {
        lock (_lock)
        {
            _accepted--;
            SignalWhenEmpty_NeedsLock();
        }
    }

    private void SignalWhenEmpty_NeedsLock()
    {
        if (_draining && _accepted == 0)
        {
            _empty.TrySetResult();
        }
    }
}
