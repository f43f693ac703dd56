/** A number that cannot be asked leaves the field at the one that is. */
export function readNumber(
  input: HTMLInputElement,
  [least, most]: readonly [number, number],
  asked: number,
): number {
  const value = input.value === '' ? asked : Number(input.value);
  const read = value >= least && value <= most ? value : asked;
  input.value = String(read);
  return read;
}
