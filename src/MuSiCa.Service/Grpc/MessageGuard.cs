using System.Buffers;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MuSiCa.Service.Configuration;
using MuSiCa.Service.Problems;

namespace MuSiCa.Service.Grpc;

/// <summary>
/// Looks through the bytes of a message before it is parsed, and refuses what would become far more memory than it has bytes: an
/// empty box is two bytes on the wire and dozens as an object. Nothing is made of what it refuses. Thread-safe.
/// </summary>
internal sealed class MessageGuard
{
    /// <summary>Bytes of the longest text, such as the name of a model.</summary>
    public const int MaxTextBytes = 1024;

    /// <summary>How deep groups may lie in each other. No known message has any.</summary>
    public const int MaxDepth = 32;

    // What is somewhat too much is parsed, so that a single frame of a stream can be refused and the stream goes on.
    private const int FacesTolerated = 4;

    // A box is five fields with its own.
    private const int FieldsPerBox = 8;
    private const int FieldsBesides = 256;

    // Four numbers for each face, as they are in a tensor, and what is tolerated.
    private const int BytesPerNumber = 4 * sizeof(float);

    private readonly Shape _shape;
    private readonly int _maxFaces;

    /// <param name="type">The message.</param>
    /// <param name="maxFaces">Faces that one request may have.</param>
    public MessageGuard(MessageDescriptor type, int maxFaces)
    {
        _shape = Shape.Of(type);
        _maxFaces = maxFaces;
        MaxElements = (int)Math.Min((long)maxFaces * FacesTolerated, int.MaxValue);
        MaxFields = (int)Math.Min(FieldsBesides + ((long)MaxElements * FieldsPerBox), int.MaxValue);
    }

    /// <summary>Elements that all repeated fields of a message may have together.</summary>
    public int MaxElements { get; }

    /// <summary>Fields that a message may have, known or not, those of its parts included.</summary>
    public int MaxFields { get; }

    /// <summary>Accepts what can be parsed at no more than a few times its size.</summary>
    /// <exception cref="ProblemException">It cannot.</exception>
    public void Check(in ReadOnlySequence<byte> message) => new Scan(this, message).Run();

    private static ProblemException Malformed() => new(ProblemTypes.RequestMalformed,
        "The bytes of the message are none of the type that the method takes.");

    private ProblemException TooManyFields() => new(ProblemTypes.RequestMalformed, string.Create(CultureInfo.InvariantCulture,
        $"The message has more than {MaxFields} fields. No request needs as many."));

    private ProblemException TooManyElements(string field) => new(new Problem(ProblemTypes.TooManyFaces, string.Create(
        CultureInfo.InvariantCulture,
        $"The message has more than {MaxElements} {field}; one request may have {_maxFaces} faces (setting "
            + $"{RequestOptions.Section}:{nameof(RequestOptions.MaxFaces)}). Send the rest in another request."))
    {
        Parameter = field,
    });

    private static ProblemException TextTooLong(string field, long bytes) => new(Problem.OfParameter(
        ProblemTypes.ParameterInvalid, field, null, string.Create(
            CultureInfo.InvariantCulture, $"The field {field} has {bytes} bytes; it must have at most {MaxTextBytes}.")));

    /// <summary>The fields of a message, by their numbers.</summary>
    private sealed class Shape
    {
        private Field?[] _fields = [];

        public static Shape Of(MessageDescriptor type) => Of(type, []);

        /// <summary>The field of a tag; null where the parser would take it for an unknown one.</summary>
        public Field? Find(uint tag) =>
            WireFormat.GetTagFieldNumber(tag) is var number && number < _fields.Length && _fields[number] is { } field && field.Tag == tag
                ? field
                : null;

        // A message may hold itself.
        private static Shape Of(MessageDescriptor type, Dictionary<MessageDescriptor, Shape> known)
        {
            if (known.TryGetValue(type, out Shape? shape))
            {
                return shape;
            }

            known[type] = shape = new Shape();
            shape._fields = new Field?[type.Fields.InFieldNumberOrder().Select(static field => field.FieldNumber).DefaultIfEmpty().Max() + 1];
            foreach (FieldDescriptor field in type.Fields.InFieldNumberOrder())
            {
                bool isPieces = field.FieldType is FieldType.Message or FieldType.String or FieldType.Bytes;
                if (isPieces || field.IsRepeated)
                {
                    shape._fields[field.FieldNumber] = new Field(
                        field.Name,
                        WireFormat.MakeTag(field.FieldNumber, WireFormat.WireType.LengthDelimited),
                        field.IsRepeated,
                        field.FieldType == FieldType.String,
                        !isPieces,
                        field.FieldType == FieldType.Message ? Of(field.MessageType, known) : null);
                }
            }

            return shape;
        }
    }

    private sealed record Field(string Name, uint Tag, bool IsRepeated, bool IsText, bool IsNumbers, Shape? Message);

    /// <summary>One walk over the bytes, in the steps of the official parser.</summary>
    private ref struct Scan
    {
        private readonly MessageGuard _guard;
        private SequenceReader<byte> _bytes;
        private int _fields;
        private int _elements;

        public Scan(MessageGuard guard, in ReadOnlySequence<byte> message)
        {
            _guard = guard;
            _bytes = new SequenceReader<byte>(message);
        }

        public void Run() => Message(_guard._shape, _bytes.Length, depth: 0);

        private void Message(Shape shape, long end, int depth)
        {
            while (_bytes.Consumed < end)
            {
                uint tag = Tag();
                if (shape.Find(tag) is { } field)
                {
                    Known(field, end, depth);
                }
                else
                {
                    Skip(tag, end, depth);
                }
            }
        }

        private void Known(Field field, long end, int depth)
        {
            if (field.IsRepeated && ++_elements > _guard.MaxElements)
            {
                throw _guard.TooManyElements(field.Name);
            }

            long length = Length(end);
            // Packed, a number may be one byte, and takes up to eight when it is read.
            if (field.IsNumbers && length > (long)_guard.MaxElements * BytesPerNumber)
            {
                throw _guard.TooManyElements(field.Name);
            }

            if (field.IsText && length > MaxTextBytes)
            {
                throw TextTooLong(field.Name, length);
            }

            if (field.Message is { } message)
            {
                Message(message, _bytes.Consumed + length, Deeper(depth));
            }
            else
            {
                _bytes.Advance(length);
            }
        }

        private void Skip(uint tag, long end, int depth)
        {
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint:
                    Varint();
                    break;
                case WireFormat.WireType.Fixed32:
                    Advance(sizeof(uint), end);
                    break;
                case WireFormat.WireType.Fixed64:
                    Advance(sizeof(ulong), end);
                    break;
                case WireFormat.WireType.LengthDelimited:
                    _bytes.Advance(Length(end));
                    break;
                case WireFormat.WireType.StartGroup:
                    Group(WireFormat.GetTagFieldNumber(tag), end, Deeper(depth));
                    break;
                default:
                    throw Malformed();
            }

            if (_bytes.Consumed > end)
            {
                throw Malformed();
            }
        }

        private void Group(int number, long end, int depth)
        {
            while (_bytes.Consumed < end)
            {
                uint tag = Tag();
                if (tag == WireFormat.MakeTag(number, WireFormat.WireType.EndGroup))
                {
                    return;
                }

                Skip(tag, end, depth);
            }

            throw Malformed();
        }

        private uint Tag()
        {
            if (++_fields > _guard.MaxFields)
            {
                throw _guard.TooManyFields();
            }

            uint tag = (uint)Varint();
            return WireFormat.GetTagFieldNumber(tag) == 0 ? throw Malformed() : tag;
        }

        private long Length(long end)
        {
            int length = (int)(uint)Varint();
            return length >= 0 && length <= end - _bytes.Consumed ? length : throw Malformed();
        }

        private void Advance(int bytes, long end)
        {
            if (bytes > end - _bytes.Consumed)
            {
                throw Malformed();
            }

            _bytes.Advance(bytes);
        }

        // Ten bytes at most, whatever they are worth.
        private ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; shift < 70; shift += 7)
            {
                if (!_bytes.TryRead(out byte next))
                {
                    break;
                }

                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }

            throw Malformed();
        }

        private static int Deeper(int depth) => depth < MaxDepth ? depth + 1 : throw Malformed();
    }
}
