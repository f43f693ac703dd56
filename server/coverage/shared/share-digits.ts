/** Digits behind the point with which a percentage is not rounded over the share that is required, nor up to the whole: 79.96 %, not 80 %. */
export function shareDigits(share: number, required: number): number {
  const isKept = (digits: number): boolean => {
    const shown = Number((share * 100).toFixed(digits));
    return [required, 1].every((limit) => shown >= Number((limit * 100).toFixed(10)) === share >= limit);
  };
  return [1, 2, 3, 4, 5, 6, 7].find(isKept) ?? 8;
}
