namespace MuSiCa.Inference;

/// <summary>Keeps at most a number of items for reuse and allocates nothing itself. Thread-safe.</summary>
/// <param name="capacity">Items kept; more are left to the collector.</param>
/// <param name="create">Makes an item when none is kept.</param>
public sealed class BoundedPool<T>(int capacity, Func<T> create)
    where T : class
{
    private readonly T?[] _items = new T?[capacity];
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Takes an item, a new one when none is kept.</summary>
    public T Rent()
    {
        lock (_lock)
        {
            if (_count > 0)
            {
                T item = _items[--_count]!;
                _items[_count] = null;
                return item;
            }
        }

        return create();
    }

    /// <summary>Gives an item back, which nobody may use any more.</summary>
    public void Return(T item)
    {
        lock (_lock)
        {
            if (_count < _items.Length)
            {
                _items[_count++] = item;
            }
        }
    }
}
