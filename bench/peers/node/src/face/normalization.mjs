/** Mean and 1 / deviation (at least 1) over the first `length` bytes. */
export function measure(bytes, length) {
  let sum = 0;
  let squares = 0;
  // A row of partial sums stays a small integer.
  for (let start = 0; start < length; start += 4096) {
    const end = Math.min(start + 4096, length);
    let partSum = 0;
    let partSquares = 0;
    for (let i = start; i < end; i++) {
      const value = bytes[i];
      partSum += value;
      partSquares += Math.imul(value, value);
    }

    sum += partSum;
    squares += partSquares;
  }

  const mean = sum / length;
  const variance = Math.max(squares / length - mean * mean, 0);
  return { mean, inverseDeviation: 1 / Math.max(Math.sqrt(variance), 1) };
}
